"""Lists taken in, each as a batch: begun with its import, told of afterwards, and undone as one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, not_, or_, select, update

from models.base import table_of
from models.draft import EventDraft
from models.event import Event
from models.organisation import Organisation
from models.permission import Action
from models.problem import Problem
from models.review import OPEN
from models.upload import UploadBatch, UploadChange
from models.viewer import Viewer
from store.bulk_changes import change_events
from store.database import Database, Writing
from store.many import insert_rows

MOST_LISTED: Final = 50
BATCH, CHANGE = table_of(UploadBatch), table_of(UploadChange)
EVENT, UNIT = table_of(Event), table_of(Organisation)


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One list taken in: the file's name, when and by whom, how many events it made and changed, and its undoing."""

    id: int
    name: str
    at: datetime
    by: str
    new: int
    updated: int
    undone_at: datetime | None
    undone_by: str | None


def list_batches(database: Database, viewer: Viewer) -> list[BatchLine]:
    """The newest batches first: the viewer's own, and those whose events all belong to units the viewer arranges."""
    with database.reading() as connection:
        batches = connection.execute(
            select(
                BATCH.c.id,
                BATCH.c.name,
                BATCH.c.at,
                BATCH.c.by,
                BATCH.c.new,
                BATCH.c.updated,
                BATCH.c.undone_at,
                BATCH.c.undone_by,
            )
            .where(visible_batches(viewer))
            .order_by(BATCH.c.id.desc())
            .limit(MOST_LISTED)
        )
        return [BatchLine(*row) for row in batches]


def open_events(database: Database, viewer: Viewer, batch_id: int) -> dict[int, int]:
    """The events a batch has made that their unit is still at work on, and the viewer may submit: id → version."""
    paths = list(viewer.reach(Action.RECORD))
    if not paths:
        return {}
    theirs = or_(*(UNIT.c.path.startswith(path, autoescape=True) for path in paths))
    with database.reading() as connection:
        rows = connection.execute(
            select(EVENT.c.id, EVENT.c.version)
            .join(UNIT, UNIT.c.id == EVENT.c.organisation_id)
            .where(EVENT.c.batch_id == batch_id, EVENT.c.deleted_at.is_(None), EVENT.c.status.in_(OPEN), theirs)
            .order_by(EVENT.c.id)
        )
        return dict(rows.all())


def begin_batch(writing: Writing, name: str, sha256: str) -> int:
    """A new batch, inside the transaction of the import; its id. `sha256` is that of the file, "" if there was none."""
    batch = UploadBatch(name=name[:200], sha256=sha256, at=writing.now, by=writing.viewer.name, change=writing.change)
    writing.session.add(batch)
    writing.session.flush()
    assert batch.id is not None  # noqa: S101 - set by the flush
    return batch.id


def end_batch(writing: Writing, batch_id: int, *, new: int, updated: int) -> None:
    """Note how many events the batch has made and changed."""
    writing.session.connection().execute(
        update(BATCH).where(BATCH.c.id == batch_id).values(new=new, updated=updated, change=writing.change)
    )


def change_in_batch(
    writing: Writing, batch_id: int, before: Sequence[EventDraft], after: Sequence[EventDraft]
) -> list[tuple[int, tuple[Problem, ...]]]:
    """Change events as part of a batch, which keeps what they were; drafts already checked against the rules.

    Returns the numbers, from 0, and problems of those that may not be; where there are any, the caller must leave the
    transaction without committing.
    """
    refused = change_events(writing, after)
    if not refused:
        rows = [
            {"batch_id": batch_id, "event_id": draft.id, "before": draft.model_dump_json(), "version": version + 1}
            for draft in before
            if (version := draft.version) is not None
        ]
        insert_rows(writing.session.connection(), CHANGE, rows)
    return refused


def visible_batches(viewer: Viewer) -> ColumnElement[bool]:
    """The viewer's own batches, and those all of whose events belong to units the viewer arranges."""
    own = BATCH.c.by == viewer.name
    paths = list(viewer.reach(Action.MANAGE))
    if not paths:
        return own
    arranged = or_(*(UNIT.c.path.startswith(path, autoescape=True) for path in paths))
    made = select(EVENT.c.id).join(UNIT, UNIT.c.id == EVENT.c.organisation_id).where(EVENT.c.batch_id == BATCH.c.id)
    changed = (
        select(CHANGE.c.event_id)
        .join(EVENT, EVENT.c.id == CHANGE.c.event_id)
        .join(UNIT, UNIT.c.id == EVENT.c.organisation_id)
        .where(CHANGE.c.batch_id == BATCH.c.id)
    )
    theirs = and_(
        or_(made.exists(), changed.exists()),
        ~made.where(not_(arranged)).exists(),
        ~changed.where(not_(arranged)).exists(),
    )
    return or_(own, theirs)
