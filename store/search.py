"""Finding a word in the titles and notes of all events without reading them.

An event's text is folded (NFKC, without case) and cut into runs of letters and digits, and each run into overlapping
pairs with its last character alone behind them: "反诈 ABC" becomes 反诈, 诈, ab, bc, c. A word is then a row of pairs
that follow one another, and a single character the beginning of a pair; the lone last characters keep a row from
reaching into the next run. So exactly those events are found whose folded text holds the folded word, in Chinese too,
where no spaces tell the words apart.

SQLite keeps the pairs in a full-text table that stores no text of its own, so whoever takes an event out of the index
must give the text it went in with; each dataset has a column, for a search is always of one. PostgreSQL keeps them as
arrays. Events in the bin are not in the index.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import add
from typing import Any, Final, NamedTuple

from sqlalchemy import ARRAY, Connection, Select, Text, bindparam, or_, select, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from models.base import table_of
from models.dataset import Dataset
from models.event import Event
from store.dialects import holds, like
from store.many import run_many

EVENT: Final = table_of(Event).alias("saying")  # another than the one a question is about
BATCH: Final = 5_000
_LETTERS: Final = re.compile(r"[^\W_]+")


class Said(NamedTuple):
    """What an event says that can be searched for."""

    event_id: int
    dataset: str
    title: str
    note: str


def fold(words: str) -> str:
    """The words as the index compares them: wide and narrow letters, and those of either case, are the same."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", words).casefold())


def events_saying(word: str, dataset: Dataset) -> Select[int]:
    """The ids of a dataset's events, the bin left out, in whose title or note the word stands; once each.

    A word that holds other signs than letters and digits is found as it is written, by its runs of letters and digits
    first; one of signs alone is looked for in every event.
    """
    folded = fold(word)
    runs = _runs(folded)
    if runs == [folded]:
        return _holding(runs, dataset)
    found = select(EVENT.c.id).where(_written(word, EVENT), EVENT.c.deleted_at.is_(None))
    if runs:
        return found.where(EVENT.c.id.in_(_holding(runs, dataset)))
    return found.where(EVENT.c.dataset == dataset.value)


def events_saying_all(words: Sequence[str], dataset: Dataset) -> Select[int] | None:
    """The same for events in whose title or note all the words stand; None where the index alone cannot tell."""
    folded = [fold(word) for word in words]
    return _holding(folded, dataset) if folded and all(_runs(word) == [word] for word in folded) else None


def binned_saying(word: str, dataset: Dataset) -> Select[int]:
    """The ids of those in the bin in whose title or note the word stands as it is written."""
    return select(EVENT.c.id).where(
        EVENT.c.dataset == dataset.value, EVENT.c.deleted_at.is_not(None), _written(word, EVENT)
    )


def said(event: Event) -> Said:
    """What an event that has its number says."""
    assert event.id is not None  # noqa: S101 - the caller has flushed it
    return Said(event.id, event.dataset, event.title, event.note)


def index_events(connection: Connection, events: Iterable[Said]) -> None:
    """Take events into the index, in the transaction that wrote them; they are not in it yet."""
    _write(connection, _INSERT[connection.dialect.name], events)


def unindex_events(connection: Connection, events: Iterable[Said]) -> None:
    """Take events out of the index, each with the very text it went in with."""
    _write(connection, _DELETE[connection.dialect.name], events)


def reindex_event(connection: Connection, before: Said | None, after: Said | None) -> None:
    """Note what an event says now; None for what is not there, or is in the bin."""
    if before == after:
        return
    if before is not None:
        unindex_events(connection, [before])
    if after is not None:
        index_events(connection, [after])


def said_by(connection: Connection, dataset: Dataset | None = None) -> Iterator[Said]:
    """What all events not in the bin say, or those of one dataset, by their ids; memory does not grow with them."""
    last = 0
    columns = (EVENT.c.id, EVENT.c.dataset, EVENT.c.title, EVENT.c.note)
    saying = select(*columns).where(EVENT.c.deleted_at.is_(None)).order_by(EVENT.c.id).limit(BATCH)
    if dataset is not None:
        saying = saying.where(EVENT.c.dataset.concat("") == dataset.value)  # by id, not by the index of datasets
    while rows := connection.execute(saying.where(EVENT.c.id > last)).all():
        yield from (Said(*row) for row in rows)
        last = rows[-1].id


def index_rows(events: Iterable[Said]) -> tuple[str, list[dict[str, Any]]]:
    """The bare statement that takes events into SQLite's index, and its rows; for whoever measures what that takes."""
    return _INSERT["sqlite"], [_text_row(event) for event in events]


def build_index(connection: Connection) -> None:
    """Make the index anew from the events that are there."""
    connection.execute(text(_EMPTY[connection.dialect.name]))
    index_events(connection, said_by(connection))


