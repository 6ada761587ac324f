"""One statement for each kind of fact: what measures ask about it, row by row of whatever tells the events apart."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, case, func, or_, select, true

from metrics import prepared
from metrics.counting import EVENT, EVENT_PLACE, PUBLIC, Condition, conditions, in_period
from metrics.filter import Filter
from metrics.measures import Facts
from metrics.reach import first_days, in_communities, only_community, told_in
from metrics.summed import ATTENDANCE, SUMMED
from models.viewer import Viewer
from store.dialects import either_wording
from store.prepared import Prepared

ROW: Final = "row_key"
# A row's key in an answer, and what stands before it: not what any column they are made from is called.
_SHOWN: Final = "shown_as"
_BESIDE: Final = "beside_it"
_PERIODS: Final = "in_periods"
ADDED_UP: Final = (Facts.EVENTS, Facts.TRAININGS, Facts.KEY_GROUPS, Facts.MATERIALS, Facts.READINGS)
"""Facts of which the sum over rows that share no event is that of all; different places may be in several rows."""

Key = Hashable
Results = dict[Key, Sequence[Any]]


@dataclass(frozen=True)
class Apart:
    """How events are told apart: by an expression over the event and what is joined to it, each event and row once.

    Without a `key` they are not, and all are one row; an event without one is in the row None. `joined` are relations
    with the condition on which each is joined. `several` are the ids of the events in more than one row, where that can
    be. `number` is what counts as attendance where that is the row's own. `beside` tells them apart once more: the keys
    of the answer are then pairs of a row's and this. Without `unknown`, events in no row are left aside. `rows_of` is
    what events are read from, `only` which of them. `simply` tells the same apart with less work, for the facts that it
    is `good_for`: in several ways perhaps, each of other events, whose rows are to be added up.
    """

    key: Any = None
    joined: tuple[tuple[Any, Condition], ...] = ()
    several: Any = None
    number: tuple[Any, ...] = ATTENDANCE
    beside: Any = None
    unknown: bool = True
    rows_of: Prepared = prepared.EVENTS
    only: tuple[Condition, ...] = ()
    simply: "tuple[Apart, ...]" = ()
    good_for: tuple[Facts, ...] = ()

    @property
    def disjoint(self) -> bool:
        """Whether no event can be in two rows."""
        return self.several is None

    def of(self, facts: Facts) -> "list[Apart]":
        """How rows of this kind of fact are told apart: one way, or several of different events."""
        if facts not in self.good_for or (self.unknown and not all(way.unknown for way in self.simply)):
            return [self]
        return [replace(way, beside=self.beside, unknown=self.unknown) for way in self.simply]


TOGETHER: Final = Apart()


def told_apart(links: Any, several: Any, number: tuple[Any, ...] = ATTENDANCE) -> Apart:
    """Events told apart by `links`: pairs of event_id and row_key, each once."""
    return Apart(links.c[ROW], ((links, links.c.event_id == EVENT.c.id),), several, number)


def in_several(links: Any, *, among: Any = None) -> Any:
    """The ids of the events in more than one row of `links`; they can only be `among` these, where that is told."""
    pairs = links.alias()
    query = select(pairs.c.event_id).group_by(pairs.c.event_id).having(func.min(pairs.c[ROW]) != func.max(pairs.c[ROW]))
    return query if among is None else query.where(pairs.c.event_id.in_(among))


def asked_of(
    connection: Connection,
    viewer: Viewer,
    periods: Sequence[Filter],
    facts: Facts,
    columns: Iterable[Any],
    apart: Apart,
) -> list[Results]:
    """The results of these expressions over one kind of fact, by row, for each of several filters.

    These differ in their period only. What can be added up is asked about all of them at once.
    """
    different = list(dict.fromkeys(periods))
    if len(different) == 1 or facts in ADDED_UP:
        ways = [_asked_together(connection, viewer, different, facts, list(columns), way) for way in apart.of(facts)]
        found = [_together(of_period) for of_period in zip(*ways, strict=True)]
    else:
        columns = list(columns)
        found = [_asked_together(connection, viewer, [period], facts, columns, apart)[0] for period in different]
    return [found[different.index(period)] for period in periods]


def _asked_together(
    connection: Connection, viewer: Viewer, periods: Sequence[Filter], facts: Facts, columns: list[Any], apart: Apart
) -> list[Results]:
    kind = ~PUBLIC if facts is Facts.TRAININGS else PUBLIC
    where = [kind, *apart.only, *conditions(viewer, _around(periods))]
    if not apart.unknown:
        where.append(apart.key.is_not(None))
    before = {_BESIDE: apart.beside, _SHOWN: apart.key}
    if len(periods) > 1:
        within, somewhere = _in_periods(tuple(periods))
        before = {_PERIODS: within, **before}
        where.append(somewhere)
    keys = [expression.label(name) for name, expression in before.items() if expression is not None]
    rows = connection.execute(_statement(connection, viewer, periods[0], facts, columns, apart, where, keys))
    return _by_period(rows.all(), len(periods), apart)


@lru_cache(maxsize=500)
def _in_periods(periods: tuple[Filter, ...]) -> tuple[Any, Condition]:
    """In which of the periods an event is, a bit for each; and that it is in one of them at all."""
    each = [true() if period.start is None else in_period(period) for period in periods]
    within = sum(case((one, 1 << number), else_=0) for number, one in enumerate(each))
    # Whole columns are gone through anyway: what lies between the periods is then in none of the rows.
    return within, either_wording(by_rows=or_(*each), by_columns=true())


def _around(periods: Sequence[Filter]) -> Filter:
    """The same question about all days from the first of these to the last: a database skips what lies outside."""
    starts, ends = [period.start for period in periods], [period.end for period in periods]
    if None in starts or None in ends:
        return periods[0].without_period()
    return replace(periods[0], start=min(filter(None, starts)), end=max(filter(None, ends)))


def _by_period(rows: Iterable[Sequence[Any]], periods: int, apart: Apart) -> list[Results]:
    """The rows of each period: those of events that are in this one, in it and in others, added up."""
    found: list[dict[Key, list[Sequence[Any]]]] = [defaultdict(list) for _period in range(periods)]
    first = (periods > 1) + (apart.beside is not None) + (apart.key is not None)
    for row in rows:
        key = _plain(row[first - 1]) if apart.key is not None else None
        if apart.beside is not None:
            key = (key, _plain(row[periods > 1]))
        within = int(row[0]) if periods > 1 else 1
        results = row[first:]
        for number, held in enumerate(found):
            if within >> number & 1:
                held[key].append(results)
    return [{key: added(several) for key, several in held.items()} for held in found]


def _together(ways: Sequence[Results]) -> Results:
    if len(ways) == 1:
        return ways[0]
    found: dict[Key, list[Sequence[Any]]] = defaultdict(list)
    for results in ways:
        for key, columns in results.items():
            found[key].append(columns)
    return {key: added(several) for key, several in found.items()}


def added(several: Sequence[Sequence[Any]]) -> Sequence[Any]:
    """Results added up, one below the other; what none of them tells is not told."""
    return several[0] if len(several) == 1 else [_sum(column) for column in zip(*several, strict=True)]


def _sum(numbers: Iterable[Any]) -> Any:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _plain(key: Any) -> Key:
    """A row's key as one database or another gives it."""
    return int(key) if isinstance(key, Decimal | float) else key


