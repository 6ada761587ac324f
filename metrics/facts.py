"""One statement for each kind of fact: what measures ask about it, row by row of whatever tells the events apart."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, func, select

from metrics.counting import (
    EVENT,
    EVENT_PLACE,
    KEY_GROUP,
    MATERIAL,
    PUBLIC,
    Condition,
    conditions,
    newest_readings,
)
from metrics.filter import Filter
from metrics.measures import Facts
from metrics.reach import first_days, in_communities, only_community, told_in
from models.viewer import Viewer

ROW: Final = "row_key"
_SHOWN: Final = "shown_as"  # a row's key in an answer: not what any column it is made from is called
ATTENDANCE: Final = (EVENT.c.attendance_value, EVENT.c.attendance_qualifier, EVENT.c.attendance_basis)
ADDED_UP: Final = (Facts.EVENTS, Facts.TRAININGS, Facts.KEY_GROUPS, Facts.MATERIALS, Facts.READINGS)
"""Facts of which the sum over rows that share no event is that of all; different places may be in several rows."""

Key = Hashable
Results = dict[Key, Sequence[Any]]


@dataclass(frozen=True)
class Apart:
    """How events are told apart: by an expression over the event and what is joined to it, each event and row once.

    Without a `key` they are not, and all are one row; an event without one is in the row None. `joined` are relations
    with the condition on which each is joined. `several` are the ids of the events in more than one row, where that can
    be. `number` is what counts as attendance where that is the row's own.
    """

    key: Any = None
    joined: tuple[tuple[Any, Condition], ...] = ()
    several: Any = None
    number: tuple[Any, ...] = ATTENDANCE

    @property
    def disjoint(self) -> bool:
        """Whether no event can be in two rows."""
        return self.several is None


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
    connection: Connection, viewer: Viewer, filter_: Filter, facts: Facts, columns: Iterable[Any], apart: Apart
) -> Results:
    """The results of these expressions over one kind of fact, by row."""
    where = (~PUBLIC if facts is Facts.TRAININGS else PUBLIC, *conditions(viewer, filter_))
    rows = connection.execute(_statement(viewer, filter_, facts, list(columns), apart, where))
    if apart.key is None:
        return {None: list(rows.one())}
    return {_plain(key): rest for key, *rest in rows}


def _plain(key: Any) -> Key:
    """A row's key as one database or another gives it."""
    return int(key) if isinstance(key, Decimal | float) else key


def _statement(
    viewer: Viewer, filter_: Filter, facts: Facts, columns: list[Any], apart: Apart, where: Sequence[Condition]
) -> Select[Any]:
    match facts:
        case Facts.EVENTS | Facts.TRAININGS:
            return _grouped(apart, columns, EVENT, where)
        case Facts.KEY_GROUPS:
            return _grouped(apart, columns, _with(KEY_GROUP), where)
        case Facts.MATERIALS:
            return _grouped(apart, columns, _with(MATERIAL), where)
        case Facts.READINGS:
            return _grouped(apart, columns, _with(newest_readings()), where)
        case Facts.PLACES:
            link = EVENT_PLACE.alias()
            return _different(apart, columns, [link.c.place_id], _with(link), (*where, link.c.place_id.is_not(None)))
        case Facts.FIRST_PLACES:
            link, first = EVENT_PLACE.alias(), first_days(viewer, filter_)
            day = func.min(EVENT.c.when_start).label("day")
            # Not each event with the first day, but each place once: many events are on a day others were the first on.
            return _different(apart, columns, [link.c.place_id, day], _with(link), where, listed_in=first)
        case Facts.COMMUNITIES:
            link = in_communities()
            return _different(apart, columns, [link.c.division_id], _with(link), where)
        case Facts.PEOPLE:
            home = only_community()
            source = EVENT.outerjoin(home, home.c.event_id == EVENT.c.id)
            return _different(apart, columns, told_in(home, apart.number), source, where)


def _with(part: Any) -> Any:
    return EVENT.join(part, part.c.event_id == EVENT.c.id)


def _grouped(
    apart: Apart, columns: Sequence[Any], source: Any, where: Sequence[Condition], *within: Any
) -> Select[Any]:
    """The columns by row; `within` are those of them by which the rows are told apart further."""
    for relation, condition in apart.joined:
        source = source.outerjoin(relation, condition)
    key = () if apart.key is None else (apart.key.label(_SHOWN),)
    # The key by its name, for an expression with values in it is not recognised when it is told a second time.
    return select(*key, *columns).select_from(source).where(*where).group_by(*([_SHOWN] if key else []), *within)


def _different(
    apart: Apart,
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
    once = _grouped(apart, each, source, where, each[0]).subquery("once")
    key = () if apart.key is None else (once.c[_SHOWN],)
    counted: Any = once
    if listed_in is not None:
        counted = once.join(listed_in, and_(*(listed_in.c[column.name] == once.c[column.name] for column in each)))
    return select(*key, *columns).select_from(counted).group_by(*key)
