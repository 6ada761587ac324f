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

_THICKEST: Final = 17  # pixels of a bar that lies
_AXIS: Final = 72  # pixels of the axis below the bars and of the button above them
_GROUND: Final = {True: "#111818", False: "#ffffff"}  # dark and light, as in .streamlit/config.toml
Bar = tuple[int, int]
"""Which bar was chosen: the number of its series, and its own in it."""


def stacked(
    names: Sequence[str],
    series: Mapping[str | None, Sequence[int]],
    labels: Mapping[str | None, str],
    *,
    unit: str,
    before: Sequence[int | None] = (),
    before_label: str = "",
) -> go.Figure:
    """A bar per name, stacked by venue type. `series`: venue type → one number per name, 0 where none.

    `before`: one number per name of an earlier period, drawn as a line over the bars and the last of the series.
    """
    bars: list[Any] = [
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
    if before:
        line = {"color": _secondary(), "width": 2, "dash": "dot"}
        hover = f"%{{x}} · %{{fullData.name}}: %{{y:,}} {unit}<extra></extra>"
        told = {"x": list(names), "y": list(before), "name": before_label, "hovertemplate": hover}
        bars.append(go.Scatter(**told, mode="lines+markers", line=line, marker={"size": 7, "color": _secondary()}))
    highest = max((sum(column) for column in zip(*series.values(), strict=True)), default=0)
    highest = max(highest, *(value or 0 for value in before), 0)
    figure = _framed(go.Figure(bars), height=360)
    figure.update_layout(
        barmode="stack",
        showlegend=True,  # also of a single venue type: nothing else says which it is
        legend={
            "orientation": "h",
            "yref": "container",
            "y": 0,
            "yanchor": "bottom",
            "x": 0,
            "traceorder": "normal",
            "itemclick": False,  # a click on a word must not make numbers vanish
            "itemdoubleclick": False,
        },
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
    notes: Sequence[str] = (),
) -> go.Figure:
    """Horizontal bars, the first on top, each with its figure in words at its end; `notes` are said on hover."""
    height = max(140, 24 * len(labels) + 66)
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
            customdata=list(notes) or [""] * len(labels),
            hovertemplate=f"%{{y}}: %{{text}} {unit}<br>%{{customdata}}<extra></extra>",
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


def show(figure: go.Figure, *, alt: str, key: str, title: str = "") -> None:
    """Draw a figure; `alt` says in a sentence what it shows, `title` names its picture."""
    st.plotly_chart(figure, config=_config(title or alt), alt=alt, key=key)


def show_to_choose(figure: go.Figure, *, alt: str, key: str, title: str) -> Bar | None:
    """The same of a figure whose bars can be clicked; returns the one that was."""
    drawn: Any = st.plotly_chart(
        figure, config=_config(title), alt=alt, key=key, on_select="rerun", selection_mode="points"
    )
    for point in drawn["selection"]["points"]:
        series, number = point.get("curve_number"), point.get("point_index")
        if isinstance(series, int) and isinstance(number, int):
            return series, number
    return None


def table_of(rows: pd.DataFrame, *, key: str) -> None:
    """The numbers behind a chart, folded."""
    with st.expander(_("As a table")):
        st.dataframe(rows, hide_index=True, key=key)


def _config(title: str) -> dict[str, Any]:
    """One button: the picture, made by the browser itself."""
    words = {
        "Download plot as a PNG": _("Download as a picture"),
        "Taking snapshot - this may take a few seconds": _("The picture is being made"),
        "Snapshot succeeded": _("The picture is made"),
    }
    return {
        "displaylogo": False,
        "displayModeBar": True,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "filename": title, "scale": 2},
        "responsive": True,
        "doubleClick": False,
        "locale": "own",
        "locales": {"own": {"dictionary": words, "format": {}}},
    }


def _secondary() -> str:
    return "#c9d5d3" if is_dark() else "#5d6b6b"


def _framed(figure: go.Figure, *, height: int) -> go.Figure:
    line = "#33403f" if is_dark() else "#e3e9e8"
    text = "#c9d5d3" if is_dark() else "#3c4a4a"
    figure.update_layout(
        height=height,
        margin={"l": 0, "r": 8, "t": 30, "b": 0},  # above: the button for the picture
        font={"color": text, "size": 13},
        # Not transparent: a picture is pasted on whatever ground.
        paper_bgcolor=_GROUND[is_dark()],
        plot_bgcolor=_GROUND[is_dark()],
        modebar={"color": GREY, "activecolor": accent(), "bgcolor": "rgba(0,0,0,0)"},
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
