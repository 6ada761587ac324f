"""Whether a row of a list is already in the ledger: by its reference, as the same row of an earlier list, or because
the same is recorded there; and whether it corrects what that earlier list said."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from exchange.fingerprints import (
    DETAILS,
    Fingerprint,
    bag,
    bare_date,
    bare_number,
    brief_of_record,
    details_of_record,
)
from exchange.merging import COLUMNS_OF, FieldChange, Told, draft_of, in_words, merged, place_key
from exchange.names import Names
from locales import mark
from metrics.counting import EVENT, conditions
from metrics.filter import Filter
from metrics.records import CHUNK, EventRecord, fetch
from models.dataset import Dataset
from models.draft import EventDraft
from models.permission import Action
from models.problem import Problem
from models.review import APPROVED
from models.viewer import Viewer
from models.when import Precision
from store.bulk import held_references
from store.told_rows import Edit, ToldRow, edits_of, told_rows

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


class Asked(NamedTuple):
    """A row to be looked for: what it makes, which columns it tells, and the check number of all it says."""

    draft: EventDraft
    told: Told
    said: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """The event a draft is, if it is there already; a hint where details differ, a problem where it cannot be told.

    `changes` are what the row would change in the event whose version this is, where the viewer may change it;
    `edited` that somebody has changed it in the ledger itself, or recorded it there.
    """

    event_id: int | None = None
    hint: Problem | None = None
    problem: Problem | None = None
    version: int | None = None
    changes: tuple[FieldChange, ...] = ()
    edited: Edit | None = None


def match(
    connection: Connection,
    viewer: Viewer,
    names: Names,
    rows: Sequence[Asked],
    *,
    taken: Collection[int] = (),
) -> list[Match]:
    """What each row is among the bank's own records, the bin left out; each event is matched only once.

    A row is the same event when an earlier list had the same row, whatever was chosen for its words; when its
    reference, or its day or days, unit, title and places are those of an event; or when nothing differs. So neither an
    edited record nor an edited list makes a second one. Where only a month or less is known, two events may well be
    called the same: a row that differs is then the event only if other rows show that it is the same list, later on.

    What a row says otherwise than the list before is a change of its event, to be made if somebody says so; what
    somebody has changed in the ledger while the row stayed as it was is none. The matches are shown before an import.
    `taken` are events that other rows have been matched with before.

    A reference is that of one event of its unit: every branch numbers its own list 1, 2, 3.
    """
    plain = [row.draft for row in rows]
    held = _held(connection, plain)
    candidates = _candidates(connection, viewer, plain, {reference for _unit, reference in held})
    known = _Known(connection, viewer, names, candidates, taken)
    matches: dict[int, Match] = {}
    for take in known.ways if known.any else ():
        for number, row in enumerate(rows):
            if number not in matches and (found := take(row)):
                matches[number] = found
    for number, draft in enumerate(plain) if held else ():
        if number not in matches and (known.unit(draft.organisation), draft.reference) in held:
            problem = Problem.of("reference", "taken", _BINNED, reference=draft.reference)
            matches[number] = Match(problem=problem)
    none = Match()
    return [matches.get(number, none) for number in range(len(rows))]


class _Known:
    """Events that rows may be, each until it has been matched."""

    def __init__(
        self, connection: Connection, viewer: Viewer, names: Names, records: Sequence[EventRecord], taken: Iterable[int]
    ) -> None:
        self.any = bool(records)
        self.ways = (self.by_reference, self.told_before, self.identical, self.of_those_days, self.of_this_list)
        self._viewer = viewer
        self._names = names
        self._taken = set(taken)
        self._records = {record.id: record for record in records}
        self._told = told_rows(connection, self._records)
        touched = [record.id for record in records if record.version > 1 and record.id in self._told]
        self._edits = edits_of(connection, touched)
        self._recognised = {self._told[id_].batch_id for id_ in self._taken if id_ in self._told}
        self._references: defaultdict[str, list[EventRecord]] = defaultdict(list)
        self._rows: defaultdict[tuple[str, int | None], list[int]] = defaultdict(list)
        self._whole: defaultdict[Fingerprint, list[int]] = defaultdict(list)
        self._brief: defaultdict[Fingerprint, list[int]] = defaultdict(list)
        for record in records:
            if record.reference:
                self._references[record.reference].append(record)
            if told := self._told.get(record.id):
                self._rows[record.title, told.number].append(record.id)
            brief = brief_of_record(record)
            self._brief[brief].append(record.id)
            self._whole[(*brief, *details_of_record(record))].append(record.id)

    def by_reference(self, row: Asked) -> Match | None:
        """The event of the row's reference."""
        if (record := self._of_reference(row.draft)) is None:
            return None
        if record.id in self._taken or self._brief_of(row.draft)[0] != brief_of_record(record)[0]:
            problem = Problem.of("reference", "taken", _TAKEN, reference=row.draft.reference)
            return Match(problem=problem)
        return self._taken_as(record.id, row)

    def told_before(self, row: Asked) -> Match | None:
        """The event that an earlier list brought in the very same row."""
        return self._taken_as(self._free(self._rows.get((row.draft.title, row.said), ())), row)

    def identical(self, row: Asked) -> Match | None:
        """The event from which the row differs in nothing."""
        if row.draft.reference:
            return None
        found = self._free(self._whole.get((*self._brief_of(row.draft), *self._details_of(row.draft)), ()))
        return self._taken_as(found, row)

    def of_those_days(self, row: Asked) -> Match | None:
        """The event of the same day or days, unit, title and places."""
        if row.draft.reference or row.draft.when.precision not in (Precision.DAY, Precision.RANGE):
            return None
        return self._taken_as(self._free(self._brief.get(self._brief_of(row.draft), ())), row)

    def of_this_list(self, row: Asked) -> Match | None:
        """The event of the same month or year, unit, title and places, where a list brought it that this one carries
        on: "2024" and the same title may well be two events."""
        if row.draft.reference or not self._recognised:
            return None
        found = self._brief.get(self._brief_of(row.draft), ())
        told = [id_ for id_ in found if id_ in self._told and self._told[id_].batch_id in self._recognised]
        return self._taken_as(self._free(told), row)

    def _taken_as(self, event_id: int | None, row: Asked) -> Match | None:
        """The match of a row with an event, which is then no other row's."""
        if event_id is None:
            return None
        self._taken.add(event_id)
        record, told = self._records[event_id], self._told.get(event_id)
        if told:
            self._recognised.add(told.batch_id)
        return self._differing(record, told, row)

    def _differing(self, record: EventRecord, told: ToldRow | None, row: Asked) -> Match:
        """What a row says otherwise than its event, and whether that may change it."""
        known = (*brief_of_record(record), *details_of_record(record))
        if (*self._brief_of(row.draft), *self._details_of(row.draft)) == known:
            return Match(record.id)
        by_reference = bool(row.draft.reference) and row.draft.reference == record.reference
        edited = self._edits.get(record.id) if told else Edit(record.updated_by, record.updated_at)
        as_before = told is not None and told.number == row.said
        changes = tuple(self._changes(row.draft, record, row.told))
        not_changed = Match(record.id, hint=Problem.of("title", "differs", _NOT_CHANGED))
        if not self._viewer.may(Action.RECORD, record.organisation_path):
            return not_changed
        if not changes:
            return Match(record.id)
        if as_before and (edited or record.status == APPROVED):
            return not_changed  # the list says what it said: it is the ledger that knows more
        if not told and not by_reference:
            return not_changed
        if record.status == APPROVED:
            fields = "、".join(str(Problem.of(change.field, "", "").label) for change in changes)
            return Match(record.id, problem=Problem.of("reference", "approved", _APPROVED, fields=fields))
        if edited and not any(edited.touches(change.field) for change in changes):
            edited = None  # the list corrects one thing, the ledger knew another better
        return Match(record.id, version=record.version, changes=changes, edited=edited)

    def _of_reference(self, draft: EventDraft) -> EventRecord | None:
        """The event that has the draft's reference in its unit; else one that this unit organises with another."""
        named = self._references.get(draft.reference or "", ())
        if not named:
            return None
        unit = self.unit(draft.organisation)
        if own := [record for record in named if record.organisation_id == unit]:
            return own[-1]
        brief = bare_date(draft.when), draft.title
        return next(
            (
                record
                for record in reversed(named)
                if unit in record.co_organiser_ids and brief == (bare_date(record.when), record.title)
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
        details = dict(zip(DETAILS, self._details_of(draft), strict=True))
        return {"title": title, "organisation": unit, "places": places, **details}

    def _free(self, ids: Iterable[int]) -> int | None:
        return next((id_ for id_ in ids if id_ not in self._taken), None)

    def _brief_of(self, draft: EventDraft) -> Fingerprint:
        return (
            bare_date(draft.when),
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
            *map(bare_number, (draft.indirect, draft.consultations, draft.staff)),
            draft.media_reports,
            frozenset((group.key_group, bare_number(group.count)) for group in draft.key_groups),
            bag((told.material, told.name, bare_number(told.copies)) for told in draft.materials),
            bag(
                (told.channel, told.read_on, bare_number(told.views), told.likes, told.shares)
                for told in draft.readings
            ),
            frozenset(link.url for link in draft.links),
            draft.note,
        )


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
