"""Record an event, or change one (`?event=12`); one that may not be changed is shown as it is."""

import streamlit as st

from components.again import COPY, again, begin_like, copy_last, take_like
from components.conflict import is_in_conflict, settle_conflict, was_to_submit
from components.event_fields import draw
from components.event_form import Form, blank
from components.event_table import event_card
from components.frame import open_page, require_right
from components.keeping_entries import begun_before_note, fill_again, keep
from components.ledger import ask, ledger, viewer
from components.pills import keep_pills_still
from components.recording import conclude_saved, save_buttons, save_form, saved_note, what_was_typed
from components.review import may_change, review_steps, show_status, what_was_decided
from locales import gettext as _
from metrics.records import one_event
from models.dataset import Dataset
from models.entry import entry_of
from models.permission import Action
from store.events import read_event

asked = st.query_params.get("event", "")
found = ask(one_event, ledger(), viewer(), int(asked)) if asked.isdecimal() and len(asked) < 16 else None
if found and not may_change(found):
    open_page(_("Event"))
    saved_note()
    what_was_decided()
    with st.container(horizontal=True, vertical_alignment="center"):
        review_steps(found)
        again(found)
    event_card(found)
    st.stop()
open_page(_("Change an event") if found else _("Record an event"), records=not found)
require_right(Action.RECORD, _("Your roles do not include recording events. Ask an administrator."))
keep_pills_still()
form = Form(found.id, Dataset(found.dataset)) if found else Form()
if asked and found is None:
    form = what_was_typed(asked) or form
conclude_saved(form)
if not found and (like := st.query_params.get(COPY, "")):
    begin_like(form, like)
if not form.is_filled() or (found and form.is_outdated(found.version)):
    draft = read_event(ledger(), viewer(), found.id) if found else None
    fill_again(form, entry_of(draft) if draft else blank(), like=take_like(form))
begun_before_note(form)
what_was_decided()
if found:
    with st.container(horizontal=True, vertical_alignment="center"):
        show_status(found)
        again(found)
st.caption(_("Fields with * are needed; leave everything else empty if it is not known. Nothing is invented."))
above = st.container()
entry = draw(form)
with above:
    copy_last(form, entry)
keep(form, entry)
problems = st.container()  # beside the button, where one is looking when it was pressed
if is_in_conflict(form):
    merged = settle_conflict(form, entry)
    if merged is not None:
        with problems:
            save_form(form, merged, submit=was_to_submit(form))
    st.stop()
pressed = save_buttons(form, found)
saved_note()  # below the buttons: on a phone that is where one is looking
if pressed is not None:
    with problems:
        save_form(form, entry, submit=pressed == "submit")
