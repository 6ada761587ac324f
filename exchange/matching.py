"""Whether a row of a list is already in the ledger: by its reference, or because the same is recorded there."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection, select

from exchange.merging import COLUMNS_OF, FieldChange, Told, draft_of, in_words, merged, place_key
from exchange.names import Names
from locales import mark
from metrics.counting import EVENT, conditions
from metrics.filter import Filter
from metrics.records import CHUNK, EventRecord, PlaceRecord, fetch
from models.count import Count
from models.dataset import Dataset
from models.draft import EventDraft
from models.permission import Action
from models.problem import Problem
from models.review import APPROVED
from models.viewer import Viewer
from models.when import Precision, When
from store.bulk import held_references

Fingerprint = tuple[object, ...]

_NOT_CHANGED: Final = mark("this event is already there with other details; the ledger's stay as they are.")
_APPROVED: Final = mark(
    "this event is approved, but the row has another value ({fields}). A reviewer can reopen it with a reason; "
    "or leave the row out."
)
_BINNED: Final = mark(
    "an event of this unit in the bin has the reference {reference}. "
    "Take it out of the bin, or give this row another reference, or none."
)
_TAKEN: Final = mark(
    "another event of this unit already has the reference {reference}. Give this row another one, or none."
)


@dataclass(frozen=True, slots=True)
class Match:
    """The event a draft is, if it is there already; a hint where details differ, a problem where it cannot be told.

    `changes` are what the row would change in the event whose version this is, where the viewer may change it.
    """

    event_id: int | None = None
    hint: Problem | None = None
    problem: Problem | None = None
    version: int | None = None
    changes: tuple[FieldChange, ...] = ()


def match(
    connection: Connection,
    viewer: Viewer,
    names: Names,
    drafts: Sequence[tuple[EventDraft, Told]],
    *,
    taken: Collection[int] = (),
) -> list[Match]:
    """What each draft is among the bank's own records, the bin left out; each event is matched only once.

    A row is the same when nothing differs, or when its reference, or its day, unit, title and places are those of an
    event: so neither an edited record nor an edited list makes a second one. Only a row with the reference of an event
    can change it, and only if somebody says so: a list that is taken in again as it was changes nothing. The matches
    are shown before an import. `taken` are events that other rows have been matched with before.

    A reference is that of one event of its unit: every branch numbers its own list 1, 2, 3.
    """
    plain = [draft for draft, _told in drafts]
    held = _held(connection, plain)
    candidates = _candidates(connection, viewer, plain, {reference for _unit, reference in held})
    known = _Known(viewer, names, candidates, taken)
    matches: dict[int, Match] = {}
    for number, (draft, told) in enumerate(drafts) if known.any else ():
        if found := known.by_reference(draft, told):
            matches[number] = found
    for take in (known.identical, known.nearly_identical) if known.any else ():
        for number, draft in enumerate(plain):
            if number not in matches and (found := take(draft)):
                matches[number] = found
    for number, draft in enumerate(plain) if held else ():
        if number not in matches and (known.unit(draft.organisation), draft.reference) in held:
            problem = Problem.of("reference", "taken", _BINNED, reference=draft.reference)
            matches[number] = Match(problem=problem)
    none = Match()
    return [matches.get(number, none) for number in range(len(drafts))]


class _Known:
    """Events that drafts may be, each until it has been matched."""

    def __init__(self, viewer: Viewer, names: Names, records: Sequence[EventRecord], taken: Iterable[int]) -> None:
        self.any = bool(records)
        self._viewer = viewer
        self._names = names
        self._taken = set(taken)
        self._references: defaultdict[str, list[EventRecord]] = defaultdict(list)
        self._whole: defaultdict[Fingerprint, list[int]] = defaultdict(list)
        self._brief: defaultdict[Fingerprint, list[int]] = defaultdict(list)
        for record in records:
            if record.reference:
                self._references[record.reference].append(record)
            brief = _brief_of_record(record)
            self._brief[brief].append(record.id)
            self._whole[(*brief, *_details_of_record(record))].append(record.id)

    def by_reference(self, draft: EventDraft, told: Told) -> Match | None:
        if (record := self._of_reference(draft)) is None:
            return None
        brief, known = self._brief_of(draft), _brief_of_record(record)
        if record.id in self._taken or brief[0] != known[0]:
            problem = Problem.of("reference", "taken", _TAKEN, reference=draft.reference)
            return Match(problem=problem)
        self._taken.add(record.id)
        if (*brief, *self._details_of(draft)) == (*known, *_details_of_record(record)):
            return Match(record.id)
        changes = tuple(self._changes(draft, record, told))
        if not self._viewer.may(Action.RECORD, record.organisation_path):
            return Match(record.id, hint=Problem.of("reference", "differs", _NOT_CHANGED))
        if changes and record.status == APPROVED:
            fields = "、".join(str(Problem.of(change.field, "", "").label) for change in changes)
            return Match(record.id, problem=Problem.of("reference", "approved", _APPROVED, fields=fields))
        return Match(record.id, version=record.version, changes=changes)

    def _of_reference(self, draft: EventDraft) -> EventRecord | None:
        """The event that has the draft's reference in its unit; else one that this unit organises with another."""
        named = self._references.get(draft.reference or "", ())
        if not named:
            return None
        unit = self.unit(draft.organisation)
        if own := [record for record in named if record.organisation_id == unit]:
            return own[-1]
        brief = _date(draft.when), draft.title
        return next(
            (
                record
                for record in reversed(named)
                if unit in record.co_organiser_ids and brief == (_date(record.when), record.title)
            ),
            None,
        )

    def _changes(self, draft: EventDraft, record: EventRecord, told: Told) -> Iterator[FieldChange]:
        """What the row would change, field by field."""
        current = draft_of(record)
        held = self._fields_of(current)
        for field, after in self._fields_of(merged(current, draft, told, COLUMNS_OF)).items():
            if after != held[field]:
                yield FieldChange(field, in_words(field, held[field], self._names), in_words(field, after, self._names))

    def _fields_of(self, draft: EventDraft) -> dict[str, object]:
        """Field → what is compared, of a draft with everything that a list can change."""
        _when, unit, title, places = self._brief_of(draft)
        details = dict(zip(_DETAILS, self._details_of(draft), strict=True))
        return {"title": title, "organisation": unit, "places": places, **details}

    def identical(self, draft: EventDraft) -> Match | None:
        if draft.reference:
            return None
        found = self._free(self._whole[(*self._brief_of(draft), *self._details_of(draft))])
        return Match(found) if found else None

    def nearly_identical(self, draft: EventDraft) -> Match | None:
        """Only for a day: "2024" and the same title may well be two events."""
        if draft.reference or draft.when.precision is not Precision.DAY:
            return None
        found = self._free(self._brief[self._brief_of(draft)])
        return Match(found, hint=Problem.of("title", "differs", _NOT_CHANGED)) if found else None

    def _free(self, ids: list[int]) -> int | None:
        found = next((id_ for id_ in ids if id_ not in self._taken), None)
        if found is not None:
            self._taken.add(found)
        return found

    def _brief_of(self, draft: EventDraft) -> Fingerprint:
        return (
            _date(draft.when),
            self.unit(draft.organisation),
            draft.title,
            frozenset(map(place_key, draft.places)),
        )

    def unit(self, reference: int | str) -> int | str:
        """The unit's id; also where a list named it before it was there."""
        found = self._names.units.find(reference, organiser=False) if isinstance(reference, str) else []
        return found[0] if len(found) == 1 else reference

    def _details_of(self, draft: EventDraft) -> Fingerprint:
        year = draft.when.start.year if draft.when.start else None
        units = self._names.units
        return (
            draft.kind,
            frozenset(units.name(unit) if isinstance(unit, int) else unit for unit in draft.co_organisers),
            frozenset(draft.partners),
            draft.venue_type,
            frozenset(draft.formats),
            frozenset(draft.topics),
            frozenset(self._names.campaign_label(campaign, year) for campaign in draft.campaigns),
            draft.sessions,
            draft.attendance,
            *map(_number, (draft.indirect, draft.consultations, draft.staff)),
            draft.media_reports,
            frozenset((group.key_group, _number(group.count)) for group in draft.key_groups),
            _bag((told.material, told.name, _number(told.copies)) for told in draft.materials),
            _bag((told.channel, told.read_on, _number(told.views), told.likes, told.shares) for told in draft.readings),
            frozenset(link.url for link in draft.links),
            draft.note,
        )


