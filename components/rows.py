"""Rows of the same fields, as many as are needed: the row after the last is always free.

Plain text boxes only: what is typed into one counts as soon as the cursor leaves it, whereas a drop-down forgets
what was typed into it and not confirmed.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

import streamlit as st

from models.entry import MaterialEntry, ReadingEntry

Key = Callable[[str], str]


@dataclass(slots=True)
class PlaceRow:
    """A place as typed, which place is meant by it, and the name for which that was settled."""

    name: str = ""
    choice: str = ""
    settled_for: str = ""


Row = PlaceRow | MaterialEntry | ReadingEntry


def growing_rows(key: Key, field: str, empty: Row, draw: Callable[[Any, Key], Row]) -> None:
    """Draw the rows that the session holds under `field` and one more; keep those in which something was typed.

    `draw` draws one row with widgets under the keys `at(column)` and returns what they hold.
    """
    state = st.session_state
    held: list[Row] = state[key(field)]
    kept: list[Row] = []
    index = 0
    # In a container of its own: a row more must not move what comes after it, or the cursor would be lost.
    with st.container():
        while True:
            at = partial(_column_key, key, field, index)
            row = held[index] if index < len(held) else empty
            for column in fields(row):
                # Widgets of a page that was left lose their state; the list keeps it and gives it back.
                state.setdefault(at(column.name), getattr(row, column.name))
            drawn = draw(row, at)
            if _typed(drawn):
                kept.append(drawn)
            elif index >= len(held):
                break
            index += 1
    state[key(field)] = kept


def _column_key(key: Key, field: str, index: int, column: str) -> str:
    return key(f"{field}_{index}_{column}")


def _typed(row: Row) -> bool:
    match row:
        case PlaceRow(name=name):
            return bool(name.strip())
        case MaterialEntry(name=name, copies=copies):
            return bool(name.strip() or copies.strip())
        case ReadingEntry():
            return any(text.strip() for text in (row.channel, row.read_on, row.views, row.likes, row.shares))
