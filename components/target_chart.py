"""The way of one target: what was reached week by week, beside the straight line of time, and where it may end."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components.colours import GREY, accent, is_dark
from locales import gettext as _
from locales.numbers import day, number
from metrics.measures import measure
from metrics.pace import Time
from metrics.target_wording import range_in_words
from metrics.targets import Line

_HEIGHT: Final = 320
_CONFIG: Final = {"displaylogo": False, "displayModeBar": False, "responsive": True}
_LINE: Final = {"dark": "#33403f", "light": "#e3e9e8"}
_TEXT: Final = {"dark": "#c9d5d3", "light": "#3c4a4a"}


def show_way(line: Line, time: Time, *, name: str) -> None:
    """Draw it for a line whose figures are told, in a campaign whose days are known; `name` is the measure's."""
    if line.reached is None or time.starts is None or time.ends is None:
        return
    st.plotly_chart(_figure(line, time), config=_CONFIG, alt=_alt(line, name), key="target_way")
    with st.expander(_("As a table")):
        days, reached = way(line, time)
        rows = pd.DataFrame({"by": [day(when) for when in days], "reached": reached})
        names = {"by": st.column_config.TextColumn(_("By")), "reached": st.column_config.NumberColumn(name)}
        st.dataframe(rows, hide_index=True, key="way_rows", column_config=names)


def way(line: Line, time: Time) -> tuple[list[date], list[int]]:
    """The days at which a week ended, or the last day that is told, and what was reached by then."""
    if line.reached is None or time.starts is None or time.ends is None:
        return [], []
    last = min(time.today, time.ends)
    ends = [min(first + timedelta(days=7), last) for first in time.weeks]
    reached = list(accumulate(line.reached.weekly, initial=line.reached.before))
    if line.value is not None:
        reached[-1] = line.value  # with what came after the last day
    return [time.starts, *ends], reached


def _figure(line: Line, time: Time) -> go.Figure:
    days, reached = way(line, time)
    unit = measure(line.measure).counted_in
    straight = go.Scatter(
        x=[time.starts, time.ends],
        y=[0, line.target],
        name=_("Even pace"),
        mode="lines",
        line={"color": GREY, "dash": "dot", "width": 2},
        hovertemplate=f"%{{x|%Y-%m-%d}} · {_('Even pace')}: %{{y:,}} {unit}<extra></extra>",
    )
    drawn = go.Scatter(
        x=days,
        y=reached,
        name=_("Reached"),
        mode="lines+markers",
        line={"color": accent(), "width": 3},
        hovertemplate=f"%{{x|%Y-%m-%d}} · {_('Reached')}: %{{y:,}} {unit}<extra></extra>",
    )
    figure = go.Figure([straight, drawn, *_outlook(line, time)])
    theme = "dark" if is_dark() else "light"
    figure.update_layout(
        height=_HEIGHT,
        margin={"l": 0, "r": 8, "t": 8, "b": 0},
        font={"color": _TEXT[theme], "size": 13},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        separators=".,",
        dragmode=False,
        legend={"orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom", "x": 0},
        yaxis={"title": unit, "rangemode": "tozero", "tickformat": ",", "nticks": 5},
        xaxis={"type": "date", "tickformat": "%m-%d", "nticks": 6, "tickangle": 0},
    )
    figure.update_xaxes(gridcolor=_LINE[theme], linecolor=GREY, fixedrange=True)
    figure.update_yaxes(gridcolor=_LINE[theme], linecolor=GREY, fixedrange=True)
    return figure


def _outlook(line: Line, time: Time) -> Sequence[go.Scatter]:
    """The range in which it may end: from today to the last day, filled."""
    ahead, now = line.forecast, line.value
    if ahead is None or now is None:
        return []
    told = f"{_('Forecast')}: {range_in_words(ahead)}"
    return [
        go.Scatter(
            x=[time.today, time.ends, time.ends, time.today],
            y=[now, ahead.high, ahead.low, now],
            name=_("Forecast"),
            mode="lines",
            fill="toself",
            line={"color": accent(), "width": 1},
            opacity=0.35,
            hoveron="fills",
            hoverinfo="text",
            text=told,
        )
    ]


def _alt(line: Line, name: str) -> str:
    said: Mapping[str, str] = {
        "unit": line.unit,
        "measure": name,
        "reached": number(line.value or 0),
        "target": number(line.target),
    }
    told = _("{unit}, {measure}: {reached} of {target} reached.").format(**said)
    if line.forecast is None:
        return told
    forecast = _("Forecast for the last day: {range}.").format(range=range_in_words(line.forecast))
    return f"{told} {forecast}"