# What `_details_of` gives, in its order.
_DETAILS: Final = (
    *("kind", "co_organisers", "partners", "venue_type", "formats", "topics", "campaigns", "sessions", "attendance"),
    *("indirect", "consultations", "staff", "media_reports", "key_groups", "materials", "readings", "links", "note"),
)


def _date(when: When) -> When:
    """A date without the words it was told in, which a list does not repeat where the day is known."""
    return when if when.start is None else replace(when, text="")


def _brief_of_record(record: EventRecord) -> Fingerprint:
    return (_date(record.when), record.organisation_id, record.title, frozenset(map(_place_of_record, record.places)))


def _details_of_record(record: EventRecord) -> Fingerprint:
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
        *map(_number, (record.indirect, record.consultations, record.staff)),
        record.media_reports,
        frozenset((group, _number(count)) for group, count in record.key_groups.items()),
        _bag((told.material, told.name, _number(told.copies)) for told in record.materials),
        _bag((told.channel, told.read_on, _number(told.views), told.likes, told.shares) for told in record.readings),
        frozenset(record.links),
        record.note,
    )


def _place_of_record(place: PlaceRecord) -> str | None:
    return place.name or place.position.division_id


def _number(count: Count | None) -> tuple[int, str] | None:
    """A number without its basis, which the list tells only for the attendance."""
    return (count.value, count.qualifier.value) if count else None


def _bag(parts: Iterable[tuple[object, ...]]) -> tuple[tuple[object, ...], ...]:
    """The same parts in any order are the same."""
    return tuple(sorted(parts, key=repr))


def _held(connection: Connection, drafts: Sequence[EventDraft]) -> set[tuple[int, str]]:
    """The references of the drafts that any of the bank's own records has, each with its unit, whoever may see it."""
    wanted = sorted({draft.reference for draft in drafts if draft.reference})
    chunks = (wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK))
    return {held for chunk in chunks for held in held_references(connection, Dataset.RECORDED, chunk)}


def _candidates(
    connection: Connection, viewer: Viewer, drafts: Sequence[EventDraft], held: Collection[str]
) -> list[EventRecord]:
    """The viewer's own records that have a title or a reference of the drafts, oldest first.

    `held` are the references that anybody's records have.
    """
    titles = {draft.title for draft in drafts if draft.title}
    own = conditions(viewer, Filter())
    ids: set[int] = set()
    for column, wanted in ((EVENT.c.title, sorted(titles)), (EVENT.c.reference, sorted(held))):
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            ids.update(connection.scalars(select(EVENT.c.id).where(*own, column.in_(chunk))))
    ordered = sorted(ids)
    chunks = (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
    return [record for chunk in chunks for record in fetch(connection, chunk)]
