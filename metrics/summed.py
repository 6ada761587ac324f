"""What the copy in columns holds added up: what is asked of whole days, in so few rows that it takes no time."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, case, func, select

from metrics import prepared
from metrics.counting import EVENT, KEY_GROUP, Condition, figure_columns
from metrics.measures import MEASURES, Facts
from models.review import APPROVED
from store.prepared import Prepared, Summed

_DAYS: Final = (
    *("when_start", "when_end", "last_day", "month_told", "when_precision"),
    *("kind", "venue_type", "dataset", "status", "deleted_at"),
)
BASIC: Final = (func.count(), func.count(case((EVENT.c.status != APPROVED, 1))))
"""Asked of every row: its events, and how many of them have not been approved."""
KNOWN: Final = {key: func.count(case((one.known, 1))) for key, one in MEASURES.items() if one.known is not None}
"""How many events tell of a measure, where that does not follow from its columns."""
ATTENDANCE: Final = (EVENT.c.attendance_value, EVENT.c.attendance_qualifier, EVENT.c.attendance_basis)
OF_GROUP: Final = (KEY_GROUP.c.value, KEY_GROUP.c.qualifier, KEY_GROUP.c.basis)
CAME: Final = {ATTENDANCE: MEASURES["attendance"].columns, OF_GROUP: tuple(figure_columns(*OF_GROUP))}
"""The columns of attendance, by the number that counts as it: that of the event or of one key group."""


def _columns(facts: Facts, *keys: str) -> tuple[object, ...]:
    return tuple(column for key in keys for column in MEASURES[key].columns if MEASURES[key].facts is facts)


_OF_EVENTS: Final = ("sessions", "attendance", "indirect", "consultations", "staff")
EVENTS: Final = Summed(
    "event_sums",
    prepared.EVENTS,
    _DAYS,
    (*BASIC, KNOWN["materials"], KNOWN["online"], *_columns(Facts.EVENTS, *_OF_EVENTS)),
)
KEY_GROUPS: Final = Summed(
    "key_group_sums",
    prepared.KEY_GROUPS,
    (*_DAYS, "key_group"),
    (*BASIC, *MEASURES["sessions"].columns, *CAME[OF_GROUP]),
)
MATERIALS: Final = Summed("material_sums", prepared.MATERIALS, _DAYS, MEASURES["materials"].columns)
READINGS: Final = Summed("reading_sums", prepared.READINGS, _DAYS, MEASURES["online"].columns)
READY: Final = (*prepared.PREPARED, EVENTS, KEY_GROUPS, MATERIALS, READINGS)
"""All tables the copy has ready, each before those that are made of it."""
SUMMED: Final[dict[Prepared, Summed]] = {one.rows: one for one in (EVENTS, KEY_GROUPS, MATERIALS, READINGS)}


def count_events(connection: Connection, where: Sequence[Condition]) -> int:
    """How many events there are of which all of this is true."""
    found = EVENTS.read(connection, BASIC[:1], where)
    source, columns, where = found or [*prepared.EVENTS.read(BASIC[:1], where)]
    return connection.scalar(select(*columns).select_from(source).where(*where)) or 0
