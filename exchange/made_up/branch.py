"""The made-up bank's units, standing in real divisions, and the townships and communities each outlet looks after."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Final, NamedTuple

from pypinyin import lazy_pinyin

from geo.pack import VILLAGE, DivisionRow, read_communities, read_divisions
from models.division import TOWNSHIP
from store.groundwork import PlaceSeed, UnitSeed

HOME: Final = "120000"  # 天津市
# Twelve of its sixteen counties: where the branch has nobody, nobody is reached, and the map has its white spots.
HOME_COUNTIES: Final = (
    *("120101", "120103", "120104", "120105", "120110", "120111"),
    *("120114", "120115", "120116", "120117", "120118", "120119"),
)
LARGEST_AT_HOME: Final = 20_000  # events; more than that are spread over the whole country
FEWEST_OUTLETS: Final = 54
EVENTS_PER_OUTLET: Final = 250
OUTLETS_PER_COUNTY: Final = 4.5
COMMUNITIES_PER_TOWNSHIP: Final = 9

_LEVEL_WORD: Final = re.compile(
    r"(?<=..)(街道|地区|林区|自治州|自治县|自治旗|特别行政区|自治区|开发区|新区|镇|乡|区|县|市|旗|省|盟)$"
)


class Area(NamedTuple):
    """A community, or the township an outlet stands in."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet with its part of the country; `weight` is how active it is, `rural` what most of it is like."""

    key: str
    name: str
    sub_branch: str
    county: Area
    township: Area
    point: tuple[float, float] | None
    communities: tuple[Area, ...]
    rural: bool
    weight: float


@dataclass(frozen=True, slots=True)
class Branch:
    """All units, parents first, the outlets among them, and the branch's standing places."""

    units: tuple[UnitSeed, ...]
    outlets: tuple[Outlet, ...]
    places: tuple[PlaceSeed, ...]


def short(name: str) -> str:
    """A division's name without the word for its level: 武清区 → 武清."""
    return _LEVEL_WORD.sub("", name)


def make_branch(events: int, random: Random) -> Branch:
    """A bank large enough for that many events: about 12 sub-branches in Tianjin, or in counties nationwide."""
    at_home = events <= LARGEST_AT_HOME
    provinces = {HOME[:2]} if at_home else None
    divisions = {row.id: row for row in read_divisions(provinces)}
    townships: dict[str, list[DivisionRow]] = defaultdict(list)
    for row in divisions.values():
        if row.level == TOWNSHIP and row.parent_id and not row.kind:
            townships[row.parent_id].append(row)
    counties = [divisions[county] for county in _counties(events, at_home, townships, divisions, random)]
    chosen = {
        county.id: random.sample(townships[county.id], min(random.randint(3, 6), len(townships[county.id])))
        for county in counties
    }
    communities = _communities(provinces, {town.id for towns in chosen.values() for town in towns}, random)

    behind = {county.id for county in random.sample(counties, len(counties) // 6)}
    units = _upper_units(counties, divisions, at_home)
    outlets: list[Outlet] = []
    names = {unit.name_zh for unit in units}
    for county in counties:
        parent = "branch" if at_home else county.path[:6]
        sub_branch = _unit("sub_branch", _place_name(county, divisions, at_home), parent, county.id, names)
        units.append(sub_branch)
        effort = 0.2 if county.id in behind else random.lognormvariate(0, 0.35)
        for town in chosen[county.id]:
            own = communities.get(town.id, [])
            unit = _unit("outlet", short(county.name) + short(town.name), sub_branch.key, town.id, names)
            units.append(unit)
            outlets.append(
                Outlet(
                    key=unit.key,
                    name=unit.name_zh,
                    sub_branch=sub_branch.name_zh,
                    county=Area(county.id, county.name),
                    township=Area(town.id, town.name),
                    point=(town.lat, town.lng) if town.lat is not None and town.lng is not None else None,
                    communities=tuple(Area(row.id, row.name) for row in own),
                    rural=sum(row.kind == VILLAGE for row in own) * 2 > len(own),
                    weight=effort * random.lognormvariate(0, 0.45),
                )
            )
    return Branch(tuple(units), tuple(outlets), tuple(_standing(outlets)))


def _counties(
    events: int,
    at_home: bool,
    townships: dict[str, list[DivisionRow]],
    divisions: dict[str, DivisionRow],
    random: Random,
) -> list[str]:
    if at_home:
        return list(HOME_COUNTIES)
    able = sorted(county for county, towns in townships.items() if len(towns) >= 3 and not divisions[county].kind)
    wanted = math.ceil(max(FEWEST_OUTLETS, events / EVENTS_PER_OUTLET) / OUTLETS_PER_COUNTY)
    return sorted(random.sample(able, min(wanted, len(able))))


def _communities(provinces: set[str] | None, townships: set[str], random: Random) -> dict[str, list[DivisionRow]]:
    """The communities an outlet goes to; the others of its township are never reached."""
    found: dict[str, list[DivisionRow]] = defaultdict(list)
    for row in read_communities(provinces):
        if row.parent_id in townships:
            found[row.parent_id].append(row)
    return {
        township: random.sample(rows, min(COMMUNITIES_PER_TOWNSHIP, len(rows)))
        for township, rows in sorted(found.items())
    }


def _upper_units(counties: list[DivisionRow], divisions: dict[str, DivisionRow], at_home: bool) -> list[UnitSeed]:
    bank = UnitSeed("bank", "演示银行", "Demonstration Bank (made-up)", "head_office")
    if at_home:
        return [bank, UnitSeed("branch", "滨海分行(演示)", "Binhai Branch (made-up)", "branch", "bank", HOME)]
    names: set[str] = set()
    provinces = dict.fromkeys(county.path[:6] for county in counties)
    return [bank, *(_unit("branch", short(divisions[one].name), "bank", one, names) for one in provinces)]


_KINDS: Final = {
    "branch": ("分行(演示)", "Branch (made-up)"),
    "sub_branch": ("支行(演示)", "Sub-branch (made-up)"),
    "outlet": ("网点(演示)", "Outlet (made-up)"),
}


def _unit(kind: str, where: str, parent: str, division: str, names: set[str]) -> UnitSeed:
    """A unit under a name that no other has: events name their unit."""
    chinese, english = _KINDS[kind]
    name = where + chinese
    if name in names:
        name = f"{where}{division[-6:]}{chinese}"
    names.add(name)
    spelled = "".join(lazy_pinyin(where)).capitalize()
    key = division if kind == "branch" else f"{kind} {division}"
    return UnitSeed(key, name, f"{spelled} {english}", kind, parent, division)


def _place_name(county: DivisionRow, divisions: dict[str, DivisionRow], at_home: bool) -> str:
    above = "" if at_home or county.parent_id is None else short(divisions[county.parent_id].name)
    return above + short(county.name)


def _standing(outlets: Iterable[Outlet]) -> Iterable[PlaceSeed]:
    seen: set[str] = set()
    for outlet in outlets:
        if outlet.rural:
            name = f"{short(outlet.township.name)}普惠金融服务点"
            yield PlaceSeed(name, outlet.township.id, "village", "service_point", outlet.key)
        if outlet.sub_branch in seen:
            continue
        seen.add(outlet.sub_branch)
        post = f"{short(outlet.township.name)}惠民驿站"
        yield PlaceSeed(post, outlet.township.id, "bank_outlet", "post_station", outlet.key)
        base = f"{short(outlet.county.name)}金融教育基地"
        yield PlaceSeed(base, outlet.county.id, "education_base", "education_base", outlet.key)