def _statement(
    connection: Connection,
    viewer: Viewer,
    filter_: Filter,
    facts: Facts,
    columns: list[Any],
    apart: Apart,
    where: Sequence[Condition],
    keys: Sequence[Any],
) -> Select[Any]:
    match facts:
        case Facts.EVENTS | Facts.TRAININGS:
            return _read(connection, apart, keys, columns, apart.rows_of, where)
        case Facts.KEY_GROUPS:
            return _read(connection, apart, keys, columns, prepared.KEY_GROUPS, where)
        case Facts.MATERIALS:
            return _read(connection, apart, keys, columns, prepared.MATERIALS, where)
        case Facts.READINGS:
            return _read(connection, apart, keys, columns, prepared.READINGS, where)
        case Facts.PLACES:
            link = EVENT_PLACE.alias()
            there = (*where, link.c.place_id.is_not(None))
            return _different(apart, keys, columns, [link.c.place_id], _with(link), there)
        case Facts.FIRST_PLACES:
            link, first = EVENT_PLACE.alias(), first_days(viewer, filter_)
            day = func.min(EVENT.c.when_start).label("day")
            # Not each event with the first day, but each place once: many events are on a day others were the first on.
            return _different(apart, keys, columns, [link.c.place_id, day], _with(link), where, listed_in=first)
        case Facts.COMMUNITIES:
            link = in_communities()
            return _different(apart, keys, columns, [link.c.division_id], _with(link), where)
        case Facts.PEOPLE:
            home = only_community()
            source = EVENT.outerjoin(home, home.c.event_id == EVENT.c.id)
            return _different(apart, keys, columns, told_in(home, apart.number), source, where)


def _with(part: Any) -> Any:
    return EVENT.join(part, part.c.event_id == EVENT.c.id)


def _read(
    connection: Connection,
    apart: Apart,
    keys: Sequence[Any],
    columns: Sequence[Any],
    rows: Prepared,
    where: Sequence[Condition],
) -> Select[Any]:
    """The columns by row, read from what is prepared or even added up already, as far as it is."""
    added_up = None if apart.joined else SUMMED[rows].read(connection, columns, keys, where)
    if added_up is not None:
        source, columns, keys, where = added_up
        return _grouped(apart, keys, columns, source, where).having(SUMMED[rows].something)
    joined = [condition for _relation, condition in apart.joined]
    source, keys, columns, where, joined = rows.read(keys, columns, where, joined)
    relations = (relation for relation, _condition in apart.joined)
    return _grouped(replace(apart, joined=tuple(zip(relations, joined, strict=True))), keys, columns, source, where)


def _grouped(
    apart: Apart, keys: Sequence[Any], columns: Sequence[Any], source: Any, where: Sequence[Condition], *within: Any
) -> Select[Any]:
    """The columns by row; `within` are those of them by which the rows are told apart further."""
    for relation, condition in apart.joined:
        source = source.outerjoin(relation, condition)
    # The keys by their names, for an expression with values in it is not recognised when it is told a second time.
    names = [key.name for key in keys]
    return select(*keys, *columns).select_from(source).where(*where).group_by(*names, *within)


def _different(
    apart: Apart,
    keys: Sequence[Any],
    columns: Sequence[Any],
    each: Sequence[Any],
    source: Any,
    where: Sequence[Condition],
    *,
    listed_in: Any = None,
) -> Select[Any]:
    """The columns by row, over what is told once of each different value of the first column of `each`.

    `listed_in` has the columns of `each` too: then those count only that are in it.
    """
    once = _grouped(apart, keys, each, source, where, each[0]).subquery("once")
    by = [once.c[key.name] for key in keys]
    counted: Any = once
    if listed_in is not None:
        counted = once.join(listed_in, and_(*(listed_in.c[column.name] == once.c[column.name] for column in each)))
    return select(*by, *columns).select_from(counted).group_by(*by)
