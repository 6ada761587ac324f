"""The steps of the review, offered where an event is shown to whoever may take them."""

from typing import Final, Literal

import streamlit as st

from components.frame import show_problems
from components.ledger import ledger, viewer
from components.names import named
from components.wording import plain
from locales import gettext as _
from locales import ngettext
from locales.numbers import number
from metrics.records import EventRecord
from models.dataset import Dataset
from models.permission import Action
from models.review import APPROVE, APPROVED, MOVES, REOPEN, RETURN, STATUSES, SUBMIT, Move
from store.review import LONGEST_REASON, move_event

STEP_ICONS = {
    SUBMIT.name: ":material/send:",
    APPROVE.name: ":material/verified:",
    RETURN.name: ":material/undo:",
    REOPEN.name: ":material/lock_open:",
}
_COLOURS: Final[dict[str, Literal["gray", "blue", "green", "orange"]]] = {
    "draft": "gray",
    "submitted": "blue",
    "approved": "green",
    "returned": "orange",
}
_DONE = "review_done"


def may_change(event: EventRecord) -> bool:
    """Whether the person looking may change or delete the event as it stands."""
    return event.status != APPROVED and viewer().may(Action.RECORD, event.organisation_path)


def show_status(event: EventRecord) -> None:
    """Where an event of the bank's own stands in the review, and why it came back."""
    if event.dataset != Dataset.RECORDED.value:
        return
    st.badge(_(STATUSES[event.status]), color=_COLOURS[event.status])
    if event.status_reason:
        st.warning(
            _("{who}: {reason}").format(who=plain(named(event.status_by or "")), reason=plain(event.status_reason)),
            icon=":material/feedback:",
        )


def review_steps(event: EventRecord) -> None:
    """The buttons for the steps that are possible now."""
    if event.dataset != Dataset.RECORDED.value:
        return
    for step in MOVES.values():
        if event.status in step.sources and viewer().may(step.action, event.organisation_path):
            if step.needs_reason:
                _step_with_reason(event, step)
            elif st.button(_step_label(step), icon=STEP_ICONS[step.name], key=f"{step.name}_event", type="primary"):
                _take(event, step, "")


def what_was_decided() -> None:
    """Say what became of the event decided on last."""
    done = st.session_state.pop(_DONE, None)
    if done is not None:
        st.success(step_taken(done, 1), icon=":material/check_circle:")


def step_taken(step: str, count: int) -> str:
    """What to say when so many events have taken a step of the review."""
    sentences = {
        SUBMIT.name: ngettext("{count} event submitted.", "{count} events submitted.", count),
        APPROVE.name: ngettext("{count} event approved.", "{count} events approved.", count),
        RETURN.name: ngettext("{count} event returned.", "{count} events returned.", count),
        REOPEN.name: ngettext("{count} event reopened.", "{count} events reopened.", count),
    }
    return sentences[step].format(count=number(count))


def _step_label(step: Move) -> str:
    labels = {
        SUBMIT.name: _("Submit"),
        APPROVE.name: _("Approve"),
        RETURN.name: _("Return…"),
        REOPEN.name: _("Reopen…"),
    }
    return labels[step.name]


def _step_with_reason(event: EventRecord, step: Move) -> None:
    with st.popover(_step_label(step), icon=STEP_ICONS[step.name]):
        reason = reason_box(f"{step.name}_reason_{event.id}")
        confirm = _("Return") if step is RETURN else _("Reopen")
        if st.button(confirm, key=f"{step.name}_event"):
            _take(event, step, reason)


def reason_box(key: str) -> str:
    """Where the reason for a step is typed."""
    # The button below is never grey: pressing it is what brings the words just typed here. Without any, the answer
    # says that a reason is needed.
    return st.text_area(_("Reason") + " *", key=key, max_chars=LONGEST_REASON) or ""


def _take(event: EventRecord, step: Move, reason: str) -> None:
    outcome = move_event(ledger(), viewer(), event.id, step.name, reason, version=event.version)
    if outcome.done:
        st.session_state[_DONE] = step.name
        st.rerun()
    show_problems(outcome.problems)
