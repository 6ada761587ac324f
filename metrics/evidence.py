"""What speaks against a picture as evidence of an event: taken on another day, far away, or used for another event.

Nothing here says that a picture is wrong, and nothing is kept back because of it. It is for whoever decides.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, select

from geo.boundaries import county_at
from geo.distance import kilometres
from locales import gettext as _
from locales import ngettext
from locales.numbers import day, number
from metrics.counting import DIVISION, PLACE
from metrics.positions import Position, positions_of
from models.dataset import Dataset
from models.draft import PlaceDraft
from models.viewer import Viewer
from models.when import When
from store.database import Database
from store.picture_file import PDF, Look
from store.pictures import OtherUse, looks_of, others_with

WHEN: Final = "when"
WHERE: Final = "where"
OTHER: Final = "other"

# Up to how many kilometres from a point of this precision a picture may have been taken without a remark. Distances
# between divisions are those of the gazetteer's own points.
NEAR_KM: Final = {
    "exact": 3,  # a phone inside a building, coordinates half a kilometre off as maps shift them, a walk up the street
    "community": 5,  # one or two across in a city, up to five where villages lie far apart
    "township": 20,  # from one middle to the next it is 8 for every second township, 16 for one in ten
    "county": 30,  # from the middle to the furthest township it is 22 for every second county, 35 for one in four
    "city": 80,  # the same for its counties: 78 for every second
    "province": 300,
}
# Within one of these it may have been taken however large it is; the boundaries say whether it was.
_WITH_BOUNDARIES: Final = ("county", "city", "province")


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence in the language now spoken, what it is about, and the other event where it names one."""

    about: str
    text: str
    event_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Around:
    """Where an event took place: near a point, which may be the middle of the division `name`, or within `path`."""

    lat: float
    lng: float
    near_km: float
    name: str = ""
    path: str = ""


def remarks_of(
    database: Database,
    viewer: Viewer,
    event_id: int,
    when: When,
    places: tuple[PlaceDraft, ...],
    dataset: Dataset = Dataset.RECORDED,
) -> dict[str, list[Remark]]:
    """What there is to remark about each stored file of an event that the viewer may see, by the file's hash."""
    looks = looks_of(database, viewer, event_id)
    return remarks_on(database, viewer, tuple(looks), when, places, dataset, event_id)


def remarks_on(
    database: Database,
    viewer: Viewer,
    looks: tuple[Look, ...],
    when: When,
    places: tuple[PlaceDraft, ...],
    dataset: Dataset = Dataset.RECORDED,
    event_id: int | None = None,
) -> dict[str, list[Remark]]:
    """The same about files that may not be stored yet, of an event that may not be saved yet."""
    found: dict[str, list[Remark]] = defaultdict(list)
    with database.reading() as connection:
        around = _around_places(connection, places)
        for look in looks:
            if look.taken_at and (remark := taken_when(look.taken_at.date(), when)):
                found[look.sha256].append(remark)
            if look.lat is not None and look.lng is not None:
                found[look.sha256] += _taken_where(connection, look.lat, look.lng, around)
    papers = {look.sha256 for look in looks if look.media_type == PDF}
    for use in others_with(database, viewer, looks, dataset=dataset, event_id=event_id):
        found[use.sha256].append(Remark(OTHER, _used(use, paper=use.sha256 in papers), use.event_id))
    return {digest: remarks for digest, remarks in found.items() if remarks}


def taken_when(taken: date, when: When) -> Remark | None:
    """What there is to remark about the day a picture was taken.

    A month, a quarter or a year is compared as the days it may mean; a date that is not known says nothing.
    """
    if when.start is None or when.end is None or when.start <= taken <= when.end:
        return None
    if taken < when.start:
        days = (when.start - taken).days
        text = ngettext(
            "Taken on {day}, {days} day before the event", "Taken on {day}, {days} days before the event", days
        )
    else:
        days = (taken - when.end).days
        text = ngettext(
            "Taken on {day}, {days} day after the event", "Taken on {day}, {days} days after the event", days
        )
    return Remark(WHEN, text.format(day=day(taken), days=number(days)))


def _taken_where(connection: Connection, lat: float, lng: float, around: Sequence[_Around]) -> list[Remark]:
    """The nearest of the places is what counts."""
    distances = [(kilometres(lat, lng, place.lat, place.lng), place) for place in around]
    if not distances or any(distance <= place.near_km for distance, place in distances):
        return []
    county = _county_path(connection, lat, lng)
    if county and any(p.path and (p.path.startswith(county) or county.startswith(p.path)) for p in around):
        return []
    distance, nearest = min(distances, key=lambda pair: pair[0])
    kilometre = number(round(distance, 1 if distance < 10 else None))
    if nearest.name:
        text = _("Taken {distance} km from the middle of {division}").format(distance=kilometre, division=nearest.name)
    else:
        text = _("Taken {distance} km from the place").format(distance=kilometre)
    return [Remark(WHERE, text)]


def _county_path(connection: Connection, lat: float, lng: float) -> str:
    """The path of the county at a point; "" at sea and abroad."""
    county = county_at(lat, lng)
    return connection.scalar(select(DIVISION.c.path).where(DIVISION.c.id == county)) or "" if county else ""


def _used(use: OtherUse, *, paper: bool) -> str:
    if use.event_id is None and paper:
        return _("This file is already evidence of another event of the bank")
    if use.event_id is None:
        return _("This picture is already evidence of another event of the bank")
    if use.same:
        text = _("The same file is evidence of “{title}” ({when}) too")
    else:
        text = _("Looks the same as a picture of “{title}” ({when})")
    return text.format(title=use.title, when=use.when)


def _around_places(connection: Connection, places: Sequence[PlaceDraft]) -> list[_Around]:
    """Where an event took place; nothing at all where one of its places may be anywhere."""
    known = {place.place_id for place in places if place.place_id is not None}
    columns = (PLACE.c.id, PLACE.c.lat, PLACE.c.lng, PLACE.c.division_id)
    rows = {row.id: row for row in connection.execute(select(*columns).where(PLACE.c.id.in_(known)))}
    around: list[_Around] = []
    for place in places:
        told = place if place.place_id is None else rows.get(place.place_id)
        if told is not None and told.lat is not None and told.lng is not None:
            around.append(_Around(told.lat, told.lng, NEAR_KM["exact"]))
            continue
        division = told.division_id if told is not None else None
        position = positions_of(connection, [division]).get(division) if division else None
        place_around = _around(connection, position) if position else None
        if place_around is None:
            return []
        around.append(place_around)
    return around


def _around(connection: Connection, position: Position) -> _Around | None:
    """Around the middle of a division, or of the nearest above it whose middle is known."""
    if position.lat is None or position.lng is None:
        return None
    name = connection.scalar(
        select(DIVISION.c.name)
        .where(DIVISION.c.id.in_(position.path.split("/")), DIVISION.c.lat.is_not(None))
        .order_by(DIVISION.c.level.desc())
        .limit(1)
    )
    path = position.path if position.precision in _WITH_BOUNDARIES else ""
    return _Around(position.lat, position.lng, NEAR_KM[position.precision], name or "", path)
