"""The way of one target: what was reached week by week, beside the straight line of time, and where it may end."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Any, Final

import pandas as pd
import streamlit as st

from components.charts import counted_in, framed
from components.colours import GREY, accent
from components.drawing import Figure, draw
from locales import gettext as _
from locales.numbers import day, number
from metrics.measures import measure
from metrics.pace import Time
from metrics.target_wording import range_in_words
from metrics.targets import Line

_HEIGHT: Final = 320


def show_way(line: Line, time: Time, *, name: str) -> None:
    """Draw it for a line whose figures are told, in a campaign whose days are known; `name` is the measure's."""
    if line.reached is None or time.starts is None or time.ends is None:
        return
    draw(_figure(line, time), alt=_alt(line, name), key="target_way", title=name)
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


def _figure(line: Line, time: Time) -> Figure:
    days, reached = way(line, time)
    unit = measure(line.measure).counted_in
    straight: dict[str, Any] = {
        "type": "scatter",
        "x": [time.starts, time.ends],
        "y": [0, line.target],
        "name": _("Even pace"),
        "mode": "lines",
        "line": {"color": GREY, "dash": "dot", "width": 2},
        "hovertemplate": f"%{{x|%Y-%m-%d}} · {_('Even pace')}: %{{y:,}} {unit}<extra></extra>",
    }
    drawn: dict[str, Any] = {
        "type": "scatter",
        "x": days,
        "y": reached,
        "name": _("Reached"),
        "mode": "lines+markers",
        "line": {"color": accent(), "width": 3},
        "hovertemplate": f"%{{x|%Y-%m-%d}} · {_('Reached')}: %{{y:,}} {unit}<extra></extra>",
    }
    return framed(
        [_with_days(trace) for trace in (straight, drawn, *_outlook(line, time))],
        height=_HEIGHT,
        legend={"orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom", "x": 0},
        annotations=[counted_in(unit)],
        yaxis={"rangemode": "tozero", "tickformat": ",", "nticks": 5},
        xaxis={"type": "date", "tickformat": "%m-%d", "nticks": 6, "tickangle": 0},
    )


def _with_days(trace: dict[str, Any]) -> dict[str, Any]:
    return trace | {"x": [when.isoformat() for when in trace["x"]]}


def _outlook(line: Line, time: Time) -> Sequence[dict[str, Any]]:
    """The range in which it may end: from today to the last day, filled."""
    ahead, now = line.forecast, line.value
    if ahead is None or now is None:
        return []
    told = f"{_('Forecast')}: {range_in_words(ahead)}"
    return [
        {
            "type": "scatter",
            "x": [time.today, time.ends, time.ends, time.today],
            "y": [now, ahead.high, ahead.low, now],
            "name": _("Forecast"),
            "mode": "lines",
            "fill": "toself",
            "line": {"color": accent(), "width": 1},
            "opacity": 0.35,
            "hoveron": "fills",
            "hoverinfo": "text",
            "text": told,
        }
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
