"""The columns a table of events can have, and which of them the person looking has chosen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from components.names import named
from locales import gettext as _
from locales import mark
from locales.numbers import listing, moment, number
from metrics.records import EventRecord
from models.dataset import Dataset
from models.event import KINDS
from models.review import STATUSES
from models.words import Words

KEY: Final = "list_columns"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in pixels, and its text for an event."""

    label: str
    width: int
    text: Callable[[EventRecord, Words], str]


COLUMNS: Final[dict[str, Column]] = {
    "when": Column(mark("Date"), 150, lambda event, _words: str(event.when)),
    "title": Column(mark("What was done"), 240, lambda event, _words: event.title),
    "organisation": Column(mark("Organising unit"), 160, lambda event, _words: event.organisation),
    "place": Column(
        mark("Place"), 150, lambda event, _words: listing(place.name or place.label for place in event.places)
    ),
    "venue": Column(mark("Venue type"), 100, lambda event, words: words.label("venue_type", event.venue_type)),
    "attendance": Column(mark("Attendance"), 110, lambda event, _words: str(event.attendance or "")),
    "status": Column(mark("Status"), 80, lambda event, _words: _(STATUSES[event.status])),
    "kind": Column(mark("Kind of event"), 110, lambda event, _words: _(KINDS[event.kind])),
    "campaigns": Column(mark("Campaign"), 200, lambda event, _words: listing(event.campaigns)),
    "topics": Column(mark("Topics"), 180, lambda event, words: _labels(words, "topic", event.topics)),
    "formats": Column(mark("Format"), 140, lambda event, words: _labels(words, "format", event.formats)),
    "key_groups": Column(mark("Key groups"), 160, lambda event, words: _groups(event, words)),
    "partners": Column(mark("Partners"), 160, lambda event, _words: listing(event.partners)),
    "co_organisers": Column(mark("Co-organising units"), 160, lambda event, _words: listing(event.co_organisers)),
    "sessions": Column(mark("Sessions"), 70, lambda event, _words: number(event.sessions)),
    "indirect": Column(mark("Indirect reach"), 100, lambda event, _words: str(event.indirect or "")),
    "consultations": Column(mark("Consultations"), 100, lambda event, _words: str(event.consultations or "")),
    "staff": Column(mark("Staff taking part"), 100, lambda event, _words: str(event.staff or "")),
    "media_reports": Column(
        mark("Media reports"),
        90,
        lambda event, _words: "" if event.media_reports is None else number(event.media_reports),
    ),
    "note": Column(mark("Note"), 240, lambda event, _words: event.note),
    "reference": Column(mark("Reference"), 110, lambda event, _words: event.reference or ""),
    "updated": Column(mark("Last changed"), 150, lambda event, _words: moment(event.updated_at)),
    "updated_by": Column(mark("Changed by"), 110, lambda event, _words: named(event.updated_by)),
}
DEFAULT: Final = ("when", "title", "organisation", "place", "venue", "attendance", "status")


def choose_columns() -> tuple[str, ...]:
    """The choice of columns, kept in the session; without any chosen, those a new visitor sees."""
    chosen = st.session_state.setdefault(KEY, list(DEFAULT))
    st.session_state[KEY] = [name for name in chosen if name in COLUMNS]
    with st.popover(_("Columns"), icon=":material/view_column:", key="list_columns_box"):
        st.multiselect(
            _("Columns shown, in this order"),
            list(COLUMNS),
            format_func=lambda name: _(COLUMNS[name].label),
            key=KEY,
            placeholder=_("As at first"),
            persist_state="session",
        )
        st.button(_("As at first"), key="list_columns_default", type="tertiary", on_click=_as_at_first)
    return tuple(st.session_state[KEY]) or DEFAULT


def shown(columns: Sequence[str], events: Sequence[EventRecord]) -> list[str]:
    """The columns that say something about these events: trial data has no review."""
    reviewed = any(event.dataset == Dataset.RECORDED.value for event in events)
    return [name for name in columns if name in COLUMNS and (reviewed or name != "status")]


def _as_at_first() -> None:
    st.session_state[KEY] = list(DEFAULT)


def _labels(words: Words, vocabulary: str, codes: Sequence[str]) -> str:
    return listing(words.label(vocabulary, code) for code in codes)


def _groups(event: EventRecord, words: Words) -> str:
    return listing(
        words.label("key_group", code) + (f" {count}" if count else "") for code, count in event.key_groups.items()
    )
