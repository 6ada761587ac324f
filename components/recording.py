"""Saving what the form holds, and saying what became of it."""

from datetime import date

import streamlit as st

from components.event_form import Form
from components.evidence import file_problems, keep_files
from components.filters import show_dataset
from components.frame import show_problems
from components.ledger import ledger, viewer, words
from components.wording import plain
from locales import gettext as _
from models.entry import Entry, read_entry
from models.rules import check
from store.events import save_event

_SAVED = "record_saved"


def save_form(form: Form, entry: Entry) -> None:
    """Save an entry and begin a new form, or show every problem at once and keep all that was typed."""
    draft, problems = read_entry(entry, words())
    problems += [problem for problem in check(draft, today=date.today()) if problem not in problems]
    problems += file_problems(form)
    if not problems:
        outcome = save_event(ledger(), viewer(), draft, dataset=form.dataset)
        problems = list(outcome.problems)
        if outcome.done and outcome.id is not None:
            keep_files(form, outcome.id)
            st.session_state[_SAVED] = (outcome.id, draft.title)
            st.query_params.pop("event", None)
            form.forget()
            show_dataset(form.dataset)
            st.rerun()
    show_problems(problems)


def saved_note() -> None:
    """Say that the last event was saved, with the way to open it again."""
    saved = st.session_state.pop(_SAVED, None)
    if saved is None:
        return
    event_id, title = saved
    st.toast(_("Saved: {title}").format(title=plain(title)), icon=":material/check_circle:")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(_("Saved: {title}").format(title=plain(title)), icon=":material/check_circle:")
        st.page_link(
            "pages/record.py",
            label=_("Open it again"),
            icon=":material/edit:",
            query_params={"event": str(event_id)},
        )
        st.page_link("pages/events.py", label=_("To the list"), icon=":material/list:")
