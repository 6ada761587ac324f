"""The shipped boundaries as GeoJSON, WGS-84: provinces, cities, counties, and the national boundary lines.

Features of areas have the division's id as `id` and `properties.code`, and `properties.name`. The dictionaries are
shared between callers: do not change them. Every map of the whole country has to show `lines()` and
`ATTRIBUTION`; what may be published is said in data/reference/README.md.
"""

import gzip
import json
from array import array
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from geo.pack import REFERENCE, read_divisions
from models.division import COUNTY

SOURCE: Final = "天地图"
APPROVAL: Final = "审图号 GS(2024)0650号"
ATTRIBUTION: Final = f"{SOURCE} · {APPROVAL}"
AS_OF: Final = "2024-05"
"""Year and month of the polygons; counties carry the codes of 2025-12-31."""

GeoJson = dict[str, Any]
"""A GeoJSON object as `json.loads` gives it."""


class _Area(NamedTuple):
    """A feature still as text, and the box around it in degrees."""

    text: str
    west: float
    south: float
    east: float
    north: float


@cache
def provinces() -> GeoJson:
    """The 34 provinces."""
    return _parsed("boundary_province")


@lru_cache(maxsize=40)
def cities(within: str | None = None) -> GeoJson:
    """The 375 cities, municipalities and counties directly under a province; or those of the province `within`."""
    collection = _parsed("boundary_city")
    if within is None:
        return collection
    return _collection(area for area in collection["features"] if area["id"][:2] == within[:2])


@cache
def counties_overview() -> GeoJson:
    """All 2,890 counties, coarse: for one map of the country. The median county's area is 3 % off."""
    return _parsed("boundary_county_overview")


@lru_cache(maxsize=40)
def counties(within: str) -> GeoJson:
    """The counties of a province or city in full detail (median 254 kB a province, 20 kB a city)."""
    return _collection(json.loads(area.text) for code, area in _counties().items() if _lies_in(code, within))


@cache
def lines() -> GeoJson:
    """National boundary, undefined boundaries and the ten dashes, as multi-line strings with a `name`."""
    return _parsed("boundary_lines")


def county_at(lat: float, lng: float) -> str | None:
    """The county at a point in WGS-84 degrees; None abroad, at sea and in the few areas that are no division."""
    for code, area in _counties().items():
        if area.west <= lng <= area.east and area.south <= lat <= area.north and code in _county_paths():
            rings = _rings(code)
            # Counting crossings over all rings at once also gets holes and islands right.
            if sum(_crosses(ring, lat, lng) for ring in rings) % 2:
                return code
    return None


@cache
def _counties() -> dict[str, _Area]:
    """Every county's feature by id. Kept as text: half a million little lists would slow down garbage collection."""
    text = _text("boundary_county")
    decoder = json.JSONDecoder()
    areas = {}
    start = text.index("[") + 1
    while text[start] == "{":
        feature, end = decoder.raw_decode(text, start)
        corners = [corner for ring in _all_rings(feature) for corner in ring]
        lngs, lats = [corner[0] for corner in corners], [corner[1] for corner in corners]
        areas[feature["id"]] = _Area(text[start:end], min(lngs), min(lats), max(lngs), max(lats))
        start = end + 1 if text[end] == "," else end
    return areas


@cache
def _county_paths() -> dict[str, str]:
    return {row.id: row.path for row in read_divisions() if row.level == COUNTY}


def _lies_in(county: str, within: str) -> bool:
    """Whether a county is below a division; an area that is no division belongs to the province of its code."""
    return f"{within}/" in _county_paths().get(county, f"{county[:2]}0000/{county}/")


@lru_cache(maxsize=512)
def _rings(county: str) -> list["array[float]"]:
    """The rings of a county, each as longitude, latitude, longitude, …"""
    feature = json.loads(_counties()[county].text)
    return [array("d", (degrees for corner in ring for degrees in corner)) for ring in _all_rings(feature)]


def _all_rings(feature: GeoJson) -> Iterator[list[list[float]]]:
    for polygon in feature["geometry"]["coordinates"]:
        yield from polygon


def _crosses(ring: "array[float]", lat: float, lng: float) -> bool:
    """Whether a line from the point due east crosses the closed ring an odd number of times."""
    odd = False
    lngs, lats = ring[::2], ring[1::2]
    for index in range(len(lats) - 1):
        south, north = lats[index], lats[index + 1]
        if (south > lat) != (north > lat):
            west, east = lngs[index], lngs[index + 1]
            odd ^= lng < west + (lat - south) * (east - west) / (north - south)
    return odd


def _collection(features: Iterator[GeoJson]) -> GeoJson:
    return {"type": "FeatureCollection", "features": list(features)}


def _parsed(name: str) -> GeoJson:
    parsed: GeoJson = json.loads(_text(name))
    return parsed


def _text(name: str) -> str:
    with gzip.open(REFERENCE / f"{name}.geojson.gz", "rt", encoding="utf-8") as file:
        return file.read()
