"""What is typed into a form and not saved stays: after a closed browser, a lost connection, an expired sign-in."""

from dataclasses import replace
from typing import Final

import streamlit as st
from pydantic import TypeAdapter, ValidationError

from components.event_form import Form
from components.ledger import ledger, viewer
from locales import gettext as _
from locales.numbers import moment
from models.entry import Entry
from store.kept_entries import Kept, forget_entry, keep_entry, kept_entry

_SHAPE: Final = TypeAdapter(Entry)
_DONE_WITH: Final = "kept_and_done_with"  # what could not be thrown away yet
_AFRESH: Final = "begun_anew_"  # none of the form's own keys, which are gone before it is filled to the end


def fill_again(form: Form, fresh: Entry, *, like: Entry | None = None) -> None:
    """Fill the form with what the person had typed into it on `fresh`; with `fresh` alone where there is nothing.

    `like` is what a new one is to begin with instead.
    """
    if like is not None:
        form.fill(like, origin=fresh)
        return
    # After saving or starting over it is empty: what another tab or device is being typed into waits for another visit.
    afresh = f"{_AFRESH}{form.name}"
    kept = None if st.session_state.get(afresh) else kept_entry(ledger(), viewer(), form.name)
    before = _read(kept.content) if kept else None
    if before is None:
        form.fill(fresh)
        st.session_state.pop(afresh, None)
        return
    # The version on which it was begun: where somebody else has saved meanwhile, both versions will be shown.
    form.fill(replace(before, id=fresh.id), origin=replace(fresh, version=before.version))
    st.session_state[form.key("kept")] = kept
    st.session_state[form.key("begun_before")] = True


def keep(form: Form, entry: Entry) -> None:
    """Keep what the form holds now if it is more than it began with, and say so."""
    state = st.session_state
    _throw_away()
    # Noted in what lies there already: a run can be broken off wherever the session is asked, and what was kept by one
    # that was would be thrown away by nobody.
    noted: list[Kept] = state.setdefault(form.key("noted"), [])
    kept = _kept(form)
    if entry == state[form.key("origin")]:
        if kept is not None:
            noted.clear()
            state.pop(form.key("kept"), None)
            _throw_away(kept)
        return
    content = _SHAPE.dump_json(entry).decode()
    if kept is None or content != kept.content:
        # None where it could not be: what was kept before stays, and the next change tries again.
        kept = keep_entry(ledger(), viewer(), form.name, content, before=kept) or kept
        noted[:] = [kept] if kept else []
        state[form.key("kept")] = kept
    if kept is not None:
        st.caption(
            _("Kept as you type, for you alone ({when}); not in the ledger yet.").format(when=moment(kept.at)),
        )


def begun_before_note(form: Form) -> None:
    """Say once that the form holds what was typed at another time."""
    if st.session_state.pop(form.key("begun_before"), False):
        kept: Kept = st.session_state[form.key("kept")]
        st.info(
            _("Here is what you had typed at {when} and not saved. Photos and papers have to be chosen again.").format(
                when=moment(kept.at)
            ),
            icon=":material/history_edu:",
        )


def is_begun(form: Form) -> bool:
    """Whether something was typed into the form and not saved: now, or before it was opened in this visit."""
    if form.is_filled() and form.entry() != st.session_state[form.key("origin")]:
        return True
    return _begun(form) is not None


def begin_anew(form: Form) -> None:
    """Done with the form: let the next run fill it anew, and throw away what was kept of it."""
    _throw_away(_begun(form))
    form.forget()
    st.session_state[f"{_AFRESH}{form.name}"] = True


def _begun(form: Form) -> Kept | None:
    """What was kept of the form: in this visit if it was opened in it, else what it would be filled with."""
    if form.is_filled():
        return _kept(form)
    return kept_entry(ledger(), viewer(), form.name)


def _kept(form: Form) -> Kept | None:
    noted: list[Kept] = st.session_state.get(form.key("noted"), [])
    held: Kept | None = st.session_state.get(form.key("kept"))
    return noted[0] if noted else held


def _throw_away(kept: Kept | None = None) -> None:
    """Throw away what was kept, and what could not be thrown away before."""
    waiting: list[Kept] = [*st.session_state.pop(_DONE_WITH, []), *([kept] if kept else [])]
    if left := [one for one in waiting if not forget_entry(ledger(), viewer(), one)]:
        st.session_state[_DONE_WITH] = left


def _read(content: str) -> Entry | None:
    """What was kept; None where an earlier release wrote it in another shape."""
    try:
        return _SHAPE.validate_json(content)
    except ValidationError:
        return None
