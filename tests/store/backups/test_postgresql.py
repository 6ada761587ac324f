"""A ledger on PostgreSQL and one in a file back each other up: run where OUTREACH_TEST_POSTGRES names an empty one."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from models.base import table_of
from models.event import Event
from models.problem import InvalidError
from models.viewer import Viewer
from store.backup import last_backup, make_backup
from store.database import FILE, Database, open_database
from store.dialects import make_engine, sqlite_url
from store.events import delete_event
from store.restore import restore_backup
from store.verification import verify_history
from tests.store.backups.material import record, rows

ADDRESS = os.environ.get("OUTREACH_TEST_POSTGRES", "")
pytestmark = pytest.mark.skipif(not ADDRESS, reason="no PostgreSQL given: set OUTREACH_TEST_POSTGRES to its address")


@pytest.fixture
def on_postgresql(tmp_path: Path, viewer: Viewer) -> Iterator[Database]:
    database = open_database(tmp_path / "data", ADDRESS, provinces=frozenset({"46"}))
    record(database, viewer, "讲座", photos=1)
    yield database
    with database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    database.close()


def titles(database: Database) -> list[str]:
    with database.reading() as connection:
        return sorted(connection.scalars(select(table_of(Event).c.title)))


def test_a_backup_of_postgresql_is_a_ledger_in_a_file(on_postgresql: Database, viewer: Viewer, tmp_path: Path) -> None:
    record(on_postgresql, viewer, "集市")
    delete_event(on_postgresql, viewer, 2)
    backup = make_backup(on_postgresql, viewer)
    assert last_backup(on_postgresql, viewer) == backup.made_at
    assert (backup.events, backup.photos, backup.missing, backup.history) == (2, 1, (), ())
    restore_backup(tmp_path / "file", viewer, backup.path)
    copy = Database(make_engine(sqlite_url(tmp_path / "file" / FILE)), tmp_path / "file")
    assert rows(copy) == rows(on_postgresql)
    assert verify_history(copy, viewer).fine
    record(copy, viewer, "后来")
    copy.close()


def test_a_backup_is_put_into_postgresql_and_what_was_there_is_kept(
    on_postgresql: Database, ledger: Database, viewer: Viewer
) -> None:
    record(ledger, viewer, "文件里的")
    record(ledger, viewer, "文件里的另一场")
    with ledger.writing(viewer, "turn the tree round") as writing:  # a unit above one that was recorded earlier
        connection = writing.session.connection()
        connection.execute(text("UPDATE division SET parent_id = (SELECT max(id) FROM division) WHERE level = 1"))
    backup = make_backup(ledger, viewer)
    on_postgresql.close()
    replaced = restore_backup(on_postgresql.data, viewer, backup.path, url=ADDRESS).replaced
    assert rows(on_postgresql) == rows(ledger)
    assert verify_history(on_postgresql, viewer).fine
    record(on_postgresql, viewer, "后来")  # new rows take new numbers
    assert titles(on_postgresql) == sorted(["文件里的", "文件里的另一场", "后来"])
    with pytest.raises(SQLAlchemyError), on_postgresql.engine.begin() as connection:
        connection.execute(text("DELETE FROM history"))
    assert replaced is not None
    before = Database(make_engine(sqlite_url(replaced / FILE)), replaced)
    assert titles(before) == ["讲座"]
    assert len(list((replaced / "photos").glob("*/*"))) == 1
    before.close()


def test_nothing_is_restored_while_somebody_else_is_connected(
    on_postgresql: Database, ledger: Database, viewer: Viewer
) -> None:
    backup = make_backup(ledger, viewer)
    with on_postgresql.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(table_of(Event))) == 1
    with pytest.raises(InvalidError, match="has the ledger open"):  # its connection waits in the pool
        restore_backup(on_postgresql.data, viewer, backup.path, url=ADDRESS)
    assert titles(on_postgresql) == ["讲座"]
    assert not list(on_postgresql.data.glob("re*"))
