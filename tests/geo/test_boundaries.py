from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from shapely import STRtree
from shapely.geometry import Point, box, shape

from geo import boundaries
from geo.boundaries import GeoJson
from geo.pack import read_divisions
from models.division import COUNTY

# West, south, east, north.
ISLANDS = {
    "钓鱼岛": box(123.4, 25.68, 123.75, 25.98),
    "赤尾屿": box(124.5, 25.88, 124.62, 25.96),
    "东沙": box(116.6, 20.5, 117, 20.9),
    "西沙": box(111, 15.5, 113, 17.3),
    "中沙": box(113.5, 15, 115.2, 16.5),
    "黄岩岛": box(117.6, 15, 117.95, 15.3),
    "南沙": box(108, 3, 119, 12),
}
RINGS = {"钓鱼岛": 2, "赤尾屿": 1, "东沙": 3, "西沙": 44, "中沙": 41, "黄岩岛": 7, "南沙": 228}
# 自然资源部's ten dashes from the Gulf of Tonkin to the east of Taiwan.
DASHES = box(108, 3, 123, 25)


def all_counties() -> GeoJson:
    features = [
        feature
        for province in boundaries.provinces()["features"]
        for feature in boundaries.counties(province["id"])["features"]
    ]
    return {"type": "FeatureCollection", "features": features}


LAYERS: list[tuple[Callable[[], GeoJson], int]] = [
    (boundaries.provinces, 34),
    (boundaries.cities, 375),
    (boundaries.counties_overview, 2_890),
    (all_counties, 2_890),
]


def parts(collection: GeoJson) -> list[Any]:
    return [part for feature in collection["features"] for part in shape(feature["geometry"]).geoms]


@pytest.mark.parametrize(("layer", "count"), LAYERS)
def test_every_area_is_there_once_and_valid(layer: Callable[[], GeoJson], count: int) -> None:
    features = layer()["features"]
    assert len({feature["id"] for feature in features}) == len(features) == count
    assert [feature["id"] for feature in features if not shape(feature["geometry"]).is_valid] == []
    assert all(feature["properties"]["code"] == feature["id"] for feature in features)
    assert all(feature["properties"]["name"] for feature in features)


@pytest.mark.parametrize(("layer", "count"), LAYERS)
def test_no_island_is_missing_from_any_layer(layer: Callable[[], GeoJson], count: int) -> None:
    assert count
    polygons = parts(layer())
    assert {name: sum(polygon.intersects(area) for polygon in polygons) for name, area in ISLANDS.items()} == RINGS


def test_the_ten_dashes_are_there_in_full_length() -> None:
    dashes = [feature for feature in boundaries.lines()["features"] if shape(feature["geometry"]).within(DASHES)]
    (ten,) = [feature for feature in dashes if len(feature["geometry"]["coordinates"]) == 10]
    assert all(1.0 <= part.length < 1.2 for part in shape(ten["geometry"]).geoms)


def test_taiwan_is_a_province_and_no_area_is_outside_china() -> None:
    names = {feature["id"]: feature["properties"]["name"] for feature in boundaries.provinces()["features"]}
    assert names["710000"] == "台湾省"
    assert len({identity[:2] for identity in names}) == 34


def test_every_county_of_the_list_but_the_two_newest_has_a_boundary() -> None:
    drawn = {feature["id"] for feature in boundaries.counties_overview()["features"]}
    counties = {row.id for row in read_divisions() if row.level == COUNTY and row.kind != "functional_zone"}
    assert counties - drawn == {"653228", "653229"}


def test_areas_that_are_no_division_are_known() -> None:
    divisions = {row.id for row in read_divisions()}
    drawn = {feature["id"] for feature in boundaries.counties_overview()["features"]}
    assert drawn - divisions == {"629700", "629800", "629900"}


@pytest.mark.parametrize(
    ("within", "count"), [("210000", 100), ("210200", 10), ("120000", 16), ("441900", 1), ("500000", 37), ("999900", 0)]
)
def test_counties_of_a_province_or_city(within: str, count: int) -> None:
    assert len(boundaries.counties(within)["features"]) == count


def test_cities_of_a_province() -> None:
    names = {feature["properties"]["name"] for feature in boundaries.cities("630000")["features"]}
    assert {"西宁市", "海东市"} <= names
    assert len(names) == 8


@pytest.mark.parametrize(
    ("lat", "lng", "county"),
    [
        (39.38, 117.05, "120114"),
        (38.91, 121.61, "210203"),
        (36.62, 101.77, "630103"),
        (22.9, 113.9, "C441900"),
        (29.6, 106.57, "500157"),
        (35.68, 139.77, None),
        (30.0, 125.5, None),
        (float("nan"), 120.0, None),
    ],
)
def test_the_county_at_a_point(lat: float, lng: float, county: str | None) -> None:
    assert boundaries.county_at(lat, lng) == county


def test_the_county_at_a_point_is_the_one_a_geometry_library_finds() -> None:
    chance = Random(7)  # noqa: S311 -- a sample, not a secret
    features = [feature for feature in all_counties()["features"] if feature["id"][:4] != "6297"]
    tree = STRtree([shape(feature["geometry"]) for feature in features])
    for _ in range(300):
        lat, lng = chance.uniform(20, 45), chance.uniform(98, 122)
        inside = tree.query(Point(lng, lat), predicate="within")
        expected = features[inside[0]]["id"] if len(inside) else None
        assert boundaries.county_at(lat, lng) == expected


def test_the_attribution_names_source_and_approval() -> None:
    assert boundaries.ATTRIBUTION == "天地图 · 审图号 GS(2024)0650号"
