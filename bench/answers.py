"""How fast questions about very many events are answered: from the copy in columns, by hand, and by the ledger."""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from shutil import rmtree
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

import duckdb
from sqlalchemy import Connection, func, select, update

from bench.handwritten import QUESTIONS, ask_by_hand
from bench.many_events import ledger_of
from metrics import overview
from metrics.comparison import YEAR_BEFORE, compared_periods
from metrics.counting import EVENT, KEY_GROUP
from metrics.filter import Filter
from metrics.records import count_events
from metrics.spots import spots
from metrics.summed import READY
from models.dataset import Dataset
from models.viewer import Viewer, local_administrator
from store.database import COPIES, Database
from store.events import read_event, save_event
from store.snapshot import Snapshot

ROOT: Final = Path(__file__).resolve().parent.parent
TIMES: Final = 9
OTHERS: Final[dict[str, Callable[..., Any]]] = {"map: spots": spots, "list: count": count_events}
YEAR: Final = (date(2026, 1, 1), date(2026, 12, 31))
FILTERS: Final = {
    "all": Filter(dataset=Dataset.MADE_UP),
    "2026": Filter(dataset=Dataset.MADE_UP, start=YEAR[0], end=YEAR[1]),
}
Told = Callable[[str], None]


def periods_of(asked: Filter) -> tuple[Filter, ...]:
    """What the overview asks about at the end of the year: the filter, and the year before it is compared with."""
    return compared_periods(asked, YEAR_BEFORE, YEAR[1])


def headline(database: Database, viewer: Viewer, asked: Filter) -> Any:
    """The four figures, in total, by venue type and over time, now and before."""
    return overview.headline(database, viewer, *periods_of(asked))


def key_groups(database: Database, viewer: Viewer, asked: Filter) -> Any:
    """What is shown first, by key group, now and before."""
    return overview.rows_by(database, viewer, periods_of(asked), overview.FIGURES[:1], "key_group", unknown=False)


def organisations(database: Database, viewer: Viewer, asked: Filter) -> Any:
    """The same by organisation."""
    return overview.rows_by(database, viewer, periods_of(asked), overview.FIGURES[:1], "organisation")


OVERVIEW: Final[dict[str, Callable[..., Any]]] = {
    "headline": headline,
    "key_groups": key_groups,
    "organisations": organisations,
}


@dataclass
class Answer:
    """One question over one filter, in milliseconds: first and warm from the copy, by hand, and by the ledger."""

    cold: float
    warm: float
    hand: float | None
    ledger: float | None


@dataclass
class Size:
    """What was measured at one number of events. Times in milliseconds, memory in bytes."""

    events: int
    key_group_rows: int
    answers: dict[str, Answer] = field(default_factory=dict)
    made: float = 0.0
    followed_one: float = 0.0
    followed_thousand: float = 0.0
    resident: int = 0
    resident_empty: int = 0

    @property
    def overview(self) -> Answer:
        """The overview's questions together, over both filters."""
        parts = [answer for name, answer in self.answers.items() if name.split(" · ")[0] in OVERVIEW]
        hand = sum(part.hand or 0 for part in parts)
        return Answer(sum(p.cold for p in parts), sum(p.warm for p in parts), hand, sum(p.ledger or 0 for p in parts))

    @property
    def bytes_an_event(self) -> float:
        """What the copy takes beyond that of an empty ledger."""
        return (self.resident - self.resident_empty) / self.events

    def lines(self) -> Iterator[str]:
        """All figures, in both languages."""
        yield f"活动 · events: {self.events:,}；重点人群行 · key-group rows: {self.key_group_rows:,}"
        yield f"{'':28}| 首次 cold ms | 之后 warm ms | 手写 by hand ms | 台账 SQLite ms | 台账/副本 | 副本/手写"
        for name, answer in {**self.answers, "总览合计 · overview": self.overview}.items():
            yield f"{name:28}| {answer.cold:10.1f} | {answer.warm:10.1f} | {_ratios(answer)}"
        yield f"建副本 · making the copy: {self.made:,.0f} ms"
        yield (
            f"跟进 1 处 · following 1 change: {self.followed_one:.1f} ms（{self.followed_one / self.made:.5f}）；"
            f"1,000 处 · 1,000 changes: {self.followed_thousand:.1f} ms"
        )
        yield (
            f"内存 · memory: {self.resident >> 20} MiB，空台账 empty {self.resident_empty >> 20} MiB，"
            f"每场 an event {self.bytes_an_event:.0f} B"
        )


def _ratios(answer: Answer) -> str:
    hand = f"{answer.hand:10.1f}" if answer.hand is not None else " " * 10
    ledger = f"{answer.ledger:10.1f}" if answer.ledger is not None else " " * 10
    times = f"{answer.ledger / answer.warm:8.1f}" if answer.ledger else " " * 8
    over = f"{answer.warm / answer.hand:6.2f}" if answer.hand else ""
    return f"{hand} | {ledger} | {times} | {over}"


