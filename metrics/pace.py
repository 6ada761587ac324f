"""Progress against time: how much of a campaign has passed, where that leaves a target, and how far it may get.

The rules are told in docs/counting.md; nothing here knows a database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil, floor, sqrt
from statistics import mean, stdev
from typing import Final

from locales import gettext, mark

WEEK: Final = timedelta(days=7)
ON_TIME: Final = 0.10
"""By how much of the target one may be ahead of time or behind it and still be on time."""
REMIND: Final = 0.20
"""Who is behind time by more than that much of the target is reminded."""
LEAST_PASSED: Final = 0.2
LEAST_WEEKS: Final = 3
# Four in five of Student's distribution, by the number of weeks less one: few weeks say little about the next.
_FOUR_IN_FIVE: Final = (1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372)
_FOUR_IN_FIVE_OF_MANY: Final = 1.363


class Standing(StrEnum):
    """Where a target stands."""

    REACHED = "reached"
    AHEAD = "ahead"
    ON_TIME = "on_time"
    BEHIND = "behind"
    MISSED = "missed"
    NOT_BEGUN = "not_begun"
    NO_DATES = "no_dates"

    @property
    def label(self) -> str:
        """The name in the language now spoken."""
        return gettext(_LABELS[self])


_LABELS: Final = {
    Standing.REACHED: mark("Reached"),
    Standing.AHEAD: mark("Ahead"),
    Standing.ON_TIME: mark("On time"),
    Standing.BEHIND: mark("Behind"),
    Standing.MISSED: mark("Over, not reached"),
    Standing.NOT_BEGUN: mark("Not begun"),
    Standing.NO_DATES: mark("Dates not known"),
}


@dataclass(frozen=True, slots=True)
class Time:
    """The days of a campaign, both included, as far as they are known, and the day it is looked at."""

    starts: date | None
    ends: date | None
    today: date

    @property
    def known(self) -> bool:
        """Whether there are days to measure against."""
        return self.starts is not None and self.ends is not None and self.starts <= self.ends

    @property
    def begun(self) -> bool:
        """Whether the first day has come."""
        return self.known and self.starts is not None and self.starts <= self.today

    @property
    def over(self) -> bool:
        """Whether the last day has passed."""
        return self.known and self.ends is not None and self.ends < self.today

    @property
    def running(self) -> bool:
        """Whether today is one of its days."""
        return self.begun and not self.over

    @property
    def passed(self) -> float | None:
        """The share of its days that have come, today included: 0 before it begins; None without days."""
        if self.starts is None or self.ends is None or not self.known:
            return None
        days = (self.ends - self.starts).days + 1
        return min(max((self.today - self.starts).days + 1, 0), days) / days

    @property
    def weeks(self) -> list[date]:
        """The first day of each week that has begun, counted from the first day of the campaign."""
        if self.starts is None or self.ends is None or not self.begun:
            return []
        days = (min(self.today, self.ends) - self.starts).days
        return [self.starts + number * WEEK for number in range(days // 7 + 1)]

    @property
    def whole_weeks(self) -> int:
        """How many of these are over; today is not."""
        if self.starts is None or not self.begun:
            return 0
        return min((self.today - self.starts).days // 7, len(self.weeks))


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a figure may be on the last day, four times in five, if the weeks to come are like those so far."""

    low: int
    likely: int
    high: int


def forecast(reached: int | None, weekly: Sequence[int], time: Time) -> Forecast | None:
    """Where a figure may end; `weekly` are what the whole weeks so far brought, the first week first.

    The mean week goes on to the last day, give or take what the spread of the weeks so far says of a sum of as many
    more. None where there is nothing to go by: no number, less than a fifth of the time or fewer than three whole weeks
    passed, the campaign over. Never below what is reached.
    """
    if reached is None or time.ends is None or not time.running or (time.passed or 0) < LEAST_PASSED:
        return None
    if len(weekly) < LEAST_WEEKS:
        return None
    ahead = (time.ends - time.today).days / 7
    likely = reached + ahead * mean(weekly)
    table, freedom = _FOUR_IN_FIVE, len(weekly) - 1
    wide = table[freedom - 2] if freedom - 2 < len(table) else _FOUR_IN_FIVE_OF_MANY
    spread = wide * stdev(weekly) * sqrt(ahead + ahead * ahead / len(weekly))
    low = max(reached, floor(likely - spread))
    return Forecast(low, max(low, round(likely)), max(low, ceil(likely + spread)))


def standing(target: int, reached: int | None, time: Time) -> Standing:
    """Where a target stands: what is reached of it against the time passed. What is not known is not reached."""
    if (reached or 0) >= target and (reached is not None or time.begun):
        return Standing.REACHED
    if time.passed is None:
        return Standing.NO_DATES
    if not time.begun:
        return Standing.NOT_BEGUN
    if time.over:
        return Standing.MISSED
    lead = (reached or 0) / target - time.passed
    if lead > ON_TIME:
        return Standing.AHEAD
    return Standing.BEHIND if lead < -ON_TIME else Standing.ON_TIME


def shortfall(target: int, reached: int | None, time: Time) -> float:
    """By how much of the target a figure is behind time; 0 where it is not, or there is no time to measure by."""
    if not target or not time.begun or time.passed is None:
        return 0.0
    return max(0.0, time.passed - (reached or 0) / target)


def method() -> str:
    """How a forecast is made, in the language now spoken."""
    return gettext(
        "The range at the end: what is reached, and the average week so far until the last day, give or take what the "
        "spread of the weeks says (four times in five, if the weeks to come are like those so far). Not before a fifth "
        "of the time and three whole weeks have passed, nor once the campaign is over."
    )
