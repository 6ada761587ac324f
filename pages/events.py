"""Events: search, sort, page through, open one beside the list, change it, decide on it, delete it and undo."""

import streamlit as st

from components.again import again
from components.chosen_rows import choose_rows, one_chosen
from components.event_columns import choose_columns
from components.event_list import delete_with_undo, list_page, take_out_of_bin, undo_note
from components.event_table import event_card, event_rows_to_select
from components.filters import filter_bar, in_words
from components.frame import open_page
from components.ledger import ask, ledger, present, viewer
from components.overview_figures import left_out_note
from components.queues import choose_queue
from components.review import may_change, review_steps, what_was_decided
from components.saved_views import saved_views
from components.start import ways_on
from components.together import change_selected, what_was_changed
from locales import gettext as _
from metrics.overview import count_left_out

open_page(_("Events"))
undo_note()
what_was_changed()
what_was_decided()
queue = choose_queue()
if not present() and not queue.binned:
    ways_on()
    st.stop()

asked = queue.narrowed(filter_bar(text_search=True))
in_words(asked, *left_out_note(ask(count_left_out, ledger(), viewer(), asked)))
with st.container(horizontal=True, vertical_alignment="center", key="list_views"):
    saved_views()
    columns = choose_columns()
found = list_page(asked, queue)
if not found.events:
    st.info(
        _("No event matches. Try another word, a longer period, or clear the filters above."),
        icon=":material/search_off:",
    )
    st.stop()
if queue.binned:
    picked = next(iter(event_rows_to_select(found.events, key="bin_rows", columns=columns, several=False)), None)
else:
    chosen = choose_rows(found, asked, queue, columns)
    picked = one_chosen(chosen, found)
    if len(chosen) > 1:
        change_selected(chosen)
        st.stop()
if picked is None:
    st.caption(_("Select a row to see the whole event, or several to change them together."))
    st.stop()
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
            again(picked)
    event_card(picked)
