"""What goes wrong beneath the ledger, each provoked for real: one sentence, nothing half written, and on it goes."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError, SQLAlchemyError

from locales import CHINESE, ENGLISH, speaking
from models.base import table_of
from models.draft import EventDraft
from models.event import Event
from models.viewer import Viewer
from models.when import When
from store.bulk import save_events
from store.database import FILE, Database
from store.dialects import make_engine, sqlite_url
from store.events import save_event
from store.sqlite_file import faults
from store.trouble import Trouble, kind_of, trouble

ROOT = Path(__file__).resolve().parents[2]
PDF = b"%PDF-1.7\n" + bytes(100_000)


def draft(title: str, letters: int = 10) -> EventDraft:
    return EventDraft(title=title, when=When.in_year(2024), organisation="武清支行", note="字" * letters)


def titles(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.scalars(select(table_of(Event).c.title).order_by(table_of(Event).c.id)))


def assert_told(error: BaseException, kind: Trouble) -> None:
    """The kind is recognised, and there is a sentence for it in both languages."""
    assert kind_of(error) is kind
    said = trouble(error)
    assert said is not None
    for language in (CHINESE, ENGLISH):
        with speaking(language):
            assert len(str(said)) > 10


@pytest.fixture
def full(ledger: Database, viewer: Viewer) -> Iterator[Database]:
    """A ledger of one event whose file may not grow, as on a full disk."""
    assert save_event(ledger, viewer, draft("第一场")).done

    def no_more_pages(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={connection.execute('PRAGMA page_count').fetchone()[0]}")

    ledger.close()
    event.listen(ledger.engine, "connect", no_more_pages)
    yield ledger
    ledger.close()


def _save_many(database: Database, viewer: Viewer) -> None:
    for number in range(100):
        assert save_event(database, viewer, draft(f"满{number}", 5000)).done


def test_on_a_full_disk_nothing_is_half_written_and_later_it_goes_on(full: Database, viewer: Viewer) -> None:
    with pytest.raises(OperationalError) as refused:
        _save_many(full, viewer)
    assert_told(refused.value, Trouble.FULL)
    saved = titles(full)
    with pytest.raises(OperationalError):
        save_events(full, viewer, [draft(f"多{number}", 5000) for number in range(50)])
    assert titles(full) == saved
    assert faults(full.data / FILE) == []
    roomier = Database(make_engine(sqlite_url(full.data / FILE)), full.data)
    assert save_event(roomier, viewer, draft("有空间了", 5000)).done
    assert titles(roomier) == [*saved, "有空间了"]
    roomier.close()


def test_a_ledger_that_may_only_be_read_is_read_and_says_so(ledger: Database, viewer: Viewer) -> None:
    assert save_event(ledger, viewer, draft("第一场")).done
    address = f"sqlite:///file:{ledger.data / FILE}?mode=ro&uri=true"
    database = Database(make_engine(address), ledger.data)
    with pytest.raises(OperationalError) as refused:
        save_event(database, viewer, draft("第二场"))
    assert_told(refused.value, Trouble.READ_ONLY)
    assert titles(database) == ["第一场"]
    database.close()


def test_who_has_waited_too_long_for_another_is_told(ledger: Database, viewer: Viewer) -> None:
    impatient = Database(make_engine(sqlite_url(ledger.data / FILE)), ledger.data)

    def wait_briefly(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=50")

    event.listen(impatient.engine, "connect", wait_briefly)
    with ledger.writing(viewer, "long"), pytest.raises(OperationalError) as refused:
        save_event(impatient, viewer, draft("第二场"))
    assert_told(refused.value, Trouble.BUSY)
    assert save_event(impatient, viewer, draft("第二场")).done
    impatient.close()


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "no database": lambda _content: b"minutes of a meeting " * 1000,
    "overwritten": lambda content: content[:4096] + b"\xff" * (len(content) - 4096),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_told(ledger: Database, viewer: Viewer, damage: str) -> None:
    ledger.close()
    file = ledger.data / FILE
    file.write_bytes(DAMAGE[damage](file.read_bytes()))
    with pytest.raises(SQLAlchemyError) as refused:
        save_event(ledger, viewer, draft("第一场"))
    assert_told(refused.value, Trouble.DAMAGED)


def test_a_folder_that_is_gone_is_told(ledger: Database, viewer: Viewer) -> None:
    ledger.close()
    shutil.rmtree(ledger.data)
    with pytest.raises(OperationalError) as refused:
        save_event(ledger, viewer, draft("第一场"))
    assert_told(refused.value, Trouble.UNREADABLE)


def test_a_server_that_does_not_answer_is_told(tmp_path: Path, viewer: Viewer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    database = Database(make_engine(f"postgresql://me@127.0.0.1:{port}/ledger"), tmp_path)
    with pytest.raises(OperationalError) as refused:
        save_event(database, viewer, draft("第一场"))
    assert_told(refused.value, Trouble.LOST)


ADDRESS = os.environ.get("OUTREACH_TEST_POSTGRES", "")
POSTGRESQL: dict[str, tuple[str, Trouble]] = {
    "the connection is cut": ("SELECT pg_terminate_backend(pg_backend_pid())", Trouble.LOST),
    "it may only be read": ("DO $$ BEGIN SET TRANSACTION READ ONLY; CREATE TABLE x (y int); END $$", Trouble.READ_ONLY),
    "it takes too long": ("DO $$ BEGIN RAISE EXCEPTION SQLSTATE '55P03'; END $$", Trouble.BUSY),
    "the disk is full": ("DO $$ BEGIN RAISE EXCEPTION SQLSTATE '53100'; END $$", Trouble.FULL),
}


@pytest.mark.skipif(not ADDRESS, reason="no PostgreSQL given: set OUTREACH_TEST_POSTGRES to its address")
@pytest.mark.parametrize("what", POSTGRESQL)
def test_postgresql_is_understood_too(what: str) -> None:
    statement, kind = POSTGRESQL[what]
    engine = make_engine(ADDRESS)
    with pytest.raises(SQLAlchemyError) as refused, engine.begin() as connection:
        connection.execute(text(statement))
    assert_told(refused.value, kind)
    engine.dispose()


def test_a_mistake_of_ours_is_no_trouble(ledger: Database) -> None:
    mistakes: list[BaseException] = [ValueError("x"), KeyError("x"), FileNotFoundError(2, "x")]
    for statement, error in (
        ("SELECT nothing FROM event", (OperationalError, ProgrammingError)),
        ("INSERT INTO topic (code) VALUES (NULL)", IntegrityError),
    ):
        with pytest.raises(error) as raised, ledger.engine.begin() as connection:
            connection.exec_driver_sql(statement)
        mistakes.append(raised.value)
    assert [trouble(mistake) for mistake in mistakes] == [None] * len(mistakes)


ON_A_FULL_DISK = """
import sys
from pathlib import Path
from models.viewer import local_administrator
from store.attachments import add_attachment
from store.backup import make_backup
from store.database import Database, FILE
from store.dialects import make_engine, sqlite_url
from store.sqlite_file import faults
from store.trouble import kind_of
from tests.store.test_trouble import PDF, draft, titles
from store.events import save_event
folder, viewer = Path(sys.argv[1]), local_administrator()
database = Database(make_engine(sqlite_url(folder / FILE)), folder)
told = {}
def attempt(name, act):
    try:
        for number in range(2000):
            assert act(number).done
    except Exception as error:
        told[name] = str(kind_of(error))
