"""A SQLite ledger as a file: copying it while it is used, taking it for oneself, replacing its content, checking it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
SIDE_FILES: Final = ("-wal", "-shm", "-journal")
WAIT_SECONDS: Final = 2.0


class InUseError(RuntimeError):
    """Another process has the ledger open."""


def copy_ledger_file(engine: Engine, copy: Path) -> None:
    """Write the whole database, as it is at this moment, into the new file `copy`, while others go on writing.

    The copy is made afresh: without a write-ahead log, without free pages, with its indexes built anew.
    """
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(copy),))
    finally:
        connection.close()


def faults(file: Path) -> list[str]:
    """What SQLite itself finds wrong in a database file: damaged pages, indexes that disagree, broken references.

    Empty for a sound one. At most ten are told.
    """
    try:
        with closing(_connect(file)) as connection:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(10)") if row[0] != "ok"]
            found += [f"{row[0]} {row[1]} → {row[2]}" for row in connection.execute("PRAGMA foreign_key_check")]
            return found[:10]
    except sqlite3.DatabaseError as error:
        return [str(error)]


def is_database(file: Path) -> bool:
    """Whether SQLite can make anything of the file; one that is not there, or is empty, is a ledger not yet begun."""
    if not file.exists():
        return True
    try:
        with closing(_connect(file)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in DAMAGED:
            return False
        raise
    return True


@contextmanager
def alone_with(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a database file that nobody else can open until the block is left, its log folded into it.

    Raises InUseError where somebody has it open. SQLite itself is asked: in the mode the ledger uses, every open
    connection holds a lock on the file as long as it lives, even while it does nothing, and so does a server.
    """
    with closing(_connect(file)) as connection:
        try:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("PRAGMA synchronous=EXTRA")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")  # in this locking mode the lock stays
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in BUSY:
                raise InUseError(str(file)) from error
            raise
        yield connection


def settle(file: Path) -> None:
    """Fold the log of a database that is not in use into the file, so that the file alone is all of it."""
    with closing(_connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def copy_pages(source: sqlite3.Connection | Path, target: sqlite3.Connection | Path) -> None:
    """Make `target` the same as `source`, as one transaction of `target`: however it ends, it is wholly old or new."""
    if isinstance(source, Path):
        with closing(_connect(source)) as opened:
            copy_pages(opened, target)
    elif isinstance(target, Path):
        with closing(_connect(target)) as opened:
            copy_pages(source, opened)
    else:
        source.backup(target)


def _connect(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=WAIT_SECONDS, isolation_level=None)
