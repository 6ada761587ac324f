"""What the copy in columns holds ready for the questions asked most: an event's facts in one row, without a join."""

from typing import Any, Final

from sqlalchemy import case, func, select

from metrics.counting import (
    CO_ORGANISER,
    EVENT,
    KEY_GROUP,
    LAST_DAY,
    MATERIAL,
    READING,
    Condition,
    having,
    newest_readings,
)
from models.when import Precision
from store.prepared import Prepared

# Which dates say the month (a range: its first day's), the quarter, the year.
MONTHLY: Final = (Precision.DAY, Precision.MONTH, Precision.RANGE)
QUARTERLY: Final = (*MONTHLY, Precision.QUARTER)
YEARLY: Final = (*QUARTERLY, Precision.YEAR)
_YEAR: Final = func.extract("year", EVENT.c.when_start)
MONTH_TOLD: Final = case(
    (
        EVENT.c.when_precision.in_([told.value for told in MONTHLY]),
        _YEAR * 100 + func.extract("month", EVENT.c.when_start),
    ),
    (EVENT.c.when_precision.in_([told.value for told in YEARLY]), _YEAR * 100),
)
"""The year followed by the month, which is 0 where the date does not say it; empty where it says neither."""


def _told(part: Any, name: str) -> Condition:
    there = part.alias()
    return having(there, there.c[name].is_not(None))


CO_ORGANISED: Final = _told(CO_ORGANISER, "organisation_id")
"""The event has further units beside the one that leads it."""
VIEWS_TOLD: Final = _told(READING, "views_value")
"""The event has a reading of views."""
COPIES_TOLD: Final = _told(MATERIAL, "value")
"""The event says how many copies of something were handed out."""

_EACH: Final[dict[str, Any]] = {
    "event_id": EVENT.c.id,
    "last_day": LAST_DAY,
    "month_told": MONTH_TOLD,
    "co_organised": CO_ORGANISED,
    **{
        name: EVENT.c[name]
        for name in (
            *("kind", "when_start", "when_end", "when_precision", "organisation_id", "venue_type", "sessions"),
            *("dataset", "status", "deleted_at"),
        )
    },
}
_NUMBERS: Final = tuple(
    f"{number}_{part}"
    for number in ("attendance", "indirect", "consultations", "staff")
    for part in ("value", "qualifier", "basis")
)
_SORTED: Final = ("when_start", "organisation_id")


def _with(name: str, part: Any, *columns: str) -> Prepared:
    told = {column: part.c[column] for column in columns}
    return Prepared(name, EVENT.join(part, part.c.event_id == EVENT.c.id), _EACH | told, _SORTED)


EVENTS: Final = Prepared(
    "event_facts",
    EVENT,
    _EACH | {name: EVENT.c[name] for name in _NUMBERS} | {"views_told": VIEWS_TOLD, "copies_told": COPIES_TOLD},
    _SORTED,
)
KEY_GROUPS: Final = _with("key_group_facts", KEY_GROUP, "key_group", "value", "qualifier", "basis")
MATERIALS: Final = _with("material_facts", MATERIAL, "value", "qualifier", "basis")
READINGS: Final = _with("reading_facts", newest_readings(), "views_value", "views_qualifier", "views_basis")


def _shared_by() -> Prepared:
    led = EVENT.alias()
    further = select(CO_ORGANISER.c.event_id, CO_ORGANISER.c.organisation_id)
    leading = select(led.c.id, led.c.organisation_id).where(led.c.id.in_(select(CO_ORGANISER.c.event_id)))
    units = further.union(leading).subquery("units")
    named = {"event_id": units.c.event_id, "unit_id": units.c.organisation_id}
    return Prepared("shared_by", units, named, ("event_id",))


SHARED_BY: Final = _shared_by()
"""The units of the events that have several, the leading one among them."""
PREPARED: Final = (EVENTS, SHARED_BY, KEY_GROUPS, MATERIALS, READINGS)
"""All of them."""
