"""The date of a row: as told, as first and last day, or both, which must then agree."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from exchange.written import PRECISIONS, Cell
from locales import LANGUAGES, gettext, mark, speaking
from models.entry import tidy_text
from models.problem import InvalidError
from models.when import EARLIEST_YEAR, LATEST_YEAR, Precision, When, excel_day, parse_when

_SERIALS: Final = range(29_221, 73_416)  # Excel's numbers for the days of 1980 to 2100
_TIME_OF_DAY: Final = re.compile(r"\s+\d{1,2}[:：]\d{2}(?:[:：]\d{2})?$")
_UNKNOWN: Final = {"不详", "未知", Precision.UNKNOWN.value}


def read_when(cells: Mapping[str, Cell]) -> When:
    """The date that the cells `when`, `start`, `end` and `precision` tell, unknown where all are blank.

    Raises InvalidError with a sentence for the person where they cannot be read or contradict one another.
    """
    precision = str(cells.get("precision") or "").strip()
    bounds = _bounds(cells.get("start"), cells.get("end"), precision)
    told = cells.get("when")
    if told is None:
        return bounds or When.unknown()
    try:
        when = read_day(told)
    except InvalidError:
        if bounds is None and precision in _words_for(Precision.UNKNOWN) | _UNKNOWN:
            return When.unknown(tidy_text(str(told)))
        raise
    if bounds and (bounds.start, bounds.end) != (when.start, when.end):
        raise InvalidError(
            mark("the date says {told}, but first and last day say {bounds}. Correct one, or leave it empty."),
            told=when,
            bounds=bounds,
        )
    return when


def read_day(cell: Cell) -> When:
    """The date a cell holds, whether as a date, as a number that Excel shows as one, or as text.

    Raises InvalidError for what is none.
    """
    if isinstance(cell, date | datetime):
        return parse_when(cell)
    if isinstance(cell, int | float):
        if int(cell) in _SERIALS:
            return When.on(excel_day(cell))
        if EARLIEST_YEAR <= cell <= LATEST_YEAR and str(cell).endswith(".1"):
            raise InvalidError(
                mark("{year}.1 may be January or October, for Excel drops the 0. Write {year}-01 or {year}-10."),
                year=int(cell),
            )
        return parse_when(str(cell).removesuffix(".0"))
    return parse_when(_TIME_OF_DAY.sub("", cell or ""))


def _bounds(start: Cell, end: Cell, precision: str) -> When | None:
    """What first and last day tell, as precisely as the column beside them says."""
    if start is None and end is None:
        return None
    if start is None:
        raise InvalidError(mark("the last day is given, but not the first."))
    first = read_day(start)
    last = first if end is None else read_day(end)
    if first.start is None or last.end is None:
        raise InvalidError(mark("the first or the last day is missing."))
    for exact in (
        When.in_month(first.start.year, first.start.month),
        When.in_quarter(first.start.year, (first.start.month + 2) // 3),
        When.in_year(first.start.year),
    ):
        same_days = (exact.start, exact.end) == (first.start, last.end)
        if same_days and (precision in _words_for(exact.precision) or (end is None and exact == first)):
            return exact
    return When.between(first.start, last.end)


def _words_for(precision: Precision) -> set[str]:
    words = {precision.value}
    for language in LANGUAGES:
        with speaking(language):
            words.add(gettext(PRECISIONS[precision]))
    return words
