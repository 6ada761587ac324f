"""The questions behind the overview: how much in all and over time, and by whatever dimension, now and before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection

from metrics import prepared
from metrics.asking import answered
from metrics.breakdown import (
    BASICS,
    Row,
    Told,
    kinds_of,
    left_out,
    named_rows,
    row_of,
    rows_of_each,
    told,
    told_together,
)
from metrics.counting import EVENT, PUBLIC, Figure, conditions, left_out_of_period
from metrics.dimension import Asking
from metrics.facts import Apart, Key
from metrics.filter import Filter
from metrics.measures import measure
from metrics.summed import count_events
from models.viewer import Viewer
from store.database import Database
from store.words import words_of

FIGURES: Final = ("sessions", "attendance", "materials", "online")
"""The measures at the top of the overview."""
MOST_MONTHS: Final = 37
"""As many bars as can still be told apart; a longer time is shown by years."""
_VENUE_TYPE: Final = "venue_type"


@dataclass(frozen=True, slots=True)
class TrendCell:
    """One venue type in one month or year (its first day): the numbers of FIGURES, None where no event told one."""

    start: date
    venue_type: str | None
    values: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Trend:
    """The figures over time, in months or in years, and those of the period compared with.

    An event is in the month its date says, and in the year its date says though it may not say the month. `left_out`:
    public events of the selection whose date does not say the month (the year).
    """

    by_years: bool
    cells: list[TrendCell]
    before: list[TrendCell]
    left_out: int


@dataclass(frozen=True, slots=True)
class Headline:
    """The figures at the top, in total and by venue type, of each of the periods asked about; and the first over time.

    Public events only; staff trainings are counted apart, in `trainings`. `left_out`: events that may belong to the
    period, but whose date does not say so.
    """

    periods: tuple[Filter, ...]
    totals: list[Row]
    venue_types: list[list[Row]]
    trend: Trend
    trainings: int
    left_out: int

    @property
    def total(self) -> Row:
        """The total of what was asked about first."""
        return self.totals[0]

    @property
    def events(self) -> int:
        """Its public events."""
        return self.total.events

    @property
    def sessions(self) -> int:
        """How many times these were held."""
        return self.total.figure("sessions").value or 0

    @property
    def attendance(self) -> Figure:
        """Who came to them."""
        return self.total.figure("attendance")

    @property
    def materials(self) -> Figure:
        """What was handed out."""
        return self.total.figure("materials")

    @property
    def online(self) -> Figure:
        """Who read about them."""
        return self.total.figure("online")

    @property
    def months_between(self) -> int:
        """How many months the earlier period begins before the one compared with it; 0 where none is."""
        starts = [period.start for period in self.periods[1:]]
        if len(starts) < 2 or starts[0] is None or starts[1] is None:
            return 0
        return (starts[0].year - starts[1].year) * 12 + starts[0].month - starts[1].month

    def beside(self, key: str) -> dict[date, int]:
        """The earlier totals of a figure, each at the month (year) it stands beside; none where these do not match."""
        months = self.months_between
        days = {period.start.day for period in self.periods[1:] if period.start}
        if not months or (len(days) > 1 and months != 12) or (self.trend.by_years and months % 12):
            return {}
        return {later(start, months): value for start, value in totals_of(self.trend.before, key).items()}


def headline(database: Database, viewer: Viewer, *periods: Filter) -> Headline:
    """The headline of a filter, or of several that differ in their period only: asked, up to today, and before.

    See `metrics.comparison.compared_periods`.
    """
    words = words_of(database)
    return answered(
        database, periods[0], lambda connection: _headline(Asking(connection, viewer, periods[0], words), periods)
    )


def rows_by(
    database: Database,
    viewer: Viewer,
    periods: tuple[Filter, ...],
    measures: tuple[str, ...],
    by: str,
    *,
    unknown: bool = True,
) -> list[list[Row]]:
    """Measures by a dimension, as `metrics.breakdown` tells them, for each of filters that differ in their period only.

    Without the total; and how many of its events a row has in common with others is not told. Without `unknown`, the
    row of events in none of the others is left out.
    """
    words = words_of(database)
    return answered(
        database,
        periods[0],
        lambda connection: rows_of_each(
            Asking(connection, viewer, periods[0], words), periods, measures, by, unknown=unknown
        ),
    )


def count_left_out(database: Database, viewer: Viewer, filter_: Filter) -> int:
    """How many events, trainings included, may belong to the filter's period but whose date does not say so."""
    if filter_.start is None:
        return 0
    where = (left_out_of_period(filter_), *conditions(viewer, filter_.without_period()))
    return answered(database, filter_, lambda connection: count_events(connection, where))


