"""What a bare name of a place means to the unit that writes it: a place it knows, or a division where it is at home.

Nothing is taken that lies elsewhere: the 明珠社区 of a branch in 合肥 is not the one in 北京.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, TypeVar

from sqlalchemy import Connection, func, select

from exchange.divisions import Divisions
from exchange.names import Units
from metrics.counting import EVENT, EVENT_PLACE, PLACE
from models.dataset import Dataset
from models.division import CITY, COUNTY, PROVINCE

T = TypeVar("T")

CHUNK: Final = 500
MOST_CHOICES: Final = 8
_BANK: Final = re.compile(r"^.*银行(?:股份有限公司|有限公司)?(?=.)")  # what stands before 合肥分行 in a unit's name


@dataclass(slots=True)
class KnownPlace:
    """A place of the ledger: the division it lies in, and how often each unit has named it."""

    division_id: str | None
    uses: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Near:
    """Divisions that a name may mean, the nearest first; `sure` where the first is the only one of just this name."""

    choices: tuple[str, ...] = ()
    nearest: str = ""
    sure: bool = False


class PlacesNear:
    """Looks names of places up for the units of one list."""

    def __init__(self, known: dict[str, list[KnownPlace]], units: Units, divisions: Divisions) -> None:
        """`known`: the ledger's places by name."""
        self._known = known
        self._units = units
        self._divisions = divisions
        self._homes: dict[int, str | None] = {}
        self._levels: dict[str, dict[int, str]] = {}

    def known(self, name: str, unit_id: int) -> KnownPlace | None:
        """The place of this name that the unit has named before, else the only one of its county, else of its city."""
        places = self._known.get(name, ())
        used = [place for place in places if place.uses[unit_id]]
        if used:
            # One whose division somebody has found out says more than the bare name it was before.
            return max(used, key=lambda place: (place.division_id is not None, place.uses[unit_id]))
        home = self._level(self.home(unit_id))
        for level in (COUNTY, CITY):
            there = [place for place in places if level in home and self._of(place).get(level) == home[level]]
            if len(there) == 1:
                return there[0]
        return None

    def home(self, unit_id: int) -> str | None:
        """The county or city where a unit is: its own, that of the nearest unit above, or the one their names tell.

        Read from the top down: the 庐阳支行 below a 合肥分行 is in 庐阳区 of 合肥市.
        """
        if unit_id not in self._homes:
            home: str | None = None
            for row in reversed(list(self._units.line(unit_id))):
                home = row.division_id or self._told_by(row.name_zh, home) or home
            levels = self._level(home)
            self._homes[unit_id] = levels.get(COUNTY) or levels.get(CITY) or levels.get(PROVINCE)
        return self._homes[unit_id]

    def _told_by(self, name: str, above: str | None) -> str | None:
        """The division that the name of a unit tells, within that of the unit above."""
        told = self._divisions.resolve(_BANK.sub("", name), home=above).division_id
        return told if told and (above is None or above in self._level(told).values()) else None

    def elsewhere(self, division_id: str, unit_id: int) -> bool:
        """Whether a division lies in another province than the unit."""
        home = self._level(self.home(unit_id)).get(PROVINCE)
        return home is not None and self._level(division_id).get(PROVINCE) != home

    def near(self, name: str, unit_id: int) -> Near:
        """What a name may mean to a unit, nearest first: places known in its province, divisions of its city."""
        home = self.home(unit_id)
        if home is None:
            return Near()
        known = [place.division_id for place in self._known.get(name, ())]
        rank = {id_: near for id_ in known if id_ and (near := self._nearness(id_, home))}
        for at_home in dict.fromkeys((home, self._level(home).get(CITY, home), None)):
            found = self._divisions.resolve(name, home=at_home)
            told = {id_: self._nearness(id_, home) for id_ in (found.division_id, *found.candidates) if id_}
            rank |= {id_: near for id_, near in told.items() if near >= CITY}
        choices = sorted(rank, key=lambda id_: -rank[id_])[:MOST_CHOICES]
        nearest = next((id_ for id_ in choices if rank[id_] >= CITY), "")
        alike = [id_ for id_ in choices if rank[id_] == rank.get(nearest) and self._divisions.chain(id_)[:1] == (name,)]
        return Near(tuple(choices), nearest, bool(nearest) and alike == [nearest])

    def _nearness(self, division_id: str, home: str) -> int:
        """The lowest level, down to the county, at which a division lies with the home."""
        own, other = self._level(home), self._level(division_id)
        return max((level for level in (PROVINCE, CITY, COUNTY) if own.get(level) == other.get(level, "")), default=0)

    def _of(self, place: KnownPlace) -> dict[int, str]:
        return self._level(place.division_id)

    def _level(self, division_id: str | None) -> dict[int, str]:
        """Level → the division of that level a division is or lies in."""
        if division_id is None:
            return {}
        if division_id not in self._levels:
            self._levels[division_id] = self._divisions.levels(division_id)
        return self._levels[division_id]


def load_places(connection: Connection, names: Collection[str]) -> dict[str, list[KnownPlace]]:
    """The bank's own places that have these names, and which units have named them."""
    found: defaultdict[str, list[KnownPlace]] = defaultdict(list)
    places: dict[int, KnownPlace] = {}
    for some in _runs(names):
        rows = connection.execute(
            select(PLACE.c.id, PLACE.c.name, PLACE.c.division_id)
            .where(PLACE.c.dataset == Dataset.RECORDED.value, PLACE.c.name.in_(some))
            .order_by(PLACE.c.id)
        )
        for id_, name, division_id in rows:
            places[id_] = KnownPlace(division_id)
            found[name].append(places[id_])
    for ids in _runs(places):
        uses = connection.execute(
            select(EVENT_PLACE.c.place_id, EVENT.c.organisation_id, func.count())
            .join(EVENT, EVENT.c.id == EVENT_PLACE.c.event_id)
            .where(EVENT_PLACE.c.place_id.in_(ids), EVENT.c.deleted_at.is_(None))
            .group_by(EVENT_PLACE.c.place_id, EVENT.c.organisation_id)
        )
        for place_id, unit_id, times in uses:
            places[place_id].uses[unit_id] += times
    return dict(found)


def _runs(values: Iterable[T]) -> Iterator[list[T]]:
    waiting = iter(values)
    while some := list(islice(waiting, CHUNK)):
        yield some
