"""The days on which something that is held regularly was held."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from locales import mark

WEEKLY: Final = "weekly"
FORTNIGHTLY: Final = "fortnightly"
MONTHLY: Final = "monthly"
RHYTHMS: Final = {WEEKLY: mark("every week"), FORTNIGHTLY: mark("every two weeks"), MONTHLY: mark("every month")}
MOST: Final = 53  # a year of weeks

_DAYS: Final = {WEEKLY: 7, FORTNIGHTLY: 14}


def days_until(start: date, rhythm: str, until: date) -> list[date]:
    """The days after `start`, up to and with `until`, 53 at most; the last day of a month stands for one it lacks.

    Raises KeyError for an unknown rhythm.
    """
    return list(_days(start, rhythm, until))


def _days(start: date, rhythm: str, until: date) -> Iterator[date]:
    for number in range(1, MOST + 1):
        day = _month_later(start, number) if rhythm == MONTHLY else start + timedelta(_DAYS[rhythm] * number)
        if day > until:
            return
        yield day


def _month_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
