"""The date of a row: as told, as first and last day, or both, which must then agree."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Final

from exchange.written import PRECISIONS, Cell
from locales import LANGUAGES, gettext, mark, speaking
from models.entry import tidy_text
from models.problem import InvalidError
from models.when import EARLIEST_YEAR, LATEST_YEAR, Precision, When, excel_day, parse_when

_KEPT_DATES: Final = 4_096  # a list has the same days again and again
_LONGEST: Final = 80  # characters; a longer text is no date, and taking it apart could take long
_SERIALS: Final = range(29_221, 73_416)  # Excel's numbers for the days of 1980 to 2100
_CLOCK: Final = r"\d{1,2}\s*(?:[:：]\s*\d{2}(?:[:：]\d{2})?|[点时](?:\s*(?:\d{1,2}\s*分|半|整))?)"
_HALF_DAY: Final = "(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|全天)"
_TIME_OF_DAY: Final = re.compile(
    rf"(?<=\S)(?:\s*(?={_HALF_DAY})|(?:\s+|T|(?<=[日号]))(?=\d))"
    rf"(?:{_HALF_DAY}|(?:{_HALF_DAY}\s*)?{_CLOCK}(?:\s*[-–—~～至到]+\s*(?:{_HALF_DAY}\s*)?{_CLOCK})?)$"
)
_MIDNIGHT: Final = re.compile(r"[T\s0:：]+")  # what is left of a day that some program took for a moment
_WEEKDAY: Final = re.compile(r"\s*[(（]?\s*(?:星期|周|礼拜)[一二三四五六日天]\s*[)）]?\s*")
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


@lru_cache(maxsize=_KEPT_DATES, typed=True)  # 9 and 9.0 are two cells
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
        if _either_day(cell):
            raise InvalidError(
                mark(
                    "“{text}” may be day {day} or day {tens} of the month, for Excel drops the 0. "
                    "Write it in full, such as {example}."
                ),
                text=cell,
                day=str(cell)[-1],
                tens=f"{str(cell)[-1]}0",
                example="2024-09-03",
            )
        return _parsed(str(cell).removesuffix(".0"))
    text = _bare(cell or "")
    if text.isascii() and text.isdecimal() and len(text) == 5 and int(text) in _SERIALS:
        return When.on(excel_day(int(text)))  # what a CSV file keeps of a date cell that was not formatted as one
    return _parsed(text)


def time_told(cell: Cell) -> str:
    """The words of a date that say the time of day too, as they stand there; "" where none do.

    The ledger keeps days alone, so the time would be lost if it did not go into the note.
    """
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes") if cell.time() > time.min else ""
    return _time_in(cell) if isinstance(cell, str) else ""


@lru_cache(maxsize=_KEPT_DATES)
def _time_in(cell: str) -> str:
    at_that = _apart(cell)[1]
    return " ".join(cell.split()) if at_that and not _MIDNIGHT.fullmatch(at_that) else ""


def _bare(text: str) -> str:
    """A date without the time of day and the day of the week that stand beside it; any longer text as it is."""
    return _apart(text)[0]


def _apart(text: str) -> tuple[str, str]:
    """A date and the time of day behind it, "" if there is none; what is no date but for these stays whole."""
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        return text, ""
    day = " ".join(_WEEKDAY.sub(" ", text).split())
    if (found := _TIME_OF_DAY.search(day)) is None:
        return day or text, ""
    return day[: found.start()], found[0]


def _parsed(text: str) -> When:
    """Raises InvalidError that asks for the year where nothing else is missing."""
    if lacks_year(text):
        raise InvalidError(
            mark(
                "“{text}” does not say the year. Write it in full, such as {example}, or put the year into the title "
                "above the list or the name of the sheet."
            ),
            text=text[:40],
            example="2024-09-03",
        )
    return parse_when(text)


_M: Final = r"(?P<m>0?[1-9]|1[0-2])"
_D: Final = r"(?P<d>0?[1-9]|[12]\d|3[01])"
_TO: Final = r"\s*(?:[-–—~〜～至到]|——|--)\s*"
_LAST: Final = r"(?:(?P<m2>0?[1-9]|1[0-2])\s*[./月-]\s*)?(?P<d2>0?[1-9]|[12]\d|3[01])\s*[日号]?"
_YEARLESS: Final = (
    re.compile(rf"{_M}\s*[./月-]\s*{_D}\s*[日号]?"),
    re.compile(rf"{_M}\s*月(?:份)?"),
    re.compile(rf"{_M}\s*[./月]\s*{_D}\s*[日号]?{_TO}{_LAST}"),
    re.compile(rf"{_M}\s*月(?:份)?{_TO}(?P<m2>0?[1-9]|1[0-2])\s*月(?:份)?"),
)


def lacks_year(cell: Cell) -> bool:
    """Whether a cell holds a day, a month or a range of days, but not of which year."""
    return _yearless(cell) is not None


def add_year(cell: Cell, year: int) -> Cell:
    """The date of a cell that lacks the year, in that year; any other cell as it is.

    A number like 9.1, which Excel makes of 9.10 too, stays as it is, for it may be either day. So does a range that
    ends before it starts: of which two years it is, only the person knows.
    """
    match = _yearless(cell)
    if match is None or _either_day(cell):
        return cell
    told = match.groupdict()
    first = f"{year}-{int(told['m']):02}" + (f"-{int(told['d']):02}" if told.get("d") else "")
    if not told.get("m2") and not told.get("d2"):
        return first + (f" {at_that}" if isinstance(cell, str) and (at_that := _apart(cell)[1].strip()) else "")
    last = f"{year}-{int(told['m2'] or told['m']):02}" + (f"-{int(told['d2']):02}" if told.get("d2") else "")
    return f"{first} 至 {last}" if first <= last else cell


def _either_day(cell: Cell) -> bool:
    return isinstance(cell, float) and lacks_year(cell) and str(cell)[-2:] in (".1", ".2", ".3")


@lru_cache(maxsize=_KEPT_DATES, typed=True)
def _yearless(cell: Cell) -> re.Match[str] | None:
    if not isinstance(cell, str | float) or (isinstance(cell, float) and not 1 < cell < 13):
        return None
    text = " ".join(unicodedata.normalize("NFKC", _bare(str(cell))).split())
    if len(text) > _LONGEST:
        return None
    return next((match for form in _YEARLESS if (match := form.fullmatch(text))), None)


def _bounds(start: Cell, end: Cell, precision: str) -> When | None:
    """What first and last day tell, as precisely as the column beside them says."""
    if start is None and end is None:
        return None
    if start is None:
        raise InvalidError(mark("the last day is given, but not the first."))
    first = read_day(start)
    if lacks_year(end) and first.start is not None:
        end = add_year(end, first.start.year)  # 2024.9.15 | 9.21, as a range in one cell is read too
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
