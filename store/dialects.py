"""What only one kind of database needs. Everything else is written the same for SQLite and PostgreSQL."""

import json
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    URL,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Text,
    bindparam,
    create_engine,
    event,
    select,
)
from sqlalchemy.engine import make_url
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

WRITE: Final = "ledger_write"
BUSY_SECONDS: Final = 30
PATIENCE: Final = "ledger_patience"
"""Execution option: the seconds for which a transaction that writes waits for another, where not the usual ones."""
ONE_WRITER: Final = 7_163_201  # any number, as long as it is the same everywhere and nobody else locks it


def make_engine(url: str | URL) -> Engine:
    """An engine for a SQLite or PostgreSQL address, set up for several people at once.

    `postgres://` and `postgresql://` addresses go through psycopg. Raises ValueError for another database.
    """
    address = make_url(url)
    backend = address.get_backend_name()
    if backend in ("postgres", "postgresql"):
        engine = create_engine(address.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
        event.listen(engine, "begin", _begin_postgresql)
        return engine
    if backend != "sqlite":
        raise ValueError(f"{backend} is not supported: use an sqlite:/// or a postgresql:// address")
    engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def reading_options(engine: Engine) -> dict[str, Any]:
    """The execution options with which all questions of one connection see the same state of the ledger."""
    # SQLite's transactions always do; PostgreSQL's usually see what was committed between two statements.
    return {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}


def sqlite_url(path: Path) -> URL:
    """The address of a SQLite file; made of its parts, for in a text `?` and `#` would end the path."""
    return URL.create("sqlite", database=str(path))


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own transaction handling is off: it would begin late and in the wrong mode (see _begin_sqlite).
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    _write_ahead(connection)
    for pragma in (
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Keep a write-ahead log, so that readers and a writer do not wait for each other."""
    # For this one change SQLite does not wait while another connection makes it too, as at two first starts at once.
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later cannot wait for another writer; it would fail at once as
    # "database is locked". One that will write therefore says so when it begins.
    options = connection.get_execution_options()
    if not options.get(WRITE):
        connection.exec_driver_sql("BEGIN")
        return
    patience = options.get(PATIENCE)
    if patience is None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout={int(patience * 1000)}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")


def _begin_postgresql(connection: Connection) -> None:
    # One writer at a time, as on SQLite: numbers of the change sequence are then committed in their order, so no
    # cache takes a state for newer than it is, and of two people who bring the same new name the second finds it.
    options = connection.get_execution_options()
    if options.get(WRITE):
        if (patience := options.get(PATIENCE)) is not None:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(patience * 1000)}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_WRITER})")


class _Condition(FunctionElement[bool]):
    """The same condition in two wordings, of which each kind of database is told the one it answers sooner."""

    inherit_cache = True


def either_wording(*, by_rows: ColumnElement[bool], by_columns: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition for both kinds of database: to be looked up row by row, or answered from whole columns at once.

    The two must mean the same. Databases that keep rows look a row's parts up through an index (`EXISTS`); the copy in
    columns finds them all in one go (`IN`), and takes several times as long the other way.
    """
    return _Condition(by_rows, by_columns)


@compiles(_Condition)
def _in_rows(element: _Condition, compiler: Any, **kw: Any) -> str:
    by_rows, _by_columns = element.clauses
    return f"({compiler.process(by_rows, **kw)})"


@compiles(_Condition, "duckdb")
def _in_columns(element: _Condition, compiler: Any, **kw: Any) -> str:
    _by_rows, by_columns = element.clauses
    return f"({compiler.process(by_columns, **kw)})"


def one_of(number: ColumnElement[int], numbers: Sequence[int]) -> ColumnElement[bool]:
    """The number is one of these, however many: they are handed over as one value.

    A parameter for each would have SQLite and SQLAlchemy both read a statement as long as the list before it begins.
    """
    return number.in_(select(_Numbers(numbers).table_valued("number").c.number))


class _Numbers(FunctionElement[Any]):
    """As a table: these numbers."""

    inherit_cache = True

    def __init__(self, numbers: Sequence[int]) -> None:
        given = list(numbers)
        super().__init__(bindparam(None, json.dumps(given), Text()), bindparam(None, given, ARRAY(Integer())))


@compiles(_Numbers)
def _from_json(element: _Numbers, compiler: Any, **kw: Any) -> str:
    in_json, _in_array = element.clauses
    return f"(SELECT value AS number FROM json_each({compiler.process(in_json, **kw)}))"  # noqa: S608 - a bound value


@compiles(_Numbers, "postgresql")
def _from_array(element: _Numbers, compiler: Any, **kw: Any) -> str:
    _in_json, in_array = element.clauses
    return f"(SELECT unnest({compiler.process(in_array, **kw)}) AS number)"


class _Holds(FunctionElement[bool]):
    """A text that holds what a pattern tells, in letters of either case."""

    inherit_cache = True


def holds(text: ColumnElement[Any], words: str) -> ColumnElement[bool]:
    """The words stand in the text just so, but for the case of their letters (on SQLite those of ASCII)."""
    pattern = f"%{like(words)}%"
    return _Holds(text.ilike(pattern, escape="\\"), text.like(pattern, escape="\\"))


def like(words: str) -> str:
    """The words for a LIKE pattern in which they stand for themselves (escape character: backslash)."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


@compiles(_Holds)
def _whatever_the_case(element: _Holds, compiler: Any, **kw: Any) -> str:
    ilike, _like = element.clauses
    return f"({compiler.process(ilike, **kw)})"


@compiles(_Holds, "sqlite")
def _by_like(element: _Holds, compiler: Any, **kw: Any) -> str:
    # SQLite's LIKE heeds no case anyway; as `lower(…) LIKE lower(…)` it takes several times as long to find the same.
    _ilike, like_ = element.clauses
    return f"({compiler.process(like_, **kw)})"
