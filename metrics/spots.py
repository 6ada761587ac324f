"""Where events took place, as points for the map: one spot per known place or division, however many events."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, or_, select

from metrics.asking import answered
from metrics.counting import (
    EVENT,
    EVENT_PLACE,
    PLACE,
    PUBLIC,
    Condition,
    as_figure,
    conditions,
    figure_columns,
    within,
)
from metrics.filter import Filter
from metrics.gathering import Repeat, gathered
from metrics.positions import Position, positions_of
from metrics.spot import Spot
from models.viewer import Viewer
from store.database import Database

MOST: Final = 2000  # spots a browser draws and clusters without being felt


@dataclass(frozen=True, slots=True)
class SpotsAnswer:
    """The spots that can be drawn, and how many events cannot because nothing says where they were."""

    spots: list[Spot]
    events: int
    without_place: int


def spots(database: Database, viewer: Viewer, filter_: Filter, *, most: int = MOST) -> SpotsAnswer:
    """The spots of a filter's public events; where they are more than `most`, those of a division are made one."""
    return answered(database, filter_, lambda connection: _spots(connection, viewer, filter_, most))


def _spots(connection: Connection, viewer: Viewer, filter_: Filter, most: int) -> SpotsAnswer:
    where = (PUBLIC, *conditions(viewer, filter_))
    links = _links()
    rows = connection.execute(
        select(
            links.c.place_id,
            links.c.division_id,
            links.c.name,
            links.c.lat,
            links.c.lng,
            func.min(EVENT.c.venue_type).label("venue_type"),
            func.count().label("events"),
            func.sum(EVENT.c.sessions).label("sessions"),
            *figure_columns(EVENT.c.attendance_value, EVENT.c.attendance_qualifier, EVENT.c.attendance_basis),
        )
        .join_from(EVENT, links, links.c.event_id == EVENT.c.id)
        .where(*where)
        .group_by(links.c.place_id, links.c.division_id, links.c.name, links.c.lat, links.c.lng)
    ).all()
    positions = positions_of(connection, {row.division_id for row in rows if row.division_id})
    found = [spot for row in rows if (spot := _spot(row, positions))]
    if len(found) > most:
        found = gathered(connection, found, _repeats(connection, where), most)
    total = connection.scalar(select(func.count()).select_from(EVENT).where(*where)) or 0
    drawn = (
        select(func.count(func.distinct(EVENT.c.id)))
        .join_from(EVENT, links, links.c.event_id == EVENT.c.id)
        .where(*where, or_(links.c.division_id.is_not(None), links.c.lat.is_not(None)))
    )
    return SpotsAnswer(found, total, total - (connection.scalar(drawn) or 0))


def _links() -> Any:
    """Each event with each of its places."""
    return (
        select(
            EVENT_PLACE.c.event_id,
            EVENT_PLACE.c.place_id,
            func.coalesce(PLACE.c.division_id, EVENT_PLACE.c.division_id).label("division_id"),
            PLACE.c.name,
            PLACE.c.lat,
            PLACE.c.lng,
        )
        .outerjoin_from(EVENT_PLACE, PLACE, PLACE.c.id == EVENT_PLACE.c.place_id)
        .subquery("links")
    )


def _spot(row: Any, positions: dict[str, Position]) -> Spot | None:
    position = positions.get(row.division_id, Position())
    if row.lat is not None:
        position = position.at(row.lat, row.lng)
    if position.lat is None:
        return None
    return Spot(
        key=_key(row),
        name=row.name or (position.chain[0] if position.chain else ""),
        position=position,
        venue_type=row.venue_type,
        events=row.events,
        sessions=int(row.sessions),
        attendance=as_figure(row[8:], row.events),
    )


def _key(row: Any) -> str:
    return f"place-{row.place_id}" if row.place_id else str(row.division_id)


def _repeats(connection: Connection, where: Sequence[Condition]) -> list[Repeat]:
    """All places of the events that have more than one."""
    links, several = _links(), EVENT_PLACE.alias()
    rows = connection.execute(
        select(
            EVENT.c.id,
            links.c.place_id,
            links.c.division_id,
            EVENT.c.sessions,
            EVENT.c.attendance_value,
            EVENT.c.attendance_basis,
        )
        .join_from(EVENT, links, links.c.event_id == EVENT.c.id)
        .where(
            *where,
            EVENT.c.id.in_(select(several.c.event_id).group_by(several.c.event_id).having(func.count() > 1)),
        )
    )
    return [Repeat(row.id, _key(row), row.sessions, row.attendance_value, row.attendance_basis) for row in rows]


def events_at(database: Database, viewer: Viewer, filter_: Filter, key: str, *, limit: int = 100) -> list[int]:
    """The ids of a spot's events, newest first."""
    kind, _dash, reference = key.partition("-")
    if kind == "place":
        if not reference.isdecimal():
            return []
        at: Condition = EVENT_PLACE.c.place_id == int(reference[:15])
    elif kind == "within":
        at = within(reference)
    elif kind == "just":
        at = func.coalesce(PLACE.c.division_id, EVENT_PLACE.c.division_id) == reference
    else:
        at = EVENT_PLACE.c.division_id == key
    query = (
        select(EVENT.c.id)
        .distinct()
        .join_from(EVENT, EVENT_PLACE, EVENT_PLACE.c.event_id == EVENT.c.id)
        .outerjoin(PLACE, PLACE.c.id == EVENT_PLACE.c.place_id)
        .where(at, PUBLIC, *conditions(viewer, filter_))
        .order_by(EVENT.c.id.desc())
        .limit(limit)
    )
    return answered(database, filter_, lambda connection: list(connection.scalars(query)))
