"""One page of the list at a time, and deleting with undo."""

import streamlit as st

from components.frame import show_problems
from components.ledger import ask, ledger, viewer
from components.queues import ALL, Queue
from components.wording import plain
from locales import gettext as _
from locales import mark, ngettext
from locales.numbers import number
from metrics.filter import Filter
from metrics.finding import Found, find_events
from metrics.records import EventRecord
from store.events import delete_event, restore_event

PAGE = 50
ORDER = "list_order"
_DELETED = "list_deleted"
ORDERS = {
    "when": mark("Date, newest first"),
    "when_up": mark("Date, oldest first"),
    "attendance": mark("Attendance, most first"),
    "title": mark("Title"),
    "updated": mark("Last changed"),
}


def list_page(asked: Filter, queue: Queue = ALL) -> Found:
    """Draw order and pages; return the events of the page chosen, and how many there are in all."""
    order = st.session_state.get(ORDER, next(iter(ORDERS)))
    found = _page(asked, queue, order, 1)
    pages = max(1, -(-found.total // PAGE))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_how_many(found), width="content")
        st.selectbox(
            _("Order"),
            list(ORDERS),
            format_func=lambda order: _(ORDERS[order]),
            key=ORDER,
            label_visibility="collapsed",
            width=220,
            persist_state="session",
        )
        page = st.pagination(pages, key=f"list_page_of_{pages}", width=320) if pages > 1 else 1
    if found.more:
        st.caption(
            _(
                "The pages hold the first {count} in this order. Add a word, a period or a filter to see the others."
            ).format(count=number(found.total))
        )
    return found if page == 1 else _page(asked, queue, order, page)


def _page(asked: Filter, queue: Queue, order: str, page: int) -> Found:
    return ask(
        find_events,
        ledger(),
        viewer(),
        asked,
        queue.action,
        order=order.removesuffix("_up"),
        descending=order not in ("when_up", "title"),
        offset=(page - 1) * PAGE,
        limit=PAGE,
        binned=queue.binned,
    )


def _how_many(found: Found) -> str:
    if found.more:
        return _("More than **{count}** events").format(count=number(found.total))
    return ngettext("**{count}** event", "**{count}** events", found.total).format(count=number(found.total))


def delete_with_undo(event: EventRecord) -> None:
    """A delete button; what it deletes can be taken back from the note at the top."""
    if st.button(_("Delete"), icon=":material/delete:", key="delete_event"):
        outcome = delete_event(ledger(), viewer(), event.id)
        if outcome.done:
            st.session_state[_DELETED] = (event.id, event.title)
            st.rerun()
        show_problems(outcome.problems)


def take_out_of_bin(event: EventRecord) -> None:
    """The button that brings an event back from the bin."""
    if st.button(_("Restore"), icon=":material/restore_from_trash:", type="primary", key="restore_from_bin"):
        outcome = restore_event(ledger(), viewer(), event.id)
        if outcome.done:
            st.toast(_("Restored: {title}").format(title=plain(event.title)), icon=":material/check_circle:")
            st.rerun()
        show_problems(outcome.problems)


def undo_note() -> None:
    """The note about the event deleted last, with the way back."""
    deleted = st.session_state.get(_DELETED)
    if deleted is None:
        return
    event_id, title = deleted
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(_("Deleted: {title}").format(title=plain(title)), width="stretch")
        if st.button(_("Undo"), icon=":material/undo:", type="primary", key="undo_delete"):
            outcome = restore_event(ledger(), viewer(), event_id)
            show_problems(outcome.problems)
            if outcome.done:
                del st.session_state[_DELETED]
                st.rerun()
        if st.button(_("Dismiss"), type="tertiary", key="dismiss_delete"):
            del st.session_state[_DELETED]
            st.rerun()
