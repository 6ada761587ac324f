"""What every kind of file is taken apart into: sheets of lines of cells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Final

from exchange.written import Cell
from locales import mark
from models.problem import InvalidError

MOST_COLUMNS: Final = 1_000  # a list has some thirty

Range = tuple[int, int, int, int]
"""A merged range: first row (from 1) and column (from 0), last row and column."""


@dataclass(frozen=True)
class Line:
    """One line of a sheet: its number as Excel counts, and its cells."""

    number: int
    cells: Sequence[Cell]

    @cached_property
    def filled(self) -> dict[int, Cell]:
        """The cells that are not blank, by their position."""
        return {
            at: cell
            for at, cell in enumerate(self.cells)
            if cell is not None and not (isinstance(cell, str) and (not cell or cell.isspace()))
        }


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet, or a text file; its lines can be asked for once, before the next sheet's.

    `untyped`: every cell is text, even where a number was meant.
    """

    name: str
    lines: Iterator[Line]
    merged: tuple[Range, ...] = ()
    hidden: bool = False
    untyped: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: its number as Excel counts, the cells that are not blank by the key of their column, and the
    name of its sheet, "" for a text file. Rows of two sheets may have the same number.
    """

    number: int
    cells: dict[str, Cell]
    sheet: str = ""


def as_text(cell: Cell) -> str:
    """A cell as a person would type it: 60 for 60.0, 2024-09-04 for a day."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes").removesuffix(" 00:00")
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def too_wide() -> InvalidError:
    """What is said of a list with more than MOST_COLUMNS columns."""
    return InvalidError(
        mark("the list is wider than {most} columns. Copy it into a new file."), most=f"{MOST_COLUMNS:,}"
    )
