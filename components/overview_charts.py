"""The charts of the overview: over time, by key group and by venue type. A bar opens the events behind it."""

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
import streamlit as st

from components import charts
from components.colours import VENUE_TYPES, venue_colour
from components.drawing import Bar, draw
from components.figures import short
from components.ledger import ask, ask_ahead, ledger, viewer, words
from components.openings import at, open_list
from components.overview_figures import EARLIER_WORDS, days_of, left_out_note, rests_on
from components.overview_table import Content, table_beside
from components.wording import heading, plain
from locales import gettext as _
from locales.numbers import listing
from metrics.breakdown import Row
from metrics.dimensions import narrowed
from metrics.filter import Filter
from metrics.measures import Measure
from metrics.overview import Headline, later, rows_by
from metrics.values import amount

MOST_BARS = 20
# The dimensions whose rows the headline does not have; and whether what is in none of the rows is asked for. Who was
# not reached by name explains nothing, and looking for them takes as long as all the rest.
_ASKED = {"organisation": True, "key_group": False}
_REST = "rest"


def parts(figures: Headline, shown: Measure, by: str) -> list[list[Row]]:
    """A measure by a dimension, for each period of the headline."""
    if by == "venue_type":
        return figures.venue_types
    return ask(rows_by, ledger(), viewer(), figures.periods, (shown.key,), by, unknown=_ASKED[by])


def ask_parts_ahead(periods: tuple[Filter, ...], shown: Measure) -> None:
    """Begin to ask for all parts of a measure: the database works on them while the page puts the headline together."""
    for by, unknown in _ASKED.items():
        ask_ahead(rows_by, ledger(), viewer(), periods, (shown.key,), by, unknown=unknown)


@st.fragment
def over_time(figures: Headline, shown: Measure, against: str) -> None:
    """A figure per month, or per year where there are many, stacked by venue type, with the period compared with."""
    with st.container(border=True, height="stretch", key="over_time"):
        title = _("{measure} over time").format(measure=shown.name)
        heading(title, _("by venue type"), shown.meaning)
        if any(cell.values[shown.key] for cell in figures.trend.cells):
            _trend(_Series.of(figures, shown.key), figures, shown, title, against)
        elif figures.trend.cells:
            st.caption(_("No event of this selection gave this number."))
        else:
            st.caption(_("No event of this selection has a date that says its month."))
        for note in left_out_note(figures.trend.left_out):
            st.caption(note)


@dataclass(frozen=True)
class _Series:
    """What is drawn: the first days of the months or years, the numbers of each venue type, and the earlier totals."""

    days: list[date]
    venues: dict[str | None, list[int]]
    before: list[int | None]
    others: set[str | None]
    """The venue types that are drawn together."""

    @classmethod
    def of(cls, figures: Headline, key: str) -> "_Series":
        trend = figures.trend
        earlier = figures.beside(key)
        told = [cell for cell in trend.cells if cell.values[key]]
        ends = [*(cell.start for cell in told), *earlier]
        span = pd.period_range(min(ends), max(ends), freq="Y" if trend.by_years else "M")
        days = [period.to_timestamp().date() for period in span]
        place = {day: index for index, day in enumerate(days)}
        series: dict[str | None, list[int]] = {}
        for cell in told:
            venue = cell.venue_type if cell.venue_type in VENUE_TYPES else _REST
            series.setdefault(venue, [0] * len(days))[place[cell.start]] += cell.values[key] or 0
        return cls(
            days,
            {venue: series[venue] for venue in (*VENUE_TYPES, _REST) if venue in series},
            [earlier.get(day) for day in days] if earlier else [],
            {cell.venue_type for cell in told} - set(VENUE_TYPES),
        )


def _trend(drawn: _Series, figures: Headline, shown: Measure, title: str, against: str) -> None:
    vocabulary, by_years = words(), figures.trend.by_years
    labels: dict[str | None, str] = {venue: vocabulary.label("venue_type", venue) for venue in VENUE_TYPES}
    labels[_REST] = _("Other venues")
    names = [str(day.year) if by_years else charts.month_name(day, drawn.days) for day in drawn.days]
    before = days_of(figures.periods[-1]) if drawn.before else ""
    figure = charts.stacked(
        names,
        drawn.venues,
        labels,
        unit=shown.counted_in,
        before=drawn.before,
        before_label=_(EARLIER_WORDS[against]) if drawn.before else "",
    )
    chosen = draw(
        figure,
        alt=_("Stacked bars: {measure} over time, by venue type.").format(measure=shown.name),
        key="chart_months",
        title=title,
    )
    if before:
        st.caption(_("Dotted: {days}").format(days=before))
    if chosen:
        _open_bar(drawn, figures, chosen)
    step, pattern = (_("Year"), "%Y") if by_years else (_("Month"), "%Y-%m")
    rows: list[list[Content]] = [
        [
            day.strftime(pattern),
            *(values[number] for values in drawn.venues.values()),
            sum(values[number] for values in drawn.venues.values()),
            *([drawn.before[number]] if drawn.before else []),
        ]
        for number, day in enumerate(drawn.days)
    ]
    headings = [step, *(labels[venue] for venue in drawn.venues), _("Together"), *([before] if before else [])]
    table_beside(title, headings, rows, key="months", shown=shown, asked=figures.periods[0])


