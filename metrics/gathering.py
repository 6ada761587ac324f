"""Making one spot of many: the townships, counties or cities that crowded spots lie in."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from sqlalchemy import Connection

from metrics.counting import ESTIMATE, Figure
from metrics.positions import Position, positions_of
from metrics.spot import Spot
from models.division import CITY, COUNTY, PROVINCE, TOWNSHIP

LEVELS: Final = (TOWNSHIP, COUNTY, CITY, PROVINCE)


class Repeat(NamedTuple):
    """A place of an event that has several, with the event's numbers."""

    event_id: int
    spot: str
    sessions: int
    attendance: int | None
    basis: str | None


def gathered(connection: Connection, found: list[Spot], repeats: Iterable[Repeat], most: int) -> list[Spot]:
    """One spot for each division of the finest level at which there are at most `most`.

    An event that has several places in one division counts there once: `repeats` holds all places of such events.
    """
    above = {id_ for spot in found for id_ in spot.position.path.split("/") if id_}
    known = positions_of(connection, above)
    for level in LEVELS:
        groups: dict[str, list[Spot]] = defaultdict(list)
        for spot in found:
            groups[_division(spot, known, level)].append(spot)
        if len(groups) <= most:
            break
    group_of = {spot.key: division for division, group in groups.items() for spot in group}
    paths = [known[division].path for division in groups if division in known]
    divided = {path for path in paths if sum(other.startswith(path) for other in paths) > 1}
    spots = {division: _together(group, known.get(division), divided) for division, group in groups.items()}
    for (_event_id, division), times in _times(repeats, group_of).items():
        for repeat in times[1:]:
            spots[division] = _without(spots[division], repeat)
    return list(spots.values())


def _division(spot: Spot, known: Mapping[str, Position], level: int) -> str:
    """The division of at most this level that a spot lies in; the spot itself where none is known."""
    ids = [id_ for id_ in spot.position.path.split("/") if id_ in known]
    return next((id_ for id_ in reversed(ids) if known[id_].level <= level), spot.key)


def _times(repeats: Iterable[Repeat], group_of: Mapping[str, str]) -> dict[tuple[int, str], list[Repeat]]:
    times: dict[tuple[int, str], list[Repeat]] = defaultdict(list)
    for repeat in repeats:
        if repeat.spot in group_of:
            times[repeat.event_id, group_of[repeat.spot]].append(repeat)
    return times


def _together(group: list[Spot], position: Position | None, divided: set[str]) -> Spot:
    if len(group) == 1 or position is None:
        return group[0]
    attendances = [spot.attendance for spot in group]
    values = [figure.value for figure in attendances if figure.value is not None]
    venues = Counter(spot.venue_type for spot in group)
    return Spot(
        key=f"{'just' if position.path in divided else 'within'}-{position.division_id}",
        name=position.chain[0],
        position=position,
        venue_type=next(iter(venues)) if len(venues) == 1 else None,
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


def _without(spot: Spot, repeat: Repeat) -> Spot:
    """The spot with an event taken out that it holds once too often."""
    figure = spot.attendance
    if repeat.attendance is None or figure.value is None:
        attendance = replace(figure, events=figure.events - 1)
    else:
        attendance = replace(
            figure,
            value=figure.value - repeat.attendance,
            known=figure.known - 1,
            events=figure.events - 1,
            estimated=figure.estimated - (repeat.attendance if repeat.basis == ESTIMATE else 0),
        )
    return replace(spot, events=spot.events - 1, sessions=spot.sessions - repeat.sessions, attendance=attendance)
