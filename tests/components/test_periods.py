"""The periods people ask for by name."""

from datetime import date

import pytest

from components.periods import NAMES, named_period, period_name
from metrics.filter import Filter


@pytest.mark.parametrize(
    ("name", "today", "expected"),
    [
        ("month", date(2024, 2, 29), (date(2024, 2, 1), date(2024, 2, 29))),
        ("month", date(2025, 12, 31), (date(2025, 12, 1), date(2025, 12, 31))),
        ("quarter", date(2024, 3, 31), (date(2024, 1, 1), date(2024, 3, 31))),
        ("quarter", date(2024, 4, 1), (date(2024, 4, 1), date(2024, 6, 30))),
        ("quarter", date(2024, 12, 1), (date(2024, 10, 1), date(2024, 12, 31))),
        ("year", date(2024, 7, 1), (date(2024, 1, 1), date(2024, 12, 31))),
        ("last_year", date(2024, 7, 1), (date(2023, 1, 1), date(2023, 12, 31))),
        ("all", date(2024, 7, 1), None),
        ("custom", date(2024, 7, 1), None),
    ],
)
def test_a_name_stands_for_its_first_and_last_day(name: str, today: date, expected: tuple[date, date] | None) -> None:
    assert named_period(name, today) == expected


@pytest.mark.parametrize("today", [date(2024, 1, 1), date(2024, 2, 29), date(2024, 12, 31)])
def test_days_in_an_address_are_called_by_the_name_they_have(today: date) -> None:
    for name in NAMES:
        days = named_period(name, today)
        if days:
            asked = Filter(start=days[0], end=days[1])
            found = period_name(asked, has_this_year=False, today=today)
            assert named_period(found, today) == days


def test_days_without_a_name_are_ones_own_choice() -> None:
    asked = Filter(start=date(2024, 3, 2), end=date(2024, 3, 9))
    assert period_name(asked, has_this_year=True, today=date(2024, 7, 1)) == "custom"


@pytest.mark.parametrize(("has_this_year", "expected"), [(True, "year"), (False, "all")])
def test_the_first_sight_is_this_year_if_it_has_events(has_this_year: bool, expected: str) -> None:
    assert period_name(Filter(), has_this_year=has_this_year, today=date(2024, 7, 1)) == expected
