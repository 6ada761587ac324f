"""How fast a large list is taken in, beside the fastest way there is to get the same rows into the same database."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, cast

from sqlalchemy import MetaData, Table, select, tuple_

from bench.lists import units_of_the_list, write_list
from exchange.table import read_table
from exchange.upload import import_rows, preview
from locales import CHINESE, speaking
from models.base import table_of
from models.dataset import Dataset
from models.event import Event
from models.tables import METADATA
from models.viewer import local_administrator
from store.database import FILE, Database, open_database
from store.dialects import make_engine, sqlite_url
from store.groundwork import write_units
from store.search import Said, index_rows
from store.sqlite_file import settle
from store.words import load_words

PROVINCE: Final = "12"
EVENT: Final = table_of(Event)
READING, DRY_RUN, SAVING = (
    "读工作簿 · reading the workbook",
    "试算 · dry run",
    "保存 · saving",
)
Told = Callable[[str], None]


@dataclass
class Figures:
    """What was measured: seconds of each step, and of the bare statements that write the same rows.

    `worked` are the seconds this process itself was at work, which on a busy machine tell more than the clock.
    """

    rows: int
    seconds: dict[str, float] = field(default_factory=dict)
    worked: dict[str, float] = field(default_factory=dict)
    new: int = 0
    table_rows: int = 0
    bare: float = 0.0
    bare_worked: float = 0.0

    @property
    def whole(self) -> float:
        """Seconds of all steps."""
        return sum(self.seconds.values())

    @property
    def ratio(self) -> float:
        """Rows of the list per second taken in, from file to ledger, over those of the bare statements."""
        return self.bare / self.whole if self.whole else 0.0

    def table(self) -> str:
        """All figures, one to a line, in both languages."""
        lines = [f"清单行数 · rows of the list: {self.rows:,}（写入 saved {self.new:,}）"]
        steps = {**self.seconds, "合计 · whole": self.whole}
        lines += [f"{name}: {self._speed(seconds)}" for name, seconds in steps.items()]
        lines.append(f"写入的表行数 · rows of all tables: {self.table_rows:,}")
        lines.append(f"纯 executemany · bare executemany: {self._speed(self.bare)}")
        saving = self.bare / self.seconds[SAVING] if self.seconds.get(SAVING) else 0.0
        lines.append(f"比值 · ratio: whole {self.ratio:.3f}, saving alone {saving:.3f}")
        if all(self.worked.get(step) for step in (DRY_RUN, SAVING)):
            busy = self.bare_worked / self.worked[SAVING]
            both = self.bare_worked / (self.worked[DRY_RUN] + self.worked[SAVING])
            lines.append(f"按处理器用时 · by processor time: dry run and saving {both:.3f}, saving alone {busy:.3f}")
        return "\n".join(lines)

    def _speed(self, seconds: float) -> str:
        return f"{self.rows / seconds:,.0f} rows/s ({seconds:.2f} s)" if seconds else "–"


def run_upload(rows: int, *, progress: Told | None = None) -> Figures:
    """Take in a list of so many good rows on a ledger in a temporary folder, then write the same rows bare."""
    figures = Figures(rows)
    told = progress or (lambda _text: None)
    viewer = local_administrator()
    with TemporaryDirectory(prefix="bench-") as folder, speaking(CHINESE):
        empty, filled, bare = (Path(folder) / name for name in ("empty", "filled", "bare"))
        told("准备 · preparing")
        workbook = Path(folder) / "list.xlsx"
        _prepare(empty, workbook, rows)
        for other in (filled, bare):
            other.mkdir()
            shutil.copyfile(empty / FILE, other / FILE)
        database = Database(make_engine(sqlite_url(filled / FILE)), filled)
        with closing(database):
            content = workbook.read_bytes()
            with _timed(figures, READING, told):
                table = read_table(content, workbook.name)
            with _timed(figures, DRY_RUN, told):
                previewed = preview(database, viewer, table)
            with _timed(figures, SAVING, told):
                figures.new = import_rows(database, viewer, previewed).new
        settle(filled / FILE)
        _write_bare(figures, bare, _written(empty / FILE, filled / FILE))
    return figures


@contextmanager
def _timed(figures: Figures, step: str, told: Told) -> Iterator[None]:
    began, worked = time.perf_counter(), time.process_time()
    yield
    figures.seconds[step] = time.perf_counter() - began
    figures.worked[step] = time.process_time() - worked
    told(f"{step}: {figures.seconds[step]:.2f} s")


def _prepare(folder: Path, workbook: Path, rows: int) -> None:
    database = open_database(folder, provinces=frozenset({PROVINCE}))
    with closing(database):
        with database.writing(local_administrator(), "units") as writing:
            write_units(writing, units_of_the_list(), Dataset.RECORDED)
        with database.reading() as connection:
            words = load_words(connection)
    settle(folder / FILE)
    write_list(workbook, rows, words)


def _written(before: Path, after: Path) -> dict[Table, list[tuple[Any, ...]]]:
    """Table → the rows that are in the second database and not in the first."""
    found: dict[Table, list[tuple[Any, ...]]] = {}
    with closing(sqlite3.connect(after)) as connection:
        connection.execute("ATTACH DATABASE ? AS before", (str(before),))
        for table in METADATA.sorted_tables:
            there = table.to_metadata(MetaData(), schema="before")
            new = tuple_(*table.primary_key).not_in(select(*there.primary_key))
            if rows := connection.execute(str(select(table).where(new))).fetchall():
                found[table] = rows
    return found


def _write_bare(figures: Figures, folder: Path, rows: dict[Table, list[tuple[Any, ...]]]) -> None:
    """One `executemany` per table in one transaction, the table of the search index too."""
    engine = make_engine(sqlite_url(folder / FILE))  # with the same pragmas as the ledger's own
    raw = engine.raw_connection()
    connection = cast(sqlite3.Connection, raw.driver_connection)
    statements: list[tuple[str, Sequence[Any]]] = [
        (str(table.insert().compile(engine)), written) for table, written in rows.items()
    ]
    statements.append(index_rows(_said(rows[EVENT])))
    began, worked = time.perf_counter(), time.process_time()
    connection.execute("BEGIN IMMEDIATE")
    for statement, written in statements:
        connection.executemany(statement, written)
    connection.execute("COMMIT")
    figures.bare, figures.bare_worked = time.perf_counter() - began, time.process_time() - worked
    figures.table_rows = sum(len(written) for _statement, written in statements)
    raw.close()
    engine.dispose()


def _said(events: Iterable[tuple[Any, ...]]) -> Iterator[Said]:
    """What events say that can be searched for, from their rows."""
    columns = list(EVENT.c.keys())
    at = [columns.index(name) for name in ("id", "dataset", "title", "note")]
    return (Said(*(event[number] for number in at)) for event in events)
