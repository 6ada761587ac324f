"""A date as exactly as it is known: a day, a month, a quarter, a year, a range, or not at all."""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from locales import ENGLISH, Message, language, mark
from locales.numbers import day as print_day
from locales.numbers import month as print_month
from models.problem import InvalidError

EARLIEST_YEAR: Final = 1980
LATEST_YEAR: Final = 2100
_LONGEST: Final = 80  # characters; a longer text is no date, and taking it apart could take long


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    RANGE = "range"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class When:
    """First and last day (both None when unknown), the precision, and the source's own words if they say more.

    A month is its first to its last day, and so on: `start` and `end` always bound what is known.
    """

    start: date | None
    end: date | None
    precision: Precision
    text: str = ""

    @classmethod
    def on(cls, day: date) -> "When":
        """One day."""
        return cls(day, day, Precision.DAY)

    @classmethod
    def in_month(cls, year: int, month: int) -> "When":
        """Some day of a month."""
        return cls(date(year, month, 1), date(year, month, monthrange(year, month)[1]), Precision.MONTH)

    @classmethod
    def in_quarter(cls, year: int, quarter: int) -> "When":
        """Some day of a quarter, 1 to 4."""
        last = 3 * quarter
        return cls(date(year, last - 2, 1), date(year, last, monthrange(year, last)[1]), Precision.QUARTER)

    @classmethod
    def in_year(cls, year: int) -> "When":
        """Some day of a year."""
        return cls(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)

    @classmethod
    def between(cls, start: date, end: date) -> "When":
        """From one day to another, both included. Raises InvalidError when the end is before the start."""
        if end < start:
            raise InvalidError(
                mark("the end, {end}, is before the start, {start}."),
                start=_Printed(start),
                end=_Printed(end),
            )
        return cls.on(start) if start == end else cls(start, end, Precision.RANGE)

    @classmethod
    def unknown(cls, text: str = "") -> "When":
        """No date; `text` keeps what the source says instead (春节期间, 多次)."""
        return cls(None, None, Precision.UNKNOWN, text.strip())

    def __str__(self) -> str:
        """The date in the language now spoken; `parse_when` reads it back to the same date."""
        english = language() == ENGLISH
        if self.start is None or self.end is None:
            return self.text or str(Message(mark("date not known")))
        match self.precision:
            case Precision.YEAR:
                return str(self.start.year) if english else f"{self.start.year}年"
            case Precision.QUARTER:
                quarter = self.end.month // 3
                return (
                    f"Q{quarter} {self.start.year}"
                    if english
                    else f"{self.start.year}年第{'一二三四'[quarter - 1]}季度"
                )
            case Precision.MONTH:
                return print_month(self.start)
            case Precision.RANGE:
                return f"{print_day(self.start)} – {print_day(self.end)}"
            case _:
                return print_day(self.start)


@dataclass(frozen=True, slots=True)
class _Printed:
    """A day inside a message, printed in the reader's language when the message is."""

    value: date

    def __str__(self) -> str:
        return print_day(self.value)


_MONTH_NAMES: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTHS: Final = {
    name: number for number, full in enumerate(_MONTH_NAMES, start=1) for name in (full, full[:3], full[:4])
}
"""English names of the months and what they are shortened to, in small letters, with their numbers."""
_UNKNOWN_WORDS: Final = {"不详", "未知", "不明", "date not known", "日期不详", "unknown", "?"}
_Y: Final = r"(?P<y>\d{4})"
_M: Final = r"(?P<m>\d{1,2})"
_D: Final = r"(?P<d>\d{1,2})"
_NAME: Final = r"(?P<name>[a-z]{3,9})\.?"
_DAY_FORMS: Final = [
    re.compile(rf"{_Y}\s*[-./年]\s*{_M}\s*[-./月]\s*{_D}\s*[日号]?(?:\s+[0:]+)?"),
    re.compile(rf"{_Y}(?P<m>\d\d)(?P<d>\d\d)"),
    re.compile(rf"{_D}\s*{_NAME},?\s*{_Y}"),
    re.compile(rf"{_NAME}\s*{_D},?\s*{_Y}"),
]
_YEARLESS_DAY_FORMS: Final = [re.compile(rf"{_M}\s*[-./月]\s*{_D}\s*[日号]?"), re.compile(rf"{_D}\s*[日号]?")]
_MONTH_FORMS: Final = [re.compile(rf"{_Y}\s*[-./年]\s*{_M}\s*月?(?:份)?"), re.compile(rf"{_NAME}\s*{_Y}")]
_QUARTER_FORMS: Final = [
    re.compile(rf"{_Y}\s*年?\s*[-]?\s*第?\s*(?P<q>[一二三四1-4])\s*季度?"),
    re.compile(rf"{_Y}\s*年?\s*[-]?\s*q(?P<q>[1-4])"),
    re.compile(rf"q(?P<q>[1-4])\s*{_Y}"),
]
_YEAR_FORMS: Final = [re.compile(rf"{_Y}\s*年?")]
_DASHES: Final = re.compile(r"\s*(?:–|—|~|〜|～|至|到|\bto\b)\s*|\s+-\s+|(?<=[日号\d])-(?=\d{4}[-./年])")
_DOTTED_RANGE: Final = re.compile(r"(\d{4}[./年]\d{1,2}[./月]\d{1,2}日?)-(\d{1,2}[./月]?\d{0,2}日?)")


