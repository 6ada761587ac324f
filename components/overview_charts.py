"""The charts of the overview, each with the numbers behind it."""

import pandas as pd
import streamlit as st

from components import charts
from components.colours import VENUE_TYPES, venue_colour
from components.figures import exact, short, signed
from components.ledger import ask, ledger, viewer, words
from components.overview_figures import left_out_note
from components.wording import heading
from locales import gettext as _
from locales.numbers import number
from metrics import overview
from metrics.counting import Figure
from metrics.filter import Filter
from metrics.overview import Slice, by_key_group, by_unit, by_venue_type

MOST_BARS = 20
_REST = "rest"


def over_time(asked: Filter) -> None:
    """Sessions per month, or per year where there are many, stacked by venue type."""
    with st.container(border=True, height="stretch"):
        heading(_("Sessions over time"), _("by venue type"))
        trend = ask(overview.over_time, ledger(), viewer(), asked)
        if trend.cells:
            _trend(trend)
        else:
            st.caption(_("No event of this selection has a date that says its month."))
        for note in left_out_note(trend.left_out):
            st.caption(note)


def _trend(trend: overview.Trend) -> None:
    vocabulary = words()
    span = pd.period_range(trend.cells[0].start, trend.cells[-1].start, freq="Y" if trend.by_years else "M")
    shown = [period.to_timestamp().date() for period in span]
    at = {day: index for index, day in enumerate(shown)}
    series: dict[str | None, list[int]] = {}
    for cell in trend.cells:
        venue = cell.venue_type if cell.venue_type in VENUE_TYPES else _REST
        series.setdefault(venue, [0] * len(shown))[at[cell.start]] += cell.sessions
    ordered: dict[str | None, list[int]] = {venue: series[venue] for venue in (*VENUE_TYPES, _REST) if venue in series}
    labels: dict[str | None, str] = {venue: vocabulary.label("venue_type", venue) for venue in VENUE_TYPES}
    labels[_REST] = _("Other venues")
    names = [str(day.year) if trend.by_years else charts.month_name(day, shown) for day in shown]
    figure = charts.stacked(names, ordered, labels, unit=_("sessions"))
    charts.show(figure, alt=_("Stacked bars: sessions over time, by venue type."), key="chart_months")
    rows = pd.DataFrame({labels[venue]: values for venue, values in ordered.items()})
    step, pattern = (_("Year"), "%Y") if trend.by_years else (_("Month"), "%Y-%m")
    rows.insert(0, step, [day.strftime(pattern) for day in shown])
    charts.table_of(rows, key="table_months")


def key_groups(asked: Filter) -> None:
    """Attendance of each key group, as far as it was counted; otherwise the events that reached it."""
    with st.container(border=True, height="stretch"):
        slices = ask(by_key_group, ledger(), viewer(), asked)
        counted = any(part.attendance.value is not None for part in slices)
        heading(_("Key groups"), _("attendance") if counted else _("events"))
        if not slices:
            st.caption(_("No event of this selection names a key group."))
            return
        vocabulary = words()
        slices = sorted(slices, key=lambda part: (-(part.attendance.value or 0), -part.events))
        shown, reached = slices[:MOST_BARS], {part.key for part in slices}
        # A group that nothing reached is what one looks for here: it has no bar, but its row in the table.
        others = [Slice(code, 0, 0, Figure()) for code in vocabulary.codes("key_group") if code not in reached]
        figure = charts.ranking(
            [vocabulary.label("key_group", part.key) for part in shown],
            [part.attendance.value if counted else part.events for part in shown],
            [short(part.attendance) if counted else number(part.events) for part in shown],
            unit=_("contacts") if counted else _("events"),
        )
        alt = _("Bars: attendance by key group.") if counted else _("Bars: events by key group.")
        charts.show(figure, alt=alt, key="chart_groups")
        _left_to_the_table(len(slices))
        overlap = _("Groups overlap; they do not add up to the attendance.")
        none = _("Other groups: no event; they are in the table.") if others else ""
        st.caption(f"{overlap} {none}")
        slices += others
        charts.table_of(
            pd.DataFrame(
                {
                    _("Key group"): [vocabulary.label("key_group", part.key) for part in slices],
                    _("Number of events"): [part.events for part in slices],
                    _("Attendance"): [exact(part.attendance) for part in slices],
                    _("Events with a number"): [part.attendance.known for part in slices],
                }
            ),
            key="table_groups",
        )


def venue_types(asked: Filter) -> None:
    """Sessions by venue type."""
    with st.container(border=True, height="stretch"):
        heading(_("Venue types"), _("sessions"))
        vocabulary = words()
        slices = sorted(ask(by_venue_type, ledger(), viewer(), asked), key=lambda part: -part.sessions)
        names = [vocabulary.label("venue_type", part.key) if part.key else _("not stated") for part in slices]
        shown = slices[:MOST_BARS]
        figure = charts.ranking(
            names[:MOST_BARS],
            [part.sessions for part in shown],
            [number(part.sessions) for part in shown],
            unit=_("sessions"),
            colours=[venue_colour(part.key) for part in shown],
        )
        charts.show(figure, alt=_("Bars: sessions by venue type."), key="chart_venues")
        _left_to_the_table(len(slices))
        charts.table_of(
            pd.DataFrame(
                {
                    _("Venue type"): names,
                    _("Number of events"): [part.events for part in slices],
                    _("Sessions"): [part.sessions for part in slices],
                    _("Attendance"): [exact(part.attendance) for part in slices],
                }
            ),
            key="table_venues",
        )


def _left_to_the_table(all_rows: int) -> None:
    if all_rows > MOST_BARS:
        st.caption(_("The first {shown} of {all}; the table below has all.").format(shown=MOST_BARS, all=all_rows))


def units(asked: Filter) -> None:
    """The units below the one asked about, with what each did."""
    with st.container(border=True, height="stretch"):
        heading(_("Units"))
        rows = ask(by_unit, ledger(), viewer(), asked)
        if not rows:
            st.caption(_("This unit has none below it."))
            return
        st.dataframe(
            pd.DataFrame(
                {
                    "name": [row.name for row in rows],
                    "sessions": [row.sessions for row in rows],
                    "attendance": [signed(row.attendance) for row in rows],
                    "materials": [signed(row.materials) for row in rows],
                }
            ),
            hide_index=True,
            key="table_units",
            height=min(420, 36 * (len(rows) + 1) + 4),
            column_config={
                # As wide together as a phone; where there is more room, the table fills it.
                "name": st.column_config.TextColumn(_("Unit"), width=100),
                "sessions": st.column_config.NumberColumn(_("Sessions"), format="localized", width=66),
                "attendance": st.column_config.TextColumn(_("Attendance"), width=90, alignment="right"),
                "materials": st.column_config.TextColumn(_("Materials"), width=72, alignment="right"),
            },
        )
        st.caption(
            _("Each with all units below it. An event of two units is credited in full to both, once in the total.")
        )
