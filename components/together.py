"""What can be done with several events of the list at once, and taking it back."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

import streamlit as st

from components.filters import dataset
from components.frame import show_problems
from components.ledger import ask, ledger, viewer
from components.review import STEP_ICONS, reason_box, step_taken
from components.wording import plain
from locales import gettext as _
from locales import ngettext
from locales.numbers import number
from metrics.choices import choices
from metrics.finding import EventLine
from models.dataset import Dataset
from models.permission import Action
from models.review import APPROVE, APPROVED, MOVES, REOPEN, RETURN, SUBMIT, Move
from store.together import (
    ADD_CAMPAIGN,
    ADD_TOPIC,
    DELETE,
    REMOVE_CAMPAIGN,
    REMOVE_TOPIC,
    Change,
    Together,
    change_together,
    undo_together,
)

Word = TypeVar("Word", int, str)
_DONE: Final = "together_done"
_MOST_TOLD: Final = 20  # refused events named; who reads further looks at the list


def change_selected(events: Sequence[EventLine]) -> None:
    """The changes that the person looking may make to at least one of the events selected."""
    open_to_change = [
        event for event in events if event.status != APPROVED and viewer().may(Action.RECORD, event.organisation_path)
    ]
    steps = [(step, count) for step in MOVES.values() if (count := _may_take(step, events))]
    selected = ngettext("**{count}** event selected", "**{count}** events selected", len(events))
    with st.container(horizontal=True, vertical_alignment="center", border=True, key="together"):
        st.markdown(selected.format(count=number(len(events))), width="content")
        for step, possible in steps:
            _offer_step(step, possible, events)
        if open_to_change:
            offered = ask(choices, ledger(), viewer(), dataset())
            _offer_words(events, _("Campaign"), offered.campaigns, "campaign", (ADD_CAMPAIGN, REMOVE_CAMPAIGN))
            _offer_words(events, _("Topics"), offered.words["topics"], "topic", (ADD_TOPIC, REMOVE_TOPIC))
            if st.button(_("Delete"), icon=":material/delete:", key="delete_selected"):
                _do(events, Change(DELETE))
        if not steps and not open_to_change:
            st.caption(_("Nothing of this can be changed by you."))


def what_was_changed() -> None:
    """Say what became of the events changed last, with the way back."""
    if _DONE not in st.session_state:
        return
    done, titles, undone = st.session_state[_DONE]
    with st.container(border=True, key="together_done"):
        if done.changed or not done.refused:
            _say_changed(done, undone=undone)
        for event_id, problem in list(done.refused.items())[:_MOST_TOLD]:
            told = _("{who}: {reason}").format(who=titles.get(event_id, event_id), reason=problem.message)
            st.warning(plain(told))
        if len(done.refused) > _MOST_TOLD:
            st.caption(_("and {count} more").format(count=number(len(done.refused) - _MOST_TOLD)))
        if undone or not done.changed:
            _forget()  # said once: there is nothing to take back
            return
        with st.container(horizontal=True):
            st.button(_("Undo"), icon=":material/undo:", key="undo_together", on_click=_undo, args=(done, titles))
            st.button(_("Dismiss"), type="tertiary", key="dismiss_together", on_click=_forget)


def _say_changed(done: Together, *, undone: bool) -> None:
    count = len(done.changed)
    if undone:
        sentence = ngettext("{count} event is as it was before.", "{count} events are as they were before.", count)
    elif done.change.kind in MOVES:
        sentence = step_taken(done.change.kind, count)
    elif done.change.kind == DELETE:
        sentence = ngettext("{count} event deleted.", "{count} events deleted.", count)
    else:
        sentence = ngettext("{count} event changed.", "{count} events changed.", count)
    told = [sentence.format(count=number(count))]
    if done.same:
        already = ngettext("{count} was so already.", "{count} were so already.", len(done.same))
        told.append(already.format(count=number(len(done.same))))
    st.success(" ".join(told), icon=":material/check_circle:")


def _may_take(step: Move, events: Sequence[EventLine]) -> int:
    """With how many of the events the person looking may take a step of the review."""
    return sum(
        event.dataset == Dataset.RECORDED.value
        and event.status in step.sources
        and viewer().may(step.action, event.organisation_path)
        for event in events
    )


def _offer_step(step: Move, count: int, events: Sequence[EventLine]) -> None:
    label = {
        SUBMIT.name: ngettext("Submit {count} event", "Submit {count} events", count),
        APPROVE.name: ngettext("Approve {count} event", "Approve {count} events", count),
        RETURN.name: _("Return…"),
        REOPEN.name: _("Reopen…"),
    }[step.name].format(count=number(count))
    possible = [event for event in events if event.status in step.sources]
    if not step.needs_reason:
        if st.button(label, icon=STEP_ICONS[step.name], type="primary", key=f"{step.name}_selected"):
            _do(possible, Change(step.name))
        return
    with st.popover(label, icon=STEP_ICONS[step.name]):
        reason = reason_box(f"{step.name}_selected_reason")
        confirm = _("Return") if step is RETURN else _("Reopen")
        if st.button(confirm, key=f"{step.name}_selected"):
            _do(possible, Change(step.name, reason=reason))


def _offer_words(
    events: Sequence[EventLine], label: str, options: Mapping[Word, str], key: str, kinds: tuple[str, str]
) -> None:
    with st.popover(label, icon=":material/label:", key=f"together_{key}"):
        chosen = st.selectbox(
            label,
            list(options),
            format_func=lambda option: options[option],
            index=None,
            key=f"together_{key}_chosen",
            placeholder=_("Choose"),
            label_visibility="collapsed",
        )
        with st.container(horizontal=True):
            for kind, said in zip(kinds, (_("Add"), _("Remove")), strict=True):
                if st.button(said, key=f"{kind}_selected") and chosen is not None:
                    _do(events, Change(kind, chosen))


def _do(events: Sequence[EventLine], change: Change) -> None:
    versions = {event.id: event.version for event in events}
    done = change_together(ledger(), viewer(), list(versions), change, versions=versions)
    if not done.changed and {problem.field for problem in done.refused.values()} == {"reason"}:
        show_problems(done.refused.values())
        return
    st.session_state[_DONE] = (done, {event.id: event.title for event in events}, False)
    st.rerun()


def _undo(done: Together, titles: dict[int, str]) -> None:
    st.session_state[_DONE] = (undo_together(ledger(), viewer(), done), titles, True)


def _forget() -> None:
    del st.session_state[_DONE]
