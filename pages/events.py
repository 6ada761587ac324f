"""Events: search, sort, page through, open one beside the list, change it, decide on it, delete it and undo."""

import streamlit as st

from components.event_list import delete_with_undo, list_page, take_out_of_bin, undo_note
from components.event_table import event_card, event_rows_to_select, event_table
from components.filters import filter_bar, in_words
from components.frame import open_page
from components.ledger import ask, ledger, present, viewer
from components.overview_figures import left_out_note
from components.queues import TO_DECIDE, choose_queue
from components.review import decide_together, may_change, review_steps, what_was_decided
from components.start import ways_on
from locales import gettext as _
from metrics.overview import count_left_out

open_page(_("Events"))
undo_note()
what_was_decided()
queue = choose_queue()
if not present() and not queue.binned:
    ways_on()
    st.stop()

asked = queue.narrowed(filter_bar(text_search=True))
in_words(asked, *left_out_note(ask(count_left_out, ledger(), viewer(), asked)))
events = list_page(asked, queue)
if not events:
    st.info(
        _("No event matches. Try another word, a longer period, or clear the filters above."),
        icon=":material/search_off:",
    )
    st.stop()
if queue is TO_DECIDE:
    selected = event_rows_to_select(events, key="list_rows_decide")
    picked = selected[0] if len(selected) == 1 else None
    if picked is None:
        decide_together(selected)
else:
    picked = event_table(events, key="list_rows")
    if picked is None:
        st.caption(_("Select a row to see the whole event."))
if picked is not None:
    with st.container(border=True):
        with st.container(horizontal=True):
            if queue.binned:
                take_out_of_bin(picked)
            else:
                if may_change(picked):
                    if st.button(_("Change"), icon=":material/edit:", key="change_event"):
                        st.switch_page("pages/record.py", query_params={"event": str(picked.id)})
                    delete_with_undo(picked)
                review_steps(picked)
        event_card(picked)
