"""A period beside an earlier one: what changed, and the rows that explain most of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from metrics.asking import answered
from metrics.breakdown import Breakdown, Row, broken_down
from metrics.dimension import Asking
from metrics.filter import Filter
from metrics.values import Value, amount
from models.viewer import Viewer
from store.database import Database
from store.words import load_words

BEFORE: Final = "before"
YEAR_BEFORE: Final = "year_before"


@dataclass(frozen=True, slots=True)
class Contribution:
    """A row's part in a change: its value in both periods, None where it has no row in one, and the difference."""

    key: str
    label: str
    now: Value | None
    before: Value | None
    difference: int


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

    `BEFORE`: as many days, up to the day before it begins; `YEAR_BEFORE`: the same days of the year before. Raises
    ValueError for anything else.
    """
    if against == YEAR_BEFORE:
        return filter_.year_before()
    if against != BEFORE:
        raise ValueError(f"unknown comparison {against!r}")
    if filter_.start is None or filter_.end is None:
        return None
    days = filter_.end - filter_.start + timedelta(days=1)
    try:
        return replace(filter_, start=filter_.start - days, end=filter_.end - days)
    except OverflowError:
        return None


def compared(
    database: Database, viewer: Viewer, filter_: Filter, measures: Sequence[str], by: str, against: str = BEFORE
) -> Comparison | None:
    """Measures by a dimension, in the filter's period and in an earlier one; None without a period.

    Arguments as of `metrics.breakdown.breakdown` and `period_before`. A period that is under way is compared with a
    whole one: whoever asks cuts it off at today first.
    """
    earlier = period_before(filter_, against)
    if earlier is None:
        return None
    with database.reading() as connection:
        words = load_words(connection)
    now, before = answered(
        database,
        filter_,
        lambda connection: tuple(
            broken_down(Asking(connection, viewer, period, words), measures, by) for period in (filter_, earlier)
        ),
    )
    return Comparison(now, before, earlier, {key: _change(key, now, before) for key in now.total.values})


def _change(key: str, now: Breakdown, before: Breakdown) -> Change:
    values = now.total.values[key], before.total.values[key]
    amounts = amount(values[0]), amount(values[1])
    contributions = _contributions(key, now, before)
    told = (amounts[0] or 0) - (amounts[1] or 0)
    return Change(
        now=values[0],
        before=values[1],
        difference=None if None in amounts else told,
        contributions=contributions,
        overlap=told - sum(part.difference for part in contributions),
    )


def _contributions(key: str, now: Breakdown, before: Breakdown) -> list[Contribution]:
    rows: dict[str, tuple[Row | None, Row | None]] = {row.key: (row, before.row(row.key)) for row in now.rows}
    rows |= {row.key: (None, row) for row in before.rows if row.key not in rows}
    parts = []
    for row_key, pair in rows.items():
        label = next(row.label for row in pair if row is not None)
        values = [None if row is None else row.values[key] for row in pair]
        difference = (amount(values[0]) or 0) - (amount(values[1]) or 0)
        if difference:
            parts.append(Contribution(row_key, label, values[0], values[1], difference))
    return sorted(parts, key=lambda part: (-abs(part.difference), part.label))
