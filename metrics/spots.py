"""Where events took place, as points for the map: one spot per known place or division, however many events."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select

from metrics.counting import EVENT, EVENT_PLACE, PLACE, PUBLIC, Figure, as_figure, conditions, figure_columns
from metrics.filter import Filter
from metrics.positions import Position, positions_of
from models.viewer import Viewer
from store.database import Database


@dataclass(frozen=True, slots=True)
class Spot:
    """A place or division and the public events there. `key` names it in an address: "place-12" or a division id.

    An event at two places is at two spots; the map says so, and totals are not taken from spots.
    """

    key: str
    name: str
    position: Position
    venue_type: str | None
    events: int
    sessions: int
    attendance: Figure
    only_event: int | None


@dataclass(frozen=True, slots=True)
class SpotsAnswer:
    """The spots that can be drawn, and how many events cannot because nothing says where they were."""

    spots: list[Spot]
    events: int
    without_place: int


def spots(database: Database, viewer: Viewer, filter_: Filter) -> SpotsAnswer:
    """All spots of a filter's public events."""
    where = (PUBLIC, *conditions(viewer, filter_))
    division = func.coalesce(PLACE.c.division_id, EVENT_PLACE.c.division_id)
    with database.reading() as connection:
        rows = connection.execute(
            select(
                EVENT_PLACE.c.place_id,
                division.label("division_id"),
                PLACE.c.name,
                PLACE.c.lat,
                PLACE.c.lng,
                func.min(EVENT.c.venue_type).label("venue_type"),
                func.count(func.distinct(EVENT.c.id)).label("events"),
                func.sum(EVENT.c.sessions).label("sessions"),
                func.min(EVENT.c.id).label("first"),
                *figure_columns(EVENT.c.attendance_value, EVENT.c.attendance_qualifier, EVENT.c.attendance_basis),
            )
            .join_from(EVENT, EVENT_PLACE, EVENT_PLACE.c.event_id == EVENT.c.id)
            .outerjoin(PLACE, PLACE.c.id == EVENT_PLACE.c.place_id)
            .where(*where)
            .group_by(EVENT_PLACE.c.place_id, division, PLACE.c.name, PLACE.c.lat, PLACE.c.lng)
        ).all()
        positions = positions_of(connection, {row.division_id for row in rows if row.division_id})
        found = []
        for row in rows:
            position = positions.get(row.division_id, Position())
            if row.lat is not None:
                position = position.at(row.lat, row.lng)
            if position.lat is None:
                continue
            found.append(
                Spot(
                    key=f"place-{row.place_id}" if row.place_id else row.division_id,
                    name=row.name or (position.chain[0] if position.chain else ""),
                    position=position,
                    venue_type=row.venue_type,
                    events=row.events,
                    sessions=int(row.sessions),
                    attendance=as_figure(row[9:], row.events),
                    only_event=row.first if row.events == 1 else None,
                )
            )
        total = connection.scalar(select(func.count()).select_from(EVENT).where(*where)) or 0
        drawn = (
            select(func.count(func.distinct(EVENT.c.id)))
            .join_from(EVENT, EVENT_PLACE, EVENT_PLACE.c.event_id == EVENT.c.id)
            .outerjoin(PLACE, PLACE.c.id == EVENT_PLACE.c.place_id)
            .where(*where, or_(division.is_not(None), PLACE.c.lat.is_not(None)))
        )
        return SpotsAnswer(found, total, total - (connection.scalar(drawn) or 0))


def events_at(database: Database, viewer: Viewer, filter_: Filter, key: str, *, limit: int = 100) -> list[int]:
    """The ids of a spot's events, newest first."""
    place_id = key.removeprefix("place-")
    if place_id != key and not place_id.isdecimal():
        return []
    at = EVENT_PLACE.c.division_id == key if place_id == key else EVENT_PLACE.c.place_id == int(place_id[:15])
    with database.reading() as connection:
        query = (
            select(EVENT.c.id)
            .distinct()
            .join_from(EVENT, EVENT_PLACE, EVENT_PLACE.c.event_id == EVENT.c.id)
            .where(at, PUBLIC, *conditions(viewer, filter_))
            .order_by(EVENT.c.id.desc())
            .limit(limit)
        )
        return list(connection.scalars(query))
