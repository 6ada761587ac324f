"""A period beside an earlier one: what changed, and the rows that explain most of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from metrics.asking import answered
from metrics.breakdown import Breakdown, Row, each_broken_down
from metrics.dimension import Asking
from metrics.filter import Filter
from metrics.values import Value, amount
from models.viewer import Viewer
from store.database import Database
from store.words import words_of

BEFORE: Final = "before"
YEAR_BEFORE: Final = "year_before"


@dataclass(frozen=True, slots=True)
class Contribution:
    """A row's part in a change: its value in both periods, None where it has no row in one, and the difference.

    `opens` and `opens_before` are the questions about the row alone, to list the events behind it (see `Row.opens`).
    """

    key: str
    label: str
    now: Value | None
    before: Value | None
    difference: int
    opens: Filter | None = None
    opens_before: Filter | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A measure in both periods.

    `difference` is None where one of them has no number to compare with. `contributions` are the rows that changed, the
    one with the largest change first; they and `overlap` together are the change in what was told. `overlap` is what
    of it comes from events that are in several rows, and from places that several rows have reached.
    """

    now: Value
    before: Value
    difference: int | None
    contributions: list[Contribution]
    overlap: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figures of a period and of the one it is compared with, and how each measure, by its key, changed."""

    now: Breakdown
    before: Breakdown
    period_before: Filter
    changes: Mapping[str, Change]


def period_before(filter_: Filter, against: str = BEFORE) -> Filter | None:
    """The same question about the period it is compared with; None without a period, or before all time.

    `against` is `BEFORE`: whole months are compared with as many right before, any other period with as many days
    right before; or `YEAR_BEFORE`: the same days of the year before. Raises ValueError for anything else.
    """
    if against == YEAR_BEFORE:
        return filter_.year_before()
    if against != BEFORE:
        raise ValueError(f"unknown comparison {against!r}")
    if filter_.start is None or filter_.end is None:
        return None
    try:
        end = filter_.start - timedelta(days=1)
        start = _months_earlier(filter_.start, _whole_months(filter_.start, filter_.end))
        return replace(filter_, start=start or filter_.start - (filter_.end - end), end=end)
    except (OverflowError, ValueError):
        return None


def _whole_months(start: date, end: date) -> int:
    """How many months a period is long; 0 where it is not made of whole ones."""
    following = end + timedelta(days=1)
    if start.day != 1 or following.day != 1:
        return 0
    return (following.year - start.year) * 12 + following.month - start.month


def _months_earlier(first: date, months: int) -> date | None:
    year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    return date(year, month + 1, 1) if months else None


def compared_periods(filter_: Filter, against: str, today: date) -> tuple[Filter, ...]:
    """The filter; and, where there is something to compare with, the part of it that is compared, and the earlier one.

    A period under way is compared up to today, with as many days of the earlier one. `against` as of `period_before`,
    or anything else for no comparison.
    """
    if against not in (BEFORE, YEAR_BEFORE) or filter_.start is None or filter_.end is None or filter_.start > today:
        return (filter_,)
    so_far = replace(filter_, end=min(filter_.end, today))
    earlier = period_before(so_far if against == YEAR_BEFORE else filter_, against)
    if earlier is None or earlier.start is None or earlier.end is None:
        return (filter_,)
    if against == BEFORE and so_far != filter_:
        earlier = replace(earlier, end=min(earlier.end, earlier.start + (today - filter_.start)))
    return (filter_, so_far, earlier)


def compared(
    database: Database, viewer: Viewer, filter_: Filter, measures: Sequence[str], by: str, against: str = BEFORE
) -> Comparison | None:
    """Measures by a dimension, in the filter's period and in an earlier one; None without a period.

    Arguments as of `metrics.breakdown.breakdown` and `period_before`. A period that is under way is compared with a
    whole one: whoever asks cuts it off at today first (see `compared_periods`).
    """
    earlier = period_before(filter_, against)
    if earlier is None:
        return None
    words = words_of(database)
    periods = (filter_, earlier)
    now, before = answered(
        database,
        filter_,
        lambda connection: each_broken_down(Asking(connection, viewer, filter_, words), periods, measures, by),
    )
    changes = {key: changed(key, (now.total, before.total), (now.rows, before.rows)) for key in now.total.values}
    return Comparison(now, before, earlier, changes)


def changed(key: str, totals: tuple[Row, Row], rows: tuple[Sequence[Row], Sequence[Row]]) -> Change:
    """How a measure changed: its totals and its rows, now and before."""
    now, before = (total.values[key] for total in totals)
    amounts = amount(now), amount(before)
    contributions = _contributions(key, *rows)
    told = (amounts[0] or 0) - (amounts[1] or 0)
    return Change(
        now=now,
        before=before,
        difference=None if None in amounts else told,
        contributions=contributions,
        overlap=told - sum(part.difference for part in contributions),
    )


def _contributions(key: str, now: Sequence[Row], before: Sequence[Row]) -> list[Contribution]:
    earlier = {row.key: row for row in before}
    rows: dict[str, tuple[Row | None, Row | None]] = {row.key: (row, earlier.get(row.key)) for row in now}
    rows |= {row.key: (None, row) for row in before if row.key not in rows}
    parts = []
    for row_key, pair in rows.items():
        label = next(row.label for row in pair if row is not None)
        values = [None if row is None else row.values[key] for row in pair]
        difference = (amount(values[0]) or 0) - (amount(values[1]) or 0)
        if difference:
            opens = [None if row is None else row.opens for row in pair]
            parts.append(Contribution(row_key, label, values[0], values[1], difference, opens[0], opens[1]))
    return sorted(parts, key=lambda part: (-abs(part.difference), part.label))
