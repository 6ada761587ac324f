"""The questions behind the overview: how much, for whom, where, who."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, and_, case, func, or_, select

from locales import either, gettext
from metrics.asking import answered
from metrics.counting import (
    CO_ORGANISER,
    EVENT,
    KEY_GROUP,
    MATERIAL,
    PUBLIC,
    UNIT,
    Condition,
    Figure,
    as_figure,
    conditions,
    figure_columns,
    left_out_of_period,
    newest_readings,
    units_within,
)
from metrics.filter import Filter
from models.permission import Action
from models.review import APPROVED
from models.viewer import Viewer
from models.when import Precision
from store.database import Database

MOST_MONTHS: Final = 37
"""As many bars as can still be told apart; a longer time is shown by years."""


@dataclass(frozen=True, slots=True)
class Headline:
    """The figures at the top. Public events only; staff trainings are counted apart, in `trainings`.

    `left_out`: events that may belong to the period, but whose date does not say so. `unapproved`: how many of the
    events have not been approved.
    """

    events: int
    sessions: int
    attendance: Figure
    materials: Figure
    online: Figure
    consultations: Figure
    indirect: Figure
    trainings: int
    left_out: int
    unapproved: int


@dataclass(frozen=True, slots=True)
class Slice:
    """One bar or row: what it is, how many events and sessions, and the attendance."""

    key: str
    events: int
    sessions: int
    attendance: Figure


@dataclass(frozen=True, slots=True)
class TrendCell:
    """Sessions of one venue type in one month or year (its first day)."""

    start: date
    venue_type: str | None
    sessions: int


@dataclass(frozen=True, slots=True)
class Trend:
    """Sessions over time, in months or in years.

    `left_out`: public events of the selection whose date does not say the month (the year).
    """

    by_years: bool
    cells: list[TrendCell]
    left_out: int


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit with all below it. A co-organised event is credited in full to each unit that took part."""

    id: int
    name: str
    events: int
    sessions: int
    attendance: Figure
    materials: Figure


def headline(database: Database, viewer: Viewer, filter_: Filter) -> Headline:
    """The headline figures for a filter."""
    where = conditions(viewer, filter_)

    def asked(connection: Connection) -> Headline:
        row = connection.execute(
            select(
                func.count(case((PUBLIC, 1))),
                func.sum(case((PUBLIC, EVENT.c.sessions), else_=0)),
                func.count(case((~PUBLIC, 1))),
                func.count(case((and_(PUBLIC, EVENT.c.status != APPROVED), 1))),
                *_event_figure("attendance"),
                *_event_figure("consultations"),
                *_event_figure("indirect"),
            ).where(*where)
        ).one()
        events = row[0]
        return Headline(
            events=events,
            sessions=int(row[1] or 0),
            trainings=row[2],
            attendance=as_figure(row[4:9], events),
            consultations=as_figure(row[9:14], events),
            indirect=as_figure(row[14:19], events),
            materials=_part_figure(connection, MATERIAL, "", where, events),
            online=_part_figure(connection, newest_readings(), "views_", where, events),
            left_out=_left_out(connection, viewer, filter_, PUBLIC),
            unapproved=row[3],
        )

    return answered(database, filter_, asked)


def _event_figure(name: str) -> list[Any]:
    columns = (EVENT.c[f"{name}_{part}"] for part in ("value", "qualifier", "basis"))
    return figure_columns(*columns, only=PUBLIC)


def _part_figure(connection: Connection, part: Any, prefix: str, where: list[Condition], events: int) -> Figure:
    """The sum of a number that hangs on the events, several per event; `known` counts events, not numbers."""
    value, qualifier, basis = (part.c[f"{prefix}{column}"] for column in ("value", "qualifier", "basis"))
    row = connection.execute(
        select(
            *figure_columns(value, qualifier, basis),
            func.count(func.distinct(case((value.is_not(None), EVENT.c.id)))),
        )
        .join_from(EVENT, part, part.c.event_id == EVENT.c.id)
        .where(PUBLIC, *where)
    ).one()
    return replace(as_figure(row[:5], events), known=row[5])


def count_left_out(database: Database, viewer: Viewer, filter_: Filter) -> int:
    """How many events, trainings included, may belong to the filter's period but whose date does not say so."""
    return answered(database, filter_, lambda connection: _left_out(connection, viewer, filter_))


