"""Rows by when events were: month, quarter, year, day of the week. An event is in one only where its date says so."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy import and_, case, func

from locales import _, mark
from locales.numbers import month, weekday
from metrics.counting import EVENT
from metrics.dimension import Asking, Dimension
from metrics.facts import Apart, Key
from metrics.filter import Filter
from metrics.prepared import MONTHLY, QUARTERLY, YEARLY
from models.when import Precision
from models.words import Words

_YEAR: Final = func.extract("year", EVENT.c.when_start)
_MONTH: Final = func.extract("month", EVENT.c.when_start)
_QUARTER: Final = case((_MONTH <= 3, 1), (_MONTH <= 6, 2), (_MONTH <= 9, 3), else_=4)
_VAGUE: Final = mark("Date not precise enough")

DAILY: Final = (Precision.DAY,)
"""Which dates say the day of the week."""


@dataclass(frozen=True)
class ByPeriod(Dimension):
    """By months, quarters or years. The row's number is the year followed by which of its `parts` it is."""

    unknown: str = _VAGUE
    in_order: bool = True
    parts: int = 1

    def apart(self, _asking: Asking) -> Apart:
        """By the first day of dates that are precise enough."""
        part, precise = {12: (_MONTH, MONTHLY), 4: (_QUARTER, QUARTERLY), 1: (1, YEARLY)}[self.parts]
        said = EVENT.c.when_precision.in_([precision.value for precision in precise])
        return Apart(case((said, _YEAR * 100 + part)))

    def names(self, _asking: Asking, found: Collection[Key]) -> dict[Key, tuple[str, str]]:
        """ "2024-09", "2024-Q3" or "2024", and the same in words."""
        return {number: self._named(*divmod(int(str(number)), 100)) for number in found}

    def _named(self, year: int, part: int) -> tuple[str, str]:
        match self.parts:
            case 12:
                return f"{year}-{part:02}", month(date(year, part, 1))
            case 4:
                return f"{year}-Q{part}", _("Q{quarter} {year}").format(quarter=part, year=year)
        return str(year), str(year)

    def narrowed(self, filter_: Filter, key: str, _words: Words) -> Filter | None:
        """Events in these days, as far as they are in the filter's own period."""
        year, dash, part = key.replace("Q", "").partition("-")
        if not (year.isdecimal() and len(year) == 4 and (part.isdecimal() and len(part) <= 2 if dash else not part)):
            return None
        months = 12 // self.parts
        first = (int(part or 1) - 1) * months + 1
        if not (date.min.year < int(year) < date.max.year and 1 <= first <= 12):
            return None
        start, following = date(int(year), first, 1), divmod(first + months - 1, 12)
        end = date(int(year) + following[0], following[1] + 1, 1) - timedelta(days=1)
        if filter_.start and filter_.end:
            start, end = max(start, filter_.start), min(end, filter_.end)
        return replace(filter_, start=start, end=end) if start <= end else None


@dataclass(frozen=True)
class ByWeekday(Dimension):
    """By the day of the week, which only the date of a single day says."""

    unknown: str = _VAGUE
    in_order: bool = True

    def apart(self, _asking: Asking) -> Apart:
        """Monday 1 to Sunday 7."""
        day = func.extract("dow", EVENT.c.when_start)
        said = EVENT.c.when_precision.in_([precision.value for precision in DAILY])
        return Apart(case((and_(said, day > 0), day), (said, 7)))

    def names(self, _asking: Asking, found: Collection[Key]) -> dict[Key, tuple[str, str]]:
        """Its number and its name."""
        monday = date(2024, 1, 1)
        return {day: (str(day), weekday(monday + timedelta(days=int(str(day)) - 1))) for day in found}

    def narrowed(self, _filter: Filter, _key: str, _words: Words) -> Filter | None:
        """A filter cannot ask for a day of the week."""
        return None


TIME_ROWS: Final[tuple[Dimension, ...]] = (
    ByPeriod("month", mark("Month"), parts=12),
    ByPeriod("quarter", mark("Quarter"), parts=4),
    ByPeriod("year", mark("Year"), parts=1),
    ByWeekday("weekday", mark("Day of the week")),
)
