"""Days as people say them while they fill in a form: 昨天, 20日, 11月20日下午3点, yesterday, 20 Nov."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Final

from models.when import MONTHS

_DAYS_AGO: Final = {"今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2}
_LONGEST: Final = 40  # characters
_M: Final = r"(?P<m>\d{1,2})"
_D: Final = r"(?P<d>\d{1,2})"
_FORMS: Final = [
    re.compile(rf"(?:(?P<y>\d{{4}})\s*[-./年]\s*)?{_M}\s*[-./月]\s*{_D}\s*[日号]?"),
    re.compile(rf"{_D}\s*[日号]"),
    re.compile(rf"{_D}\s*(?P<name>[a-z]{{3,9}})\.?"),
    re.compile(rf"(?P<name>[a-z]{{3,9}})\.?\s*{_D}"),
]
_RANGE: Final = re.compile(
    rf"{_M}\s*[-./月]\s*{_D}\s*[日号]?\s*[-–—~至到]\s*(?:(?P<m2>\d{{1,2}})\s*[-./月]\s*)?(?P<d2>\d{{1,2}})\s*[日号]?"
)
_CLOCK: Final = r"\d{1,2}\s*(?::\d{2}|[点时](?:半|\d{1,2}分?)?)"
_TIME: Final = re.compile(
    rf"\s*(?:上午|下午|晚上|早上|早晨|中午|傍晚|晚)?\s*(?:{_CLOCK}(?:\s*[-–—~至到]\s*{_CLOCK})?)?\s*(?:[ap]m)?$"
)
_WEEKDAY: Final = re.compile(r"\s*\(?(?:周|星期|礼拜)(?P<on>[一二三四五六日天])\)?\s*")
_ON: Final = "一二三四五六日"


def dated(text: str, today: date) -> str:
    """What is said of a day with the year, or the month, that it lacks: of the newest such day up to `today`.

    The time of day and the weekday are left out, for an event is kept by its day. Whatever is not understood, a
    weekday that the day does not fall on among it, comes back as it was, for `parse_when` to read or to refuse.
    """
    said = unicodedata.normalize("NFKC", text).strip().lower()
    if len(said) > _LONGEST:
        return text
    found = _range(said, today) or _day(said, today)
    return found or text


def _day(said: str, today: date) -> str | None:
    weekday = _WEEKDAY.search(said)
    bare = _TIME.sub("", _WEEKDAY.sub(" ", said, count=1).strip()).strip()
    if bare == said and re.match(r"\d{4}", said):
        return None  # a whole date, which needs nothing
    if bare in _DAYS_AGO:
        day: date | None = today - timedelta(days=_DAYS_AGO[bare])
    else:
        matches = (match for form in _FORMS if (match := form.fullmatch(bare)))
        day = next((found for match in matches if (found := _newest(match, today))), None)
    if day is None or (weekday and _ON.index(weekday["on"].replace("天", "日")) != day.weekday()):
        return None
    return day.isoformat()


def _newest(match: re.Match[str], today: date) -> date | None:
    told = match.groupdict()
    month = MONTHS.get(told["name"], 0) if told.get("name") else int(told.get("m") or 0)
    if told.get("name") and not month:
        return None
    if told.get("y"):
        return _calendar(int(told["y"]), month, int(told["d"]))
    return _first(lambda year, at: _calendar(year, month or at, int(told["d"])), today, every_month=not month)


def _first(made: Callable[[int, int], date | None], today: date, *, every_month: bool = False) -> date | None:
    days = (made(year, month) for year, month in islice(_back(today, every_month=every_month), 24))
    return next((day for day in days if day is not None and day <= today), None)


def _back(today: date, *, every_month: bool) -> Iterator[tuple[int, int]]:
    """The month of today and those before it, or the years."""
    month = today.year * 12 + today.month - 1
    while month >= 12:
        yield month // 12, month % 12 + 1
        month -= 1 if every_month else 12


def _range(said: str, today: date) -> str | None:
    match = _RANGE.fullmatch(said)
    if match is None:
        return None
    first_month, last_month = int(match["m"]), int(match["m2"] or match["m"])
    end = _first(lambda year, _month: _calendar(year, last_month, int(match["d2"])), today)
    if end is None:
        return None
    start = _calendar(end.year - (first_month > last_month), first_month, int(match["d"]))
    return f"{start.isoformat()} – {end.isoformat()}" if start and start <= end else None


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
