"""Many events at once: the same rules and the same rows as `store.events.save_event`, in one transaction."""

from array import array
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Final

from sqlalchemy import Connection, select

from models.base import Base, table_of
from models.dataset import Dataset
from models.draft import EventDraft
from models.event import Event
from models.problem import Problem
from models.rules import check
from models.viewer import Viewer
from store.baseline import EVENT_RECORD
from store.database import Database, Writing
from store.event_rows import Row, event_row, plain_parts
from store.events import write_event
from store.known import Known
from store.linking import link
from store.many import insert_rows, take_ids
from store.search import Said, index_events
from store.states import hashes_of_rows
from store.units import AmbiguousUnitError, unknown_unit
from store.words import known_codes, unknown_words

CHUNK: Final = 2_000  # drafts held in memory at a time
MOST_REFUSED: Final = 1_000  # refused drafts reported; nobody reads further

Progress = Callable[[int], None]


@dataclass(slots=True)
class BulkOutcome:
    """What became of the drafts, which are numbered from 0 in the order given.

    `ids` has the event of each draft. `same` are the numbers of drafts whose reference their unit already held:
    nothing was written for them. `refused` are the numbers and problems of drafts that may not be saved; where
    there are any, nothing at all was written. `change` is the number the written rows carry, None if none was.
    """

    ids: "array[int]" = field(default_factory=lambda: array("q"))
    same: "array[int]" = field(default_factory=lambda: array("q"))
    refused: list[tuple[int, tuple[Problem, ...]]] = field(default_factory=list)
    change: int | None = None

    @property
    def done(self) -> bool:
        """Whether the drafts are in the ledger."""
        return not self.refused

    @property
    def saved(self) -> int:
        """How many events were written."""
        return len(self.ids) - len(self.same) if self.done else 0


class BulkRefusedError(Exception):
    """Leaves a transaction without writing anything; carries the answer."""

    def __init__(self, outcome: BulkOutcome) -> None:
        """`outcome` holds the problems."""
        self.outcome = outcome
        super().__init__(outcome.refused[:1])


def save_events(
    database: Database,
    viewer: Viewer,
    drafts: Iterable[EventDraft],
    *,
    dataset: Dataset = Dataset.RECORDED,
    progress: Progress | None = None,
    today: date | None = None,
    what: str = "save events",
) -> BulkOutcome:
    """Write all drafts in one transaction, or none of them where one is refused.

    Drafts are taken as they come, a few thousand at a time, so there may be any number. A draft with a reference
    that its unit already has, the bin included, is not written again. `progress` is told the number of drafts
    done; `today` (default: the clock's) is the day after which an event is refused as not yet over.
    """
    try:
        with database.writing(viewer, what) as writing:
            outcome = write_events(writing, drafts, dataset=dataset, progress=progress, today=today)
            if not outcome.done:
                raise BulkRefusedError(outcome)
            return outcome
    except BulkRefusedError as refused:
        return refused.outcome


def write_events(
    writing: Writing,
    drafts: Iterable[EventDraft],
    *,
    dataset: Dataset,
    progress: Progress | None = None,
    today: date | None = None,
    batch_id: int | None = None,
    checked: date | None = None,
) -> BulkOutcome:
    """The same inside the caller's transaction, who must leave it without committing where drafts were refused.

    New events carry `batch_id`, the list they came with. `checked` is the day by which the caller has already found
    that the drafts break no rule: on that day they are not checked a second time.
    """
    outcome = BulkOutcome()
    known = Known(writing, dataset)
    codes = known_codes(writing.session.connection())
    waiting = iter(drafts)
    while chunk := list(islice(waiting, CHUNK)):
        day = today or date.today()
        _Chunk(writing, dataset, known, codes, outcome, batch_id).write(chunk, None if day == checked else day)
        if progress:
            progress(len(outcome.ids))
        if len(outcome.refused) >= MOST_REFUSED:
            break
    if outcome.done and outcome.saved:
        outcome.change = writing.change
    return outcome


def held_references(
    connection: Connection, dataset: Dataset, references: Collection[str]
) -> dict[tuple[int, str], int]:
    """The events of the dataset that have one of the references, a few thousand at most; the bin included.

    Unit and reference → the event's id, for a reference is that of one event of its unit.
    """
    if not references:
        return {}
    event = table_of(Event)
    rows = connection.execute(
        select(event.c.organisation_id, event.c.reference, event.c.id)
        # Looked up by reference: by the index of datasets, SQLite would read the whole ledger for a few references.
        .where(event.c.dataset.concat("") == dataset.value, event.c.reference.in_(references))
        .order_by(event.c.id.desc())  # so that the oldest stays where several have it
    )
    return {(unit, reference): id_ for unit, reference, id_ in rows}


