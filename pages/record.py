"""Record an event, or change one (`?event=12`)."""

import streamlit as st

from components.event_fields import draw
from components.event_form import Form, blank
from components.frame import open_page
from components.ledger import ask, ledger, viewer
from components.recording import save_form, saved_note, what_was_typed
from locales import gettext as _
from metrics.records import one_event
from models.dataset import Dataset
from models.entry import entry_of
from store.events import read_event

asked = st.query_params.get("event", "")
found = ask(one_event, ledger(), viewer(), int(asked)) if asked.isdecimal() and len(asked) < 16 else None
open_page(_("Change an event") if found else _("Record an event"), records=not found)
form = Form(found.id, Dataset(found.dataset)) if found else Form()
if asked and found is None:
    form = what_was_typed(asked) or form
if not form.is_filled() or (found and form.is_outdated(found.version)):
    draft = read_event(ledger(), viewer(), found.id) if found else None
    form.fill(entry_of(draft) if draft else blank())
saved_note()
st.caption(_("Fields with * are needed; leave everything else empty if it is not known. Nothing is invented."))
entry = draw(form)
problems = st.container()  # beside the button, where one is looking when it was pressed
with st.container(horizontal=True):
    save = st.button(_("Save"), type="primary", icon=":material/check:", key="save_event")
    start_over = st.button(_("Start over"), type="tertiary", icon=":material/restart_alt:", key="start_over")
if start_over:
    form.forget()
    st.rerun()
if save:
    with problems:
        save_form(form, entry)
