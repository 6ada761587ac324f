"""The ways on from an empty ledger, and loading or removing trial data."""

import streamlit as st

from components.filters import show_dataset
from components.ledger import ledger, present, viewer
from components.units import unit_options
from components.wording import heading
from exchange.made_up import load_made_up
from exchange.sample import load_sample
from locales import gettext as _
from locales import ngettext
from locales.numbers import number
from models.dataset import Dataset
from models.permission import Action
from store.datasets import remove_dataset


def ways_on() -> None:
    """What a first visitor can do, as far as their roles go: record, upload, or look around with trial data."""
    records, arranges = viewer().reach(Action.RECORD), viewer().everywhere(Action.MANAGE)
    if not (records or arranges):
        st.info(_("There are no events yet that your roles let you see."), icon=":material/inbox:")
        return
    st.markdown(_("This ledger holds no events yet. How would you like to begin?"))
    with st.grid(4, min_column_width=220):
        if arranges and not unit_options():
            _way_to_arrange()
        if records:
            _ways_to_record()
        if arranges:
            _ways_to_look_around()


def _way_to_arrange() -> None:
    with st.container(border=True, height="stretch"):
        heading(_("Add units and people"))
        st.caption(_("The bank's units first, then who may sign in and at which unit."))
        st.page_link("pages/manage.py", label=_("Units and people"), icon=":material/groups:")


def _ways_to_record() -> None:
    with st.container(border=True, height="stretch"):
        heading(_("Record the first event"))
        st.caption(_("What, when and which unit are enough; it takes a minute."))
        st.page_link("pages/record.py", label=_("Record an event"), icon=":material/edit_note:")
    with st.container(border=True, height="stretch"):
        heading(_("Bring your list"))
        st.caption(_("An Excel or CSV ledger; you see what each row will do before anything is saved."))
        st.page_link("pages/upload.py", label=_("Upload a list"), icon=":material/upload_file:")


def _ways_to_look_around() -> None:
    with st.container(border=True, height="stretch"):
        heading(_("Look at real events"))
        st.caption(_("57 events from public reports, with all their gaps. Removable as a whole."))
        if st.button(_("Load the sample"), icon=":material/science:", key="load_sample"):
            _load(Dataset.SAMPLE)
    with st.container(border=True, height="stretch"):
        heading(_("See it alive"))
        st.caption(_("A made-up branch with about 2,400 events over three years. Removable as a whole."))
        if st.button(_("Load a made-up branch"), icon=":material/science:", key="load_made_up"):
            _load(Dataset.MADE_UP)


def trial_data() -> None:
    """Take trial data out again, each kind as a whole; for whoever arranges the whole bank."""
    if not viewer().everywhere(Action.MANAGE):
        return
    held = {kind: count for kind, count in present().items() if kind is not Dataset.RECORDED}
    for kind, count in held.items():
        with st.popover(_("Remove: {kind}").format(kind=kind), icon=":material/delete:", type="tertiary"):
            st.markdown(
                ngettext(
                    "Remove {count} event and everything that came with it? Your own records stay.",
                    "Remove {count} events and everything that came with them? Your own records stay.",
                    count,
                ).format(count=number(count))
            )
            if st.button(_("Remove"), type="primary", key=f"remove_{kind.value}"):
                remove_dataset(ledger(), viewer(), kind)
                show_dataset(Dataset.RECORDED)
                st.rerun()


def _load(kind: Dataset) -> None:
    bar = st.progress(0.0, text=_("Loading…"))
    expected = 57 if kind is Dataset.SAMPLE else 2400

    def progress(done: int) -> None:
        bar.progress(min(1.0, done / expected), text=_("Loading…"))

    load = load_sample if kind is Dataset.SAMPLE else load_made_up
    load(ledger(), viewer(), progress=progress)
    show_dataset(kind)
    st.rerun()
