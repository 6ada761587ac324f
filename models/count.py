"""A number as people report it: with a qualifier ("60余", "近百") and the basis it rests on."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from locales import ENGLISH, language, mark
from locales.numbers import number
from models.numeral import NUMERAL, numeral
from models.problem import InvalidError

MOST: Final = 100_000_000  # more people than any one event reached, fewer than a typing slip gives
MOST_ONLINE: Final = 100_000_000_000


class Qualifier(StrEnum):
    """How exact a number is. 余 and 多 both mean "at least"; they are kept apart to print again as told."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    OVER = "over"
    MORE_THAN = "more_than"
    NEARLY = "nearly"


_CHINESE_PRINT: Final = {
    Qualifier.EXACT: "{n}",
    Qualifier.ABOUT: "约{n}",
    Qualifier.AT_LEAST: "{n}余",
    Qualifier.OVER: "{n}多",
    Qualifier.MORE_THAN: "超{n}",
    Qualifier.NEARLY: "近{n}",
}
_ENGLISH_PRINT: Final = {
    Qualifier.EXACT: "{n}",
    Qualifier.ABOUT: "about {n}",
    Qualifier.AT_LEAST: "at least {n}",
    Qualifier.OVER: "over {n}",
    Qualifier.MORE_THAN: "more than {n}",
    Qualifier.NEARLY: "nearly {n}",
}
_BEFORE: Final = {
    "超过": Qualifier.MORE_THAN,
    "超": Qualifier.MORE_THAN,
    "逾": Qualifier.MORE_THAN,
    "more than": Qualifier.MORE_THAN,
    "大约": Qualifier.ABOUT,
    "约": Qualifier.ABOUT,
    "about": Qualifier.ABOUT,
    "around": Qualifier.ABOUT,
    "将近": Qualifier.NEARLY,
    "接近": Qualifier.NEARLY,
    "近": Qualifier.NEARLY,
    "nearly": Qualifier.NEARLY,
    "almost": Qualifier.NEARLY,
    "至少": Qualifier.AT_LEAST,
    "不少于": Qualifier.AT_LEAST,
    "上": Qualifier.AT_LEAST,
    "at least": Qualifier.AT_LEAST,
    "over": Qualifier.OVER,
}
_AFTER: Final = {
    "左右": Qualifier.ABOUT,
    "上下": Qualifier.ABOUT,
    "余": Qualifier.AT_LEAST,
    "以上": Qualifier.AT_LEAST,
    "+": Qualifier.AT_LEAST,
    "多": Qualifier.OVER,
}
_PATTERN: Final = re.compile(
    rf"(?P<before>{'|'.join(sorted(_BEFORE, key=len, reverse=True))})?\s*(?P<number>{NUMERAL})\s*"
    rf"(?P<after>{'|'.join(re.escape(a) for a in sorted(_AFTER, key=len, reverse=True))})?"
    r"(?P<scale>[万亿])?"  # 3000多万
    r"(?P<after_scale>余|多)?"
    # What is counted may follow, but no second number: "5场次300人次" does not say which of the two is meant.
    r"\s*(?P<what>(?:[人名位份次个场篇条本册户家][^\d,;、。]{0,20}?|people|persons|copies|times|views)?)"
    r"(?P<after_what>左右|上下|以上)?$"
)
_SCALES: Final = {"万": 10_000, "亿": 100_000_000}
_LONGEST: Final = 80  # characters; a longer text is no number, and reading it could take long


@dataclass(frozen=True, slots=True)
class Count:
    """`value` contacts, copies or readings; `qualifier` how exact; `basis` the code of what it rests on, if told."""

    value: int
    qualifier: Qualifier = Qualifier.EXACT
    basis: str | None = None

    @property
    def high(self) -> int:
        """The most the words allow: 60余 stays below 70, 100余 below 200; 约 a fifth more, 超 twice as much.

        Used to tell a contradiction (a part above its whole) from a manner of speaking.
        """
        match self.qualifier:
            case Qualifier.EXACT | Qualifier.NEARLY:
                return self.value
            case Qualifier.ABOUT:
                return self.value + max(1, self.value // 5)
            case Qualifier.AT_LEAST | Qualifier.OVER:
                digits = str(self.value)
                return int(self.value + 10 ** (len(digits) - len(digits.rstrip("0"))) - 1) if self.value else 0
            case Qualifier.MORE_THAN:
                return self.value * 2

    def __str__(self) -> str:
        """The number with its qualifier in the language now spoken: 60余, "at least 60"."""
        words = _ENGLISH_PRINT if language() == ENGLISH else _CHINESE_PRINT
        return words[self.qualifier].format(n=number(self.value))


def stored_count(value: int | None, qualifier: str | None, basis: str | None) -> Count | None:
    """The count that three columns hold; None where the value is empty."""
    return None if value is None else Count(value, Qualifier(qualifier or Qualifier.EXACT), basis)


@lru_cache(maxsize=4096)  # in a list the same few numbers come again and again
def parse_count(text: str, *, basis: str | None = None, most: int = MOST) -> Count | None:
    """Read 60, 60余, 近百, 1.5万, "more than 3,000", 60多位离退休老人; None for an empty text.

    Raises InvalidError with a sentence for the person where it is not a number, below zero or above `most`.
    """
    tidy = unicodedata.normalize("NFKC", text).strip().lower()
    if not tidy:
        return None
    if re.match(r"^[-−–]\s*\d", tidy):
        raise InvalidError(mark("{text} is below zero. Leave it empty if it is not known."), text=_shown(text))
    match = _PATTERN.match(tidy) if len(tidy) <= _LONGEST else None
    value = numeral(match["number"]) if match else None
    if match is None or value is None:
        raise InvalidError(
            mark("“{text}” is not a number. Write for example 60, 60余, 近百 or 1.5万, or leave it empty."),
            text=_shown(text),
        )
    value *= _SCALES.get(match["scale"], 1)
    if value > most:
        raise _too_big(text, most)
    if value != int(value):
        raise InvalidError(mark("“{text}” is not a whole number."), text=_shown(text))
    before, after = match["before"], match["after"] or match["after_scale"] or match["after_what"]
    qualifier = _BEFORE[before] if before else _AFTER[after] if after else Qualifier.EXACT
    return Count(int(value), qualifier, basis)


def _too_big(text: str, most: int) -> InvalidError:
    return InvalidError(
        mark("{text} is more than any event can reach (at most {most}). Check the number of digits."),
        text=_shown(text),
        most=f"{most:,}",
    )


def _shown(text: str, longest: int = 40) -> str:
    stripped = text.strip()
    return stripped if len(stripped) <= longest else stripped[: longest - 1] + "…"