attempt("save", lambda number: save_event(database, viewer, draft(f"第{number}场", 5000)))
before = titles(database)
attempt("save again", lambda number: save_event(database, viewer, draft(f"又{number}", 5000)))
attempt("attach", lambda number: add_attachment(database, viewer, 1, name="x", content=PDF + bytes([number])))
attempt("back up", lambda number: make_backup(database, viewer))
assert titles(database) == before, "nothing half written"
database.close()
assert faults(folder / FILE) == []
print(sorted(set(told.values())), len(before) > 3, sorted(told))
"""


def test_on_a_disk_that_is_really_full_every_command_says_so_and_the_ledger_stays_whole(
    ledger: Database, tmp_path: Path
) -> None:
    ledger.close()
    size = (ledger.data / FILE).stat().st_size // 1_000_000 + 5
    disk = tmp_path / "disk"
    disk.mkdir()
    # A file system of a few megabytes, which only this process and its children see.
    mount = f"mount -t tmpfs -o size={size}m none {disk} && cp {ledger.data / FILE} {disk}"
    alone = ["unshare", "--map-root-user", "--mount", "sh", "-c"]
    if not shutil.which("unshare") or subprocess.run([*alone, mount], capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let a test mount a small disk")
    python = f"{mount} && exec {sys.executable} -c '{ON_A_FULL_DISK}' {disk}".replace("'x'", '"x"')
    ended = subprocess.run([*alone, python], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.stdout == "['full'] True ['attach', 'back up', 'save', 'save again']\n", ended.stderr


def test_a_file_that_may_not_grow_is_told_as_trouble_of_the_disk(ledger: Database) -> None:
    pytest.importorskip("resource")
    ledger.close()
    size = (ledger.data / FILE).stat().st_size
    script = f"""
import resource, sys
from pathlib import Path
from models.viewer import local_administrator
from store.database import Database, FILE
from store.dialects import make_engine, sqlite_url
from store.events import save_event
from store.trouble import kind_of
from tests.store.test_trouble import draft, titles
resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))
folder = Path(sys.argv[1])
database = Database(make_engine(sqlite_url(folder / FILE)), folder)
saved = 0
try:
    for saved in range(10000):
        assert save_event(database, local_administrator(), draft("x", 5000)).done
except Exception as error:
    print(kind_of(error), len(titles(database)) == saved)
"""
    ended = subprocess.run(
        [sys.executable, "-c", script, ledger.data], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.stdout == "disk True\n", ended.stderr
    assert faults(ledger.data / FILE) == []
