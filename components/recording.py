"""Saving what the form holds, and saying what became of it."""

from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from components.conflict import forget_conflict, note_conflict
from components.event_form import Form
from components.evidence import file_problems, keep_files
from components.filters import show_dataset
from components.frame import show_problems
from components.keeping_entries import begin_anew
from components.ledger import ledger, viewer, words
from components.wording import plain
from locales import gettext as _
from metrics.records import EventRecord
from models.dataset import Dataset
from models.entry import Entry, read_entry
from models.kinds import venue_of
from models.review import OPEN
from models.rules import check
from store.events import restore_event, save_event

_SAVED = "record_saved"  # what each form, known by its token, was saved as
_NOTE = "record_note"


@dataclass(slots=True)
class Saved:
    """What a form was saved as. `left_out`: what could not be kept with it, None until its files were gone through."""

    event_id: int
    title: str
    submitted: bool
    left_out: list[str] | None = None


def save_buttons(form: Form, event: EventRecord | None) -> str | None:
    """The buttons below the form; "save" or "submit" where one of them was pressed."""
    own = form.dataset is Dataset.RECORDED
    with st.container(horizontal=True):
        submit = False
        if own and (event is None or event.status in OPEN):
            submit = st.button(_("Save and submit"), type="primary", icon=":material/send:", key="submit_event")
        as_draft = own and event is None
        save = st.button(
            _("Save as draft") if as_draft else _("Save"),
            type="secondary" if own and (event is None or event.status in OPEN) else "primary",
            icon=":material/check:",
            key="save_event",
        )
        if st.button(_("Start over"), type="tertiary", icon=":material/restart_alt:", key="start_over"):
            begin_anew(form)
            st.rerun()
    return "submit" if submit else "save" if save else None


def save_form(form: Form, entry: Entry, *, submit: bool = False) -> None:
    """Save an entry and begin a new form, or show every problem at once and keep all that was typed.

    Where somebody else has saved the event meanwhile, the next run shows both versions.
    """
    entry = replace(entry, venue_type=venue_of(entry.kind, entry.venue_type))
    draft, problems = read_entry(entry, words())
    problems += [problem for problem in check(draft, today=date.today()) if problem not in problems]
    problems += file_problems(form)
    saved: dict[str, Saved] = st.session_state.setdefault(_SAVED, {})
    token = st.session_state[form.key("token")]
    if not problems and token not in saved:
        outcome = save_event(ledger(), viewer(), draft, dataset=form.dataset, submit=submit)
        problems = list(outcome.problems)
        if any(problem.code == "changed_meanwhile" for problem in problems):
            note_conflict(form, submit=submit)
            st.rerun()
        if outcome.done and outcome.id is not None:
            # Noted at once, before anything else can go wrong. Whoever pressed the button twice while it took long has
            # this run broken off at the next thing drawn or asked of the session, and comes here again with the token.
            saved[token] = Saved(outcome.id, draft.title, submit)
    conclude_saved(form)
    show_problems(problems)


def conclude_saved(form: Form) -> None:
    """Begin a new form where this one was saved, and let the next run say so.

    Asked again before the form is drawn: whoever presses anything while it is being saved breaks the run off before it
    comes so far. What was saved would stay in the form, and the next event typed over it would count as saved with it.
    """
    saved: dict[str, Saved] = st.session_state.get(_SAVED, {})
    done = saved.get(st.session_state[form.key("token")]) if form.is_filled() else None
    if done is None:
        return
    if done.left_out is None:
        done.left_out = [str(problem) for problem in keep_files(form, done.event_id)]
    st.session_state[_NOTE] = done
    forget_conflict(form)
    begin_anew(form)
    show_dataset(form.dataset)
    st.rerun()


def saved_note() -> None:
    """Say that the last event was saved, with the way to open it again, and what of it could not be kept."""
    note: Saved | None = st.session_state.get(_NOTE)
    if note is None:
        return
    told = _("Saved and submitted: {title}") if note.submitted else _("Saved: {title}")
    st.toast(told.format(title=plain(note.title)), icon=":material/check_circle:")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(told.format(title=plain(note.title)), icon=":material/check_circle:")
        if st.query_params.get("event") != str(note.event_id):
            st.page_link(
                "pages/record.py",
                label=_("Open it again"),
                icon=":material/edit:",
                query_params={"event": str(note.event_id)},
            )
        st.page_link("pages/events.py", label=_("To the list"), icon=":material/list:")
    for sentence in note.left_out or ():
        st.warning(plain(sentence))
    # Only now: whoever presses something while this is being drawn is told by the next run.
    st.session_state.pop(_NOTE, None)


def what_was_typed(asked: str) -> Form | None:
    """Say that the event asked for is gone. The form with what was typed about it, if there is one; else None."""
    form = Form(int(asked)) if asked.isdecimal() and len(asked) < 16 else None
    if form is None or not form.is_filled():
        st.warning(_("This event is not there any more, or not in your part of the bank. Below is a new one."))
        return None
    st.warning(_("This event was deleted meanwhile. What you typed is still here; restore the event to save it."))
    if st.button(_("Restore the event"), icon=":material/restore_from_trash:", key="restore_event"):
        outcome = restore_event(ledger(), viewer(), int(asked))
        show_problems(outcome.problems)
        if outcome.done and outcome.version is not None:
            form.take_version(outcome.version)
            st.rerun()
    return form
