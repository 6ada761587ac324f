"""Progress against time: how much has passed, where a target stands, and how far it may get."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.pace import LEAST_PASSED, LEAST_WEEKS, Forecast, Standing, Time, forecast, shortfall, standing

FIRST = date(2026, 6, 1)
LAST = date(2026, 8, 9)  # ten weeks


def after(days: int, first: date | None = FIRST, last: date | None = LAST) -> Time:
    """The campaign seen on a day; 0 is its first."""
    return Time(first, last, FIRST + timedelta(days=days))


@pytest.mark.parametrize(
    ("time", "passed", "whole", "begun"),
    [
        (after(-1), 0, 0, 0),
        (after(0), 1 / 70, 0, 1),
        (after(6), 7 / 70, 0, 1),
        (after(7), 8 / 70, 1, 2),
        (after(34), 35 / 70, 4, 5),
        (after(69), 1, 9, 10),
        (after(70), 1, 10, 10),
        (after(900), 1, 10, 10),
        (after(5, LAST, FIRST), None, 0, 0),
        (after(5, None, LAST), None, 0, 0),
        (after(5, FIRST, None), None, 0, 0),
    ],
)
def test_the_time_that_has_passed_counts_today(time: Time, passed: float | None, whole: int, begun: int) -> None:
    assert (time.passed, time.whole_weeks, len(time.weeks)) == (passed, whole, begun)


@pytest.mark.parametrize(
    ("target", "reached", "time", "stands"),
    [
        (100, 50, after(34), Standing.ON_TIME),
        (100, 60, after(34), Standing.ON_TIME),
        (100, 61, after(34), Standing.AHEAD),
        (100, 40, after(34), Standing.ON_TIME),
        (100, 39, after(34), Standing.BEHIND),
        (100, None, after(34), Standing.BEHIND),
        (100, 100, after(34), Standing.REACHED),
        (100, 99, after(70), Standing.MISSED),
        (100, 120, after(70), Standing.REACHED),
        (100, 5, after(-3), Standing.NOT_BEGUN),
        (100, 5, after(3, None, None), Standing.NO_DATES),
        (100, 100, after(3, None, None), Standing.REACHED),
        (0, None, after(3), Standing.REACHED),
        (0, None, after(-3), Standing.NOT_BEGUN),
    ],
)
def test_a_target_stands_where_its_share_is_against_the_time(
    target: int, reached: int | None, time: Time, stands: Standing
) -> None:
    assert standing(target, reached, time) is stands


def test_even_weeks_go_on_as_they_were() -> None:
    assert forecast(40, [10, 10, 10, 10], after(28)) == Forecast(98, 99, 99)  # 41 days left


def test_uneven_weeks_give_a_range() -> None:
    ahead = forecast(40, [0, 20, 5, 15], after(28))
    assert ahead is not None
    assert ahead.low < ahead.likely < ahead.high
    assert ahead.likely == 99


@pytest.mark.parametrize(
    ("reached", "weekly", "time"),
    [
        (None, [1, 1, 1], after(21)),
        (2, [1, 1], after(14)),  # two weeks only
        (30, [10, 10, 10], Time(FIRST, FIRST + timedelta(days=300), FIRST + timedelta(days=21))),  # less than a fifth
        (99, [10] * 10, after(70)),  # over
        (0, [], after(-1)),
        (9, [3, 3, 3], after(21, None, LAST)),
        (9, [3, 3, 3], after(21, FIRST, None)),
    ],
)
def test_there_is_no_forecast_where_there_is_nothing_to_go_by(
    reached: int | None, weekly: list[int], time: Time
) -> None:
    assert forecast(reached, weekly, time) is None


@given(
    weekly=st.lists(st.integers(0, 10_000), max_size=60),
    more=st.integers(0, 10_000),
    days=st.integers(1, 500),
    today=st.integers(-10, 510),
)
def test_a_forecast_is_never_below_what_is_reached_nor_in_disorder(
    weekly: list[int], more: int, days: int, today: int
) -> None:
    time = Time(FIRST, FIRST + timedelta(days=days), FIRST + timedelta(days=today))
    reached = sum(weekly) + more
    ahead = forecast(reached, weekly, time)
    if ahead is None:
        assert len(weekly) < LEAST_WEEKS or not time.running or (time.passed or 0) < LEAST_PASSED
    else:
        assert reached <= ahead.low <= ahead.likely <= ahead.high


@given(target=st.integers(0, 1000), reached=st.none() | st.integers(0, 2000), today=st.integers(-10, 80))
def test_who_has_reached_all_or_has_time_is_not_behind(target: int, reached: int | None, today: int) -> None:
    behind = shortfall(target, reached, after(today))
    assert 0 <= behind <= 1
    if today < 0 or (reached or 0) >= target:
        assert behind == 0
