"""What an event is compared by with a row of a list: in brief, by which it is the same one, and in all details."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from metrics.records import EventRecord, PlaceRecord
from models.count import Count
from models.when import When

Fingerprint = tuple[object, ...]

DETAILS: Final = (
    *("kind", "co_organisers", "partners", "venue_type", "formats", "topics", "campaigns", "sessions", "attendance"),
    *("indirect", "consultations", "staff", "media_reports", "key_groups", "materials", "readings", "links", "note"),
)


def bare_date(when: When) -> When:
    """A date without the words it was told in, which a list does not repeat where the day is known."""
    return when if when.start is None else replace(when, text="")


def brief_of_record(record: EventRecord) -> Fingerprint:
    """Date, unit, title and places."""
    return (
        bare_date(record.when),
        record.organisation_id,
        record.title,
        frozenset(map(_place_of_record, record.places)),
    )


def details_of_record(record: EventRecord) -> Fingerprint:
    """Everything else that a list can tell, in the order of DETAILS."""
    return (
        record.kind,
        frozenset(record.co_organisers),
        frozenset(record.partners),
        record.venue_type,
        frozenset(record.formats),
        frozenset(record.topics),
        frozenset(record.campaigns),
        record.sessions,
        record.attendance,
        *map(bare_number, (record.indirect, record.consultations, record.staff)),
        record.media_reports,
        frozenset((group, bare_number(count)) for group, count in record.key_groups.items()),
        bag((told.material, told.name, bare_number(told.copies)) for told in record.materials),
        bag((told.channel, told.read_on, bare_number(told.views), told.likes, told.shares) for told in record.readings),
        frozenset(record.links),
        record.note,
    )


def _place_of_record(place: PlaceRecord) -> str | None:
    return place.name or place.position.division_id


def bare_number(count: Count | None) -> tuple[int, str] | None:
    """A number without its basis, which the list tells only for the attendance."""
    return (count.value, count.qualifier.value) if count else None


def bag(parts: Iterable[tuple[object, ...]]) -> tuple[tuple[object, ...], ...]:
    """The same parts in any order are the same."""
    return tuple(sorted(parts, key=repr))
