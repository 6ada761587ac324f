"""Numerals as people write them: 1,500, 1.5万, 三百二十, 一百二. Exact: nothing is rounded, nothing is guessed."""

import re
from decimal import Decimal
from typing import Final

_DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_SCALES: Final = {"万": 10_000, "亿": 100_000_000}
_ARABIC_UNITS: Final = {"十": 10, "百": 100, "千": 1000, "k": 1000, "m": 1_000_000, "w": 10_000} | _SCALES
_ARABIC: Final = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e\+?\d{1,3}|[十百千]?(?:万亿|万|亿)|[十百千kmw])?"
_CHINESE: Final = "[零〇一二两三四五六七八九十百千万亿]+"
NUMERAL: Final = f"{_ARABIC}|{_CHINESE}"  # what `numeral` may be able to read, for use in a larger pattern

_DIGIT: Final = "[一二两三四五六七八九]"
# Only the first unit may go without its digit: 百二十 is read, 百十 and 三百百 are not.
_BELOW_TEN_THOUSAND: Final = re.compile(
    rf"(?:(?P<thousands>{_DIGIT}?)千)?(?:零?(?P<hundreds>{_DIGIT}|(?<!.))百)?"
    rf"(?:零?(?P<tens>{_DIGIT}|(?<!.))十)?(?:(?P<gap>零)?(?P<ones>{_DIGIT}))?"
)


def numeral(text: str) -> Decimal | None:
    """The value of a numeral that matches NUMERAL; None where it is not well formed (三五, 二三十, 三百百)."""
    if text[0].isdecimal():
        plain = text.replace(",", "")
        digits = plain.rstrip("十百千万亿kmw")
        value = Decimal(digits)
        for unit in plain[len(digits) :]:
            value *= _ARABIC_UNITS[unit]
        return value
    value_or_none = _scaled(text.replace("〇", "零"), "亿万")
    return None if value_or_none is None else Decimal(value_or_none)


def _scaled(text: str, scales: str) -> int | None:
    """What stands before and after the largest scale, each read by itself."""
    if not scales:
        return _below_ten_thousand(text)
    scale, size = scales[0], _SCALES[scales[0]]
    before, found, after = text.partition(scale)
    if not found:
        return _scaled(text, scales[1:])
    high = _scaled(before, scales[1:]) if before else 1
    if after in _DIGITS:  # 三万五 is 35,000; 30,005 is 三万零五
        low: int | None = _DIGITS[after] * size // 10
    else:
        low = _scaled(after.removeprefix("零"), scales[1:]) if after else 0
    return None if high is None or low is None else high * size + low


def _below_ten_thousand(text: str) -> int | None:
    if text == "零":
        return 0
    match = _BELOW_TEN_THOUSAND.fullmatch(text)
    if match is None or not text:
        return None
    total, smallest = 0, 1
    for part, size in (("thousands", 1000), ("hundreds", 100), ("tens", 10)):
        if (digit := match[part]) is not None:
            total += _DIGITS.get(digit, 1) * size
            smallest = size
    if match["ones"] is None:
        return total
    # 一百二 is 120; 102 is 一百零二.
    return total + _DIGITS[match["ones"]] * (1 if match["gap"] else max(1, smallest // 10))
