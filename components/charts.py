"""Every chart is made here: our colours, both themes, units, alternative text, and a table beside it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components.colours import GREY, accent, is_dark, venue_colour
from locales import ENGLISH, language
from locales import gettext as _
from locales.numbers import short_number

_THICKEST: Final = 20  # pixels of a bar that lies
_AXIS: Final = 50  # pixels of the axis below the bars
_CONFIG: Final = {"displaylogo": False, "displayModeBar": False, "responsive": True}


def stacked(
    names: Sequence[str], series: Mapping[str | None, Sequence[int]], labels: Mapping[str | None, str], *, unit: str
) -> go.Figure:
    """A bar per name, stacked by venue type. `series`: venue type → one number per name, 0 where none."""
    bars = [
        go.Bar(
            x=list(names),
            y=list(values),
            name=labels[venue],
            marker_color=venue_colour(venue),
            width=min(0.7, 0.12 * len(names)),  # a single month is a bar, not a slab
            hovertemplate=f"%{{x}} · %{{fullData.name}}: %{{y:,}} {unit}<extra></extra>",
        )
        for venue, values in series.items()
    ]
    highest = max((sum(column) for column in zip(*series.values(), strict=True)), default=0)
    figure = _framed(go.Figure(bars), height=380)
    figure.update_layout(
        barmode="stack",
        showlegend=True,  # also of a single venue type: nothing else says which it is
        legend={"orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        yaxis={"title": unit, "rangemode": "tozero", **_ticks(highest)},
        xaxis={"type": "category", "title": None, "nticks": 12 if len(names) <= 12 else 5, "tickangle": 0},
    )
    return figure


def ranking(
    labels: Sequence[str],
    values: Sequence[int | None],
    texts: Sequence[str],
    *,
    unit: str,
    colours: Sequence[str] | None = None,
) -> go.Figure:
    """Horizontal bars, the first on top, each with its figure in words at its end."""
    height = max(120, 30 * len(labels) + 40)
    figure = go.Figure(
        go.Bar(
            x=[value or 0 for value in values],
            y=list(labels),
            orientation="h",
            text=list(texts),
            textposition="outside",
            cliponaxis=False,
            marker_color=list(colours) if colours else accent(),
            width=min(0.65, _THICKEST * len(labels) / (height - _AXIS)),
            hovertemplate=f"%{{y}}: %{{text}} {unit}<extra></extra>",
        )
    )
    figure = _framed(figure, height=height)
    longest = max((value or 0 for value in values), default=0)
    figure.update_layout(
        # Room at the right for the words at the end of the longest bar.
        xaxis={"title": unit, "range": [0, longest * 1.4 or 1], **_ticks(longest), "tickangle": 0},
        yaxis={"autorange": "reversed", "title": None, "automargin": True, "showgrid": False},
    )
    return figure


def _ticks(highest: float) -> dict[str, Any]:
    """Up to four round numbers along an axis from 0 to `highest`, written as the figures on the page are."""
    least = max(highest / 4, 1)
    power = 10 ** (len(str(int(least))) - 1)
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= least)
    values = list(range(0, int(highest) + step, step))
    return {"tickmode": "array", "tickvals": values, "ticktext": [short_number(value) for value in values]}


def show(figure: go.Figure, *, alt: str, key: str) -> None:
    """Draw a figure; `alt` says in a sentence what it shows."""
    st.plotly_chart(figure, config=_CONFIG, alt=alt, key=key)


def table_of(rows: pd.DataFrame, *, key: str) -> None:
    """The numbers behind a chart, folded, with a download."""
    with st.expander(_("As a table")):
        st.dataframe(rows, hide_index=True, key=key)


def _framed(figure: go.Figure, *, height: int) -> go.Figure:
    line = "#33403f" if is_dark() else "#e3e9e8"
    text = "#c9d5d3" if is_dark() else "#3c4a4a"
    figure.update_layout(
        height=height,
        margin={"l": 0, "r": 8, "t": 8, "b": 0},
        font={"color": text, "size": 13},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        separators=".,",
        dragmode=False,
    )
    figure.update_xaxes(gridcolor=line, linecolor=GREY, fixedrange=True)
    figure.update_yaxes(gridcolor=line, linecolor=GREY, fixedrange=True)
    return figure


def month_name(month: date, months: Sequence[date]) -> str:
    """A month below a bar: short within one year, with its year where there are several."""
    short = f"{month.month}月" if language() != ENGLISH else month.strftime("%b")
    if months and months[0].year == months[-1].year:
        return short
    return f"{month.year}-{month.month:02d}"