_DATASETS: Final = tuple(dataset.value for dataset in Dataset)
_COLUMNS: Final = ", ".join(_DATASETS)
_VALUES: Final = ", ".join(f":{dataset}" for dataset in _DATASETS)
_INSERT: Final = {
    "sqlite": f"INSERT INTO event_search (rowid, {_COLUMNS}) VALUES (:id, {_VALUES})",  # noqa: S608 - our own names
    "postgresql": "INSERT INTO event_gram (event_id, dataset, grams) VALUES (:id, :dataset, :pairs)",
}
_DELETE: Final = {
    "sqlite": f"INSERT INTO event_search (event_search, rowid, {_COLUMNS}) VALUES ('delete', :id, {_VALUES})",  # noqa: S608
    "postgresql": "DELETE FROM event_gram WHERE event_id = :id",
}
_EMPTY: Final = {
    "sqlite": "INSERT INTO event_search (event_search) VALUES ('delete-all')",
    "postgresql": "DELETE FROM event_gram",
}


def _write(connection: Connection, statement: str, events: Iterable[Said]) -> None:
    waiting = iter(events)
    as_row = _text_row if connection.dialect.name == "sqlite" else _array_row
    while batch := list(islice(waiting, BATCH)):
        run_many(connection, text(statement), [as_row(event) for event in batch])


def _text_row(event: Said) -> dict[str, Any]:
    return {"id": event.event_id, **dict.fromkeys(_DATASETS), event.dataset: " ".join(_all_pairs(event))}


def _array_row(event: Said) -> dict[str, Any]:
    return {"id": event.event_id, "dataset": event.dataset, "pairs": _all_pairs(event)}


def _all_pairs(event: Said) -> list[str]:
    return [pair for words in (event.title, event.note) if words for run in _runs(fold(words)) for pair in _pairs(run)]


def _written(word: str, event: Any) -> Any:
    return or_(holds(event.c.title, word), holds(event.c.note, word))


def _runs(folded: str) -> list[str]:
    """The stretches of letters and digits."""
    return _LETTERS.findall(folded)


def _pairs(run: str) -> list[str]:
    """Each character with the one after it; the last alone. The run has at least one."""
    return [*map(add, run, run[1:]), run[-1]]


def _holding(runs: Sequence[str], dataset: Dataset) -> Select[int]:
    return select(_Holding(runs, dataset).table_valued("event_id").c.event_id)


class _Holding(FunctionElement[Any]):
    """As a table: the ids of a dataset's events whose text holds each of these stretches of letters and digits."""

    inherit_cache = True

    def __init__(self, runs: Sequence[str], dataset: Dataset) -> None:
        # What each kind of database needs, as values of the statement: it is put together once for all words.
        rows = [_pairs(run)[:-1] for run in runs]
        phrases = [f'"{" ".join(row)}"' if row else f'"{run}" *' for run, row in zip(runs, rows, strict=True)]
        patterns = [f"% {' '.join(row)} %" if row else f"% {run}%" for run, row in zip(runs, rows, strict=True)]
        super().__init__(
            bindparam(None, f"{dataset.value} : ({' AND '.join(phrases)})", Text()),
            bindparam(None, dataset.value, Text()),
            bindparam(None, [pair for row in rows for pair in row], ARRAY(Text())),
            bindparam(None, patterns, ARRAY(Text())),
            bindparam(None, f"%{like(runs[0])}%", Text()),
        )


@compiles(_Holding, "sqlite")
def _by_full_text(element: _Holding, compiler: Any, **kw: Any) -> str:
    match, *_others = (compiler.process(value, **kw) for value in element.clauses)
    return f"(SELECT rowid AS event_id FROM event_search WHERE event_search MATCH {match})"  # noqa: S608 - a bound value


@compiles(_Holding, "postgresql")
def _by_arrays(element: _Holding, compiler: Any, **kw: Any) -> str:
    _match, dataset, pairs, patterns, _first = (compiler.process(value, **kw) for value in element.clauses)
    joined = "' ' || array_to_string(grams, ' ') || ' '"
    held = f"dataset = {dataset} AND grams @> {pairs} AND {joined} LIKE ALL ({patterns})"
    return f"(SELECT event_id FROM event_gram WHERE {held})"  # noqa: S608 - bound values


@compiles(_Holding)
def _by_looking(element: _Holding, compiler: Any, **kw: Any) -> str:
    # One stretch alone: where there are more, the whole word is looked for besides.
    _match, dataset, *_others, first = (compiler.process(value, **kw) for value in element.clauses)
    said = f"(lower(title) LIKE {first} OR lower(note) LIKE {first})"
    return f"(SELECT id AS event_id FROM event WHERE dataset = {dataset} AND deleted_at IS NULL AND {said})"  # noqa: S608
