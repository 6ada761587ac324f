"""Numbers, dates and lists as each language writes them, by Babel."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Final

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_compact_decimal, format_decimal, format_percent

from locales import ENGLISH, language

_BEFORE_POINT: Final = re.compile(r"\D*(\d+)")


@cache
def _parsed(code: str) -> Locale:
    return Locale.parse(code)


def _locale() -> Locale:
    # Babel parses a code anew at every call; exports make thousands.
    return _parsed(language())


def number(value: float | None) -> str:
    """The exact figure with thousands separators ("12,345"); empty for None, for empty is not zero."""
    return "" if value is None else str(format_decimal(value, locale=_locale()))


def short_number(value: float | None) -> str:
    """A figure for a headline: "21.6万" in Chinese, "216K" in English; small ones exact; "–" for None.

    Three digits tell as much as anybody takes in at a glance, and fit on a phone.
    """
    if value is None:
        return "–"
    if abs(value) < 10_000:
        return number(value)
    text = str(format_compact_decimal(value, locale=_locale(), fraction_digits=1))
    digits = _BEFORE_POINT.match(text)
    return str(format_compact_decimal(value, locale=_locale())) if digits and len(digits[1]) > 2 else text


def percent(share: float, *, signed: bool = False) -> str:
    """A share (0.124) as "12.4%", with an explicit plus when `signed`."""
    return ("+" if signed and share > 0 else "") + str(format_percent(share, format="#,##0.#%", locale=_locale()))


def day(value: date | None) -> str:
    """A day: "2024年9月4日" or "4 Sep 2024"; empty for None."""
    if value is None:
        return ""
    pattern = "d MMM y" if language() == ENGLISH else "y年M月d日"
    return str(format_date(value, pattern, locale=_locale()))


def weekday(value: date) -> str:
    """The day of the week: "周五" or "Fri"."""
    return str(format_date(value, "EEE", locale=_locale()))


def month(value: date) -> str:
    """A month: "2024年9月" or "Sep 2024"."""
    return str(format_date(value, "MMM y" if language() == ENGLISH else "y年M月", locale=_locale()))


def moment(value: datetime) -> str:
    """A moment in local time, to the minute."""
    return str(format_datetime(value.astimezone(), "short", locale=_locale()))


def listing(parts: Iterable[str]) -> str:
    """Names as a list: "甲、乙和丙" or "A, B and C"; empty for none."""
    names = [part for part in parts if part]
    return str(format_list(names, locale="en_GB" if language() == ENGLISH else _locale())) if names else ""
