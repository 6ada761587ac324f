"""Merges the two official lists into one tree of four levels.

The Ministry of Civil Affairs (国家地名信息库, 2025-12-31) is newer; the statistics office (2023-06-30) has the
codes communities hang on. Their township codes are different systems: 19 % of the codes both use name another
township. So townships are joined by county and name, never by code alone, and keep the statistics office's code
as identity.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final, NamedTuple

MCA: Final = "MCA2025"
NBS: Final = "NBS2023"
TIANDITU: Final = "TDT2024"

FUNCTIONAL_ZONE: Final = "functional_zone"
CITY_AS_COUNTY: Final = "city_as_county"
NEW: Final = "new_after_2023"

# Cities without counties: their townships hang under a county-level stand-in, as in the polygons.
CITIES_WITHOUT_COUNTIES: Final = {city: "C" + city for city in ("441900", "442000", "460400", "620200")}

# Counties of 2023 that are part of another one in the list of 2025. The statistics office's own stand-in for
# 嘉峪关 (620201) is the fourth city above.
MERGED_COUNTIES: Final = {
    "500105": "500157",  # 江北区 -> 两江新区
    "500112": "500157",  # 渝北区 -> 两江新区
    "460321": "460302",  # 西沙群岛 -> 西沙区
    "460323": "460302",  # 中沙群岛 -> 西沙区
    "460322": "460303",  # 南沙群岛 -> 南沙区
    "620201": "C620200",
}

# 加格达奇, 松岭, 新林, 呼中 and 大柴旦 are managed like counties; civil affairs lists their townships under the
# city.
LISTED_UNDER_CITY: Final = {
    "232761": "232700",
    "232762": "232700",
    "232763": "232700",
    "232764": "232700",
    "632857": "632800",
}

_ZONE_NAME: Final = re.compile(
    r"(园区|开发区|工业园|产业园|示范区|保税区|管理区|农场|林场|牧场|监狱|兵团|[连团]|园艺场|基地)$"
)


class OfficialRow(NamedTuple):
    """A row of an official list."""

    level: int
    code: str
    parent: str | None
    name: str


class StatisticsOffice(NamedTuple):
    """What is taken from the statistics office's list."""

    counties: list[OfficialRow]
    townships: list[OfficialRow]


class MergedDivision(NamedTuple):
    """A division of the merged tree."""

    id: str
    level: int
    parent: str
    name: str
    source: str
    kind: str


class MergedCode(NamedTuple):
    """The code and name a list gives to a division whose id is another code or comes from another list."""

    id: str
    scheme: str
    code: str
    name: str


class Community(NamedTuple):
    """A community or village; its township is the first nine digits."""

    code: str
    name: str


@dataclass
class MergedLists:
    """The merged tree, in no particular order."""

    by_id: dict[str, MergedDivision] = field(default_factory=dict)
    codes: list[MergedCode] = field(default_factory=list)

    @property
    def divisions(self) -> list[MergedDivision]:
        """All divisions."""
        return list(self.by_id.values())

    def add(self, division: MergedDivision) -> None:
        """Add a division unless the id is taken."""
        self.by_id.setdefault(division.id, division)


def merge_lists(
    civil: list[OfficialRow],
    office: StatisticsOffice,
    province_names: dict[str, str],
    county_names: dict[str, str],
) -> MergedLists:
    """One tree out of both lists; `*_names` are the polygons' codes and names, for what neither list has."""
    merged = MergedLists()
    for row in civil:
        if row.level < 4:
            merged.add(MergedDivision(row.code, row.level, row.parent or "", row.name, MCA, ""))
    _add_regions_outside_the_lists(merged, province_names, county_names)
    _add_statistics_office_counties(merged, office.counties)
    for city, stand_in in CITIES_WITHOUT_COUNTIES.items():
        merged.add(MergedDivision(stand_in, 3, city, county_names[stand_in], TIANDITU, CITY_AS_COUNTY))
    _add_townships(merged, [row for row in civil if row.level == 4], office.townships)
    return merged


