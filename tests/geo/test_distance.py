"""Distances between points."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.distance import EARTH_KM, kilometres

LATITUDES, LONGITUDES = st.floats(-90, 90), st.floats(-180, 180)


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((39.904, 116.407), (31.230, 121.474), 1067),  # 北京 – 上海
        ((38.914, 121.615), (39.681, 122.967), 144),  # 大连 – 庄河
        ((39.0, 117.0), (39.0, 117.0), 0),
        ((0.0, 179.5), (0.0, -179.5), 111.2),
        ((90.0, 0.0), (-90.0, 0.0), math.pi * EARTH_KM),
    ],
)
def test_a_distance_is_that_of_the_map(one: tuple[float, float], other: tuple[float, float], km: float) -> None:
    assert kilometres(*one, *other) == pytest.approx(km, rel=0.005, abs=0.001)


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_it_is_as_far_there_as_back(lat: float, lng: float, other_lat: float, other_lng: float) -> None:
    there = kilometres(lat, lng, other_lat, other_lng)
    assert there == pytest.approx(kilometres(other_lat, other_lng, lat, lng), abs=1e-6)
    assert 0 <= there <= math.pi * EARTH_KM + 1e-6
