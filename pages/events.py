"""Events: search, sort, page through, open one beside the list, change it, delete it and undo."""

import streamlit as st

from components.event_list import delete_with_undo, list_page, undo_note
from components.event_table import event_card, event_table
from components.filters import filter_bar, in_words
from components.frame import open_page
from components.ledger import ask, ledger, present, viewer
from components.overview_figures import left_out_note
from components.start import ways_on
from locales import gettext as _
from metrics.overview import count_left_out

open_page(_("Events"))
undo_note()
if not present():
    ways_on()
    st.stop()

asked = filter_bar(text_search=True)
in_words(asked, *left_out_note(ask(count_left_out, ledger(), viewer(), asked)))
events = list_page(asked)
if not events:
    st.info(
        _("No event matches. Try another word, a longer period, or clear the filters above."),
        icon=":material/search_off:",
    )
    st.stop()
picked = event_table(events, key="list_rows")
if picked is None:
    st.caption(_("Select a row to see the whole event."))
else:
    with st.container(border=True):
        with st.container(horizontal=True):
            if st.button(_("Change"), icon=":material/edit:", key="change_event"):
                st.switch_page("pages/record.py", query_params={"event": str(picked.id)})
            delete_with_undo(picked)
        event_card(picked)
