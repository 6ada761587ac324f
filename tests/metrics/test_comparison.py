"""Which days are compared with which."""

from datetime import date

import pytest

from metrics.comparison import BEFORE, YEAR_BEFORE, compared_periods, period_before
from metrics.filter import Filter


def between(start: str, end: str) -> Filter:
    return Filter(start=date.fromisoformat(start), end=date.fromisoformat(end), topics=("integrity",))


@pytest.mark.parametrize(
    ("asked", "before"),
    [
        (("2024-09-01", "2024-09-30"), ("2024-08-01", "2024-08-31")),
        (("2024-03-01", "2024-03-31"), ("2024-02-01", "2024-02-29")),
        (("2024-01-01", "2024-03-31"), ("2023-10-01", "2023-12-31")),
        (("2024-01-01", "2024-12-31"), ("2023-01-01", "2023-12-31")),
        (("2024-03-09", "2024-03-15"), ("2024-03-02", "2024-03-08")),
        (("2024-09-02", "2024-09-30"), ("2024-08-04", "2024-09-01")),
    ],
)
def test_whole_months_are_compared_with_as_many_and_other_periods_with_as_many_days(
    asked: tuple[str, str], before: tuple[str, str]
) -> None:
    assert period_before(between(*asked), BEFORE) == between(*before)


TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("asked", "against", "expected"),
    [
        (
            ("2026-01-01", "2026-12-31"),
            YEAR_BEFORE,
            [("2026-01-01", "2026-11-23"), ("2025-01-01", "2025-11-23")],
        ),
        (("2026-11-01", "2026-11-30"), BEFORE, [("2026-11-01", "2026-11-23"), ("2026-10-01", "2026-10-23")]),
        (("2025-01-01", "2025-12-31"), BEFORE, [("2025-01-01", "2025-12-31"), ("2024-01-01", "2024-12-31")]),
        (("2027-01-01", "2027-12-31"), YEAR_BEFORE, []),
        (("2025-01-01", "2025-12-31"), "none", []),
    ],
)
def test_a_period_under_way_is_compared_up_to_today(
    asked: tuple[str, str], against: str, expected: list[tuple[str, str]]
) -> None:
    periods = compared_periods(between(*asked), against, TODAY)
    assert periods == (between(*asked), *(between(*days) for days in expected))


def test_all_time_is_compared_with_nothing() -> None:
    assert compared_periods(Filter(), YEAR_BEFORE, TODAY) == (Filter(),)
    assert period_before(Filter(start=date(1, 1, 1), end=date(1, 12, 31)), BEFORE) is None
