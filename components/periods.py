"""The periods people ask for by name."""

from datetime import date
from typing import Final

from locales import mark
from metrics.comparison import BEFORE, YEAR_BEFORE
from metrics.filter import Filter
from models.when import When

NAMES: Final = {
    "month": mark("This month"),
    "quarter": mark("This quarter"),
    "year": mark("This year"),
    "last_year": mark("Last year"),
    "all": mark("All time"),
    "custom": mark("From – to"),
}
AGAINST: Final = {
    YEAR_BEFORE: mark("Against the year before"),
    BEFORE: mark("Against the period before"),
    "none": mark("Without comparison"),
}
"""What a period can be compared with; the first is what one sees unless asked otherwise."""


def named_period(name: str, today: date) -> tuple[date, date] | None:
    """First and last day of a named period; None for all time and for one that has no fixed days."""
    when = {
        "month": When.in_month(today.year, today.month),
        "quarter": When.in_quarter(today.year, (today.month + 2) // 3),
        "year": When.in_year(today.year),
        "last_year": When.in_year(today.year - 1),
    }.get(name)
    return (when.start, when.end) if when and when.start and when.end else None


def period_name(asked: Filter, *, has_this_year: bool, today: date | None = None) -> str:
    """The name of the period a filter asks for; without one, this year if it has events, otherwise all time."""
    if asked.start is None or asked.end is None:
        return "year" if has_this_year else "all"
    days = (asked.start, asked.end)
    return next((name for name in NAMES if named_period(name, today or date.today()) == days), "custom")
