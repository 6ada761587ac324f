"""Every chart is made here: our colours, both themes, units, alternative text, and a table beside it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from components.colours import GREY, accent, is_dark, venue_colour
from components.drawing import Figure
from locales import ENGLISH, language
from locales.numbers import short_number

_THICKEST: Final = 17  # pixels of a bar that lies
_AXIS: Final = 52  # pixels of the axis below the bars and of the button above them
_GROUND: Final = {True: "#111818", False: "#ffffff"}  # dark and light, as in .streamlit/config.toml


def stacked(
    names: Sequence[str],
    series: Mapping[str | None, Sequence[int]],
    labels: Mapping[str | None, str],
    *,
    unit: str,
    before: Sequence[int | None] = (),
    before_label: str = "",
) -> Figure:
    """A bar per name, stacked by venue type. `series`: venue type → one number per name, 0 where none.

    `before`: one number per name of an earlier period, drawn as a line over the bars and the last of the series.
    """
    bars: list[Any] = [
        {
            "type": "bar",
            "x": list(names),
            "y": list(values),
            "name": labels[venue],
            "marker": {"color": venue_colour(venue)},
            "width": min(0.7, 0.12 * len(names)),  # a single month is a bar, not a slab
            "hovertemplate": f"%{{x}} · %{{fullData.name}}: %{{y:,}} {unit}<extra></extra>",
        }
        for venue, values in series.items()
    ]
    if before:
        line = {"color": _secondary(), "width": 2, "dash": "dot"}
        hover = f"%{{x}} · %{{fullData.name}}: %{{y:,}} {unit}<extra></extra>"
        told = {"x": list(names), "y": list(before), "name": before_label, "hovertemplate": hover}
        marker = {"size": 7, "color": _secondary()}
        bars.append({"type": "scatter", **told, "mode": "lines+markers", "line": line, "marker": marker})
    highest = max((sum(column) for column in zip(*series.values(), strict=True)), default=0)
    highest = max(highest, *(value or 0 for value in before), 0)
    return framed(
        bars,
        height=360,
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
            "maxheight": 1,  # of the whole: a legend one has to scroll tells nothing
        },
        annotations=[counted_in(unit)],
        yaxis={"rangemode": "tozero", **_ticks(highest)},
        xaxis={"type": "category", "showgrid": False, "nticks": 12 if len(names) <= 12 else 5, "tickangle": 0},
    )


def ranking(
    labels: Sequence[str],
    values: Sequence[int | None],
    texts: Sequence[str],
    *,
    unit: str,
    colours: Sequence[str] | None = None,
    notes: Sequence[str] = (),
) -> Figure:
    """Horizontal bars, the first on top, each with its figure in words at its end; `notes` are said on hover."""
    height = max(140, 24 * len(labels) + 52)
    bar = {
        "type": "bar",
        "x": [value or 0 for value in values],
        "y": list(labels),
        "orientation": "h",
        "text": list(texts),
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": list(colours) if colours else accent()},
        "width": min(0.65, _THICKEST * len(labels) / (height - _AXIS)),
        "customdata": list(notes) or [""] * len(labels),
        "hovertemplate": f"%{{y}}: %{{text}} {unit}<br>%{{customdata}}<extra></extra>",
    }
    longest = max((value or 0 for value in values), default=0)
    return framed(
        [bar],
        height=height,
        # Room at the right for the words at the end of the longest bar.
        annotations=[counted_in(unit)],
        xaxis={"range": [0, longest * 1.4 or 1], **_ticks(longest), "tickangle": 0},
        yaxis={"autorange": "reversed", "showgrid": False},
    )


def _ticks(highest: float) -> dict[str, Any]:
    """Up to four round numbers along an axis from 0 to `highest`, written as the figures on the page are."""
    least = max(highest / 4, 1)
    power = 10 ** (len(str(int(least))) - 1)
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= least)
    values = list(range(0, int(highest) + step, step))
    return {"tickmode": "array", "tickvals": values, "ticktext": [short_number(value) for value in values]}


def _secondary() -> str:
    return "#c9d5d3" if is_dark() else "#5d6b6b"


def counted_in(unit: str) -> dict[str, Any]:
    """What is counted, written above an axis where it can be read."""
    place = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom", "yshift": 6}
    return {"text": unit, "showarrow": False, **place}


def framed(
    traces: Sequence[Any], *, height: int, xaxis: dict[str, Any], yaxis: dict[str, Any], **layout: Any
) -> Figure:
    """A figure of these traces in our colours; `height` in pixels, the rest as Plotly's layout has it."""
    line = "#33403f" if is_dark() else "#e3e9e8"
    text = "#c9d5d3" if is_dark() else "#3c4a4a"
    axis = {"gridcolor": line, "linecolor": GREY, "fixedrange": True, "zeroline": False, "automargin": True}
    return {
        "data": list(traces),
        "layout": {
            "height": height,
            "margin": {"l": 4, "r": 8, "t": 30, "b": 0},  # above: the button for the picture
            "font": {"color": text, "size": 13},
            # Not transparent: a picture is pasted on whatever ground.
            "paper_bgcolor": _GROUND[is_dark()],
            "plot_bgcolor": _GROUND[is_dark()],
            "modebar": {"color": GREY, "activecolor": accent(), "bgcolor": "rgba(0,0,0,0)"},
            "hoverlabel": {"bgcolor": _GROUND[is_dark()], "font": {"color": text, "size": 13}},
            "hovermode": "closest",
            "separators": ".,",
            "dragmode": False,
            "xaxis": axis | xaxis,
            "yaxis": axis | yaxis,
            **layout,
        },
    }


def month_name(month: date, months: Sequence[date]) -> str:
    """A month below a bar: short within one year, with its year where there are several."""
    short = f"{month.month}月" if language() != ENGLISH else month.strftime("%b")
    if months and months[0].year == months[-1].year:
        return short
    return f"{month.year}-{month.month:02d}"
