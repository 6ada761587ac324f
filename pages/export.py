"""Export: the filtered list as a workbook or CSV and its photos, for whoever fills forms and writes summaries."""

import streamlit as st

from components.downloads import download_list
from components.event_table import event_table
from components.filters import filter_bar, in_words
from components.frame import open_page
from components.ledger import ask, ledger, present, viewer
from components.overview_figures import left_out_note
from components.photo_downloads import photos_of
from components.start import ways_on
from locales import gettext as _
from locales import ngettext
from locales.numbers import number
from metrics.finding import find_events
from metrics.overview import count_left_out
from metrics.records import count_events
from models.permission import Action

PREVIEW = 8

open_page(_("Export"))
if not present():
    ways_on()
    st.stop()
if not viewer().reach(Action.EXPORT):
    st.info(_("Your roles do not include downloads. Ask an administrator."), icon=":material/lock:")
    st.stop()

asked = filter_bar(text_search=True)
in_words(asked, *left_out_note(ask(count_left_out, ledger(), viewer(), asked)))
total = ask(count_events, ledger(), viewer(), asked, Action.EXPORT)
st.markdown(
    ngettext("The list holds **{count}** event.", "The list holds **{count}** events.", total).format(
        count=number(total)
    )
)
download_list(asked, total)
if total:
    st.caption(_("The first rows:"))
    found = ask(find_events, ledger(), viewer(), asked, Action.EXPORT, limit=PREVIEW)
    event_table(found.events, key="export_preview", selectable=False)
    photos_of(asked)
