"""What explains a change: the organisations, venue types and key groups behind most of it, by their contribution."""

from itertools import chain

import streamlit as st

from components.cells import Cell, Chosen, show_cells, told
from components.openings import open_list
from components.overview_charts import parts
from components.overview_figures import days_of
from components.overview_table import Content, table_beside
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
_BEFORE = 4  # the number of its column


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
        if (chosen := _drawn(lines, title)) is not None:
            _open(lines, chosen)
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


def _drawn(lines: list[Line], title: str) -> Chosen | None:
    headings = [_("Dimension"), _("Part"), _("Contribution"), _("Now"), _("Before")]
    rows = []
    for by, part in lines:
        now, before = amount(part.now), amount(part.before)
        rows.append(
            [
                Cell(DIMENSIONS[by].name, DIMENSIONS[by].name),
                Cell(part.label, part.label, opens=True),
                Cell(f"{part.difference:+,}", part.difference, opens=True),
                Cell(told(now), now, opens=True),
                Cell(told(before), before, opens=True),
            ]
        )
    return show_cells(headings, rows, label=title, key="table_change")


def _open(lines: list[Line], chosen: Chosen) -> None:
    _by, part = lines[chosen[0]]
    open_list(part.opens_before if chosen[1] == _BEFORE or part.now is None else part.opens)


def _rows(by: str, change: Change) -> list[list[Content]]:
    name = DIMENSIONS[by].name
    rows: list[list[Content]] = [
        [name, part.label, part.difference, amount(part.now), amount(part.before)] for part in change.contributions
    ]
    if change.overlap:
        rows.append([name, _("Overlap"), change.overlap, None, None])
    return rows