def parse_when(text: str | date | datetime | None) -> When:
    """Read 2024-09-04, 2024.9.4, 2024年9月, Q3 2024, 2024, 2024.9.15-9.21, 4 Sep 2024 – 6 Sep 2024, 不详.

    An empty text is an unknown date. Raises InvalidError with a sentence for the person otherwise.
    """
    if text is None:
        return When.unknown()
    if isinstance(text, date):
        _year(str(text.year))
        return When.on(date(text.year, text.month, text.day))
    tidy = unicodedata.normalize("NFKC", text).strip().lower()
    if not tidy or tidy in _UNKNOWN_WORDS:
        return When.unknown()
    if len(tidy) > _LONGEST:
        return _refuse(text)
    try:
        return _single(tidy) or _range(tidy) or _refuse(text)
    except (ValueError, OverflowError) as error:
        if isinstance(error, InvalidError):
            raise
        raise InvalidError(mark("“{text}” is not a day of the calendar."), text=text.strip()[:40]) from error


def _refuse(text: str) -> When:
    raise InvalidError(
        mark(
            "“{text}” is not a date. Write for example 2024-09-04, 2024年9月, 2024Q3, 2024, "
            "2024-09-15 至 2024-09-21, or leave it empty if it is not known."
        ),
        text=text.strip()[:40],
    )


def _single(text: str) -> When | None:
    for form in _DAY_FORMS:
        if match := form.fullmatch(text):
            return When.on(_day(match))
    for form in _QUARTER_FORMS:
        if match := form.fullmatch(text):
            quarter = "一二三四".find(match["q"]) + 1 or int(match["q"])
            return When.in_quarter(_year(match["y"]), quarter)
    for form in _MONTH_FORMS:
        if match := form.fullmatch(text):
            return When.in_month(_year(match["y"]), _month(match))
    for form in _YEAR_FORMS:
        if match := form.fullmatch(text):
            return When.in_year(_year(match["y"]))
    return None


def _range(text: str) -> When | None:
    dotted = _DOTTED_RANGE.fullmatch(text)
    parts = [dotted[1], dotted[2]] if dotted else _DASHES.split(text)
    if len(parts) != 2:
        return None
    first = _single(parts[0])
    if first is None or first.start is None:
        return None
    last = _single(parts[1])
    if last is None and first.precision is Precision.MONTH:
        match = re.fullmatch(r"(\d{1,2})\s*月(?:份)?", parts[1])
        last = When.in_month(first.start.year, int(match[1])) if match else None
    elif last is None:
        if first.precision is not Precision.DAY:
            return None
        for form in _YEARLESS_DAY_FORMS:
            if match := form.fullmatch(parts[1]):
                month = int(match["m"]) if "m" in form.groupindex else first.start.month
                last = When.on(date(first.start.year, month, int(match["d"])))
                break
    if last is None or last.end is None:
        return None
    return When.between(first.start, last.end)


def _year(text: str) -> int:
    year = int(text)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise InvalidError(
            mark("the year {year} is not between {first} and {last}."),
            year=text,
            first=EARLIEST_YEAR,
            last=LATEST_YEAR,
        )
    return year


def _month(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if groups.get("name"):
        return MONTHS.get(groups["name"], 0)
    return int(groups["m"])


def _day(match: re.Match[str]) -> date:
    return date(_year(match["y"]), _month(match), int(match["d"]))


def excel_day(serial: float) -> date:
    """The day an Excel serial number stands for (1900 system: 45539 is 2024-09-04)."""
    return date(1899, 12, 30) + timedelta(days=int(serial))
