"""What lists said of the events they brought: a check number for each row, by which the same row is known again.

So a list that is taken in again is recognised whatever was chosen for its words, and a row that says something else
than it did is told apart from an event that somebody has changed in the ledger.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from sqlalchemy import Connection, select

from models.base import table_of
from models.event import Event
from models.upload import ColumnMemory, UploadBatch, UploadChange
from store.baseline import EVENT_RECORD
from store.chain import ENTRY
from store.database import Writing

CHUNK: Final = 500
BATCH, CHANGE, MEMORY = table_of(UploadBatch), table_of(UploadChange), table_of(ColumnMemory)
EVENT: Final = table_of(Event)
_OF_REVIEW: Final = "status"  # how the fields begin that a review, or taking it back, changes
EDITS: Final = ("change", "join", "restore")  # what changes what an event says; a review does not


@dataclass(frozen=True, slots=True)
class ToldRow:
    """The list that last told of an event, and the check number of its row, None where none was kept."""

    batch_id: int
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Who changed an event in the ledger itself last, when, and in which fields, as its state has them."""

    by: str
    at: datetime
    fields: frozenset[str] = frozenset()

    def touches(self, field: str) -> bool:
        """Whether a field of a draft is among them; where they are not known, any may be."""
        return not self.fields or any(name == field or name.startswith(f"{field}_") for name in self.fields)


def keep_told_rows(writing: Writing, batch_id: int, numbers: Mapping[int, int]) -> None:
    """Keep the check number of the row of each event that a batch has made or changed."""
    kept = json.dumps({str(event_id): number for event_id, number in numbers.items()}, separators=(",", ":"))
    writing.session.connection().execute(
        MEMORY.insert().values(person=writing.viewer.name, headings=_key(batch_id), columns=kept, used_at=writing.now)
    )


def told_rows(connection: Connection, event_ids: Collection[int]) -> dict[int, ToldRow]:
    """Which list told of each event last, and how; without events that no list has brought. An undone one did not."""
    batches: dict[int, list[int]] = {}
    for some in _runs(event_ids):
        made = select(EVENT.c.id, EVENT.c.batch_id).where(EVENT.c.id.in_(some), EVENT.c.batch_id.is_not(None))
        changed = (
            select(CHANGE.c.event_id, CHANGE.c.batch_id)
            .join(BATCH, BATCH.c.id == CHANGE.c.batch_id)
            .where(CHANGE.c.event_id.in_(some), BATCH.c.undone_at.is_(None))
        )
        for query in (made, changed):
            for event_id, batch_id in connection.execute(query):
                batches.setdefault(event_id, []).append(batch_id)
    numbers = _numbers(connection, {batch_id for ids in batches.values() for batch_id in ids})
    return {
        event_id: ToldRow(max(ids), numbers.get(max(ids), {}).get(str(event_id))) for event_id, ids in batches.items()
    }


def edits_of(connection: Connection, event_ids: Collection[int]) -> dict[int, Edit]:
    """What was changed of each event in the ledger itself and by no list; without those nobody has worked on."""
    found: dict[int, Edit] = {}
    by_lists = select(BATCH.c.change)
    for some in _runs(event_ids):
        entries = (
            select(ENTRY.c.record_id, ENTRY.c.by, ENTRY.c.at, ENTRY.c.fields)
            .where(
                ENTRY.c.record == EVENT_RECORD,
                ENTRY.c.record_id.in_(some),
                ENTRY.c.action.in_(EDITS),
                ENTRY.c.change.not_in(by_lists),
            )
            .order_by(ENTRY.c.id)
        )
        for event_id, by, at, fields in connection.execute(entries):
            touched = {name for name in json.loads(fields or "{}") if not name.startswith(_OF_REVIEW)}
            if touched:
                before = found[event_id].fields if event_id in found else frozenset[str]()
                found[event_id] = Edit(by, at, before | touched)
    return found


def _numbers(connection: Connection, batch_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Batch → event → the check number of its row."""
    found: dict[int, dict[str, int]] = {}
    for some in _runs(batch_ids):
        people = dict(connection.execute(select(BATCH.c.id, BATCH.c.by).where(BATCH.c.id.in_(some))).all())
        keys = {_key(batch_id): batch_id for batch_id in people}
        kept = select(MEMORY.c.headings, MEMORY.c.columns).where(
            MEMORY.c.person.in_(set(people.values())), MEMORY.c.headings.in_(keys)
        )
        found |= {keys[key]: json.loads(told) for key, told in connection.execute(kept)}
    return found


def _key(batch_id: int) -> str:
    """Beside the hashes of headings, which are longer."""
    return f"rows of list {batch_id}"


def _runs(ids: Iterable[int]) -> Iterator[list[int]]:
    waiting = iter(ids)
    while run := list(islice(waiting, CHUNK)):
        yield run
