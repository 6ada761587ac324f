"""The form for one event: what it holds, where it keeps it, and what entry it stands for.

Its state lives under `entry_<event>_…` in the session, one set per event, so that editing one does not disturb a new
one half typed. Nothing is checked here: what was typed becomes an `Entry`, and the rules speak.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import uuid4

import streamlit as st

from components.ledger import ask, ledger, viewer
from components.place_field import places_of, rows_of
from components.rows import filled
from metrics.choices import Known, known
from metrics.own_records import usual_unit
from models.dataset import Dataset
from models.entry import Entry
from models.event import OFFLINE
from models.kinds import belongs
from models.said_day import dated

_TEXTS: Final = (
    "title",
    "when",
    "when_text",
    "sessions",
    "attendance",
    "indirect",
    "consultations",
    "staff",
    "media_reports",
    "note",
    "reference",
)
_LISTS: Final = ("co_organisers", "formats", "topics")
# In the list of units: none of these, but one named in the box below.
ANOTHER_UNIT: Final = 0
# Counts the forms begun: a new box for files each time, for Streamlit has no other way to empty one.
ROUND: Final = "record_round"


@dataclass(frozen=True, slots=True)
class Form:
    """Which event the form is about (None for a new one) and whose records it belongs to."""

    event_id: int | None = None
    dataset: Dataset = Dataset.RECORDED

    @property
    def name(self) -> str:
        """What tells it from the person's other forms: "new", or the event's id."""
        return str(self.event_id or "new")

    def key(self, field: str) -> str:
        """The session key of a field's widget."""
        return f"entry_{self.name}_{field}"

    def is_filled(self) -> bool:
        """Whether the session already holds this form's state."""
        return self.key("filled") in st.session_state

    def is_outdated(self, version: int) -> bool:
        """Whether the form shows an older version and nothing was typed in it that a fresh one would lose."""
        origin: Entry = st.session_state[self.key("origin")]
        return origin.version != version and self.entry() == origin

    def take_version(self, version: int) -> None:
        """Go on from this version of the event: it came back from the bin as it was, only counted on."""
        origin: Entry = st.session_state[self.key("origin")]
        st.session_state[self.key("origin")] = replace(origin, version=version)

    def fill(self, entry: Entry, origin: Entry | None = None) -> None:
        """Put an entry into the form, replacing what is there; before any of its widgets is drawn.

        `origin` is what was there before anything was typed: the same, where nothing is said.

        Whoever presses anything meanwhile breaks this off between any two lines: it counts as filled at the very end.
        """
        state = st.session_state
        state.pop(self.key("filled"), None)
        for name in [key for key in state if str(key).startswith(self.key(""))]:
            del state[name]
        state[self.key("token")] = uuid4().hex
        state[self.key("origin")] = origin or entry
        state[self.key("kind")] = entry.kind
        for field in _TEXTS:
            state[self.key(field)] = getattr(entry, field)
        for field in _LISTS:
            state[self.key(field)] = list(getattr(entry, field))
        state[self.key("organisation")] = entry.organisation if isinstance(entry.organisation, int) else None
        state[self.key("new_organisation")] = entry.organisation if isinstance(entry.organisation, str) else ""
        state[self.key("campaigns")] = [campaign for campaign in entry.campaigns if isinstance(campaign, int)]
        named = [campaign for campaign in entry.campaigns if isinstance(campaign, str)]
        state[self.key("new_campaign")] = "\n".join(named)
        state[self.key("partners")] = "\n".join(entry.partners)
        state[self.key("venue_type")] = entry.venue_type or None
        state[self.key("basis")] = entry.basis or None
        state[self.key("key_groups")] = list(entry.key_groups)
        for code, count in entry.key_groups.items():
            state[self.key(f"group_{code}")] = count
        state[self.key("places")] = rows_of(entry.places, self.known(entry))
        state[self.key("materials")] = list(entry.materials)
        state[self.key("readings")] = list(entry.readings)
        state[self.key("links")] = "\n".join(entry.links)
        state[self.key("filled")] = True

    def forget(self) -> None:
        """Let the next run fill the form anew, and empty its box for files; possible after its widgets are drawn."""
        st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
        st.session_state.pop(self.key("filled"), None)

    def entry(self) -> Entry:
        """What the form holds now, as typed."""
        state = st.session_state
        origin: Entry = state[self.key("origin")]
        entry = Entry(
            id=origin.id,
            version=origin.version,
            kind=state[self.key("kind")] or OFFLINE,
            organisation=state[self.key("organisation")] or state[self.key("new_organisation")] or "",
            campaigns=[*state[self.key("campaigns")], *_lines(state[self.key("new_campaign")])],
            partners=_names(state[self.key("partners")], origin.partners),
            venue_type=state[self.key("venue_type")] or "",
            basis=state[self.key("basis")] or "",
            places=places_of(filled(state[self.key("places")])),
            key_groups={code: state.get(self.key(f"group_{code}"), "") for code in state[self.key("key_groups")]},
            materials=filled(state[self.key("materials")]),
            readings=filled(state[self.key("readings")]),
            links=(state[self.key("links")] or "").splitlines(),
            link_titles=origin.link_titles,
            bases=origin.bases,
        )
        for field in _TEXTS:
            setattr(entry, field, state.get(self.key(field)) or "")
        for field in _LISTS:
            setattr(entry, field, list(state[self.key(field)]))
        entry.when = dated(entry.when, date.today())  # what is said today is another day when it is read tomorrow
        return entry

    def known(self, entry: Entry | None = None) -> Known:
        """What the event can refer to, the places it has already included."""
        entry = entry or st.session_state[self.key("origin")]
        including = tuple(place.place_id for place in entry.places if place.place_id is not None)
        return ask(known, ledger(), viewer(), self.dataset, including)

    def shows(self, field: str) -> bool:
        """Whether a field is drawn: it belongs to the kind of event chosen, or something stands in it."""
        state = st.session_state
        return belongs(state[self.key("kind")] or OFFLINE, field) or bool(state[self.key(field)])

    def holds(self, *names: str) -> bool:
        """Whether something is recorded in one of these fields, whose folded part then stands open."""
        origin: Entry = st.session_state[self.key("origin")]
        return any(getattr(origin, name) for name in names)


def _names(text: str | None, before: list[str]) -> list[str]:
    """Names on lines or separated by 、；; – except those that were there before, which may contain such a sign."""
    return [
        name
        for line in _lines(text)
        for name in ([line] if line in before else [part.strip() for part in re.split("[、；;]", line)])
        if name
    ]


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def blank() -> Entry:
    """A new event: today, and of the unit of the person's last one, or of the only one they record for."""
    return Entry(when=date.today().isoformat(), organisation=ask(usual_unit, ledger(), viewer()) or "")
