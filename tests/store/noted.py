"""Doing things to events with a note in the history, and behind its back."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select, update

from locales import ENGLISH, speaking
from models.base import table_of
from models.event import Event, EventTopic
from models.history import HistoryEntry
from models.viewer import local_administrator
from store.database import FILE, Database, Writing
from store.dialects import make_engine, sqlite_url
from store.states import event_states
from store.verification import Verdict, verify_history

EVENT, ENTRY, TOPIC = table_of(Event), table_of(HistoryEntry), table_of(EventTopic)
ADMIN = local_administrator()


class GivenUpError(Exception):
    """Leaves a transaction."""


def create(writing: Writing, title: str, *, topics: tuple[str, ...] = (), **values: Any) -> int:
    """Record an event and note it."""
    connection = writing.session.connection()
    row = {"title": title, "when_precision": "", "organisation_id": 1, "change": writing.change, **values}
    row |= {"created_at": writing.now, "created_by": "甲", "updated_at": writing.now, "updated_by": "甲"}
    number: int = connection.execute(insert(EVENT).values(row).returning(EVENT.c.id)).scalar_one()
    for topic in topics:
        connection.execute(insert(TOPIC).values(event_id=number, topic=topic))
    writing.note("event", number, "create", None, event_states(connection, [number])[number])
    return number


def change(writing: Writing, number: int, action: str = "change", reason: str = "", **values: Any) -> None:
    """Change an event and note it."""
    connection = writing.session.connection()
    before = event_states(connection, [number])[number]
    connection.execute(update(EVENT).where(EVENT.c.id == number).values(values))
    writing.note("event", number, action, before, event_states(connection, [number])[number], reason)


def erase(writing: Writing, number: int) -> None:
    """Take an event out of its table, which the ledger itself does with trial data only, and note it."""
    connection = writing.session.connection()
    before = event_states(connection, [number])[number]
    connection.execute(delete(TOPIC).where(TOPIC.c.event_id == number))
    connection.execute(delete(EVENT).where(EVENT.c.id == number))
    writing.note("event", number, "erase", before, None)


def verify(database: Database, expect: str | None = None) -> Verdict:
    return verify_history(database, ADMIN, expect=expect)


def told(database: Database, expect: str | None = None) -> list[str]:
    """What the verification finds, in English."""
    with speaking(ENGLISH):
        return [str(problem) for problem in verify(database, expect).problems]


def entries(database: Database) -> list[Any]:
    with database.reading() as connection:
        return list(connection.execute(select(ENTRY).order_by(ENTRY.c.id)).all())


def title(database: Database, number: int) -> str | None:
    with database.reading() as connection:
        return connection.scalar(select(EVENT.c.title).where(EVENT.c.id == number))


def opened(template: Path, folder: Path) -> Database:
    """A copy of a ledger."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(template, folder / FILE)
    return Database(make_engine(sqlite_url(folder / FILE)), folder)


def meddle(database: Database, *statements: str) -> None:
    """Do what somebody with the file and a database tool could do."""
    with sqlite3.connect(database.data / FILE, isolation_level=None) as connection:
        connection.executescript("DROP TRIGGER IF EXISTS history_no_update; DROP TRIGGER IF EXISTS history_no_delete;")
        for statement in statements:
            connection.execute(statement)
    connection.close()
