"""The organisations: who is ahead or behind. A name narrows the page to it, a number opens the events behind it."""

from typing import Any, Final

import pandas as pd
import streamlit as st

from components.figures import relative_change
from components.openings import at, narrow_to, open_list
from components.overview_charts import parts
from components.overview_figures import days_of, rests_on
from components.overview_table import Cell, download_figures
from components.wording import heading
from locales import gettext as _
from metrics.breakdown import Row
from metrics.measures import Measure
from metrics.overview import Headline
from metrics.values import amount

MOST: Final = 12
"""Rows shown without scrolling."""


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
        table = _table(now, before, figures, shown)
        _click(_drawn(table, now, before, shown), now, before)
        st.caption(
            _("Each with all units below it. An event of two units is credited in full to both, once in the total.")
            + " "
            + _("Choose a name to see only this unit, a number to see its events.")
        )
        headings = [_("Unit"), *(name for name in _columns(before, shown).values())]
        cells: list[list[Cell]] = [list(row) for row in table.astype(object).where(table.notna(), None).values.tolist()]
        download_figures(title, headings, cells, key="units", shown=shown, asked=figures.periods[-2 if before else 0])


def _columns(before: list[Row] | None, shown: Measure) -> dict[str, str]:
    compared = (
        {"before": _("Before"), "change": _("Difference"), "percent": _("Change, %")} if before is not None else {}
    )
    return {"now": shown.name, **compared, "share": _("Share, %"), "rests": _("Rests on")}


def _table(now: list[Row], before: list[Row] | None, figures: Headline, shown: Measure) -> pd.DataFrame:
    total = amount(figures.totals[1 if before is not None else 0].values[shown.key])
    earlier = {row.key: amount(row.values[shown.key]) for row in before or ()}
    lines: list[dict[str, Any]] = []
    for row in now:
        value, was = amount(row.values[shown.key]), earlier.get(row.key)
        line: dict[str, Any] = {"name": row.label, "now": value}
        if before is not None:
            change = relative_change(value, was)
            line |= {"before": was, "change": None if value is None or was is None else value - was}
            line |= {"percent": None if change is None else round(change * 100, 1)}
        line |= {"share": None if value is None or not total else round(value / total * 100, 1)}
        lines.append(line | {"rests": _rests(row, shown, figures)})
    return pd.DataFrame(lines)


def _rests(row: Row, shown: Measure, figures: Headline) -> str:
    figure = row.figure(shown.key)
    sign = "≥" if figure.lower_bound else "≈" if figure.approximate else ""
    return " · ".join(part for part in (sign, *rests_on(row, shown.key, figures.periods[0].dataset)) if part)


def _drawn(table: pd.DataFrame, now: list[Row], before: list[Row] | None, shown: Measure) -> Any:
    names = _columns(before, shown)
    numbers = {"now": "localized", "before": "localized", "change": "%+,d", "percent": "%+.1f", "share": "%.1f"}
    return st.dataframe(
        table,
        hide_index=True,
        # Streamlit keeps the place of what was chosen: another list is another table.
        key=f"table_units_{hash(tuple(row.key for row in now)):x}",
        height="content" if len(now) <= MOST else 36 * (MOST + 1),
        placeholder="–",
        on_select="rerun",
        selection_mode="single-cell",
        column_config={
            "name": st.column_config.TextColumn(_("Unit"), width=120),
            **{
                name: st.column_config.NumberColumn(names[name], format=form, width=76)
                for name, form in numbers.items()
                if name in names
            },
            "rests": st.column_config.TextColumn(names["rests"], width=150),
        },
    )


def _click(state: Any, now: list[Row], before: list[Row] | None) -> None:
    cell: tuple[int, str] | None = next(iter(state["selection"]["cells"]), None)
    row = at(now, cell[0]) if cell else None
    if cell is None or row is None:
        return
    match cell[1]:
        case "name" if row.opens is not None:
            narrow_to(row.opens)
        case "before" if before is not None:
            open_list(next((earlier.opens for earlier in before if earlier.key == row.key), None))
        case _:
            open_list(row.opens)
