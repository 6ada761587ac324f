"""Measures of many units at once, each with all below it: one statement for each kind of fact, whatever the units."""

from collections.abc import Mapping, Sequence

from sqlalchemy import and_, func, select

from metrics.breakdown import kinds_of, row_of, told
from metrics.counting import CO_ORGANISER, EVENT, UNIT, Condition
from metrics.dimension import Asking
from metrics.facts import ROW, Apart
from metrics.filter import Filter
from metrics.measures import measure
from metrics.values import Value

UnitValues = Mapping[int, Mapping[str, Value]]
"""The id of a unit → the key of a measure → its value."""


def values_of_units(
    asking: Asking, periods: Sequence[Filter], measures: Sequence[str], units: Condition
) -> list[UnitValues]:
    """The values of these measures for each unit that meets the condition on UNIT, in each of several periods.

    A unit with all below it, as in `metrics.breakdown`, but also where one of the units lies below another; a
    co-organised event counts in full for each. A unit without any event is left out. `periods` are filters that differ
    in their period only.
    """
    asked = [measure(key) for key in dict.fromkeys(measures)]
    found = told(asking, periods, asked, kinds_of(asked), _by_each(units))
    return [
        {key: row_of(asked, of_unit).values for key, of_unit in of_period.items() if isinstance(key, int)}
        for of_period in found
    ]


def _by_each(units: Condition) -> Apart:
    """Events told apart by each of the units that has a part in them, itself or through one below it."""
    below, child = select(UNIT.c.id.label(ROW), UNIT.c.id.label("unit_id")).where(units), UNIT.alias()
    members = below.cte("members", recursive=True)
    members = members.union_all(
        select(members.c[ROW], child.c.id).join_from(members, child, child.c.parent_id == members.c.unit_id)
    )
    leader, member, led = members.alias(), members.alias(), EVENT.alias()
    shared = select(CO_ORGANISER.c.event_id).distinct().subquery("shared")
    part = (
        select(CO_ORGANISER.c.event_id, CO_ORGANISER.c.organisation_id)
        .union(select(led.c.id, led.c.organisation_id).join_from(led, shared, shared.c.event_id == led.c.id))
        .subquery()
    )
    links = (
        select(part.c.event_id, member.c[ROW])
        .distinct()
        .join_from(part, member, member.c.unit_id == part.c.organisation_id)
        .subquery("links")
    )
    # Most events have one unit only: these need no pairs.
    alone = and_(leader.c.unit_id == EVENT.c.organisation_id, shared.c.event_id.is_(None))
    return Apart(
        func.coalesce(links.c[ROW], leader.c[ROW]),
        ((shared, shared.c.event_id == EVENT.c.id), (leader, alone), (links, links.c.event_id == EVENT.c.id)),
    )