def run_answers(sizes: list[int], *, out: Path | None = None, progress: Told | None = None) -> list[Size]:
    """Measure at each number of events, on ledgers in a temporary folder; `out` takes the figures as JSON."""
    told = progress or (lambda _text: None)
    told(f"{platform.machine()}, {os.cpu_count()} CPU, Python {platform.python_version()}, DuckDB {duckdb.__version__}")
    found = []
    with TemporaryDirectory(prefix="bench-") as folder:
        empty = _resident(ledger_of(1, Path(folder) / "empty"))
        for events in sizes:
            told(f"准备 · preparing {events:,}")
            database = ledger_of(events, Path(folder) / str(events), key_groups=2)
            size = measure(database, told)
            size.resident_empty, size.resident = empty, _resident(database)
            for line in size.lines():
                told(line)
            found.append(size)
            rmtree(database.data)
    told(growth(found))
    if out:
        out.write_text(json.dumps([asdict(size) for size in found], ensure_ascii=False, indent=1))
    return found


def growth(sizes: list[Size]) -> str:
    """How the overview's time grew beside the events."""
    if len(sizes) < 2:
        return ""
    first, last = sizes[0], sizes[-1]
    times, more = last.overview.warm / first.overview.warm, last.events / first.events
    return f"从 {first.events:,} 到 {last.events:,} 场，总览用时 overview's time ×{times:.1f}，活动 events ×{more:.1f}"


def measure(database: Database, told: Told) -> Size:
    """Measure on this ledger."""
    viewer = local_administrator()
    with database.reading() as connection:
        size = Size(_number(connection, EVENT), _number(connection, KEY_GROUP))
    snapshot = Snapshot(database.engine, database.data / COPIES, READY)
    size.made = _taken(snapshot.make, times=3)
    copied = Database(database.engine, database.data, snapshot)
    times = TIMES if size.events <= 1_000_000 else 3
    for filter_name, asked in FILTERS.items():
        snapshot.make()  # of one just made, each question is the first of its kind
        first = {name: _once(question, copied, viewer, asked) for name, question in {**OVERVIEW, **OTHERS}.items()}
        for name, question in {**OVERVIEW, **OTHERS}.items():
            cold, of_copy = first[name]
            warm = _taken(question, copied, viewer, asked)
            hand = _by_hand(snapshot, name, filter_name) if name in QUESTIONS else None
            ledger = _taken(question, database, viewer, asked, times=times)
            if not _same(of_copy, question(database, viewer, asked)):
                raise AssertionError(f"{name}: the copy and the ledger do not agree")
            size.answers[f"{name} · {filter_name}"] = Answer(cold, warm, hand, ledger)
            told(f"{name} · {filter_name}: {warm:.1f} ms, SQLite {ledger:.1f} ms")
    size.followed_one = median(_followed(snapshot, lambda: _change_one(database)) for _ in range(TIMES))
    size.followed_thousand = median(_followed(snapshot, lambda: _change_thousand(database)) for _ in range(TIMES))
    snapshot.close()
    return size


def _by_hand(snapshot: Snapshot, question: str, filter_name: str) -> float:
    asked = dict.fromkeys(periods_of(FILTERS[filter_name]))
    period = [(one.start, one.end) for one in asked if one.start and one.end]

    def ask(connection: Connection) -> float:
        copy: Any = connection.connection.dbapi_connection
        return _taken(ask_by_hand, copy.cursor(), question, period)

    return snapshot.answer(ask)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, list):
        return sorted(one, key=repr) == sorted(other, key=repr)
    if hasattr(one, "spots"):
        return (one.events, one.without_place, len(one.spots)) == (other.events, other.without_place, len(other.spots))
    return bool(one == other)


def _once(question: Callable[..., Any], *args: Any) -> tuple[float, Any]:
    began = time.perf_counter()
    answer = question(*args)
    return (time.perf_counter() - began) * 1000, answer


def _taken(question: Callable[..., Any], *args: Any, times: int = TIMES) -> float:
    return median(_once(question, *args)[0] for _ in range(times))


def _number(connection: Connection, table: Any) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _followed(snapshot: Snapshot, change: Callable[[], None]) -> float:
    change()
    return _once(snapshot.follow)[0]


def _change_one(database: Database) -> None:
    viewer = local_administrator()
    with database.reading() as connection:
        newest = connection.scalar(select(func.max(EVENT.c.id)))
    draft = read_event(database, viewer, newest or 0)
    if draft is None:
        raise AssertionError("the ledger is empty")
    changed = draft.model_copy(update={"sessions": draft.sessions % 9 + 1})
    save_event(database, viewer, changed, dataset=Dataset.MADE_UP)


def _change_thousand(database: Database) -> None:
    with database.writing(local_administrator(), "change a thousand") as writing:
        connection = writing.session.connection()
        meant = EVENT.c.id.between(1, 1000)
        connection.execute(update(EVENT).where(meant).values(sessions=EVENT.c.sessions % 9 + 1, change=writing.change))


def _resident(database: Database) -> int:
    database.close()
    told = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bench.memory", str(database.data)], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return int(told.stdout)