def _left_out(connection: Connection, viewer: Viewer, filter_: Filter, *only: Condition) -> int:
    if filter_.start is None:
        return 0
    where = conditions(viewer, filter_.without_period())
    query = select(func.count()).select_from(EVENT).where(left_out_of_period(filter_), *only, *where)
    return connection.scalar(query) or 0


def over_time(database: Database, viewer: Viewer, filter_: Filter) -> Trend:
    """Public sessions over time by venue type: by month, or by year where the months would be too many to tell apart.

    An event is in the month its date says, and in the year its date says though it may not say the month.
    """
    year, month = func.extract("year", EVENT.c.when_start), func.extract("month", EVENT.c.when_start)
    dated = EVENT.c.when_precision.in_((Precision.DAY.value, Precision.MONTH.value, Precision.RANGE.value))
    columns = (year, case((dated, month)), EVENT.c.venue_type)
    query = (
        select(*columns, func.sum(EVENT.c.sessions), func.count())
        .where(PUBLIC, *conditions(viewer, filter_))
        .group_by(*columns)
    )
    rows = answered(database, filter_, lambda connection: connection.execute(query).all())
    months = [int(row[0]) * 12 + int(row[1]) for row in rows if row[1] is not None]
    by_years = not months or max(months) - min(months) >= MOST_MONTHS
    found: Counter[tuple[date, str | None]] = Counter()
    left_out = 0
    for in_year, in_month, venue, sessions, events in rows:
        if in_year is None or (in_month is None and not by_years):
            left_out += events
        else:
            found[date(int(in_year), 1 if by_years else int(in_month), 1), venue] += int(sessions)
    cells = [TrendCell(start, venue, sessions) for (start, venue), sessions in found.items()]
    return Trend(by_years, sorted(cells, key=lambda cell: (cell.start, cell.venue_type or "")), left_out)


def by_key_group(database: Database, viewer: Viewer, filter_: Filter) -> list[Slice]:
    """Each key group with its own attendance. Groups may overlap, so they do not add up to a total."""
    where = conditions(viewer, filter_)
    query = (
        select(
            KEY_GROUP.c.key_group,
            func.count(),
            func.sum(EVENT.c.sessions),
            *figure_columns(KEY_GROUP.c.value, KEY_GROUP.c.qualifier, KEY_GROUP.c.basis),
        )
        .join_from(EVENT, KEY_GROUP, KEY_GROUP.c.event_id == EVENT.c.id)
        .where(PUBLIC, *where)
        .group_by(KEY_GROUP.c.key_group)
    )
    rows = answered(database, filter_, lambda connection: connection.execute(query).all())
    return [Slice(row[0], row[1], int(row[2]), as_figure(row[3:], row[1])) for row in rows]


def by_venue_type(database: Database, viewer: Viewer, filter_: Filter) -> list[Slice]:
    """Public events by venue type; the key is empty where the venue type is not known."""
    query = (
        select(EVENT.c.venue_type, func.count(), func.sum(EVENT.c.sessions), *_event_figure("attendance"))
        .where(PUBLIC, *conditions(viewer, filter_))
        .group_by(EVENT.c.venue_type)
    )
    rows = answered(database, filter_, lambda connection: connection.execute(query).all())
    return [Slice(row[0] or "", row[1], int(row[2]), as_figure(row[3:], row[1])) for row in rows]


def by_unit(database: Database, viewer: Viewer, filter_: Filter) -> list[UnitRow]:
    """The unit asked about, as far as it acted itself, and those below it with all of theirs; largest first.

    Every event of the filter is in a row.
    """
    alone, acted, idle = answered(database, filter_, lambda connection: _by_unit(connection, viewer, filter_))
    # A unit that did nothing is a row too, but one that only has others below it need not be.
    rows = acted + [UnitRow(id_, name, 0, 0, Figure(), Figure()) for id_, name in idle.items() if id_ not in alone]
    return sorted(rows, key=lambda row: (-row.sessions, row.name))


