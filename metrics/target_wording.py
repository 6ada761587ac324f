"""Targets in words: whether they add up, and what is counted."""

from locales import gettext, ngettext
from locales.numbers import day, number, percent
from metrics.pace import Forecast, Time
from metrics.targets import Line


def cascade_in_words(line: Line) -> str:
    """Whether a target is the sum of those right below, in the language now spoken; empty where none was passed on."""
    if line.cascade is None:
        return ""
    more = line.cascade.difference
    if more == 0:
        told = gettext("adds up")
    elif more > 0:
        told = gettext("{number} too many").format(number=number(more))
    else:
        told = gettext("{number} missing").format(number=number(-more))
    if not line.cascade.missing:
        return told
    count = len(line.cascade.missing)
    return ngettext("{told}; {count} unit without one", "{told}; {count} units without one", count).format(
        told=told, count=number(count)
    )


def counting() -> str:
    """What is counted for a unit, in the language now spoken."""
    return gettext(
        "A unit is credited with the campaign's public events that it or a unit below it organised or took part in. "
        "An event of several units counts in full for each of them, and once for a unit above them."
    )


def range_in_words(forecast: Forecast | None) -> str:
    """ "1,200 – 1,500", or the one number both are; empty where there is none."""
    if forecast is None:
        return ""
    if forecast.low == forecast.high:
        return number(forecast.low)
    return gettext("{low} – {high}").format(low=number(forecast.low), high=number(forecast.high))


def time_in_words(time: Time) -> str:
    """The days of a campaign and how much of them has passed, in the language now spoken."""
    if time.starts is None or time.ends is None or time.passed is None:
        return gettext("Dates not known")
    days = gettext("{start} – {end}").format(start=day(time.starts), end=day(time.ends))
    if not time.begun:
        left = (time.starts - time.today).days
        waits = ngettext("begins in {count} day", "begins in {count} days", left).format(count=number(left))
        return f"{days} · {waits}"
    if time.over:
        return f"{days} · {gettext('Over')}"
    return f"{days} · {gettext('{share} of the time has passed').format(share=percent(time.passed))}"