def _add_regions_outside_the_lists(
    merged: MergedLists, province_names: dict[str, str], county_names: dict[str, str]
) -> None:
    """Taiwan, and the counties of Taiwan and Hong Kong: only the polygons have them."""
    merged.add(MergedDivision("710000", 1, "", province_names["710000"], TIANDITU, ""))
    for code, name in county_names.items():
        if code[:2] in ("71", "81"):
            merged.add(MergedDivision(code, 3, code[:2] + "0000", name, TIANDITU, ""))


def _add_statistics_office_counties(merged: MergedLists, counties: list[OfficialRow]) -> None:
    """County-like zones of the statistics office, and the old codes of the counties that were merged."""
    for row in counties:
        if row.code in MERGED_COUNTIES:
            merged.codes.append(MergedCode(MERGED_COUNTIES[row.code], NBS, row.code, row.name))
            continue
        # A county under no city ("省直辖县") hangs directly under its province.
        parent = row.parent if row.parent in merged.by_id else row.code[:2] + "0000"
        merged.add(MergedDivision(row.code, 3, parent or "", row.name, NBS, FUNCTIONAL_ZONE))


def _add_townships(merged: MergedLists, civil: list[OfficialRow], office: list[OfficialRow]) -> None:
    """The statistics office's townships, joined to the civil-affairs list, then those only the latter has."""
    civil_by_code = {row.code: row for row in civil}
    by_name: dict[str, dict[str, OfficialRow]] = defaultdict(dict)
    by_root: dict[str, dict[str, OfficialRow]] = defaultdict(dict)
    for row in civil:
        county = _county_of(row.parent or "")
        by_name[county][row.name] = row
        by_root[county][township_root(row.name)] = row

    office_roots = {(_county_of(row.code[:6]), township_root(row.name)) for row in office}
    matched = set()
    for row in office:
        county = _county_of(row.code[:6])
        listed_under = LISTED_UNDER_CITY.get(county, county)
        match = by_name[listed_under].get(without_office(row.name))
        match = match or by_root[listed_under].get(township_root(row.name))
        if match is None and (same_code := civil_by_code.get(row.code)):
            taken = (county, township_root(same_code.name)) in office_roots
            if not taken and differ_by_one(without_office(row.name), same_code.name):
                match = same_code
        kind = "" if match or not _is_zone(row) else FUNCTIONAL_ZONE
        merged.add(MergedDivision(row.code, 4, county, row.name, NBS, kind))
        if match:
            merged.codes.append(MergedCode(row.code, MCA, match.code, match.name))
            matched.add(match.code)

    for row in civil:
        if row.code not in matched:
            identity = "M" + row.code if row.code in merged.by_id else row.code
            merged.add(MergedDivision(identity, 4, _county_of(row.parent or ""), row.name, MCA, NEW))
            merged.codes.append(MergedCode(identity, MCA, row.code, row.name))


def _county_of(code: str) -> str:
    """The division at county level that stands for a county or city of either list."""
    return MERGED_COUNTIES.get(code) or CITIES_WITHOUT_COUNTIES.get(code, code)


def _is_zone(row: OfficialRow) -> bool:
    """Whether a township of the statistics office is a zone or farm: by code (from 400 on) or by name."""
    return row.code[6] >= "4" or bool(_ZONE_NAME.search(row.name))


def without_office(name: str) -> str:
    """The township a sub-district office stands for: 丰荣街道办事处 -> 丰荣街道."""
    if name.endswith("地区办事处"):
        return name.removesuffix("办事处")
    return re.sub(r"(街道办事处|街道办|办事处)$", "街道", name)


def differ_by_one(one: str, other: str) -> bool:
    """Whether two names differ by one character, as the same name often does: 察汗乌苏镇, 察汉乌苏镇."""
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def township_root(name: str) -> str:
    """The name without what changes when a township becomes a town or sub-district: 王顶堤街道 -> 王顶堤."""
    return re.sub(r"(街道|地区|镇|乡|苏木)$", "", without_office(name))