def _by_unit(connection: Connection, viewer: Viewer, filter_: Filter) -> tuple[set[int], list[UnitRow], dict[int, str]]:
    """Which rows are for what a unit did itself, the rows of those that did something, and the names of the others."""
    alone, units = _rows_of(connection, viewer, filter_)
    if not units:
        return alone, [], {}
    credited = _credited(viewer, filter_, alone, list(units))
    acted = connection.execute(
        select(credited.c.unit_id, func.count(), func.sum(EVENT.c.sessions), *_event_figure("attendance"))
        .join_from(credited, EVENT, EVENT.c.id == credited.c.event_id)
        .group_by(credited.c.unit_id)
    ).all()
    gave = connection.execute(
        select(
            credited.c.unit_id,
            func.count(func.distinct(case((MATERIAL.c.value.is_not(None), MATERIAL.c.event_id)))),
            *figure_columns(MATERIAL.c.value, MATERIAL.c.qualifier, MATERIAL.c.basis),
        )
        .join_from(credited, MATERIAL, MATERIAL.c.event_id == credited.c.event_id)
        .group_by(credited.c.unit_id)
    )
    copies = {row[0]: replace(as_figure(row[2:], 0), known=row[1]) for row in gave}
    return (
        alone,
        [
            UnitRow(
                id=row[0],
                name=units.pop(row[0]),
                events=row[1],
                sessions=int(row[2]),
                materials=replace(copies.get(row[0], Figure()), events=row[1]),
                attendance=as_figure(row[3:], row[1]),
            )
            for row in acted
        ],
        units,
    )


def _credited(viewer: Viewer, filter_: Filter, alone: set[int], units: list[int]) -> Any:
    """Pairs of a row's unit and a public event credited to it, each pair once however many of its units took part."""
    row_of, member = UNIT.alias("row_of"), UNIT.alias("member")
    below = and_(row_of.c.id.not_in(alone), member.c.path.like(row_of.c.path + "%"))
    members = (
        select(row_of.c.id.label("unit_id"), member.c.id.label("member_id"))
        .join_from(row_of, member, or_(row_of.c.id == member.c.id, below))
        .where(row_of.c.id.in_(units))
        .cte("members")
    )
    where = (PUBLIC, *conditions(viewer, filter_))
    leading = (
        select(members.c.unit_id, EVENT.c.id.label("event_id"))
        .join_from(EVENT, members, members.c.member_id == EVENT.c.organisation_id)
        .where(*where)
    )
    # Only where others joined in can a row come twice: looking for doubles among all pairs would take most of the time.
    led_by = members.alias("led_by")
    joining = (
        select(members.c.unit_id, EVENT.c.id)
        .distinct()
        .join_from(CO_ORGANISER, EVENT, EVENT.c.id == CO_ORGANISER.c.event_id)
        .join(members, members.c.member_id == CO_ORGANISER.c.organisation_id)
        .outerjoin(led_by, and_(led_by.c.member_id == EVENT.c.organisation_id, led_by.c.unit_id == members.c.unit_id))
        .where(led_by.c.unit_id.is_(None), *where)
    )
    return leading.union_all(joining).subquery("credited")


def _rows_of(connection: Connection, viewer: Viewer, filter_: Filter) -> tuple[set[int], dict[int, str]]:
    """The rows by id: the unit whose parts are shown and its children; and which rows are for what a unit did itself.

    Without a unit in the filter the topmost ones are shown; a single one at the top says nothing, so its parts are.
    """
    units = (
        select(UNIT.c.id, UNIT.c.name_zh, UNIT.c.name_en)
        .where(
            UNIT.c.dataset == filter_.dataset.value,
            *units_within(viewer),
        )
        .order_by(UNIT.c.id)
    )
    if filter_.organisation is not None:
        at_the_top = UNIT.c.id == filter_.organisation
    else:
        tops = viewer.reach(Action.READ)
        at_the_top = UNIT.c.parent_id.is_(None) if "" in tops else UNIT.c.path.in_(list(tops))
    rows: dict[int, str] = {}
    alone: set[int] = set()
    level = connection.execute(units.where(at_the_top)).all()
    while len(level) == 1 and (filter_.organisation is None or not alone):
        unit = level[0]
        name = either(unit.name_zh, unit.name_en)
        alone.add(unit.id)
        level = connection.execute(units.where(UNIT.c.parent_id == unit.id)).all()
        # A unit with none below it acts by itself anyway.
        rows[unit.id] = gettext("{name}, itself").format(name=name) if level else name
    return alone, rows | {unit.id: either(unit.name_zh, unit.name_en) for unit in level}
