import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.spread import SEAT_METRES, spread, spread_all
from models.place import PRECISIONS

COARSE = [precision for precision in PRECISIONS if precision != "exact"]


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    lat = math.radians((one[0] + other[0]) / 2)
    return 111_320 * math.hypot(one[0] - other[0], (one[1] - other[1]) * math.cos(lat))


def test_every_precision_has_a_distance() -> None:
    assert tuple(SEAT_METRES) == PRECISIONS


@given(st.floats(-60, 60), st.floats(-179, 179), st.text())
def test_an_exact_point_stays(lat: float, lng: float, key: str) -> None:
    assert spread(lat, lng, key, "exact") == (lat, lng)


@pytest.mark.parametrize(
    ("key", "seat"), [(0, (39.0, 121.004624)), (1, (39.003433, 120.995178)), ("E-17", (39.059163, 120.882129))]
)
def test_a_seat_is_the_same_on_every_machine(key: str | int, seat: tuple[float, float]) -> None:
    assert spread(39, 121, key, "county") == pytest.approx(seat, abs=2e-6)


@pytest.mark.parametrize("precision", COARSE)
def test_a_thousand_places_on_one_point_do_not_stack(precision: str) -> None:
    seats = spread_all([(36.6, 101.8, precision)] * 1_000)
    step = SEAT_METRES[precision]
    nearest = min(metres(seats[i], seats[j]) for i in range(300) for j in range(i))
    assert nearest > 0.8 * step
    assert max(metres(seat, (36.6, 101.8)) for seat in seats) < 33 * step


@given(st.lists(st.tuples(st.sampled_from([30.0, 31.0]), st.just(120.0), st.sampled_from(PRECISIONS)), max_size=40))
def test_adding_a_place_moves_no_other(places: list[tuple[float, float, str]]) -> None:
    assert spread_all([*places, (30.0, 120.0, "county")])[:-1] == spread_all(places)
