"""What a row of a list changes in an event that is there: only what the row tells, and in words, before and after."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from exchange.names import Names
from locales import gettext
from metrics.records import EventRecord, ReadingRecord, newest
from models.count import Count, Qualifier
from models.draft import EventDraft, KeyGroupDraft, LinkDraft, MaterialDraft, PlaceDraft, ReadingDraft
from models.event import KINDS

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Told:
    """What a row tells: the columns in which it says something, and what the attendance rests on if it says only that.

    A draft cannot hold a basis without its number.
    """

    columns: frozenset[str]
    basis: str | None = None

    def __contains__(self, column: str) -> bool:
        """Whether the row says something in this column."""
        return column in self.columns


NOTHING: Final = Told(frozenset())

# Field of a draft → the columns that tell it. An empty cell tells nothing: what the ledger holds stays.
COLUMNS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": ("kind",),
    "title": ("title",),
    "organisation": ("organisation",),
    "co_organisers": ("co_organisers",),
    "partners": ("partners",),
    "places": ("place", "community", "township", "county", "city", "province", "division"),
    "venue_type": ("venue_type",),
    "formats": ("formats",),
    "topics": ("topics",),
    "campaigns": ("campaigns",),
    "sessions": ("sessions",),
    "attendance": ("attendance", "basis"),
    "indirect": ("indirect",),
    "consultations": ("consultations",),
    "staff": ("staff",),
    "media_reports": ("media_reports",),
    "key_groups": ("key_groups", "group_counts"),
    "materials": ("materials", "copies"),
    "readings": ("readings", "views", "channel", "likes", "shares"),
    "links": ("links",),
    "note": ("note",),
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an event as it is and as the row would make it, in words; empty where it is not known."""

    field: str
    before: str
    after: str


def merged(current: EventDraft, row: EventDraft, told: Told, fields: Iterable[str]) -> EventDraft:
    """The event with these fields as the row tells them; what a list cannot tell of them stays."""
    return current.model_copy(
        update={
            field: _MERGES[field](current, row, told) if field in _MERGES else getattr(row, field)
            for field in fields
            if any(column in told for column in COLUMNS_OF[field])
        }
    )


def draft_of(record: EventRecord) -> EventDraft:
    """A record as a draft, to be compared: campaigns by their labels, places by name or division."""
    return EventDraft(
        id=record.id,
        version=record.version,
        kind=record.kind,
        title=record.title,
        when=record.when,
        organisation=record.organisation_id,
        co_organisers=tuple(record.co_organiser_ids),
        partners=tuple(record.partners),
        places=tuple(
            PlaceDraft(name=place.name, division_id=place.position.division_id or None) for place in record.places
        ),
        venue_type=record.venue_type,
        formats=tuple(record.formats),
        topics=tuple(record.topics),
        campaigns=tuple(record.campaigns),
        sessions=record.sessions,
        attendance=record.attendance,
        indirect=record.indirect,
        consultations=record.consultations,
        staff=record.staff,
        media_reports=record.media_reports,
        key_groups=tuple(KeyGroupDraft(key_group=group, count=count) for group, count in record.key_groups.items()),
        materials=tuple(
            MaterialDraft(material=given.material, name=given.name, copies=given.copies) for given in record.materials
        ),
        readings=tuple(
            ReadingDraft(channel=r.channel, read_on=r.read_on, views=r.views, likes=r.likes, shares=r.shares)
            for r in record.readings
        ),
        links=tuple(LinkDraft(url=url) for url in record.links),
        note=record.note,
        reference=record.reference,
    )


def in_words(field: str, value: Any, names: Names) -> str:
    """A field's compared value, as `matching.details` gives it, in the language now spoken."""
    words = names.words
    match field, value:
        case _, None:
            return ""
        case "kind", str():
            return gettext(KINDS.get(value, value))
        case "organisation", int():
            return names.units.label(value)
        case "venue_type", str():
            return words.label("venue_type", value)
        case (("formats" | "topics"), _):
            return _listed(words.label(field.removesuffix("s"), code) for code in value)
        case "key_groups", _:
            return _listed(f"{words.label('key_group', code)} {_number(number)}".strip() for code, number in value)
        case "materials", _:
            return _listed(
                " ".join(filter(None, (words.label("material", code), name, _number(number))))
                for code, name, number in value
            )
        case "readings", _:
            return _listed(
                " ".join(filter(None, (channel, str(day or ""), _number(number))))
                for channel, day, number, _likes, _shares in value
            )
        case "attendance", Count():
            basis = words.label("basis", value.basis)
            return f"{value} · {basis}" if basis else str(value)
        case _, (int(), str()):
            return _number(value)
        case _, frozenset():
            return _listed(str(one) for one in value if one is not None)
    return str(value)


def _listed(parts: Iterable[str]) -> str:
    return "、".join(sorted(parts))


def _number(number: tuple[int, str] | None) -> str:
    return "" if number is None else str(Count(number[0], Qualifier(number[1])))


def _count(field: str) -> Callable[[EventDraft, EventDraft, Told], Count | None]:
    """A number keeps its basis where the row does not tell one, and the number itself where it tells only that."""

    def merge(current: EventDraft, row: EventDraft, told: Told) -> Count | None:
        before: Count | None = getattr(current, field)
        after: Count | None = getattr(row, field)
        if after is not None:
            return _with_basis(after, before)
        lone = told.basis if field == "attendance" else None
        return replace(before, basis=lone) if before and lone else before

    return merge


