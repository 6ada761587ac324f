"""Measures of a campaign's events by unit and by week, all units at once: one statement for each kind of fact.

Every unit has what it and all below it organised or had a part in: an event of several units is in the row of each, and
once in the row of a unit above both, and in the total.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import BigInteger, case, cast, func, literal, select, union_all

from metrics.counting import CO_ORGANISER, EVENT, EVENT_PLACE, PUBLIC, UNIT, conditions, units_within
from metrics.dimension import Asking
from metrics.facts import ROW, Apart, asked_of
from metrics.measures import Facts, Measure, measure
from metrics.reach import in_communities
from metrics.values import Value
from models.base import table_of
from models.event import EventCampaign
from models.review import APPROVED
from models.when import Precision

TOTAL: Final = 0
"""The row of all events together, each once."""
_APART: Final = 1_000  # more than a campaign has weeks
_LINK: Final = table_of(EventCampaign)
_SAYING_A_WEEK: Final = (Precision.DAY.value, Precision.RANGE.value)
_FIRST_REACHED: Final = {Facts.PLACES: "place_id", Facts.COMMUNITIES: "division_id"}

Sums = dict[str, dict[int, list[Any]]]
"""Of one row: measure → week → the results of its columns."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What a unit has reached of one measure; `weekly` is what each week brought, the campaign's first week first.

    `before` is what is in the value and in no week: from before the first day, or from dates that do not say the week.
    Of places and communities a week brings those first reached in it.
    """

    value: Value
    weekly: tuple[int, ...]
    before: int


@dataclass(frozen=True, slots=True)
class UnitWeeks:
    """The public events of a unit, how many are not approved, and what each measure came to, by its key."""

    events: int
    unapproved: int
    reached: Mapping[str, Reached]


def by_unit_and_week(
    asking: Asking, campaign_id: int, measures: Iterable[str], weeks: Sequence[date]
) -> dict[int, UnitWeeks]:
    """The units in which there is something, by their ids, and the TOTAL; for the filter that `asking` holds.

    `weeks` are the first days of the weeks to tell apart; the filter is about the campaign's events.
    """
    asked = [measure(key) for key in dict.fromkeys(measures)]
    week = _week(weeks)
    links = _links(asking, campaign_id)
    found: dict[int, Sums] = defaultdict(lambda: defaultdict(dict))
    for facts in Facts:
        named = _columns(facts, asked)
        if facts in _FIRST_REACHED:
            for name in named:
                for row, number, count in _first_reached(asking, facts, links, week):
                    found[row][name][number] = [count]
        elif named:
            columns = [column for some in named.values() for column in some]
            apart = Apart(
                cast(links.c[ROW], BigInteger) * _APART + week,
                ((links, links.c.event_id == EVENT.c.id),),
                several=links,
            )
            [results_of] = asked_of(asking.connection, asking.viewer, [asking.filter_], facts, columns, apart)
            for key, results in results_of.items():
                if key is None:  # an event of no unit the viewer sees, and there is none
                    continue
                row, number = divmod(int(str(key)), _APART)
                rest = iter(results)
                for name, some in named.items():
                    found[row][name][number] = [next(rest) for _column in some]
    return {row: _summed(asked, sums, len(weeks)) for row, sums in found.items()}


def _week(weeks: Sequence[date]) -> Any:
    """The number of an event's week from 1 on; 0 for what comes before the first or says no week."""
    if not weeks:
        return literal(0)
    ends = [(EVENT.c.when_start < first, number) for number, first in enumerate(weeks)]
    return case((EVENT.c.when_precision.not_in(_SAYING_A_WEEK), 0), *ends, else_=len(weeks))


def _links(asking: Asking, campaign_id: int) -> Any:
    """Pairs of an event of the campaign and a unit that it counts for, each once; and of each event and the total."""
    in_it = select(_LINK.c.event_id).where(_LINK.c.campaign_id == campaign_id)
    row = select(UNIT.c.id.label(ROW), UNIT.c.id.label("unit_id")).where(
        UNIT.c.dataset == asking.filter_.dataset.value, *units_within(asking.viewer)
    )
    child = UNIT.alias()
    # Down the tree from every unit: as many pairs as there are units times levels.
    members = row.cte("members", recursive=True)
    members = members.union_all(
        select(members.c[ROW], child.c.id).join_from(members, child, child.c.parent_id == members.c.unit_id)
    )
    part = (
        select(EVENT.c.id.label("event_id"), EVENT.c.organisation_id)
        .where(EVENT.c.id.in_(in_it))
        .union_all(
            select(CO_ORGANISER.c.event_id, CO_ORGANISER.c.organisation_id).where(CO_ORGANISER.c.event_id.in_(in_it))
        )
        .subquery("part")
    )
    of_units = (
        select(part.c.event_id, members.c[ROW])
        .distinct()
        .join_from(part, members, members.c.unit_id == part.c.organisation_id)
    )
    of_all = select(_LINK.c.event_id, literal(TOTAL).label(ROW)).where(_LINK.c.campaign_id == campaign_id)
    return union_all(of_units, of_all).subquery("links")


def _columns(facts: Facts, asked: Sequence[Measure]) -> dict[str, tuple[Any, ...]]:
    named: dict[str, tuple[Any, ...]] = {}
    if facts is Facts.EVENTS:
        named["*"] = (func.count(), func.count(case((EVENT.c.status != APPROVED, 1))))
        named |= {f"{one.key} known": (func.count(case((one.known, 1))),) for one in asked if one.known is not None}
    return named | {one.key: one.columns for one in asked if one.facts is facts}


def _first_reached(asking: Asking, facts: Facts, links: Any, week: Any) -> Iterator[tuple[int, int, int]]:
    """Of each unit, how many different places or communities were first reached in each week."""
    place = EVENT_PLACE.alias() if facts is Facts.PLACES else in_communities()
    thing = place.c[_FIRST_REACHED[facts]]
    once = (
        select(links.c[ROW].label("row"), thing.label("thing"), func.min(week).label("week"))
        .select_from(
            EVENT.join(place, place.c.event_id == EVENT.c.id).join(links, links.c.event_id == EVENT.c.id),
        )
        .where(PUBLIC, *conditions(asking.viewer, asking.filter_), thing.is_not(None))
        .group_by(links.c[ROW], thing)
        .subquery("once")
    )
    counted = select(once.c.row, once.c.week, func.count()).group_by(once.c.row, once.c.week)
    for row, number, count in asking.connection.execute(counted):
        yield int(row), int(number), int(count)


def _summed(asked: Sequence[Measure], sums: Sums, weeks: int) -> UnitWeeks:
    events, unapproved = (int(number or 0) for number in _together(sums["*"].values(), 2))
    reached = {}
    for one in asked:
        by_week = sums.get(one.key, {})
        [known] = _together(sums.get(f"{one.key} known", {}).values(), 1)
        value = one.made(_together(by_week.values(), len(one.columns)), events, int(known or 0))
        weekly = tuple(int((by_week.get(number) or [0])[0] or 0) for number in range(1, weeks + 1))
        reached[one.key] = Reached(value, weekly, int((by_week.get(0) or [0])[0] or 0))
    return UnitWeeks(events, unapproved, reached)


def _together(rows: Iterable[Sequence[Any]], columns: int) -> list[Any]:
    """The sums of several rows of results, column by column; None where none of them has a number."""
    listed = list(rows)
    return [_sum(row[number] for row in listed) for number in range(columns)]


def _sum(numbers: Iterable[Any]) -> Any:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
