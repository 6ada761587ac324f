"""Which events of the list are chosen: kept by their ids while one goes through the pages of the same list."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from components.event_table import event_rows_to_select
from components.ledger import ask, ledger, viewer
from components.queues import Queue
from locales import gettext as _
from locales import ngettext
from locales.numbers import number
from metrics.filter import Filter
from metrics.finding import EventLine, Found, found_ids, still_found
from metrics.records import EventRecord, events_by_id
from models.dataset import Dataset
from store.review import MOST_AT_ONCE

_CHOSEN: Final = "list_chosen"  # ids, in the order in which they were chosen
_LIST: Final = "list_chosen_of"
_ROUND: Final = "list_chosen_round"  # counts how often all or none were chosen: the rows are then drawn anew


def choose_rows(found: Found, asked: Filter, queue: Queue, columns: Sequence[str]) -> list[EventLine]:
    """A page of the list as rows to choose from; returns all that are chosen, on other pages too.

    What is chosen is of one list: with other filters, or in another queue, one begins anew. What has left the list is
    no longer chosen.
    """
    state = st.session_state
    if state.get(_LIST) != (asked, queue):
        state[_LIST] = (asked, queue)
        _choose([])
    held: list[int] = state[_CHOSEN]
    picked = event_rows_to_select(found.events, key=f"list_rows_{state[_ROUND]}", columns=columns, chosen=held)
    here = {event.id for event in found.events}
    chosen = dict.fromkeys([id_ for id_ in held if id_ not in here] + [event.id for event in picked])
    lines = ask(still_found, ledger(), viewer(), asked, queue.action, ids=tuple(chosen))
    state[_CHOSEN] = [line.id for line in lines]
    _offer_all_or_none(found, asked, queue, elsewhere=sum(line.id not in here for line in lines))
    return lines


def one_chosen(chosen: Sequence[EventLine], found: Found) -> EventRecord | None:
    """The whole event where only one is chosen, on whichever page it is."""
    if len(chosen) != 1:
        return None
    (line,) = chosen
    held = [event for event in found.events if event.id == line.id]
    return next(iter(held or ask(events_by_id, ledger(), viewer(), Dataset(line.dataset), (line.id,))), None)


def _offer_all_or_none(found: Found, asked: Filter, queue: Queue, *, elsewhere: int) -> None:
    chosen = len(st.session_state[_CHOSEN])
    several_pages = found.total > len(found.events)
    if not chosen and not several_pages:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="list_choice"):
        if elsewhere:
            told = ngettext(
                "{count} of those chosen is on another page.", "{count} of those chosen are on other pages.", elsewhere
            )
            st.caption(told.format(count=number(elsewhere)), width="content")
        if found.total > MOST_AT_ONCE and chosen:
            st.caption(
                _(
                    "No more than {most} can be changed at once, for nobody else can save meanwhile: "
                    "narrow the list to choose all of them."
                ).format(most=number(MOST_AT_ONCE))
            )
        elif several_pages and chosen < found.total <= MOST_AT_ONCE:
            label = _("Choose all {count} found").format(count=number(found.total))
            st.button(label, type="tertiary", key="choose_all", on_click=_choose_all, args=(asked, queue))
        if chosen:
            st.button(_("Choose none"), type="tertiary", key="choose_none", on_click=_choose, args=([],))


def _choose_all(asked: Filter, queue: Queue) -> None:
    _choose(found_ids(ledger(), viewer(), asked, queue.action, most=MOST_AT_ONCE))


def _choose(ids: list[int]) -> None:
    state = st.session_state
    state[_CHOSEN], state[_ROUND] = ids, state.get(_ROUND, 0) + 1
