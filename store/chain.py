"""The chain of the history: each entry carries the hash of the one before it, and its own over all it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from json.encoder import encode_basestring as _json
from typing import Any, Final

from sqlalchemy import Connection, select

from models.base import table_of
from models.history import HistoryEntry
from store.many import insert_rows
from store.states import State, canonical, differences, digest, state_hash, utc_text

ENTRY: Final = table_of(HistoryEntry)
HASHED: Final = (
    "previous",
    "at",
    "by",
    "change",
    "record",
    "record_id",
    "action",
    "reason",
    "fields",
    "state",
)  # the order is part of the hash
BEGINNING: Final = ""  # what the first entry names as the hash before it


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be entered about one record; `fields` and `state` as they stand in the history."""

    record: str
    record_id: int
    action: str
    reason: str
    fields: str
    state: str

    @classmethod
    def of(
        cls, record: str, record_id: int, action: str, before: State | None, after: State | None, reason: str
    ) -> "Note":
        """A note of what a record was and became; None where it was not there.

        Of a new record no fields are kept: the hash of its state proves what it was, and each later change what it
        was before. They would more than double the ledger.
        """
        changed = {} if before is None else differences(before, after)
        return cls(
            record,
            record_id,
            action,
            reason,
            fields=canonical(changed) if changed else "",
            state="" if after is None else state_hash(after),
        )


def newest_hash(connection: Connection) -> str:
    """The hash of the newest entry: the head of the chain."""
    return connection.scalar(select(ENTRY.c.hash).order_by(ENTRY.c.id.desc()).limit(1)) or BEGINNING


def entry_hash(entry: Mapping[str, Any]) -> str:
    """The SHA-256 over the canonical JSON list of what an entry says, in the order of `HASHED`; its id is not in it."""
    return digest(canonical([utc_text(entry[name]) if name == "at" else entry[name] for name in HASHED]))


def append(connection: Connection, notes: Sequence[Note], *, previous: str, at: datetime, by: str, change: int) -> str:
    """Add the notes, at least one, to the chain whose head is `previous`; returns the new head.

    The caller holds the write lock, so nobody else adds to the chain meanwhile.
    """
    rows: list[dict[str, Any]] = []
    # What all of them share is put into JSON once: the text whose hash is taken is the one of `entry_hash`.
    shared = ",".join(canonical(value) for value in (utc_text(at), by, change))
    for note in notes:
        about = f"{_json(note.record)},{note.record_id},{_json(note.action)},{_json(note.reason)},{_json(note.fields)}"
        row = {
            "previous": previous,
            "at": at,
            "by": by,
            "change": change,
            "record": note.record,
            "record_id": note.record_id,
            "action": note.action,
            "reason": note.reason,
            "fields": note.fields,
            "state": note.state,
        }
        row["hash"] = previous = digest(f'["{previous}",{shared},{about},"{note.state}"]')
        rows.append(row)
    insert_rows(connection, ENTRY, rows)
    return previous
