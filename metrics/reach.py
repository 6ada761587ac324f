"""The rules of counting places, communities and people: how far the outreach went, and what may be said of it."""

from typing import Any, Final

from sqlalchemy import and_, case, func, select

from metrics.counting import DIVISION, EVENT, EVENT_PLACE, PLACE, PUBLIC, Condition, conditions, figure_columns, having
from metrics.filter import Filter
from models.division import COMMUNITY
from models.viewer import Viewer


def placed() -> Any:
    """Each event with each of its places, and the division that place lies in, as a relation of its own."""
    return (
        select(
            EVENT_PLACE.c.event_id,
            EVENT_PLACE.c.place_id,
            func.coalesce(PLACE.c.division_id, EVENT_PLACE.c.division_id).label("division_id"),
        )
        .outerjoin_from(EVENT_PLACE, PLACE, PLACE.c.id == EVENT_PLACE.c.place_id)
        .subquery()
    )


def in_communities() -> Any:
    """Each event with each community it took place in; what is placed less precisely is in none."""
    places = placed()
    return (
        select(places.c.event_id, places.c.division_id)
        .join_from(places, DIVISION, DIVISION.c.id == places.c.division_id)
        .where(DIVISION.c.level == COMMUNITY)
        .subquery()
    )


def at_a_known_place() -> Condition:
    """The event took place at a known place at least, not only somewhere in a division."""
    part = EVENT_PLACE.alias()
    return having(part, part.c.place_id.is_not(None))


def in_a_known_community() -> Condition:
    """The event took place in a known community at least."""
    part = in_communities()
    return having(part, part.c.division_id.is_not(None))


def first_days(viewer: Viewer, filter_: Filter) -> Any:
    """Each known place with the first day of its public events: of all time, whatever else the filter says.

    Of those of the dataset that the viewer may see. A vague date counts from the first day it may mean, so that no
    place is called new where one cannot be sure; undated events tell nothing and are passed over.
    """
    link = EVENT_PLACE.alias()
    return (
        select(link.c.place_id, func.min(EVENT.c.when_start).label("day"))
        .join_from(EVENT, link, link.c.event_id == EVENT.c.id)
        .where(link.c.place_id.is_not(None), PUBLIC, *conditions(viewer, Filter(dataset=filter_.dataset)))
        .group_by(link.c.place_id)
        .subquery()
    )


def only_community() -> Any:
    """Each event that has places with the community all of them are in; empty where that is not known, or several."""
    places, community = placed(), DIVISION.alias()
    lowest, highest = func.min(community.c.id), func.max(community.c.id)
    one = and_(lowest == highest, func.count(community.c.id) == func.count())
    return (
        select(places.c.event_id, case((one, lowest)).label("community"))
        .outerjoin_from(places, community, and_(community.c.id == places.c.division_id, community.c.level == COMMUNITY))
        .group_by(places.c.event_id)
        .subquery()
    )


LARGEST: Final = ("community", "largest")
SUMMED: Final = ("value", "known", "lower", "about", "estimated")


def told_in(home: Any, number: Any) -> list[Any]:
    """Of the events of one community: the largest single number told, and what a Figure of all is made from."""
    value, _qualifier, _basis = number
    sums = (column.label(name) for column, name in zip(figure_columns(*number), SUMMED, strict=True))
    return [home.c.community.label(LARGEST[0]), func.max(value).label(LARGEST[1]), *sums]


def fewest_people(in_known: int | None, elsewhere: int | None) -> int:
    """So many different people there were at least, the residents of different communities taken for different people.

    `in_known` is the largest single number of each known community, added; `elsewhere` the largest of all other events,
    whose people may be the same as any: it is no more than another bound.
    """
    return max(int(in_known or 0), int(elsewhere or 0))
