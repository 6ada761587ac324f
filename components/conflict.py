"""Two people changed one event: both versions field by field, and the choice between them."""

from dataclasses import fields, is_dataclass, replace
from typing import Any, Final

import streamlit as st

from components.event_form import Form
from components.keeping_entries import begin_anew
from components.ledger import ledger, viewer, words
from components.names import named
from components.wording import plain
from locales import gettext as _
from locales.numbers import listing
from metrics.records import one_event
from models.draft import PlaceDraft
from models.entry import Entry, MaterialEntry, ReadingEntry, entry_of
from models.event import KINDS
from models.kinds import venue_of
from models.problem import FIELDS
from models.words import Words
from store.events import read_event

_NOT_FIELDS: Final = ("id", "version", "link_titles", "bases", "when_text")
_VOCABULARIES: Final = {"venue_type": "venue_type", "formats": "format", "topics": "topic", "basis": "basis"}


def note_conflict(form: Form, *, submit: bool) -> None:
    """Take note of the version that somebody else has saved meanwhile, and of what was to be done with ours."""
    draft = read_event(ledger(), viewer(), form.event_id) if form.event_id is not None else None
    if draft is not None:
        st.session_state[form.key("theirs")] = entry_of(draft)
        st.session_state[form.key("to_submit")] = submit


def was_to_submit(form: Form) -> bool:
    """Whether the version in conflict was to be submitted with its saving."""
    return bool(st.session_state.get(form.key("to_submit")))


def is_in_conflict(form: Form) -> bool:
    """Whether somebody else's version is waiting to be reconciled with this form."""
    return form.key("theirs") in st.session_state


def settle_conflict(form: Form, mine: Entry) -> Entry | None:
    """Show both versions; the entry to be saved once the person has chosen, None until then."""
    theirs: Entry = st.session_state[form.key("theirs")]
    origin: Entry = st.session_state[form.key("origin")]
    record = one_event(ledger(), viewer(), theirs.id) if theirs.id is not None else None
    who = named(record.updated_by) if record else ""
    vocabulary = words()
    merged = replace(theirs)
    with st.container(border=True, key="conflict"):
        st.warning(
            _(
                "{who} saved this event while you were changing it. Nothing of yours is lost: choose field by field."
            ).format(who=plain(who)),
            icon=":material/call_merge:",
        )
        for name in (field.name for field in fields(Entry) if field.name not in _NOT_FIELDS):
            ours, others, before = (_value(entry, name) for entry in (mine, theirs, origin))
            if ours == others:
                continue
            # What only one of the two has touched is not in dispute; the other side is offered all the same.
            take_mine = _choice(form, name, ours, others, mine_first=ours != before, vocabulary=vocabulary)
            if take_mine:
                _take(merged, mine, name)
        with st.container(horizontal=True):
            save = st.button(_("Save what is chosen"), type="primary", icon=":material/check:", key="save_merged")
            if st.button(_("Take theirs, drop mine"), key="take_theirs"):
                forget_conflict(form)
                begin_anew(form)
                st.rerun()
    return merged if save else None


def forget_conflict(form: Form) -> None:
    """The two versions are reconciled."""
    st.session_state.pop(form.key("theirs"), None)
    st.session_state.pop(form.key("to_submit"), None)


def _value(entry: Entry, name: str) -> Any:
    """What is compared and shown of a field: a date with its words, which are one, and a venue the kind implies."""
    if name == "venue_type":
        return venue_of(entry.kind, entry.venue_type)
    return entry.when or entry.when_text if name == "when" else getattr(entry, name)


def _take(merged: Entry, mine: Entry, name: str) -> None:
    """Take a field of ours over with what belongs to it: a date's words, titles of links, what numbers rest on."""
    setattr(merged, name, getattr(mine, name))
    if name == "when":
        merged.when_text = mine.when_text
    if name == "links":
        merged.link_titles = mine.link_titles
    merged.bases = {
        **{field: basis for field, basis in merged.bases.items() if field.partition(".")[0] != name},
        **{field: basis for field, basis in mine.bases.items() if field.partition(".")[0] == name},
    }


def _choice(form: Form, name: str, ours: Any, others: Any, *, mine_first: bool, vocabulary: Words) -> bool:
    """Draw one field with both values; whether mine is chosen."""
    options = {
        True: _("Mine: {value}").format(value=plain(_told(form, name, ours, vocabulary)) or _("(empty)")),
        False: _("Theirs: {value}").format(value=plain(_told(form, name, others, vocabulary)) or _("(empty)")),
    }
    chosen = st.radio(
        _(FIELDS.get(name, name)),
        list(options),
        format_func=options.__getitem__,
        index=0 if mine_first else 1,
        key=form.key(f"conflict_{name}"),
    )
    return bool(chosen)


def _told(form: Form, name: str, value: Any, vocabulary: Words) -> str:
    """A value of an entry as people read it."""
    known = form.known()
    if isinstance(value, dict):
        return listing(
            vocabulary.label("key_group", code) + (f" {count}" if count else "") for code, count in value.items()
        )
    if isinstance(value, list):
        return listing(_told(form, name, one, vocabulary) for one in value)
    if isinstance(value, PlaceDraft):
        return value.name or known.places.get(value.place_id or 0, "") or value.division_id or ""
    if isinstance(value, MaterialEntry):
        return " ".join(
            part for part in (value.name or vocabulary.label("material", value.material), value.copies) if part
        )
    if isinstance(value, ReadingEntry) or is_dataclass(value):
        return " ".join(str(getattr(value, part.name)) for part in fields(value) if getattr(value, part.name))
    if isinstance(value, int):
        offered = known.campaigns if name == "campaigns" else known.co_organisers
        return offered.get(value, f"#{value}").strip()
    if name == "kind":
        return _(KINDS.get(value, value))
    return vocabulary.label(_VOCABULARIES[name], value) if value and name in _VOCABULARIES else str(value)
