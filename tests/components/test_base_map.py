"""The ground that every map stands on: the whole country never without the national boundary lines."""

import pytest
from folium import FitBounds

from components.base_map import COUNTRY, base_map, boundary_source
from components.local_leaflet import LocalMap
from components.point_field import _map
from geo import boundaries
from locales import LANGUAGES, speaking

TIANJIN, QINGHAI = "120000", "630000"


def drawn(ground: LocalMap) -> list[dict[str, object]]:
    """The collections of areas and lines on the map, in the order they are drawn."""
    return [child.data for child in ground._children.values() if hasattr(child, "data")]


def fitted(ground: LocalMap) -> tuple[tuple[float, float], tuple[float, float]]:
    """The corners the map is fitted to."""
    [fit] = [child for child in ground._children.values() if isinstance(child, FitBounds)]
    (south, west), (north, east) = fit.bounds
    return (south, west), (north, east)


@pytest.mark.parametrize("provinces", [[], [TIANJIN, QINGHAI], [f"{code}0000" for code in range(11, 16)] + ["650000"]])
def test_the_whole_country_has_its_boundary_lines_above_all_provinces(provinces: list[str]) -> None:
    land, lines, *counties = drawn(base_map(provinces))

    assert land is boundaries.provinces()
    assert lines is boundaries.lines()
    assert len(counties) == len(provinces)


def test_of_many_provinces_the_counties_are_left_out() -> None:
    everywhere = [feature["id"] for feature in boundaries.provinces()["features"]]
    assert drawn(base_map(everywhere)) == [boundaries.provinces(), boundaries.lines()]


def test_a_single_province_stands_for_itself() -> None:
    assert drawn(base_map([TIANJIN])) == [boundaries.counties(TIANJIN)]


def test_a_point_in_no_known_division_is_picked_on_the_whole_country_with_its_lines() -> None:
    ground = _map(None, None, None)

    assert boundaries.lines() in drawn(ground)
    # The southernmost dashes lie near 4° north: nothing of the country is cut off.
    corners = [corner for feature in boundaries.lines()["features"] for corner in _corners(feature)]
    (south, west), (north, east) = COUNTRY
    assert all(south <= lat <= north and west <= lng <= east for lng, lat in corners)
    assert fitted(ground) == COUNTRY


def _corners(feature: dict[str, dict[str, list[list[tuple[float, float]]]]]) -> list[tuple[float, float]]:
    return [corner for line in feature["geometry"]["coordinates"] for corner in line]


@pytest.mark.parametrize(
    ("division", "county"),
    [("210283", "210283"), ("210283104", "210283"), ("210200", "210211"), ("429004", "429004"), (TIANJIN, "120114")],
)
def test_a_point_in_a_division_is_picked_around_it(division: str, county: str) -> None:
    ground = _map(division, None, None)

    [areas] = drawn(ground)
    assert county in {feature["id"] for feature in boundaries.counties(f"{division[:2]}0000")["features"]}
    assert areas == boundaries.counties(f"{division[:2]}0000")
    (south, west), (north, east) = fitted(ground)
    [area] = boundaries.counties(county)["features"]
    corners = [corner for polygon in area["geometry"]["coordinates"] for ring in polygon for corner in ring]
    assert all(south <= lat <= north and west <= lng <= east for lng, lat in corners)


def test_the_source_of_the_boundaries_names_the_approval() -> None:
    for language in LANGUAGES:
        with speaking(language):
            assert boundaries.SOURCE in boundary_source()
            assert boundaries.APPROVAL in boundary_source()
