"""Where events took place, as points for the map: one spot per known place or division, however many events."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, or_, select

from metrics.counting import (
    EVENT,
    EVENT_PLACE,
    PLACE,
    PUBLIC,
    Condition,
    Figure,
    as_figure,
    conditions,
    figure_columns,
    within,
)
from metrics.filter import Filter
from metrics.positions import Position, positions_of
from models.division import CITY, COUNTY, PROVINCE, TOWNSHIP
from models.viewer import Viewer
from store.database import Database

MOST: Final = 2000  # spots a browser draws and clusters without being felt


@dataclass(frozen=True, slots=True)
class Spot:
    """A place or division and the public events there.

    `key` names it: "place-12", a division id, or "within-" and a division id where the spots of a division are one.

    An event at two places is at two spots; the map says so, and totals are not taken from spots.
    """

    key: str
    name: str
    position: Position
    venue_type: str | None
    events: int
    sessions: int
    attendance: Figure


@dataclass(frozen=True, slots=True)
class SpotsAnswer:
    """The spots that can be drawn, and how many events cannot because nothing says where they were."""

    spots: list[Spot]
    events: int
    without_place: int


def gathered(connection: Connection, found: list[Spot], most: int) -> list[Spot]:
    """The spots, or where they are too many the townships, counties or cities they lie in, one spot each."""
    if len(found) <= most:
        return found
    above = {id_ for spot in found for id_ in spot.position.path.split("/") if id_}
    known = positions_of(connection, above)
    for level in (TOWNSHIP, COUNTY, CITY, PROVINCE):
        groups: dict[str, list[Spot]] = defaultdict(list)
        for spot in found:
            ids = [id_ for id_ in spot.position.path.split("/") if id_ in known]
            groups[next((id_ for id_ in reversed(ids) if known[id_].level <= level), spot.key)].append(spot)
        if len(groups) <= most or level == PROVINCE:
            return [_one(group, known.get(key)) for key, group in groups.items()]
    return found


def _one(group: list[Spot], position: Position | None) -> Spot:
    if len(group) == 1 or position is None:
        return group[0]
    venues = {spot.venue_type for spot in group}
    attendances = [spot.attendance for spot in group]
    values = [figure.value for figure in attendances if figure.value is not None]
    return Spot(
        key=f"within-{position.division_id}",
        name=position.chain[0],
        position=position,
        venue_type=venues.pop() if len(venues) == 1 else None,
        events=sum(spot.events for spot in group),
        sessions=sum(spot.sessions for spot in group),
        attendance=Figure(
            value=sum(values) if values else None,
            known=sum(figure.known for figure in attendances),
            events=sum(figure.events for figure in attendances),
            lower_bound=any(figure.lower_bound for figure in attendances),
            approximate=any(figure.approximate for figure in attendances),
            estimated=sum(figure.estimated for figure in attendances),
        ),
    )


def spots(database: Database, viewer: Viewer, filter_: Filter, *, most: int = MOST) -> SpotsAnswer:
    """The spots of a filter's public events; where they are more than `most`, those of a division are made one."""
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
                    attendance=as_figure(row[8:], row.events),
                )
            )
        total = connection.scalar(select(func.count()).select_from(EVENT).where(*where)) or 0
        drawn = (
            select(func.count(func.distinct(EVENT.c.id)))
            .join_from(EVENT, EVENT_PLACE, EVENT_PLACE.c.event_id == EVENT.c.id)
            .outerjoin(PLACE, PLACE.c.id == EVENT_PLACE.c.place_id)
            .where(*where, or_(division.is_not(None), PLACE.c.lat.is_not(None)))
        )
        return SpotsAnswer(gathered(connection, found, most), total, total - (connection.scalar(drawn) or 0))


def events_at(database: Database, viewer: Viewer, filter_: Filter, key: str, *, limit: int = 100) -> list[int]:
    """The ids of a spot's events, newest first."""
    kind, _dash, reference = key.partition("-")
    if kind == "place":
        if not reference.isdecimal():
            return []
        at: Condition = EVENT_PLACE.c.place_id == int(reference[:15])
    elif kind == "within":
        at = within(reference)
    else:
        at = EVENT_PLACE.c.division_id == key
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
