"""The year of dates that do not say it, where exactly one year stands beside the list."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from locales import Message, mark
from models.when import EARLIEST_YEAR, LATEST_YEAR


class Where(StrEnum):
    """Where a year stands, the nearest to the dates first."""

    PERSON = "person"
    SHEET = "sheet"
    TITLE = "title"
    FILE = "file"


_SENTENCES: Final = {
    Where.PERSON: mark("Dates without a year were taken to be in {year}, as you said."),
    Where.SHEET: mark("Dates without a year were taken to be in {year}, as the sheet's name says: “{text}”."),
    Where.TITLE: mark("Dates without a year were taken to be in {year}, as stands above the list: “{text}”."),
    Where.FILE: mark("Dates without a year were taken to be in {year}, as the file's name says: “{text}”."),
}
_YEAR: Final = re.compile(r"(?<!\d)(?:19[89]\d|20\d\d|2100)(?![\d余多人份场元名户个次万亿条篇家位本])")  # not 2000人
_SPELT: Final = re.compile(r"[一二][〇○零0九][〇○零一二三四五六七八九]{2}(?=年)")
_DIGITS: Final = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_LONGEST_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Told:
    """A year and where it stands; `text` is what stands there."""

    year: int
    where: Where
    text: str = ""

    @property
    def sentence(self) -> Message:
        """How dates without a year were understood."""
        text = self.text if len(self.text) <= _LONGEST_SHOWN else self.text[:_LONGEST_SHOWN] + "…"
        return Message.of(_SENTENCES[self.where], year=self.year, text=text)


def years_in(text: str) -> set[int]:
    """The years that stand in a text, as 2024, 2024年 or 二〇二四年; not those inside a longer number."""
    found = {int(year) for year in _YEAR.findall(text)}
    found |= {int(year.translate(_DIGITS)) for year in _SPELT.findall(text)}
    return {year for year in found if EARLIEST_YEAR <= year <= LATEST_YEAR}


def told_year(places: Mapping[Where, str]) -> Told | None:
    """The one year that the places name; None where they name none, or each another one.

    A place that names several years, as a file 2023-2024.xlsx, says nothing of any one list.
    """
    single = {where: years for where in Where if len(years := years_in(places.get(where, ""))) == 1}
    if len({frozenset(years) for years in single.values()}) != 1:
        return None
    where, years = next(iter(single.items()))
    return Told(next(iter(years)), where, places[where].strip())
