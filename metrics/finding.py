"""What a list shows of a question: one page of the events, and how many there are.

A question with words is answered within a bound. Of a word that stands in every third event nobody reads more than
the first pages, and nobody compares 368,350 with 368,351; to know it, all of them would have to be looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, Select, func, select

from metrics.counting import EVENT, UNIT, Condition, any_name, conditions, divisions_named, is_named, mentioning
from metrics.filter import Filter
from metrics.records import EventRecord, count_events, fetch, list_events, ordered
from models.permission import Action
from models.viewer import Viewer
from store.database import Database
from store.search import events_saying_all, fold

MOST_FOUND: Final = 10_000
"""Events up to which what is found by words is counted and can be paged through."""
LOOKED_AT: Final = (
    3 * MOST_FOUND
)  # events with a word, to see whether enough of them are asked for; numbers of one statement
PASSED: Final = 10_000  # events passed in order to find a page, before all that have the words are fetched instead
RUN: Final = 1_000


@dataclass(frozen=True, slots=True)
class Found:
    """One page of the events, and how many there are; where there are `more`, that many and nobody has counted on."""

    events: list[EventRecord]
    total: int
    more: bool = False


def find_events(
    database: Database,
    viewer: Viewer,
    filter_: Filter,
    action: Action = Action.READ,
    *,
    order: str = "when",
    descending: bool = True,
    offset: int = 0,
    limit: int = 50,
    binned: bool = False,
) -> Found:
    """A page of a filter's events with which the viewer may do this, as `metrics.records.list_events` lists them.

    Without words all of them are counted. With words, those up to MOST_FOUND; no page goes further.
    """
    if not filter_.words:
        events = list_events(
            database,
            viewer,
            filter_,
            action,
            order=order,
            descending=descending,
            offset=offset,
            limit=limit,
            binned=binned,
        )
        return Found(events, count_events(database, viewer, filter_, action, binned=binned))
    last = min(offset + limit, MOST_FOUND)
    with database.reading() as connection:
        outlook = _Outlook() if binned else _look_ahead(connection, viewer, filter_, action)
        if outlook.more and last <= PASSED // 10:
            page = _passing(connection, viewer, filter_, action, order, descending, last)
            if page is not None:
                return Found(fetch(connection, page[offset:]), MOST_FOUND, more=True)
        rare, with_words = not outlook.frequent, outlook.with_words
        where = conditions(viewer, filter_, action, binned=binned, rare=rare, with_words=with_words)
        ids = connection.scalars(ordered(where, order, descending).limit(MOST_FOUND + 1)).all()
        return Found(fetch(connection, ids[offset:last]), min(len(ids), MOST_FOUND), more=len(ids) > MOST_FOUND)


def found_ids(
    database: Database, viewer: Viewer, filter_: Filter, action: Action = Action.READ, *, most: int
) -> list[int]:
    """The ids of a filter's events with which the viewer may do this, newest first; at most so many."""
    with database.reading() as connection:
        return list(connection.scalars(ordered(conditions(viewer, filter_, action), "when", True).limit(most)))


@dataclass(frozen=True, slots=True)
class EventLine:
    """What one must know of an event to see what may be done with it."""

    id: int
    version: int
    title: str
    status: str
    dataset: str
    organisation_path: str


def still_found(
    database: Database, viewer: Viewer, filter_: Filter, action: Action = Action.READ, *, ids: tuple[int, ...]
) -> list[EventLine]:
    """Of these events (MOST_FOUND at most) those that are of the filter, its words apart, in this order."""
    held = replace(filter_, text="")
    columns = (EVENT.c.id, EVENT.c.version, EVENT.c.title, EVENT.c.status, EVENT.c.dataset, UNIT.c.path)
    query = select(*columns).join_from(EVENT, UNIT, UNIT.c.id == EVENT.c.organisation_id)
    with database.reading() as connection:
        rows = connection.execute(query.where(*conditions(viewer, held, action, with_words=ids)))
        lines = {row.id: EventLine(*row) for row in rows}
    return [lines[id_] for id_ in ids if id_ in lines]


@dataclass(frozen=True, slots=True)
class _Outlook:
    """What is soon told of a search.

    Whether the words are so `frequent` that all events are better gone through in order; whether there surely are
    `more` than MOST_FOUND; and the ids of those `with_words`, of which some may not be asked for, where they are few.
    """

    frequent: bool = False
    more: bool = False
    with_words: Sequence[int] | None = None


def _look_ahead(connection: Connection, viewer: Viewer, filter_: Filter, action: Action) -> _Outlook:
    saying = events_saying_all(filter_.words, filter_.dataset)
    if saying is not None and _count(connection, saying.limit(MOST_FOUND + 1)) > MOST_FOUND:
        all_asked = filter_ == Filter(dataset=filter_.dataset, text=filter_.text) and viewer.everywhere(action)
        return _Outlook(frequent=True, more=all_asked)
    if len(filter_.words) > 1:
        return _Outlook()
    (word,) = filter_.words
    rows = connection.scalars(mentioning(word, filter_.dataset, LOOKED_AT)).all()
    ids = list(dict.fromkeys(rows))
    asked = select(EVENT.c.id).where(*conditions(viewer, filter_, action, with_words=ids))
    more = len(ids) > MOST_FOUND and _count(connection, asked.limit(MOST_FOUND + 1)) > MOST_FOUND
    known = len(rows) < LOOKED_AT
    return _Outlook(frequent=not known, more=more, with_words=ids if known else None)


def _count(connection: Connection, ids: Select[int]) -> int:
    return connection.scalar(select(func.count()).select_from(ids.subquery())) or 0


def _passing(
    connection: Connection, viewer: Viewer, filter_: Filter, action: Action, order: str, descending: bool, wanted: int
) -> list[int] | None:
    """The first events with the words, so many as are wanted, met by going through all in order.

    None where too many others would have to be passed: then to fetch all that have the words is the quicker way.
    """
    asked = conditions(viewer, replace(filter_, text=""), action)
    texts = ordered(asked, order, descending).add_columns(EVENT.c.title, EVENT.c.note).limit(PASSED)
    passing = connection.execute(texts)
    named_so: dict[str, Condition] = {}
    for word in filter_.words:
        divisions = connection.scalars(divisions_named(word)).all()
        if divisions or connection.scalar(any_name(word)) is not None:
            named_so[word] = is_named(word, divisions)
    found: list[int] = []
    while rows := passing.fetchmany(RUN):
        found += _with_words(connection, rows, filter_.words, named_so)
        if len(found) >= wanted:
            return found[:wanted]
    return None


def _with_words(
    connection: Connection, run: Sequence[Any], words: Sequence[str], named_so: Mapping[str, Condition]
) -> list[int]:
    """Those of some events (id, title, note) that have all the words, in their order.

    `named_so`: of the words that stand in any name at all, what is true of an event that has such a one.
    """
    left = {id_: (fold(title), fold(note)) for id_, title, note in run}
    for word in words:
        folded = fold(word)
        others = {id_ for id_, texts in left.items() if not any(folded in text for text in texts)}
        if others and word in named_so:
            others -= set(connection.scalars(select(EVENT.c.id).where(EVENT.c.id.in_(others), named_so[word])))
        left = {id_: texts for id_, texts in left.items() if id_ not in others}
    return list(left)
