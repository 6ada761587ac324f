"""The steps of the review, offered where an event is shown to whoever may take them."""

from collections.abc import Sequence
from typing import Final, Literal

import streamlit as st

from components.frame import show_problems
from components.ledger import ledger, viewer
from components.wording import plain
from locales import gettext as _
from locales import ngettext
from locales.numbers import number
from metrics.records import EventRecord
from models.dataset import Dataset
from models.permission import Action
from models.review import APPROVE, APPROVED, MOVES, REOPEN, RETURN, STATUSES, SUBMIT, Move
from models.viewer import person
from store.review import LONGEST_REASON, MOST_AT_ONCE, move_event, move_events

_ICONS = {
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
            _("{who}: {reason}").format(who=plain(person(event.status_by or "")), reason=plain(event.status_reason)),
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
            elif st.button(_step_label(step), icon=_ICONS[step.name], key=f"{step.name}_event", type="primary"):
                _take(event, step, "")


def decide_together(events: Sequence[EventRecord]) -> None:
    """Approve all the events selected, or return them for one reason."""
    if not events:
        st.caption(_("Select events to approve or return them together; one alone is shown in full."))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        label = ngettext("Approve {count} event", "Approve {count} events", len(events))
        if st.button(
            label.format(count=number(len(events))), icon=_ICONS["approve"], type="primary", key="approve_selected"
        ):
            _take_together(events, APPROVE, "")
        with st.popover(_("Return…"), icon=_ICONS["return"]):
            reason = _reason_box("return_selected_reason")
            if st.button(_("Return"), key="return_selected", disabled=not reason.strip()):
                _take_together(events, RETURN, reason)


def what_was_decided() -> None:
    """Say what became of the events decided on last."""
    done = st.session_state.pop(_DONE, None)
    if done is not None:
        moved, problems = done
        if moved:
            st.success(
                ngettext("Done: {count} event.", "Done: {count} events.", moved).format(count=number(moved)),
                icon=":material/check_circle:",
            )
        for problem in problems:
            st.warning(plain(problem))


def _step_label(step: Move) -> str:
    labels = {
        SUBMIT.name: _("Submit"),
        APPROVE.name: _("Approve"),
        RETURN.name: _("Return…"),
        REOPEN.name: _("Reopen…"),
    }
    return labels[step.name]


def _step_with_reason(event: EventRecord, step: Move) -> None:
    with st.popover(_step_label(step), icon=_ICONS[step.name]):
        reason = _reason_box(f"{step.name}_reason_{event.id}")
        confirm = _("Return") if step is RETURN else _("Reopen")
        if st.button(confirm, key=f"{step.name}_event", disabled=not reason.strip()):
            _take(event, step, reason)


def _reason_box(key: str) -> str:
    return st.text_area(_("Reason"), key=key, max_chars=LONGEST_REASON) or ""


def _take(event: EventRecord, step: Move, reason: str) -> None:
    outcome = move_event(ledger(), viewer(), event.id, step.name, reason, version=event.version)
    if outcome.done:
        st.session_state[_DONE] = (1, [])
        st.rerun()
    show_problems(outcome.problems)


def _take_together(events: Sequence[EventRecord], step: Move, reason: str) -> None:
    versions = {event.id: event.version for event in events[:MOST_AT_ONCE]}
    outcome = move_events(ledger(), viewer(), list(versions), step.name, reason, versions=versions)
    titles = {event.id: event.title for event in events}
    told = [f"{titles[id_]}: {problem.message}" for id_, problem in outcome.refused.items()]
    st.session_state[_DONE] = (len(outcome.moved), told[:20])
    st.rerun()
