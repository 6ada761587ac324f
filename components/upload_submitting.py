"""What a list has brought is drafts: handing all of them in with one click, and taking that back."""

from typing import Final

import streamlit as st

from components.ledger import ask, ledger, viewer
from components.review import step_taken
from components.wording import plain
from locales import gettext as _
from locales import ngettext
from locales.numbers import number
from models.review import SUBMIT
from store.batches import open_events
from store.review import MOST_AT_ONCE
from store.together import Change, Together, change_together, undo_together

_BATCH: Final = "upload_submit_batch"
_DONE: Final = "upload_submitted"
_MOST_TOLD: Final = 20


def hand_in_later(batch_id: int | None) -> None:
    """Remember the list that was just taken in, so that its events can be handed in."""
    st.session_state.pop(_DONE, None)
    st.session_state[_BATCH] = batch_id


def offer_submitting() -> None:
    """Say that the new events are drafts, with the button that submits them; afterwards, the way back."""
    if done := st.session_state.get(_DONE):
        _say_submitted(done)
        return
    batch_id: int | None = st.session_state.get(_BATCH)
    drafts = ask(open_events, ledger(), viewer(), batch_id) if batch_id is not None else {}
    if not drafts:
        return
    told = ngettext(
        "{count} new event is a draft. Nobody reviews it before it is submitted.",
        "{count} new events are drafts. Nobody reviews them before they are submitted.",
        len(drafts),
    )
    submit = ngettext("Submit {count} event", "Submit {count} events", len(drafts))
    with st.container(border=True, key="upload_submitting"):
        st.markdown(told.format(count=number(len(drafts))))
        with st.container(horizontal=True):
            st.button(
                submit.format(count=number(len(drafts))),
                icon=":material/send:",
                type="primary",
                key="upload_submit",
                on_click=_submit,
                args=(drafts,),
            )
            st.button(_("Later"), type="tertiary", key="upload_submit_later", on_click=_forget)


def _submit(drafts: dict[int, int]) -> None:
    ids = list(drafts)
    st.session_state[_DONE] = [
        change_together(ledger(), viewer(), ids[start : start + MOST_AT_ONCE], Change(SUBMIT.name), versions=drafts)
        for start in range(0, len(ids), MOST_AT_ONCE)
    ]


def _undo(done: list[Together]) -> None:
    for one in done:
        undo_together(ledger(), viewer(), one)
    st.session_state.pop(_DONE, None)


def _forget() -> None:
    st.session_state.pop(_BATCH, None)
    st.session_state.pop(_DONE, None)


def _say_submitted(done: list[Together]) -> None:
    count = sum(len(one.changed) for one in done)
    refused = [problem for one in done for problem in one.refused.values()]
    with st.container(border=True, key="upload_submitting"):
        st.success(step_taken(SUBMIT.name, count), icon=":material/check_circle:")
        for problem in refused[:_MOST_TOLD]:
            st.warning(plain(str(problem.message)))
        with st.container(horizontal=True):
            st.button(_("Undo"), icon=":material/undo:", key="upload_submit_undo", on_click=_undo, args=(done,))
            st.button(_("Dismiss"), type="tertiary", key="upload_submit_dismiss", on_click=_forget)
