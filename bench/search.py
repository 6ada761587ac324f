"""How fast the list of events is: searching, beside reading every title and note; paging, ordering, filtering."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final, ParamSpec

from sqlalchemy import Connection, func, or_, select

from bench.many_events import ledger_of
from metrics.counting import EVENT, named
from metrics.filter import Filter
from metrics.finding import MOST_FOUND, find_events
from metrics.records import ORDERS, count_events, fetch, list_events
from models.dataset import Dataset
from models.viewer import local_administrator
from store.database import Database
from store.dialects import like

TIMES: Final = 5
PAGE: Final = 50
WORDS: Final = {
    "獬豸普法": "四字，罕见 · four characters, rare",
    "獬豸": "两字，罕见 · two characters, rare",
    "饕餮纹样": "备注，罕见 · in a note, rare",
    "防范": "两字，常见 · two characters, frequent",
    "讲座": "两字，常见 · two characters, frequent",
    "存款保险": "四字，常见 · four characters, frequent",
    "金": "一字 · one character",
    "防范 讲座": "两词 · two words",
    "河西商业街": "场所 · a place",
    "貔貅合作社": "合作单位 · a partner",
    "河西商务局": "合作单位，常见 · a partner, frequent",
    "没有此词": "没有 · not there",
}
FILTERS: Final = {
    "无筛选 · none": Filter(dataset=Dataset.MADE_UP),
    "期间 · period": Filter(dataset=Dataset.MADE_UP, start=date(2026, 1, 1), end=date(2026, 3, 31)),
    "机构 · unit": Filter(dataset=Dataset.MADE_UP, organisation=2),
    "状态 · status": Filter(dataset=Dataset.MADE_UP, statuses=("submitted",)),
    "类型 · kind": Filter(dataset=Dataset.MADE_UP, kinds=("online",)),
    "场景 · venue": Filter(dataset=Dataset.MADE_UP, venue_types=("hospital",)),
    "人群 · key group": Filter(dataset=Dataset.MADE_UP, key_groups=("older_people",)),
    "主题 · topic": Filter(dataset=Dataset.MADE_UP, topics=("integrity",)),
    "主题活动 · campaign": Filter(dataset=Dataset.MADE_UP, campaigns=(1,)),
    "区划 · division": Filter(dataset=Dataset.MADE_UP, division="120103"),
}
P = ParamSpec("P")
Told = Callable[[str], None]


@dataclass
class Figures:
    """What was measured, in milliseconds: of each word by the index and by reading, and of each look at the list."""

    events: int
    words: dict[str, tuple[int, float, float]] = field(default_factory=dict)
    looks: dict[str, float] = field(default_factory=dict)

    def table(self) -> str:
        """All figures, one to a line, in both languages."""
        lines = [f"活动 · events: {self.events:,}；中位数 median of {TIMES}；计数和首页 count and first page"]
        for word, (found, quick, slow) in self.words.items():
            told = f"{found:>9,} | {quick:8.1f} ms | LIKE {slow:8.1f} ms | {quick / slow:.3f}"
            lines.append(f"{told} | {word}（{WORDS[word]}）")
        lines += [f"{taken:8.1f} ms | {look}" for look, taken in self.looks.items()]
        return "\n".join(lines)


def run_search(events: int, *, progress: Told | None = None) -> Figures:
    """Measure on a ledger of so many events in a temporary folder."""
    with TemporaryDirectory(prefix="bench-") as folder:
        told = progress or (lambda _text: None)
        told("准备 · preparing")
        with closing(ledger_of(events, Path(folder))) as database:
            return measure(database, told)


def measure(database: Database, told: Told) -> Figures:
    """Measure on this ledger."""
    viewer = local_administrator()
    everything = Filter(dataset=Dataset.MADE_UP)
    figures = Figures(count_events(database, viewer, everything))
    for word in WORDS:
        asked = Filter(dataset=Dataset.MADE_UP, text=word)
        quick, found = _taken(_look, database, asked)
        slow, read = _taken(_read_everything, database, word)
        if found != min(read, MOST_FOUND):
            raise AssertionError(f"{word}: {found} by the index, {read} by reading")
        figures.words[word] = (read, quick, slow)
        told(f"{word}: {quick:.1f} ms, LIKE {slow:.1f} ms")
    for look, (asked, options) in _looks(figures.events):
        figures.looks[look], _ = _taken(_page, database, asked, **options)
    for name, asked in FILTERS.items():
        figures.looks[f"计数 · count: {name}"], _ = _taken(count_events, database, viewer, asked)
    return figures


def _looks(events: int) -> Iterator[tuple[str, tuple[Filter, dict[str, Any]]]]:
    everything = Filter(dataset=Dataset.MADE_UP)
    for order in ORDERS:
        for descending in (True, False):
            arrow = "↓" if descending else "↑"
            yield f"首页 · first page: {order} {arrow}", (everything, {"order": order, "descending": descending})
    yield "末页 · last page", (everything, {"offset": max(0, events - PAGE)})
    for name, asked in FILTERS.items():
        yield f"首页 · first page: {name}", (asked, {})


def _taken(look: Callable[P, int], *args: P.args, **kwargs: P.kwargs) -> tuple[float, int]:
    taken, answer = [], 0
    for _ in range(TIMES):
        began = time.perf_counter()
        answer = look(*args, **kwargs)
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken), answer


def _look(database: Database, asked: Filter) -> int:
    return find_events(database, local_administrator(), asked, limit=PAGE).total


def _page(database: Database, asked: Filter, **options: Any) -> int:
    return len(list_events(database, local_administrator(), asked, limit=PAGE, **options))


def _read_everything(database: Database, text: str) -> int:
    """The same answer with LIKE over all titles and notes, names being looked up as the index does."""
    where = [EVENT.c.dataset == Dataset.MADE_UP.value, EVENT.c.deleted_at.is_(None)]
    where += [_reads(word) for word in text.split()]
    with database.reading() as connection:
        found = connection.scalar(select(func.count()).select_from(EVENT).where(*where)) or 0
        _first_page(connection, where)
        return found


def _first_page(connection: Connection, where: list[Any]) -> None:
    order = (column.desc().nulls_last() for column in ORDERS["when"])
    fetch(connection, list(connection.scalars(select(EVENT.c.id).where(*where).order_by(*order).limit(PAGE))))


def _reads(word: str) -> Any:
    pattern = f"%{like(word)}%"
    # Not ILIKE, which SQLite is told as `lower(…) LIKE lower(…)`: that takes five times as long and finds no more.
    said = (column.like(pattern, escape="\\") for column in (EVENT.c.title, EVENT.c.note))
    return or_(*said, *(EVENT.c.id.in_(ids) for ids in named(word)))