def _open_bar(drawn: _Series, figures: Headline, chosen: Bar) -> None:
    series, number = chosen
    first = at(drawn.days, number)
    if first is None:
        return
    by = "year" if figures.trend.by_years else "month"

    def in_month(filter_: Filter, day: date) -> Filter | None:
        return narrowed(filter_, by, str(day.year) if by == "year" else f"{day:%Y-%m}", words())

    asked = figures.periods[0]
    venue = at(list(drawn.venues), series)
    if series == len(drawn.venues):  # the line of the earlier period
        open_list(in_month(figures.periods[-1], later(first, -figures.months_between)))
    elif venue == _REST:
        kept = tuple(sorted(other for other in drawn.others if other))
        within = in_month(asked, first)
        open_list(None if within is None or None in drawn.others else replace(within, venue_types=kept))
    elif venue is not None:
        within = in_month(asked, first)
        open_list(None if within is None else replace(within, venue_types=(venue,)))


@st.fragment
def key_groups(figures: Headline, shown: Measure) -> None:
    """A figure by key group; those that nothing reached are named, for they are what one looks for here."""
    with st.container(border=True, height="stretch", key="key_groups"):
        title = _("{measure} by key group").format(measure=shown.name)
        heading(title, "", shown.meaning)
        named = parts(figures, shown, "key_group")[0]
        if not named:
            st.caption(_("No event of this selection names a key group."))
            return
        vocabulary, reached = words(), {row.key for row in named}
        _bars(figures, shown, named, title, key="groups")
        missing = [code for code in vocabulary.codes("key_group") if code not in reached]
        notes = [_("Groups overlap; they do not add up to the total.")]
        if missing and not figures.periods[0].key_groups:
            names = listing(vocabulary.label("key_group", code) for code in missing)
            notes.append(_("No event for: {groups}").format(groups=plain(names)))
        st.caption("  \n".join(notes))


@st.fragment
def venue_types(figures: Headline, shown: Measure) -> None:
    """A figure by venue type."""
    with st.container(border=True, height="stretch", key="venue_types"):
        title = _("{measure} by venue type").format(measure=shown.name)
        heading(title, "", shown.meaning)
        rows = figures.venue_types[0]
        colours = {row.key: venue_colour(row.key) for row in rows}
        _bars(figures, shown, rows, title, key="venues", colours=colours)


def _bars(
    figures: Headline, shown: Measure, rows: list[Row], title: str, *, key: str, colours: dict[str, str] | None = None
) -> None:
    ordered = sorted(rows, key=lambda row: -(amount(row.values[shown.key]) or 0))
    bars = [row for row in ordered if amount(row.values[shown.key])][:MOST_BARS]
    if bars:
        figure = charts.ranking(
            [row.label for row in bars],
            [amount(row.values[shown.key]) for row in bars],
            [short(row.figure(shown.key)) for row in bars],
            unit=shown.counted_in,
            colours=[colours[row.key] for row in bars] if colours else None,
            notes=["<br>".join(rests_on(row, shown.key, figures.periods[0].dataset)) for row in bars],
        )
        chosen = draw(figure, alt=_("Bars: {title}").format(title=title), key=f"chart_{key}", title=title)
        picked = at(bars, chosen[1]) if chosen else None
        if picked is not None:
            open_list(picked.opens)
    else:
        st.caption(_("No event of this selection gave this number."))
    if len(ordered) > MOST_BARS:
        st.caption(_("The first {shown} of {all}; the table below has all.").format(shown=MOST_BARS, all=len(ordered)))
    headings = [title, _("Number of events"), shown.name, _("Events with a number"), _("Rests on")]
    table: list[list[Content]] = [
        [
            row.label,
            row.events,
            amount(row.values[shown.key]),
            row.figure(shown.key).known,
            " · ".join(rests_on(row, shown.key, figures.periods[0].dataset)),
        ]
        for row in ordered
    ]
    table_beside(title, headings, table, key=key, shown=shown, asked=figures.periods[0])
