"""The places of a row: their names, and the divisions they lie in. What is not certain stays open and is said.

A bare name is that of the place which its unit means by it (see `exchange.places_near`).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from exchange.cells import split_items
from exchange.divisions import Divisions
from exchange.places_near import Near, PlacesNear
from exchange.suggestions import PLACE
from exchange.written import NO_DIVISION
from geo.divisions import chain_label
from locales import mark
from metrics.positions import Position
from models.division import CITY, COMMUNITY, COUNTY, PROVINCE, TOWNSHIP
from models.draft import PlaceDraft
from models.entry import tidy_text
from models.problem import Problem

LEVELS: Final = {"province": PROVINCE, "city": CITY, "county": COUNTY, "township": TOWNSHIP, "community": COMMUNITY}
PLACE_COLUMNS: Final = ("place", *LEVELS, "division", "point")

_NO_CODES: Final = {NO_DIVISION, "-", "–", "无", "不详"}


@dataclass(slots=True)
class ReadPlaces:
    """The places of a row, what is wrong with them, and what was found or left open.

    `asked` are bare names with what they may mean, `settled` those for which that was chosen before.
    """

    places: list[PlaceDraft]
    problems: list[Problem]
    hints: list[Problem]
    asked: dict[str, Near] = field(default_factory=dict)
    settled: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Whose:
    """The unit whose places they are, how its names are looked up, and what was chosen for some of them."""

    unit_id: int
    near: PlacesNear
    instead: Mapping[tuple[str, str], str]


def read_places(texts: Mapping[str, str], divisions: Divisions, whose: Whose | None = None) -> ReadPlaces:
    """The places that the cells of PLACE_COLUMNS tell; a value given once holds for all places of the row.

    `whose` says whose places bare names are; without it they mean the same everywhere.
    """
    read = ReadPlaces([], [], [])
    columns = {key: split_items(texts.get(key, "")) for key in PLACE_COLUMNS}
    number = max(len(items) for items in columns.values())
    if any(len(items) not in (0, 1, number) for items in columns.values()):
        sentence = mark("the columns about the place name {numbers} places. Give each column one value, or one each.")
        numbers = " / ".join(str(len(items)) for items in columns.values() if items)
        read.problems.append(Problem.of("places", "different_numbers", sentence, numbers=numbers))
        return read
    for at in range(number):
        told = {key: items[at if len(items) > 1 else 0] for key, items in columns.items() if items}
        if any(told.values()):
            read.places.append(_place({key: tidy_text(text) for key, text in told.items()}, divisions, read, whose))
    return read


def _place(told: Mapping[str, str], divisions: Divisions, read: ReadPlaces, whose: Whose | None) -> PlaceDraft:
    name, code = told.get("place", ""), told.get("division", "")
    areas = {level: told[key] for key, level in LEVELS.items() if told.get(key)}
    position = divisions.of_code(code)
    if position is not None:
        read.problems.extend(_contradictions(code, position, areas))
        smaller = [area for level, area in areas.items() if level > position.level]
        draft = PlaceDraft(name=_with_areas(name, smaller), division_id=position.division_id)
    elif code in _NO_CODES and not areas:
        draft = PlaceDraft(name=name)
    else:
        if code and code not in _NO_CODES:
            read.hints.append(
                Problem.of("places", "unknown_code", mark("there is no division with the code {code}."), code=code)
            )
        of_unit = _of_unit(name, whose, divisions, read) if whose and name and not areas and not code else None
        draft = of_unit or _resolved(name, list(areas.values()), divisions, read)
    return _with_point(draft, told.get("point", ""), read)


def _contradictions(code: str, position: Position, areas: Mapping[int, str]) -> Iterator[Problem]:
    """Names beside a code that are not its own: one of the two was changed."""
    for level, told in areas.items():
        if level <= position.level and not _is_one_of(told, position.chain):
            yield Problem.of(
                "places",
                "code_and_name",
                mark("the code {code} is {label}, but the row says “{told}”. Correct one, or leave the code empty."),
                code=code,
                label=chain_label(position.chain),
                told=told,
            )


def _is_one_of(told: str, names: Collection[str]) -> bool:
    """Whether a division is meant that bears one of the names; endings like 区 may be missing."""
    return any(told in name or name in told for name in names)


def _with_areas(name: str, areas: Iterable[str]) -> str:
    """The place's name with what was told of its surroundings and has found no other place, so that it is kept."""
    rest = " ".join(area for area in areas if area not in name)
    return f"{name}（{rest}）" if name and rest else name or rest


def _of_unit(name: str, whose: Whose, divisions: Divisions, read: ReadPlaces) -> PlaceDraft | None:
    """The place that a unit means by a bare name; None where the name itself says where it is."""
    if (known := whose.near.known(name, whose.unit_id)) and known.division_id:
        read.hints.append(_known_there(name, divisions.label(known.division_id)))
        return PlaceDraft(name=name, division_id=known.division_id)
    if (chosen := whose.instead.get((PLACE, name))) is not None and (not chosen or divisions.chain(chosen)):
        read.settled.append(name)
        return PlaceDraft(name=name, division_id=chosen or None)
    certain = divisions.resolve(name).division_id
    if whose.near.home(whose.unit_id) is None or (certain and not whose.near.elsewhere(certain, whose.unit_id)):
        return None
    near = whose.near.near(name, whose.unit_id)
    if not near.choices:
        read.hints.append(_stays_open(name))
        return PlaceDraft(name=name)
    read.asked[name] = near
    sentence = mark("“{text}” may be a place near by; until one is chosen, only the name is recorded.")
    read.hints.append(Problem.of("places", "ambiguous", sentence, text=name))
    return PlaceDraft(name=name)


def _stays_open(text: str) -> Problem:
    return Problem.of(
        "places", "unresolved", mark("which division “{text}” lies in is not certain; it stays open."), text=text
    )


def _known_there(name: str, label: str) -> Problem:
    sentence = mark("“{text}” is the place the ledger knows in {label}.")
    return Problem.of("places", "known", sentence, text=name, label=label)


def _resolved(name: str, areas: list[str], divisions: Divisions, read: ReadPlaces) -> PlaceDraft:
    """The place by its name, in the division the texts name with certainty. No word that was told gets lost."""
    text = "".join([*areas, name])
    resolved = divisions.resolve(text)
    chain = divisions.chain(resolved.division_id) if resolved.division_id else ()
    name = _with_areas(name, (area for area in areas if not _is_one_of(area, chain)))
    if resolved.division_id:
        sentence = mark("“{text}” was understood as {label}.")
        label = divisions.label(resolved.division_id)
        read.hints.append(Problem.of("places", "resolved", sentence, text=text, label=label))
    elif resolved.candidates:
        sentence = mark("“{text}” may lie in {labels}; the division stays open.")
        labels = " / ".join(divisions.label(id_) for id_ in resolved.candidates)
        read.hints.append(Problem.of("places", "ambiguous", sentence, text=text, labels=labels))
    else:
        read.hints.append(_stays_open(text))
    return PlaceDraft(name=name, division_id=resolved.division_id)


def _with_point(draft: PlaceDraft, point: str, read: ReadPlaces) -> PlaceDraft:
    if not point:
        return draft
    try:
        lat, lng = (float(part) for part in point.replace("，", ",").split(","))
    except ValueError:
        sentence = mark("“{point}” is no point. Write latitude, longitude, for example 39.1, 117.2.")
        read.problems.append(Problem.of("places", "point", sentence, point=point[:40]))
        return draft
    return draft.model_copy(update={"lat": lat, "lng": lng})
