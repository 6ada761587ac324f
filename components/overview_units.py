"""The organisations: who is ahead or behind. A name narrows the page to it, a number opens the events behind it."""

from typing import Final

import streamlit as st

from components.cells import Cell, show_cells, told
from components.figures import relative_change
from components.openings import narrow_to, open_list
from components.overview_charts import parts
from components.overview_figures import days_of, rests_on
from components.overview_table import Content, download_figures
from components.wording import heading
from locales import gettext as _
from metrics.breakdown import Row
from metrics.measures import Measure
from metrics.overview import Headline
from metrics.values import amount

_FORMS: Final = {"change": "+,", "percent": "+.1f", "share": ".1f"}
_OPENING: Final = ("name", "now", "before")


@st.fragment
def units(figures: Headline, shown: Measure) -> None:
    """The parts of the unit asked about, with what each did now and before."""
    with st.container(border=True, key="units"):
        title = _("{measure} by organisation").format(measure=shown.name)
        rows = parts(figures, shown, "organisation")
        now, before = (rows[1], rows[2]) if len(rows) > 1 else (rows[0], None)
        heading(title, days_of(figures.periods[1]) if before is not None else "", shown.meaning)
        if not now:
            st.caption(_("This unit has none below it."))
            return
        now = sorted(now, key=lambda row: (-(amount(row.values[shown.key]) or 0), row.label))
        lines = _lines(now, before, figures, shown)
        headings = [_("Unit"), *_columns(before, shown)]
        chosen = show_cells(headings, [_cells(line) for line in lines], label=title, key="table_units")
        if chosen is not None:
            _open(now[chosen[0]], before, list(lines[0])[chosen[1]])
        st.caption(
            _("Each with all units below it. An event of two units is credited in full to both, once in the total.")
            + " "
            + _("Choose a name to see only this unit, a number to see its events.")
        )
        contents: list[list[Content]] = [list(line.values()) for line in lines]
        download_figures(
            title, headings, contents, key="units", shown=shown, asked=figures.periods[-2 if before else 0]
        )


def _columns(before: list[Row] | None, shown: Measure) -> list[str]:
    compared = [_("Before"), _("Difference"), _("Change, %")] if before is not None else []
    return [shown.name, *compared, _("Share, %"), _("Rests on")]


def _lines(now: list[Row], before: list[Row] | None, figures: Headline, shown: Measure) -> list[dict[str, Content]]:
    total = amount(figures.totals[1 if before is not None else 0].values[shown.key])
    earlier = {row.key: amount(row.values[shown.key]) for row in before or ()}
    lines: list[dict[str, Content]] = []
    for row in now:
        value, was = amount(row.values[shown.key]), earlier.get(row.key)
        line: dict[str, Content] = {"name": row.label, "now": value}
        if before is not None:
            change = relative_change(value, was)
            line |= {"before": was, "change": None if value is None or was is None else value - was}
            line |= {"percent": None if change is None else round(change * 100, 1)}
        line |= {"share": None if value is None or not total else round(value / total * 100, 1)}
        lines.append(line | {"rests": _rests(row, shown, figures)})
    return lines


def _cells(line: dict[str, Content]) -> list[Cell]:
    return [
        Cell(content if isinstance(content, str) else told(content, _FORMS.get(key, "")), content, key in _OPENING)
        for key, content in line.items()
    ]


def _rests(row: Row, shown: Measure, figures: Headline) -> str:
    figure = row.figure(shown.key)
    sign = "≥" if figure.lower_bound else "≈" if figure.approximate else ""
    return " · ".join(part for part in (sign, *rests_on(row, shown.key, figures.periods[0].dataset)) if part)


def _open(row: Row, before: list[Row] | None, column: str) -> None:
    match column:
        case "name" if row.opens is not None:
            narrow_to(row.opens)
        case "before":
            open_list(next((earlier.opens for earlier in before or () if earlier.key == row.key), None))
        case _:
            open_list(row.opens)
