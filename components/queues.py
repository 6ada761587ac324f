"""What waits for the person looking: events to finish, events to decide on, and the bin."""

from dataclasses import dataclass, replace
from typing import Final

import streamlit as st

from components.event_form import Form
from components.filters import dataset
from components.keeping_entries import is_begun
from components.ledger import ask, ledger, viewer
from locales import gettext as _
from locales import mark
from locales.numbers import number
from metrics.filter import Filter
from metrics.records import count_events
from models.dataset import Dataset
from models.permission import Action
from models.review import OPEN, SUBMITTED

PARAMETER: Final = "queue"
_KEY: Final = "list_queue"


@dataclass(frozen=True, slots=True)
class Queue:
    """A part of the list: its name, which events are in it, and what one must be allowed to do with them.

    `own_drafts`: others' drafts are not in it.
    """

    label: str
    action: Action = Action.READ
    statuses: tuple[str, ...] = ()
    binned: bool = False
    own_drafts: bool = False

    def narrowed(self, asked: Filter) -> Filter:
        """The filter with this queue's statuses; those asked for besides are left out of it."""
        if not self.statuses:
            return asked
        kept = tuple(status for status in asked.statuses if status in self.statuses)
        drafts_of = viewer().name if self.own_drafts else ""
        return replace(asked, statuses=kept or self.statuses, drafts_of=drafts_of)


ALL: Final = Queue(mark("All events"))
TO_FINISH: Final = Queue(mark("To finish"), Action.RECORD, OPEN, own_drafts=True)
TO_DECIDE: Final = Queue(mark("To decide"), Action.DECIDE, (SUBMITTED,))
BIN: Final = Queue(mark("Bin"), Action.RECORD, binned=True)
QUEUES: Final = {"all": ALL, "finish": TO_FINISH, "decide": TO_DECIDE, "bin": BIN}


def waiting(queue: Queue) -> int:
    """How many of the bank's own events are in a queue of the person looking."""
    if not viewer().reach(queue.action):
        return 0
    asked = queue.narrowed(Filter())
    return ask(count_events, ledger(), viewer(), asked, queue.action, binned=queue.binned)


def reminders() -> None:
    """In the sidebar: how many events wait for the person looking, each number the way to them.

    Only the bank's own events are reviewed: where trial data is shown, nothing waits.
    """
    if dataset() is not Dataset.RECORDED:
        return
    if viewer().reach(Action.RECORD) and is_begun(Form()):
        st.page_link("pages/record.py", label=_("Begun, not saved"), icon=":material/edit_note:")
    for name in ("finish", "decide"):
        queue = QUEUES[name]
        count = waiting(queue)
        if count:
            st.page_link(
                "pages/events.py",
                label=f"{_(queue.label)} · {number(count)}",
                icon=":material/pending_actions:" if queue is TO_FINISH else ":material/rule:",
                query_params={PARAMETER: name, "period": "all"},
            )


def choose_queue() -> Queue:
    """The choice above the list; those not for the person looking are left out. It is kept in the address."""
    reviewed = dataset() is Dataset.RECORDED
    offered = [
        name for name, queue in QUEUES.items() if viewer().reach(queue.action) and (reviewed or not queue.statuses)
    ]
    asked = st.query_params.get(PARAMETER, "all")
    if st.session_state.get("queue_asked") != asked or st.session_state.get(_KEY) not in offered:
        st.session_state[_KEY] = asked if asked in offered else "all"
    if len(offered) > 1:
        st.pills(
            _("Which events"),
            offered,
            format_func=_with_count,
            key=_KEY,
            required=True,
            label_visibility="collapsed",
        )
    chosen: str = st.session_state[_KEY]
    if chosen != st.session_state.get("queue_shown", "all") and chosen != "all":
        st.session_state["filter_period"] = "all"  # what waits is shown whenever it took place
    st.session_state["queue_asked"] = st.session_state["queue_shown"] = chosen
    if chosen == "all":
        st.query_params.pop(PARAMETER, None)
    else:
        st.query_params[PARAMETER] = chosen
    return QUEUES[chosen]


def _with_count(name: str) -> str:
    queue = QUEUES[name]
    if queue is ALL or dataset() is not Dataset.RECORDED:
        return _(queue.label)
    return f"{_(queue.label)} · {number(waiting(queue))}"
