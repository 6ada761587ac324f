"""The history of one event, as shown to people."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.viewer import Viewer
from store.baseline import EVENT_RECORD
from store.chain import ENTRY
from store.database import Database
from store.events import seen_whole, unchangeable, visible_event


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing done to an event. `changes`: field, value before and after, raw as in `store.states`, None empty."""

    at: datetime
    by: str
    action: str
    reason: str
    changes: tuple[tuple[str, Any, Any], ...]


def history_of(database: Database, viewer: Viewer, event_id: int) -> list[HistoryLine]:
    """What was done to an event, newest first; nothing where the viewer may not read it, also before its approval.

    Of an event in the bin only those may read the history who may take it out again.
    """
    with database.reading() as connection, Session(connection) as session:
        event = visible_event(session, viewer, event_id)
        if event is None or not seen_whole(session, viewer, event_id):
            return []
        if event.deleted_at is not None and unchangeable(session, viewer, event) is not None:
            return []
        rows = connection.execute(
            select(ENTRY.c.at, ENTRY.c.by, ENTRY.c.action, ENTRY.c.reason, ENTRY.c.fields)
            .where(ENTRY.c.record == EVENT_RECORD, ENTRY.c.record_id == event_id)
            .order_by(ENTRY.c.id.desc())
        )
        return [HistoryLine(row.at, row.by, row.action, row.reason, _changes(row.fields)) for row in rows]


def _changes(fields: str) -> tuple[tuple[str, Any, Any], ...]:
    changed: dict[str, list[Any]] = json.loads(fields) if fields else {}
    return tuple((field, before, after) for field, (before, after) in changed.items())