def _headline(asking: Asking, periods: tuple[Filter, ...]) -> Headline:
    asked = [measure(key) for key in FIGURES]
    # One pass over the events tells everything: by venue type and month, of each period.
    cells = told(asking, periods, asked, kinds_of(asked), Apart(EVENT.c.venue_type, beside=prepared.MONTH_TOLD))
    by_venue = [_by_venue(of_period) for of_period in cells]
    return Headline(
        periods=periods,
        totals=[
            row_of(asked, told_together(rows.values()), opens=period)
            for period, rows in zip(periods, by_venue, strict=True)
        ],
        venue_types=[
            named_rows(replace(asking, filter_=period), _VENUE_TYPE, asked, rows)
            for period, rows in zip(periods, by_venue, strict=True)
        ],
        trend=_trend(cells[0], cells[-1] if len(periods) > 1 else {}),
        trainings=_trainings(asking.connection, asking.viewer, periods[0]),
        left_out=left_out(asking, periods[0]),
    )


def _trainings(connection: Connection, viewer: Viewer, filter_: Filter) -> int:
    return count_events(connection, (~PUBLIC, *conditions(viewer, filter_)))


def _by_venue(cells: Mapping[Any, Told]) -> dict[Key, Told]:
    several: dict[Key, list[Told]] = defaultdict(list)
    for (venue, _when), numbers in cells.items():
        several[venue].append(numbers)
    return {venue: told_together(numbers) for venue, numbers in several.items()}


def _trend(cells: Mapping[Any, Told], before: Mapping[Any, Told]) -> Trend:
    months = [divmod(when, 100) for _venue, when in cells if when is not None and when % 100]
    numbers = [year * 12 + month for year, month in months]
    by_years = not numbers or max(numbers) - min(numbers) >= MOST_MONTHS
    said = {key: of_cell for key, of_cell in cells.items() if _says(key[1], by_years=by_years)}
    vague = [of_cell for key, of_cell in cells.items() if key not in said]
    earlier = {key: of_cell for key, of_cell in before.items() if _says(key[1], by_years=by_years)}
    left = sum(int(of_cell[BASICS][0]) for of_cell in vague)
    return Trend(by_years, _cells(said, by_years=by_years), _cells(earlier, by_years=by_years), left)


def _says(when: int | None, *, by_years: bool) -> bool:
    return when is not None and (by_years or when % 100 > 0)


def _cells(cells: Mapping[Any, Told], *, by_years: bool) -> list[TrendCell]:
    several: dict[tuple[date, str | None], list[Told]] = defaultdict(list)
    for (venue, when), numbers in cells.items():
        year, month = divmod(when, 100)
        several[date(year, 1 if by_years else month, 1), venue].append(numbers)
    found = [TrendCell(start, venue, _numbers(told_together(some))) for (start, venue), some in several.items()]
    return sorted(found, key=lambda cell: (cell.start, cell.venue_type or ""))


def _numbers(of_cell: Told) -> dict[str, int | None]:
    sums = ((key, of_cell[key][0] if key in of_cell else None) for key in FIGURES)
    return {key: None if value is None else int(value) for key, value in sums}


def later(first: date, months: int) -> date:
    """The first day of the month so many months after that of another first day."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)


def totals_of(cells: Iterable[TrendCell], key: str) -> dict[date, int]:
    """A figure in each month (year), all venue types together."""
    totals: dict[date, int] = defaultdict(int)
    for cell in cells:
        totals[cell.start] += cell.values[key] or 0
    return totals