def _key_groups(current: EventDraft, row: EventDraft, told: Told) -> tuple[KeyGroupDraft, ...]:
    before = {group.key_group: group.count for group in current.key_groups}
    after = {group.key_group: _with_basis(group.count, before.get(group.key_group)) for group in row.key_groups}
    groups = after if "key_groups" in told else before | after
    return tuple(KeyGroupDraft(key_group=group, count=count) for group, count in groups.items())


def _with_basis(count: Count | None, before: Count | None) -> Count | None:
    """A number, resting on what it did before if it does not say; where there is none, the one before."""
    if count is None:
        return before
    return Count(count.value, count.qualifier, count.basis or (before.basis if before else None))


def _materials(current: EventDraft, row: EventDraft, told: Told) -> tuple[MaterialDraft, ...]:
    if "materials" not in told:
        return _with_sum(current.materials, row.materials)
    held = list(current.materials)
    found = []
    for material in row.materials:
        before = _taken(held, [(one.material, one.name) for one in held], (material.material, material.name))
        copies = _with_basis(material.copies, before.copies if before else None)
        found.append(material.model_copy(update={"copies": copies}))
    # A list that only names what was handed out does not say that there was nothing else.
    return (*held, *found) if any(material.copies is None for material in row.materials) else tuple(found)


def _with_sum(held: tuple[MaterialDraft, ...], row: tuple[MaterialDraft, ...]) -> tuple[MaterialDraft, ...]:
    """The materials an event has, now that a row tells how many copies there were in all, and nothing else."""
    if not held or len(row) != 1 or (told := row[0]).copies is None:
        return held or row
    total = sum(material.copies.value for material in held if material.copies)
    if total == told.copies.value:
        return held
    if len(held) == 1:
        return (held[0].model_copy(update={"copies": _with_basis(told.copies, held[0].copies)}),)
    rest = told.copies.value - total
    # Details that add up to less stay beside the rest; those that add up to more cannot be right.
    more = told.model_copy(update={"copies": replace(told.copies, value=rest)})
    return (*held, more) if rest > 0 else row


def _readings(current: EventDraft, row: EventDraft, told: Told) -> tuple[ReadingDraft, ...]:
    if "readings" in told:
        held = list(current.readings)
        found = []
        for reading in row.readings:
            before = _taken(held, [(one.channel, one.read_on) for one in held], (reading.channel, reading.read_on))
            views = _with_basis(reading.views, before.views if before else None)
            found.append(reading.model_copy(update={"views": views}))
        return tuple(found)
    if not current.readings or not row.readings:
        return row.readings or current.readings
    if len(current.readings) == len(row.readings) == 1 and _is_same_reading(current.readings[0], row.readings[0]):
        return (_with_more(current.readings[0], row.readings[0]),)
    read = [ReadingRecord(r.channel, r.read_on, r.views, r.likes, r.shares) for r in current.readings]
    told_sum = sum(reading.views.value for reading in row.readings if reading.views)
    if told_sum == sum(reading.views.value for reading in newest(read) if reading.views):
        return current.readings
    channels = {reading.channel for reading in read}
    channel = channels.pop() if len(channels) == 1 else ""
    # Older readings are kept: a counter that was read again has one more.
    return (
        *current.readings,
        *(reading.model_copy(update={"channel": reading.channel or channel}) for reading in row.readings),
    )


def _is_same_reading(held: ReadingDraft, row: ReadingDraft) -> bool:
    """Whether a row tells of a reading that is there: of no other channel, no other day, and no other number."""
    numbers = {(one.views.value, one.views.qualifier) for one in (held, row) if one.views}
    others = ((held.channel, row.channel), (held.read_on, row.read_on))
    return len(numbers) < 2 and all(not mine or not theirs or mine == theirs for mine, theirs in others)


def _with_more(held: ReadingDraft, row: ReadingDraft) -> ReadingDraft:
    """A reading with what a row tells of it."""
    told = {
        name: value
        for name in ("channel", "read_on", "likes", "shares")
        if (value := getattr(row, name)) not in ("", None)
    }
    return held.model_copy(update={**told, "views": _with_basis(row.views, held.views)})


def _places(current: EventDraft, row: EventDraft, _told: Told) -> tuple[PlaceDraft, ...]:
    """The places that the row tells; one that is there already stays as it is, with its point and its division."""
    held = {place_key(place): place for place in reversed(current.places)}
    return tuple(held.get(place_key(place), place) for place in row.places)


def place_key(place: PlaceDraft) -> str | None:
    """By what a place of a list is the same as another.

    By its name alone where it has one: that somebody has found out the division since makes it no other place.
    """
    return place.name or place.division_id


def _links(current: EventDraft, row: EventDraft, _told: Told) -> tuple[LinkDraft, ...]:
    """The addresses that the row tells; a list does not tell their titles."""
    titles = {link.url: link.title for link in current.links}
    return tuple(LinkDraft(url=link.url, title=link.title or titles.get(link.url, "")) for link in row.links)


def _taken(held: list[Part], keys: Sequence[object], key: object) -> Part | None:
    """The first of the parts that has the key, which is then no longer among them."""
    return held.pop(keys.index(key)) if key in keys else None


_MERGES: Final[dict[str, Callable[[EventDraft, EventDraft, Told], Any]]] = {
    **{field: _count(field) for field in ("attendance", "indirect", "consultations", "staff")},
    "key_groups": _key_groups,
    "materials": _materials,
    "readings": _readings,
    "links": _links,
    "places": _places,
}
