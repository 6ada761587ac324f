"""A small table of figures in the page, whose cells open what is behind them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import streamlit as st

from components.clicked import Clicked, clicked, sealed
from locales import language
from locales.numbers import number

Chosen = Clicked
"""Which cell was chosen: the numbers of its row and of its column."""
_HERE: Final = Path(__file__)
_CELLS: Final = st.components.v2.component(
    "cells",
    html="<div class='cells' tabindex='0'></div>",
    css=_HERE.with_suffix(".css").read_text("utf-8"),
    js=_HERE.with_suffix(".js").read_text("utf-8"),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, what it is sorted by, None where that is not known, and whether it opens something."""

    text: str
    value: int | float | str | None
    opens: bool = False


def told(value: float | None, form: str = "") -> str:
    """A number for a cell, with every digit, in a `form` of its own if it has one; "–" where it is not known."""
    return "–" if value is None else format(value, form) if form else number(value)


def show_cells(headings: Sequence[str], rows: Sequence[Sequence[Cell]], *, label: str, key: str) -> Chosen | None:
    """Draw the rows under the headings; returns the cell that was just chosen. `label` says what the table is."""
    data = sealed(
        {
            "headings": list(headings),
            "rows": [[asdict(cell) for cell in row] for row in rows],
            "label": label,
            "language": language().replace("_", "-"),
        }
    )
    match clicked(_CELLS(key=key, data=data, on_cell_change=lambda: None).cell, data):
        case (row, column) if 0 <= row < len(rows) and 0 <= column < len(headings):
            return row, column
    return None
