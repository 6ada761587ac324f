"""The four figures at the top of the overview, each with its definition, its basis, its change and its events."""

from dataclasses import replace
from datetime import date
from typing import Final

import streamlit as st

from components.figures import basis, relative_change, short
from components.filters import compared_with
from components.ledger import ask, ledger, viewer
from components.openings import link_to_list
from locales import gettext as _
from locales import mark, ngettext
from locales.numbers import day, number
from metrics.breakdown import Row
from metrics.comparison import BEFORE, YEAR_BEFORE, compared_periods
from metrics.filter import Filter
from metrics.measures import measure
from metrics.overview import FIGURES, Headline, headline
from models.dataset import Dataset

CHANGE_WORDS: Final = {YEAR_BEFORE: mark("year on year"), BEFORE: mark("period on period")}
EARLIER_WORDS: Final = {YEAR_BEFORE: mark("Year before"), BEFORE: mark("Period before")}

LEAST: Final = 0.0005  # a change that is shown as 0.0% is neither a rise nor a fall


def periods_of(asked: Filter) -> tuple[Filter, ...]:
    """A filter, and what it is compared with."""
    return compared_periods(asked, compared_with(), date.today())


def ask_headline(periods: tuple[Filter, ...]) -> Headline:
    """The headline figures of these."""
    return ask(headline, ledger(), viewer(), *periods)


def show(figures: Headline) -> None:
    """The four figures, two by two on a phone."""
    with st.grid(4, min_column_width=150, key="headline"):
        for key in FIGURES:
            _figure(figures, key)


def _figure(figures: Headline, key: str) -> None:
    one, value = measure(key), figures.total.figure(key)
    change, against = _change(figures, key)
    with st.container(border=True, gap="xxsmall", height="stretch"):
        # The minus is the plain one: Streamlit takes any other for a rise.
        st.metric(
            one.name,
            short(value),
            delta=None if change is None else f"{change:+.1%}",
            delta_color="normal" if change is None or abs(change) >= LEAST else "off",
            delta_arrow="auto" if change is None or abs(change) >= LEAST else "off",
            delta_description=None if change is None else _(CHANGE_WORDS[compared_with()]),
            help="\n\n".join(part for part in (one.meaning, against) if part),
        )
        st.caption(_note(figures, key) or "\u00a0")
        count = figures.events
        link_to_list(figures.periods[0], ngettext("{count} event", "{count} events", count).format(count=number(count)))


def _note(figures: Headline, key: str) -> str:
    own = figures.periods[0].dataset is Dataset.RECORDED
    unapproved = _unapproved_note(figures.total.unapproved, figures.periods[0].dataset) if own else []
    known = [] if key == "sessions" else [basis(figures.total.figure(key))]
    return " · ".join((*known, *unapproved))


def rests_on(row: Row, key: str, shown: Dataset) -> list[str]:
    """What a row's figure rests on: what is estimated and, of the bank's own events, not approved.

    Trial data has no review.
    """
    return (row if shown is Dataset.RECORDED else replace(row, unapproved=0)).rests_on(key)


def _change(figures: Headline, key: str) -> tuple[float | None, str]:
    """The change as a share of the earlier value, and in words what it is measured against."""
    if len(figures.periods) == 1:
        return None, ""
    now, before = (total.figure(key).value for total in figures.totals[1:])
    change = relative_change(now, before)
    return change, "" if change is None else _("{period}: {value}").format(
        period=days_of(figures.periods[-1]), value=number(before)
    )


def days_of(filter_: Filter) -> str:
    """A filter's first and last day, in words."""
    return f"{day(filter_.start)} – {day(filter_.end)}"


def left_aside(figures: Headline, shown: Dataset) -> list[str]:
    """What is not in the figures, and what is not yet approved in them, in words for the grey line."""
    aside = []
    if figures.trainings:
        aside.append(
            ngettext(
                "{count} staff training not counted", "{count} staff trainings not counted", figures.trainings
            ).format(count=number(figures.trainings))
        )
    return [*aside, *left_out_note(figures.left_out), *_unapproved_note(figures.total.unapproved, shown)]


def _unapproved_note(count: int, shown: Dataset) -> list[str]:
    """How many of the bank's own events are not approved yet; trial data has no review."""
    if not count or shown is not Dataset.RECORDED:
        return []
    return [
        ngettext("{count} event not yet approved", "{count} events not yet approved", count).format(count=number(count))
    ]


def left_out_note(count: int) -> list[str]:
    """What to say of events whose date is not exact enough for the period; nothing where there are none."""
    if not count:
        return []
    return [
        ngettext(
            "{count} event without an exact enough date not counted",
            "{count} events without an exact enough date not counted",
            count,
        ).format(count=number(count))
    ]


def nothing_found() -> None:
    """What to do when no event answers the filter."""
    st.info(
        _("No event matches these filters. Choose a longer period or clear the filters above."),
        icon=":material/search_off:",
    )
