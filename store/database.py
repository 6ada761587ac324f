"""The ledger's database: where it is, how it is opened, and the two ways to talk to it, reading and writing."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, func, insert, select
from sqlmodel import Session

from models.base import table_of
from models.change import Change, Setting
from models.dataset import Dataset
from models.viewer import Viewer, local_administrator
from store.baseline import begin_history, history_begun
from store.chain import Note, append, newest_hash
from store.dialects import PATIENCE, WRITE, make_engine, reading_options, sqlite_url
from store.divisions import load_divisions
from store.migrate import migrate
from store.states import State

if TYPE_CHECKING:
    from store.prepared import Ready
    from store.snapshot import Snapshot

_log: Final = logging.getLogger("outreach.store")
FILE: Final = "outreach.db"
COPIES: Final = "copy"  # folder for the copy in columns, deleted when the server ends
DIVISIONS_LOADED: Final = "divisions_loaded"
T = TypeVar("T")
LOOKS_AGAIN: Final = 0.2  # seconds
NOTES_HELD: Final = 2_000  # in memory before they are written


class _Looked(NamedTuple):
    """The newest change when it was last looked for: after so many writings of this process, at so many seconds."""

    written: int
    at: float
    number: int


_WRITTEN: Final = [0]
_LOOKED: Final[WeakKeyDictionary[Engine, _Looked]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Database:
    """An open ledger: the engine, the folder that holds its file, photos and backups, and its copy if one is kept."""

    engine: Engine
    data: Path
    snapshot: "Snapshot | None" = None

    def answer(self, question: Callable[[Connection], T]) -> T:
        """The answer to a question about the ledger as it is now: from its copy in columns where one is kept."""
        if self.snapshot is not None:
            from store.snapshot import NotReadyError

            with suppress(NotReadyError):
                return self.snapshot.answer(question)
        with self.reading() as connection:
            return question(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one consistent state of the ledger; nothing is written."""
        with self.engine.connect().execution_options(**reading_options(self.engine)) as connection:
            yield connection

    @contextmanager
    def writing(self, viewer: Viewer, what: str, *, patience: float | None = None) -> Iterator["Writing"]:
        """One transaction: everything inside is written as a whole, or nothing where an exception leaves it.

        `patience` is how many seconds to wait for another's transaction to end before it fails, if not the usual ones.
        """
        began = monotonic()
        told: dict[str, object] = {"viewer": viewer.name, "what": what, "outcome": "not written"}
        try:
            options = {WRITE: True, PATIENCE: patience}
            with self.engine.connect().execution_options(**options) as connection, connection.begin():
                session = Session(connection, expire_on_commit=False, autoflush=False)
                with session:
                    writing = Writing(session, viewer, what)
                    yield writing
                    session.flush()
                    writing.write_notes()
                    told |= {"change": writing.number}
            told["outcome"] = "written"
        finally:
            _WRITTEN[0] += 1
            _log.info("command", extra={**told, "ms": round((monotonic() - began) * 1000)})

    def with_copy(self, prepared: "Sequence[Ready]") -> "Database":
        """The same ledger with a copy in columns, which is still to be made, and what that is to have ready.

        See `store.snapshot`.
        """
        from store.snapshot import Snapshot  # what it stands on takes 80 MB, and most commands have no use for it

        return replace(self, snapshot=Snapshot(self.engine, self.data / COPIES, prepared))

    def close(self) -> None:
        """Close all connections."""
        if self.snapshot is not None:
            self.snapshot.close()
        self.engine.dispose()


