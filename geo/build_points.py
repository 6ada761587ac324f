"""Points for the divisions of the reference pack, WGS-84: inside the polygon, else from GeoNames."""

import re
from collections import defaultdict
from typing import Any, Final

import shapely

from geo.build_boundaries import Layer
from geo.build_divisions import MergedDivision, township_root

INTERIOR: Final = "TDT polygon interior point"
GEONAMES: Final = "GeoNames"

Point = tuple[float, float, str]
"""Latitude, longitude, where it comes from."""

_CHINESE_NAME: Final = re.compile(r"[一-鿿]{2,}")


def interior_points(layer: Layer) -> dict[str, Point]:
    """A point certainly inside each polygon of the layer, by code."""
    points = (polygon.representative_point() for polygon in layer.polygons)
    return {
        code: (round(point.y, 5), round(point.x, 5), INTERIOR) for code, point in zip(layer.codes, points, strict=True)
    }


def named_points(places: list[dict[str, Any]], counties: Layer, divisions: list[MergedDivision]) -> dict[str, Point]:
    """Points for townships: a GeoNames place inside the right county with the township's name.

    The first place of a name wins; the name may lack its 镇, 乡 or 街道.
    """
    townships: dict[str, dict[str, str]] = defaultdict(dict)
    for division in divisions:
        if division.level == 4:
            townships[division.parent][township_root(division.name)] = division.id

    points: dict[str, Point] = {}
    spots = shapely.points([place["longitude"] for place in places], [place["latitude"] for place in places])
    located, containing = shapely.STRtree(counties.polygons).query(spots, predicate="within")
    for place_index, county_index in zip(located, containing, strict=True):
        place, county = places[place_index], counties.codes[county_index]
        township = _township_named(place.get("alternatenames", []), townships[county])
        if township:
            points.setdefault(township, (round(place["latitude"], 5), round(place["longitude"], 5), GEONAMES))
    return points


def _township_named(names: list[str], townships: dict[str, str]) -> str | None:
    """The township (by root) that bears one of a place's Chinese names."""
    for name in names:
        if _CHINESE_NAME.fullmatch(name):
            township = townships.get(township_root(name)) or townships.get(name)
            if township:
                return township
    return None
