"""Upload a list: drop a file, see what each row will do, then let the good rows in."""

import streamlit as st

from components.frame import open_page, require_right
from components.upload import choose_file, last_import, let_in, show_preview
from locales import gettext as _
from models.permission import Action

open_page(_("Upload a list"), records=True)
require_right(Action.RECORD, _("Your roles do not include recording events. Ask an administrator."))
last_import()
st.markdown(
    _("A workbook (xlsx) or CSV with a row of headings. Nothing is saved before you have seen what each row does.")
)
previewed = choose_file()
if previewed is not None:
    show_preview(previewed)
    let_in(previewed)
