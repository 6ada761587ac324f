"""While one types: events that may be the same one, of our own unit or of another that held it with us."""

import streamlit as st

from components.event_form import Form
from components.frame import show_problems
from components.ledger import ask, ledger, viewer, words
from components.wording import heading, plain
from locales import gettext as _
from models.dataset import Dataset
from models.draft import EventDraft
from models.entry import Entry, read_entry
from store.same_event import Alike, alike, join_event


def show_alike(form: Form, entry: Entry) -> None:
    """Say which events may be this one, each with the way to it; nothing is drawn where there are none."""
    if form.dataset is not Dataset.RECORDED:
        return
    draft, _problems = read_entry(entry, words())
    unit = entry.organisation if isinstance(entry.organisation, int) else None
    found = ask(alike, ledger(), viewer(), draft, unit)
    if not found:
        return
    with st.container(border=True, key="alike"):
        heading(_("Perhaps recorded already"))
        for one in found:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(plain(f"{one.title} · {one.when} · {one.organisation}"), width="content")
                if one.readable:
                    st.page_link(
                        "pages/record.py",
                        label=_("Open it"),
                        icon=":material/open_in_new:",
                        query_params={"event": str(one.id)},
                    )
                if one.joinable and unit is not None:
                    _join(form, draft, one, unit)


def _join(form: Form, draft: EventDraft, one: Alike, unit: int) -> None:
    label = _("Same event: join it")
    if st.button(label, icon=":material/group_add:", key=form.key(f"join_{one.id}")):
        outcome = join_event(ledger(), viewer(), draft, one.id, unit)
        show_problems(outcome.problems)
        if outcome.done:
            # What was typed stays in the form of a new event, in case not all of it stands there.
            st.toast(_("Your unit now co-organises this event."), icon=":material/check_circle:")
            st.query_params["event"] = str(one.id)
            st.rerun()