class _Chunk:
    """A run of drafts on its way into the tables: first as rows in memory, then one statement for each table."""

    def __init__(
        self,
        writing: Writing,
        dataset: Dataset,
        known: Known,
        codes: Mapping[str, set[str]],
        outcome: BulkOutcome,
        batch_id: int | None,
    ) -> None:
        self._writing = writing
        self._dataset = dataset
        self._known = known
        self._outcome = outcome
        self._batch_id = batch_id
        self._codes = codes
        self._numbers: list[int] = []
        self._events: list[Row] = []
        self._parts: list[dict[type[Base], list[Row]]] = []

    def write(self, drafts: list[EventDraft], today: date | None) -> None:
        """Write the drafts, after they were checked by the rules of `today`; by None where that was done."""
        outcome = self._outcome
        first = len(outcome.ids)
        outcome.ids.extend([0] * len(drafts))
        references = {draft.reference for draft in drafts if draft.reference and draft.id is None}
        held = held_references(self._writing.session.connection(), self._dataset, references)
        brought: dict[tuple[int, str], int] = {}  # unit and reference → the number of the draft that brings them
        twice: list[tuple[int, int]] = []
        good: list[tuple[int, EventDraft]] = []
        for number, draft in enumerate(drafts, start=first):
            named = self._named(draft)
            if named in held:
                outcome.ids[number] = held[named]
                outcome.same.append(number)
            elif named in brought:
                twice.append((number, brought[named]))
                outcome.same.append(number)
            elif problems := [*(check(draft, today=today) if today else ()), *unknown_words(self._codes, draft)]:
                outcome.refused.append((number, tuple(problems)))
            else:
                good.append((number, draft))
                if named:
                    brought[named] = number
        self._known.learn([draft for _, draft in good if draft.id is None])
        for number, draft in good:
            if problems := self._take(number, draft):
                outcome.refused.append((number, tuple(problems)))
        self._insert()
        for number, before in twice:
            outcome.ids[number] = outcome.ids[before]

    def _named(self, draft: EventDraft) -> tuple[int, str] | None:
        """Unit and reference of a new event; None where it has no reference, or its unit cannot be told."""
        if draft.id is not None or not draft.reference:
            return None
        try:
            unit_id = self._known.unit(draft.organisation, organiser=True)
        except AmbiguousUnitError:
            return None  # told when the draft is turned into rows
        return None if unit_id is None else (unit_id, draft.reference)

    def _take(self, number: int, draft: EventDraft) -> list[Problem]:
        """Turn a checked draft into rows; the problems met on the way."""
        if draft.id is not None:
            self._insert()  # what comes before in the list is also written before
            outcome = write_event(self._writing, draft, self._dataset)
            if outcome.id is not None:
                self._outcome.ids[number] = outcome.id
            return list(outcome.problems)
        try:
            unit_id = self._known.unit(draft.organisation, organiser=True)
        except AmbiguousUnitError as error:
            return [error.about("organisation")]
        if unit_id is None:
            return [unknown_unit("organisation", draft.organisation)]
        parts = plain_parts(draft)
        problems = link(self._known, draft, unit_id, parts)
        if not problems:
            self._numbers.append(number)
            self._events.append(event_row(draft, unit_id, self._dataset, self._writing, self._batch_id))
            self._parts.append(parts)
        return problems

    def _insert(self) -> None:
        """Write the rows gathered so far."""
        if not self._events:
            return
        connection = self._writing.session.connection()
        event = table_of(Event)
        ids = take_ids(connection, event, len(self._events))
        gathered: dict[type[Base], list[Row]] = {Event: self._events}
        for number, event_id, row, parts in zip(self._numbers, ids, self._events, self._parts, strict=True):
            self._outcome.ids[number] = row["id"] = event_id
            for model, rows in parts.items():
                for part in rows:
                    part["event_id"] = event_id
                gathered.setdefault(model, []).extend(rows)
        for model, rows in gathered.items():
            insert_rows(connection, table_of(model), rows)
        index_events(connection, (Said(row["id"], row["dataset"], row["title"], row["note"]) for row in self._events))
        if self._dataset is Dataset.RECORDED:  # trial data has no history
            for event_id, state in zip(ids, hashes_of_rows(self._events, self._parts), strict=True):
                self._writing.note_new(EVENT_RECORD, event_id, "import", state)
        self._numbers, self._events, self._parts = [], [], []
