"""A copy of the ledger in columns, from which questions about very many events are answered.

It has the tables of `store.copied` under their own names, so that a question written for the ledger runs on it
unchanged. One per process, in a file that goes with it; safe under threads. It follows the change sequence: before
each answer what has changed since is fetched from the ledger, and nothing else. Where there is none yet, or it is
damaged, the ledger answers.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from secrets import token_hex
from time import monotonic
from typing import Any, Final, TypeVar

import duckdb
import pyarrow as pa
from duckdb_sqlalchemy import ConnectionWrapper
from sqlalchemy import Connection, Engine, create_engine, delete, func, select, union
from sqlalchemy import column as column_of
from sqlalchemy import table as rows_of
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from models.base import table_of
from models.change import Change
from store.copied import (
    DIVISION,
    EVENT,
    EVENT_PLACE,
    INCOMING,
    PARTS,
    PLACE,
    REFERRED_TO,
    UNIT,
    UP_TO,
    Copied,
    fetched,
    showing,
)
from store.copy_making import SETTINGS, for_copy, make_file
from store.database import newest_in
from store.dialects import reading_options
from store.prepared import Ready

_log: Final = logging.getLogger("outreach.snapshot")
T = TypeVar("T")
CHANGE: Final = table_of(Change)
REMOVES_ROWS: Final = "remove trial data"
"""What a transaction says it does that takes rows out of the ledger for good: the copy is then made anew."""
MOST_FOLLOWED: Final = 100_000  # changed events up to which following is quicker than making the copy anew
WORN: Final = 0.25  # of the events replaced since the copy was made: then its tables are more holes than rows
LOOKS_EVERY: Final = 0.5  # seconds
REST: Final = 30.0  # seconds between two attempts
LOCATED: Final = (EVENT_PLACE, PLACE, UNIT)  # they say in which division they are
LOOSE: Final = 20_000  # events put in since the tables were packed last, from which on they are packed again


class NotReadyError(Exception):
    """There is no copy to ask."""


@dataclass(frozen=True, slots=True)
class Report:
    """How the copy is: events in it, bytes in memory and on the disk, seconds it took to make and to follow."""

    events: int
    memory: int
    disk: int
    change: int
    made_in: float
    followed_in: float


class _Copy:
    """One copy: the file it is in, and the number of the last change that is in it."""

    def __init__(self, file: Path) -> None:
        """`file` has been made by `make_file`."""
        self.file = file
        self.root = duckdb.connect(str(file), config=dict(SETTINGS))
        self.engine = create_engine(
            "duckdb://", creator=lambda: ConnectionWrapper(self.root.cursor()), poolclass=QueuePool, max_overflow=-1
        )
        with self.engine.connect() as connection:
            self.change: int = connection.scalar(select(UP_TO.c.change)) or 0
        self.events = 0
        self.replaced = self.loose = 0
        self.made_in = 0.0
        self.followed_in = 0.0

    def pack(self) -> None:
        """Compress the tables: they then take a tenth. Not while somebody is asking; then at another time."""
        with self.root.cursor() as cursor, suppress(duckdb.TransactionException):
            cursor.execute("CHECKPOINT")
            self.loose = 0

    def close(self) -> None:
        """Let it go; who is asking it just now still gets the answer."""
        self.engine.dispose()
        self.root.close()
        for file in (self.file, self.file.with_name(f"{self.file.name}.wal")):
            with suppress(OSError):  # Windows: while somebody is asking; the next copy to be made sweeps it away
                file.unlink()

    @property
    def is_worn(self) -> bool:
        return self.replaced > max(10_000, WORN * self.events)


class Snapshot:
    """The copy of a ledger; made by `make`, kept up to date by whoever asks and by `keep_following`."""

    def __init__(self, ledger: Engine, folder: Path, prepared: Sequence[Ready]) -> None:
        """`ledger` is the one to be copied, into a folder for copies only; nothing is done yet.

        `prepared` are the tables it has ready, each before those that are made of it.
        """
        self._ledger, self._folder, self._prepared = ledger, folder, prepared
        self._taking_out, self._putting_in = _in_words(tuple(prepared))
        self._making = threading.Lock()  # one at a time; meanwhile the copy before is followed and asked
        self._working = threading.Lock()  # whoever follows, or puts another copy in the place of the one before
        self._copy: _Copy | None = None
        self._closed = threading.Event()
        self._rests_until = 0.0

    def answer(self, question: Callable[[Connection], T]) -> T:
        """The answer to a question, with all that this process had saved when it was asked.

        And what others had, but for the last moments (see `store.database.newest_in`).
        Raises NotReadyError where there is no copy, or it turns out to be damaged.
        """
        copy = self._current()
        try:
            with copy.engine.connect() as connection:
                return question(connection)
        except (SQLAlchemyError, duckdb.Error) as error:
            _log.exception("a question failed on the copy")
            self._drop(copy)
            raise NotReadyError from error

    def make(self) -> None:
        """Make the copy anew; questions go on being answered by the one before, where there is one.

        Raises OSError where the ledger cannot be read.
        """
        with self._making:
            began = monotonic()
            made = self._made()
            made.made_in = monotonic() - began
            with self._working:
                self._put(made)
            _log.info("copy made", extra={"events": made.events, "ms": round(made.made_in * 1000)})

    def _made(self) -> _Copy:
        file = self._folder / f"{token_hex(8)}.duckdb"
        make_file(self._ledger, file, self._prepared)
        made = _Copy(file)
        try:
            with self._ledger.connect() as connection, made.engine.begin() as target:
                _add_divisions(target, connection, set(target.scalars(_divisions_used())))
                made.events = _count(target)
        except BaseException:
            made.close()
            raise
        return made

    def follow(self) -> None:
        """Fetch what has changed since the copy was made or followed last; nothing where there is no copy."""
        with self._working:
            copy = self._copy
            if copy is None:
                return
            began = monotonic()
            with self._ledger.connect().execution_options(**reading_options(self._ledger)) as connection:
                newest = _newest(connection)
                if newest == copy.change:
                    return
                if not _can_follow(connection, copy.change, newest):
                    self._copy = None
                    return
                _follow(copy, connection, newest, self._taking_out, self._putting_in)
            copy.followed_in = monotonic() - began

    def keep_following(self) -> threading.Thread:
        """Make the copy and follow the ledger from a thread of its own, until `close`."""
        thread = threading.Thread(target=self._keep_following, name="snapshot", daemon=True)
        thread.start()
        return thread

    def report(self) -> Report | None:
        """How the copy is; None where there is none."""
        copy = self._copy
        if copy is None:
            return None
        with copy.root.cursor() as cursor:
            memory = cursor.execute("SELECT sum(memory_usage_bytes) FROM duckdb_memory()").fetchone()
        in_memory, on_disk = int(memory[0]) if memory else 0, copy.file.stat().st_size
        return Report(copy.events, in_memory, on_disk, copy.change, copy.made_in, copy.followed_in)

    def close(self) -> None:
        """Stop following, and let the copy go."""
        self._closed.set()
        with self._working:
            self._put(None)

    def _current(self) -> _Copy:
        copy = self._copy
        if copy is None:
            raise NotReadyError
        if copy.change != newest_in(self._ledger):
            try:
                self.follow()
            except (SQLAlchemyError, duckdb.Error) as error:
                _log.exception("the copy could not follow the ledger")
                self._drop(copy)
                raise NotReadyError from error
            copy = self._copy
        if copy is None:
            raise NotReadyError
        return copy

    def _put(self, copy: _Copy | None) -> None:
        before, self._copy = self._copy, copy
        if before is not None:
            before.close()

    def _drop(self, copy: _Copy) -> None:
        """Let a damaged copy go; the next is made after a rest, lest one bad question keeps the machine busy."""
        with self._working:
            if self._copy is copy:
                self._put(None)
                self._rests_until = monotonic() + REST

    def _keep_following(self) -> None:
        while not self._closed.wait(LOOKS_EVERY):
            if monotonic() < self._rests_until:
                continue
            try:
                if self._copy is None or self._copy.is_worn:
                    self.make()
                else:
                    self.follow()
            except (OSError, SQLAlchemyError, duckdb.Error):
                _log.exception("the copy could not be made or follow")
                self._rests_until = monotonic() + REST


def _newest(connection: Connection) -> int:
    return connection.scalar(select(func.max(CHANGE.c.id))) or 0


def _can_follow(connection: Connection, seen: int, newest: int) -> bool:
    """Whether what happened since can be told from the rows that are there, and is not too much."""
    if newest < seen:  # another ledger has been put in its place
        return False
    since = select(CHANGE.c.id).where(CHANGE.c.id > seen)
    if connection.scalar(since.where(CHANGE.c.what == REMOVES_ROWS).limit(1)):
        return False
    changed = select(EVENT.source.c.id).where(EVENT.source.c.change > seen).limit(MOST_FOLLOWED).subquery()
    return (connection.scalar(select(func.count()).select_from(changed)) or 0) < MOST_FOLLOWED


@lru_cache
def _in_words(prepared: tuple[Ready, ...]) -> tuple[list[str], list[str]]:
    """What takes incoming events out of these tables and puts them in again; put into words once, for it takes time."""
    ids = select(rows_of(INCOMING, column_of("id")).c.id)
    out = [for_copy(one.take_out(ids)) for one in reversed(prepared)]
    return out, [for_copy(one.put_in(ids)) for one in prepared]


def _follow(copy: _Copy, ledger: Connection, newest: int, taking_out: Sequence[str], putting_in: Sequence[str]) -> None:
    """Put the rows that have changed in the place of those that were there, in one transaction."""
    changed = fetched(ledger, select(EVENT.source.c.id).where(EVENT.source.c.change > copy.change))
    divisions: set[str] = set()
    with copy.engine.begin() as target:
        if changed.num_rows:
            with showing(target, changed):
                for statement in taking_out:
                    target.exec_driver_sql(statement)
            for table in (EVENT, *PARTS):
                _take_out(target, table, table.owner or "id", changed)
                divisions |= _put(target, table, fetched(ledger, table.asking(changed_since=copy.change)))
            with showing(target, changed):
                for statement in putting_in:
                    target.exec_driver_sql(statement)
        for table in REFERRED_TO:
            rows = fetched(ledger, table.asking(changed_since=copy.change))
            if rows.num_rows:
                _take_out(target, table, "id", rows)
                divisions |= _put(target, table, rows)
        _add_divisions(target, ledger, divisions)
        copy.events = _count(target)
    copy.change = newest
    copy.replaced += changed.num_rows
    copy.loose += changed.num_rows
    if copy.loose > LOOSE:
        copy.pack()


def _take_out(target: Connection, table: Copied, name: str, rows: pa.Table) -> None:
    """Take the rows out whose column `name` is among the ids of these."""
    incoming = rows_of(INCOMING, column_of("id"))
    with showing(target, rows):
        target.execute(delete(table.table).where(table.table.c[name].in_(select(incoming.c.id))))


def _put(target: Connection, table: Copied, rows: pa.Table) -> set[str]:
    """Put the rows in; returns the divisions in which they are."""
    if not rows.num_rows:
        return set()
    table.put(target, rows)
    return set(filter(None, rows["division_id"].to_pylist())) if table in LOCATED else set()


def _divisions_used() -> Any:
    located = union(*(select(table.table.c.division_id) for table in LOCATED)).subquery()
    return select(located.c.division_id).where(located.c.division_id.is_not(None))


def _add_divisions(target: Connection, ledger: Connection, used: set[str]) -> None:
    """Copy those of these divisions, in which something is, that are not there yet, with all above them."""
    source = DIVISION.source
    paths = [
        path
        for some in _chunks(sorted(used - _there(target, used)))
        for path in ledger.scalars(select(source.c.path).where(source.c.id.in_(some)))
    ]
    lines = {id_ for path in paths for id_ in path.split("/") if id_}
    for some in _chunks(sorted(lines - _there(target, lines))):
        DIVISION.put(target, fetched(ledger, DIVISION.asking().where(source.c.id.in_(some))))


def _there(target: Connection, divisions: set[str]) -> set[str]:
    column = DIVISION.table.c.id
    found = (target.scalars(select(column).where(column.in_(some))) for some in _chunks(sorted(divisions)))
    return {id_ for some in found for id_ in some}


def _chunks(ids: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _count(target: Connection) -> int:
    return target.scalar(select(func.count()).select_from(EVENT.table)) or 0
