"""The measures: what is counted, each defined once, in words and as SQLAlchemy expressions for any database.

An expression is about the rows of one kind of fact (`metrics.facts`): events, their key groups, their materials, ….
The rules are those of `metrics.counting` and `metrics.reach`; docs/counting.md prints the definitions.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import case, column, func, or_

from locales import gettext, mark
from metrics.counting import EVENT, KEY_GROUP, MATERIAL, Condition, figure_columns, having
from metrics.prepared import COPIES_TOLD, VIEWS_TOLD
from metrics.reach import LARGEST, SUMMED, at_a_known_place, in_a_known_community
from metrics.values import (
    Made,
    counted,
    counted_apart,
    different,
    evidence,
    people,
    read,
    summed,
    summed_of_those_named,
    summed_parts,
)
from models.base import table_of
from models.event import EventAttachment, EventLink


class Facts(StrEnum):
    """The kinds of fact, each asked about in one statement."""

    EVENTS = "events"
    TRAININGS = "trainings"
    KEY_GROUPS = "key groups"
    MATERIALS = "materials"
    READINGS = "readings"
    PLACES = "places"
    FIRST_PLACES = "first places"
    COMMUNITIES = "communities"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Measure:
    """Something counted. `label`, `unit` and `definition` are message ids; see `name`, `counted_in`, `meaning`.

    `columns` are the expressions over the rows of `facts`, and `known` is which events tell of it, where that does not
    follow from them. `made` turns their results, the number of events and that of those that tell into the value.
    """

    key: str
    label: str
    unit: str
    definition: str
    facts: Facts
    columns: tuple[Any, ...]
    made: Made
    known: Condition | None = None

    @property
    def name(self) -> str:
        """The label in the language now spoken."""
        return gettext(self.label)

    @property
    def counted_in(self) -> str:
        """The unit in the language now spoken."""
        return gettext(self.unit)

    @property
    def meaning(self) -> str:
        """The definition in the language now spoken."""
        return gettext(self.definition)


def _number(prefix: str) -> tuple[Any, ...]:
    return tuple(figure_columns(*(EVENT.c[f"{prefix}_{part}"] for part in ("value", "qualifier", "basis"))))


def _proof() -> tuple[Any, ...]:
    file, link = table_of(EventAttachment).alias(), table_of(EventLink).alias()
    files, links = having(file, file.c.event_id.is_not(None)), having(link, link.c.event_id.is_not(None))
    return tuple(func.count(case((proof, 1))) for proof in (or_(files, links), files, links))


_COMMUNITY: Final[Any] = column(LARGEST[0])
_LARGEST: Final[Any] = column(LARGEST[1])
_CONTACTS: Final = mark("contacts")

_ALL: Final = (
    Measure(
        "events",
        mark("Number of events"),
        mark("events"),
        mark("Public events. One with two topics, campaigns, places or units is one; staff training does not count."),
        Facts.EVENTS,
        (func.count(),),
        counted,
    ),
    Measure(
        "sessions",
        mark("Sessions"),
        mark("sessions"),
        mark("How many times the public events were held: the sum of their sessions, 1 where nothing else is said."),
        Facts.EVENTS,
        (func.sum(EVENT.c.sessions),),
        counted,
    ),
    Measure(
        "attendance",
        mark("Attendance"),
        _CONTACTS,
        mark("Contacts on the spot, not people: whoever comes twice counts twice."),
        Facts.EVENTS,
        _number("attendance"),
        summed,
    ),
    Measure(
        "people",
        mark("People reached (range)"),
        mark("people"),
        mark(
            "Between two bounds, for nothing personal is kept: at least the largest single attendance of each "
            "community, added up; at most the attendance, as if nobody had come twice."
        ),
        Facts.PEOPLE,
        (
            func.sum(case((_COMMUNITY.is_not(None), _LARGEST))),
            func.max(case((_COMMUNITY.is_(None), _LARGEST))),
            *(func.sum(column(name)) for name in SUMMED),
        ),
        people,
    ),
    Measure(
        "indirect",
        mark("Indirect reach"),
        _CONTACTS,
        mark("Contacts reached beyond those on the spot. Never added to attendance."),
        Facts.EVENTS,
        _number("indirect"),
        summed,
    ),
    Measure(
        "online",
        mark("Online reach"),
        mark("views"),
        mark("Views at the newest reading of each channel. Never added to attendance."),
        Facts.READINGS,
        tuple(figure_columns(*(column(f"views_{part}") for part in ("value", "qualifier", "basis")))),
        summed_parts,
        VIEWS_TOLD,
    ),
    Measure(
        "publications",
        mark("Publications read"),
        mark("publications"),
        mark("Online publications whose views were read: one for each event and channel, however often it was read."),
        Facts.READINGS,
        (func.count(),),
        read,
        VIEWS_TOLD,
    ),
    Measure(
        "materials",
        mark("Materials (copies)"),
        mark("copies"),
        mark("Copies handed out; what was printed and not handed out is not in it."),
        Facts.MATERIALS,
        tuple(figure_columns(MATERIAL.c.value, MATERIAL.c.qualifier, MATERIAL.c.basis)),
        summed_parts,
        COPIES_TOLD,
    ),
    Measure(
        "consultations",
        mark("Consultations"),
        _CONTACTS,
        mark("Contacts who were given advice at public events."),
        Facts.EVENTS,
        _number("consultations"),
        summed,
    ),
    Measure(
        "staff",
        mark("Staff taking part"),
        _CONTACTS,
        mark("Employees who worked at public events, each event anew: whoever worked at two counts twice."),
        Facts.EVENTS,
        _number("staff"),
        summed,
    ),
    Measure(
        "places",
        mark("Places reached"),
        mark("places"),
        mark("Different known places with at least one public event. An event known only by its division is at none."),
        Facts.PLACES,
        (func.count(),),
        different,
        at_a_known_place(),
    ),
    Measure(
        "communities",
        mark("Communities reached"),
        mark("communities"),
        mark(
            "Different communities and villages with at least one public event. Only events placed that precisely "
            "count; how many are not is told."
        ),
        Facts.COMMUNITIES,
        (func.count(),),
        different,
        in_a_known_community(),
    ),
    Measure(
        "first_places",
        mark("First-time places"),
        mark("places"),
        mark(
            "Known places whose first public event of all time, of any unit one may see, is among these events. "
            "A vague date counts from its first possible day; undated events are passed over."
        ),
        Facts.FIRST_PLACES,
        (func.count(),),
        different,
        at_a_known_place(),
    ),
    Measure(
        "evidence",
        mark("Events with evidence"),
        mark("events"),
        mark("Public events with at least one file or web address, of all public events; also each kind by itself."),
        Facts.EVENTS,
        _proof(),
        evidence,
    ),
    Measure(
        "trainings",
        mark("Staff trainings"),
        mark("events"),
        mark("Trainings of the bank's own staff. They are no public reach and in no other figure."),
        Facts.TRAININGS,
        (func.count(),),
        counted_apart,
    ),
)
MEASURES: Final = {measure.key: measure for measure in _ALL}
"""Every measure by its key, but those of single key groups (see `measure`)."""
KEY_GROUP_PREFIX: Final = "key_group:"


def measure(key: str) -> Measure:
    """The measure with this key: one of MEASURES, or `key_group:older_people`, the contacts of one key group.

    Raises KeyError where there is none.
    """
    group = key.removeprefix(KEY_GROUP_PREFIX)
    return MEASURES[key] if group == key else _of_key_group(group)


def _of_key_group(group: str) -> Measure:
    named = KEY_GROUP.c.key_group == group
    number = (KEY_GROUP.c.value, KEY_GROUP.c.qualifier, KEY_GROUP.c.basis)
    return Measure(
        KEY_GROUP_PREFIX + group,
        mark("Key-group attendance"),
        _CONTACTS,
        mark("Contacts of one key group on the spot. Groups overlap: they do not add up to the attendance."),
        Facts.KEY_GROUPS,
        (*figure_columns(*number, only=named), func.count(case((named, 1)))),
        summed_of_those_named,
    )
