"""Rows of the same fields, as many as are needed: the row after the last is always free.

Plain text boxes only: what is typed into one counts as soon as the cursor leaves it, whereas a drop-down forgets
what was typed into it and not confirmed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from models.entry import MaterialEntry, ReadingEntry

Key = Callable[[str], str]


@dataclass(slots=True)
class PlaceRow:
    """A place as typed, which place is meant by it, the name for which that was settled, and its point if known."""

    name: str = ""
    choice: str = ""
    settled_for: str = ""
    lat: float | None = None
    lng: float | None = None


Row = PlaceRow | MaterialEntry | ReadingEntry
AnyRow = TypeVar("AnyRow", PlaceRow, MaterialEntry, ReadingEntry)


def growing_rows(key: Key, field: str, empty: Row, draw: Callable[[Any, Key], Row]) -> None:
    """Draw the rows that the session holds under `field` and a free one after them.

    `draw` draws one row with widgets under the keys `at(column)` and returns what they hold. A row that was emptied
    stays where it is, for the widgets of those after it are known by their place; `filled` leaves it out.
    """
    state = st.session_state
    held: list[Row] = state[key(field)]
    rows: list[Row] = []
    # In a container of its own: a row more must not move what comes after it, or the cursor would be lost.
    with st.container():
        while True:
            index = len(rows)
            at = partial(_column_key, key, field, index)
            row = held[index] if index < len(held) else empty
            for column in fields(row):
                # Widgets of a page that was left lose their state; the list keeps it and gives it back.
                state.setdefault(at(column.name), getattr(row, column.name))
            drawn = draw(row, at)
            rows.append(drawn)
            if index >= len(held) and not _typed(drawn):
                break
    while rows and not _typed(rows[-1]):
        rows.pop()
    state[key(field)] = rows


def filled(rows: Sequence[AnyRow]) -> list[AnyRow]:
    """The rows in which something is typed."""
    return [row for row in rows if _typed(row)]


def _column_key(key: Key, field: str, index: int, column: str) -> str:
    return key(f"{field}_{index}_{column}")


def _typed(row: Row) -> bool:
    match row:
        case PlaceRow(name=name):
            return bool(name.strip())
        case MaterialEntry():
            return any(text.strip() for text in (row.material, row.name, row.copies))
        case ReadingEntry():
            return any(text.strip() for text in (row.channel, row.read_on, row.views, row.likes, row.shares))
