"""Upload a list: drop a file, see how it was understood and what each row will do, then let the good rows in."""

import streamlit as st

from components.frame import open_page, require_right
from components.upload import choose_file, make_preview
from components.upload_batches import past_batches
from components.upload_columns import show_understood
from components.upload_rows import show_rows
from components.upload_saving import last_import, let_in, show_rest
from components.upload_submitting import offer_submitting
from components.upload_template import offer_template
from components.upload_words import settle_words
from locales import gettext as _
from models.permission import Action

open_page(_("Upload a list"), records=True)
require_right(Action.RECORD, _("Your roles do not include recording events. Ask an administrator."))
last_import()
offer_submitting()
st.markdown(
    _(
        "A workbook (xlsx, xls, ods) or CSV with a row of headings, as you keep it. "
        "Nothing is saved before you have seen what each row does."
    )
)
offer_template()
incoming = choose_file()
if incoming is not None and incoming.saved:
    show_rest(incoming)
elif incoming is not None:
    show_understood(incoming)
    previewed = make_preview(incoming)
    if previewed is not None:
        settle_words(incoming, previewed.unknown, previewed.settled)
        show_rows(previewed)
        let_in(incoming, previewed)
past_batches()
