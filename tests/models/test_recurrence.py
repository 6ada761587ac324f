"""The days of something that is held regularly."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.recurrence import FORTNIGHTLY, MONTHLY, MOST, RHYTHMS, WEEKLY, days_until

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))


@pytest.mark.parametrize(
    ("start", "rhythm", "until", "days"),
    [
        (date(2026, 9, 1), WEEKLY, date(2026, 9, 22), [date(2026, 9, 8), date(2026, 9, 15), date(2026, 9, 22)]),
        (date(2026, 9, 1), FORTNIGHTLY, date(2026, 9, 30), [date(2026, 9, 15), date(2026, 9, 29)]),
        (date(2026, 12, 30), MONTHLY, date(2027, 3, 30), [date(2027, 1, 30), date(2027, 2, 28), date(2027, 3, 30)]),
        (date(2026, 9, 1), WEEKLY, date(2026, 9, 7), []),
        (date(2026, 9, 1), MONTHLY, date(2026, 8, 1), []),
    ],
)  # fmt: skip
def test_the_days_after_the_first_up_to_the_last(start: date, rhythm: str, until: date, days: list[date]) -> None:
    assert days_until(start, rhythm, until) == days


@given(DAYS, st.sampled_from(sorted(RHYTHMS)), DAYS)
def test_days_rise_and_stay_between(start: date, rhythm: str, until: date) -> None:
    days = days_until(start, rhythm, until)
    assert days == sorted(set(days))
    assert len(days) <= MOST
    assert all(start < day <= until for day in days)
    if rhythm == MONTHLY:
        assert all(day.day == start.day or (day + timedelta(1)).day == 1 for day in days)
    else:
        assert {day.weekday() for day in days} <= {start.weekday()}


def test_an_unknown_rhythm_is_no_rhythm() -> None:
    with pytest.raises(KeyError):
        days_until(date(2026, 9, 1), "hourly", date(2026, 9, 2))