@dataclass
class Writing:
    """An open transaction: every row it writes carries the moment `now` and its number in the change sequence."""

    session: Session
    viewer: Viewer
    what: str
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    _change: int | None = None
    _notes: list[Note] = field(default_factory=list)
    _head: str | None = None  # of the history, once this transaction has added to it

    @property
    def number(self) -> int | None:
        """The transaction's number in the change sequence, if it has drawn one."""
        return self._change

    @property
    def change(self) -> int:
        """The same, drawn now if need be."""
        return self.draw_change()

    def draw_change(self) -> int:
        """Draw the transaction's number if it has none yet; called by itself where no row is left to carry it."""
        if self._change is None:
            change = Change(at=self.now, by=self.viewer.name, what=self.what)
            self.session.add(change)
            self.session.flush()
            assert change.id is not None  # noqa: S101 - set by the flush
            self._change = change.id
        return self._change

    def note(
        self, record: str, record_id: int, action: str, before: State | None, after: State | None, reason: str = ""
    ) -> None:
        """Enter in the history what was done to a record; None is the state of one that is not there.

        Written with the transaction, in the order of the calls. Trial data has no history: nothing is noted.
        """
        if (after or before or {}).get("dataset", Dataset.RECORDED) != Dataset.RECORDED:
            return
        self._enter(Note.of(record, record_id, action, before, after, reason))

    def note_new(self, record: str, record_id: int, action: str, state: str) -> None:
        """The same for a new record of the bank's own, of whose state only the hash is given."""
        self._enter(Note(record, record_id, action, reason="", fields="", state=state))

    def _enter(self, note: Note) -> None:
        self._notes.append(note)
        if len(self._notes) >= NOTES_HELD:
            self.write_notes()

    def write_notes(self) -> None:
        """Write what was noted so far; called by itself before the transaction is committed."""
        if self._notes:
            connection = self.session.connection()
            head = newest_hash(connection) if self._head is None else self._head
            self._head = append(
                connection, self._notes, previous=head, at=self.now, by=self.viewer.name, change=self.change
            )
            self._notes.clear()


def open_database(
    data: Path,
    url: str | None = None,
    *,
    provinces: frozenset[str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Database:
    """Open the ledger in `data`, or at `url`; create, migrate and fill in the divisions where needed.

    `provinces` (two-digit codes) limits the divisions loaded into a new ledger; `progress` is told the number of
    division rows loaded so far. Raises OSError when the folder cannot be written.
    """
    data.mkdir(parents=True, exist_ok=True)
    database = Database(make_engine(url or sqlite_url(data / FILE)), data)
    migrate(database.engine)
    _fill_in_divisions(database.engine, provinces, progress)
    _begin_history(database)
    return database


def _begin_history(database: Database) -> None:
    """Enter what the ledger holds in the history once, when there is none yet."""
    with database.reading() as connection:
        if history_begun(connection):
            return
    with database.writing(local_administrator(), "begin history") as writing:
        begin_history(writing)


def _fill_in_divisions(
    engine: Engine, provinces: frozenset[str] | None, progress: Callable[[int], None] | None
) -> None:
    """Load the divisions once; a note in the ledger says that it is done, for looking takes seconds."""
    setting = table_of(Setting)
    done = select(setting.c.value).where(setting.c.name == DIVISIONS_LOADED)
    with engine.connect() as connection:
        if connection.scalar(done) is not None:
            return
    with engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
        if connection.scalar(done) is None:  # nobody else was quicker
            load_divisions(connection, provinces, progress)
            loaded = ",".join(sorted(provinces)) if provinces else "all"
            connection.execute(insert(setting).values(name=DIVISIONS_LOADED, value=loaded))


def newest(database: Database) -> int:
    """The newest number of the change sequence, as `newest_in` tells it."""
    return newest_in(database.engine)


def newest_in(ledger: Engine) -> int:
    """The newest number of the change sequence, asked over a connection of its own.

    What this process has written is known at once, what others have within LOOKS_AGAIN: a page asks dozens of times.
    """
    looked, now = _LOOKED.get(ledger), (_WRITTEN[0], monotonic())
    if looked is None or looked.written != now[0] or now[1] - looked.at > LOOKS_AGAIN:
        with ledger.connect() as connection:
            looked = _Looked(*now, last_change(connection))
        _LOOKED[ledger] = looked
    return looked.number


def last_change(connection: Connection) -> int:
    """The newest number of the change sequence; 0 for a new ledger. Caches carry it in their key."""
    return connection.scalar(select(func.max(table_of(Change).c.id))) or 0
