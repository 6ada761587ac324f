"""What explains a change: the organisations, venue types and key groups behind most of it, by their contribution."""

from itertools import chain
from typing import Any

import pandas as pd
import streamlit as st

from components.openings import at, open_list
from components.overview_charts import parts
from components.overview_figures import days_of
from components.overview_table import Cell, table_beside
from components.wording import heading
from locales import gettext as _
from locales.numbers import number
from metrics.comparison import Change, Contribution, changed
from metrics.dimensions import DIMENSIONS
from metrics.measures import Measure
from metrics.overview import Headline
from metrics.values import amount

EXPLAINING = ("organisation", "venue_type", "key_group")
MOST = 3
"""Contributions shown of each dimension."""
Line = tuple[str, Contribution]


@st.fragment
def what_changed(figures: Headline, shown: Measure) -> None:
    """The largest contributions of each dimension; all of them in the table. Only where periods are compared."""
    with st.container(border=True, height="stretch", key="what_changed"):
        title = _("What explains the change")
        heading(title, shown.name, _("A row's contribution is the difference of its two values."))
        changes = {by: _change(figures, shown, by) for by in EXPLAINING}
        st.caption(_period_line(figures, changes["venue_type"]))
        lines = [(by, part) for by, change in changes.items() for part in change.contributions[:MOST]]
        if not lines:
            st.caption(_("Nothing changed."))
            return
        _click(_drawn(lines), lines)
        st.caption(_("Choose a row to see its events; in the column “Before”, those of the earlier period."))
        table_beside(
            f"{title}_{shown.name}",
            [_("Dimension"), _("Part"), _("Contribution"), _("Now"), _("Before")],
            list(chain.from_iterable(_rows(by, change) for by, change in changes.items())),
            key="change",
            shown=shown,
            asked=figures.periods[1],
        )


def _change(figures: Headline, shown: Measure, by: str) -> Change:
    _asked, now, before = parts(figures, shown, by)
    return changed(shown.key, (figures.totals[1], figures.totals[2]), (now, before))


def _period_line(figures: Headline, change: Change) -> str:
    told = _("{now} against {before}").format(now=days_of(figures.periods[1]), before=days_of(figures.periods[2]))
    if change.difference is None:
        return told
    values = (number(amount(change.before)), number(amount(change.now)), f"{change.difference:+,}")
    return f"{told}: " + _("{before} → {now} ({difference})").format(
        before=values[0], now=values[1], difference=values[2]
    )


def _drawn(lines: list[Line]) -> Any:
    return st.dataframe(
        pd.DataFrame(
            [
                {
                    "by": DIMENSIONS[by].name,
                    "what": part.label,
                    "change": part.difference,
                    "now": amount(part.now),
                    "before": amount(part.before),
                }
                for by, part in lines
            ]
        ),
        hide_index=True,
        key=f"table_change_{hash(tuple((by, part.key) for by, part in lines)):x}",
        on_select="rerun",
        selection_mode="single-cell",
        height="content",
        placeholder="–",
        column_config={
            "by": st.column_config.TextColumn(_("Dimension"), width=66),
            "what": st.column_config.TextColumn(_("Part"), width=100),
            "change": st.column_config.NumberColumn(_("Contribution"), format="%+,d", width=80),
            "now": st.column_config.NumberColumn(_("Now"), format="localized", width=72),
            "before": st.column_config.NumberColumn(_("Before"), format="localized", width=72),
        },
    )


def _click(state: Any, lines: list[Line]) -> None:
    cell: tuple[int, str] | None = next(iter(state["selection"]["cells"]), None)
    line = at(lines, cell[0]) if cell else None
    if cell is not None and line is not None:
        part = line[1]
        open_list(part.opens_before if cell[1] == "before" or part.now is None else part.opens)


def _rows(by: str, change: Change) -> list[list[Cell]]:
    name = DIMENSIONS[by].name
    rows: list[list[Cell]] = [
        [name, part.label, part.difference, amount(part.now), amount(part.before)] for part in change.contributions
    ]
    if change.overlap:
        rows.append([name, _("Overlap"), change.overlap, None, None])
    return rows
