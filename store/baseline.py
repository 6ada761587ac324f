"""Where the history begins: each of the bank's own events as it was when the ledger started to keep one."""

from typing import TYPE_CHECKING, Final

from sqlalchemy import ColumnElement, Connection, exists, select

from models.base import table_of
from models.dataset import Dataset
from models.event import Event
from store.chain import ENTRY
from store.states import BATCH, event_states

if TYPE_CHECKING:  # the database begins the history when it is opened
    from store.database import Writing

EVENT_RECORD: Final = "event"
# The one entry about the history itself: from here on every event of the bank's own has entries.
HISTORY_RECORD: Final = "history"
BASELINE: Final = "baseline"

_EVENT: Final = table_of(Event)


def history_begun(connection: Connection) -> bool:
    """Whether `begin_history` has been here."""
    return connection.scalar(select(ENTRY.c.id).where(ENTRY.c.record == HISTORY_RECORD).limit(1)) is not None


def begin_history(writing: "Writing") -> int:
    """Enter every event of the bank's own that has no entry yet, bin included, as it is; returns how many.

    Does nothing the second time: an event that appears later without an entry did not come through the ledger.
    """
    connection = writing.session.connection()
    if history_begun(connection):
        return 0
    begun, last = 0, 0
    wanted = select(_EVENT.c.id).where(_EVENT.c.dataset == Dataset.RECORDED.value, ~in_history(_EVENT.c.id))
    while ids := connection.scalars(wanted.where(_EVENT.c.id > last).order_by(_EVENT.c.id).limit(BATCH)).all():
        for event_id, state in event_states(connection, ids).items():
            writing.note(EVENT_RECORD, event_id, BASELINE, state, state)  # nothing changed: it is what was found
        begun, last = begun + len(ids), ids[-1]
    writing.note(HISTORY_RECORD, 0, BASELINE, None, None)
    return begun


def in_history(event_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether the history holds an entry about the event with this id."""
    return exists().where(ENTRY.c.record == EVENT_RECORD, ENTRY.c.record_id == event_id)
