"""What is typed into a form and not saved stays: after a closed browser, a lost connection, an expired sign-in."""

from dataclasses import replace
from datetime import datetime
from typing import Final

import streamlit as st
from pydantic import TypeAdapter, ValidationError

from components.event_form import Form
from components.ledger import ledger, viewer
from locales import gettext as _
from locales.numbers import moment
from models.entry import Entry
from store.kept_entries import forget_entry, keep_entry, kept_entry

_SHAPE: Final = TypeAdapter(Entry)


def fill_again(form: Form, fresh: Entry, *, like: Entry | None = None) -> None:
    """Fill the form with what the person had typed into it on `fresh`; with `fresh` alone where there is nothing.

    `like` is what a new one is to begin with instead.
    """
    if like is not None:
        form.fill(like, origin=fresh)
        return
    kept = kept_entry(ledger(), viewer(), form.name)
    before = _read(kept.content) if kept else None
    if kept is None or before is None:
        form.fill(fresh)
        return
    # The version on which it was begun: where somebody else has saved meanwhile, both versions will be shown.
    form.fill(replace(before, id=fresh.id), origin=replace(fresh, version=before.version))
    st.session_state[form.key("kept")] = kept.content
    st.session_state[form.key("kept_at")] = kept.at
    st.session_state[form.key("begun_before")] = True


def keep(form: Form, entry: Entry) -> None:
    """Keep what the form holds now if it is more than it began with, and say so."""
    state = st.session_state
    if entry == state[form.key("origin")]:
        if state.pop(form.key("kept"), None) is not None:
            forget_entry(ledger(), viewer(), form.name)
            state.pop(form.key("kept_at"), None)
        return
    content = _SHAPE.dump_json(entry).decode()
    if content != state.get(form.key("kept")):
        state[form.key("kept_at")] = keep_entry(ledger(), viewer(), form.name, content)
        state[form.key("kept")] = content
    at: datetime | None = state.get(form.key("kept_at"))
    if at is not None:
        st.caption(
            _("Kept as you type, for you alone ({when}); not in the ledger yet.").format(when=moment(at)),
        )


def begun_before_note(form: Form) -> None:
    """Say once that the form holds what was typed at another time."""
    if st.session_state.pop(form.key("begun_before"), False):
        at: datetime = st.session_state[form.key("kept_at")]
        st.info(
            _("Here is what you had typed at {when} and not saved. Photos and papers have to be chosen again.").format(
                when=moment(at)
            ),
            icon=":material/history_edu:",
        )


def _read(content: str) -> Entry | None:
    """What was kept; None where an earlier release wrote it in another shape."""
    try:
        return _SHAPE.validate_json(content)
    except ValidationError:
        return None
