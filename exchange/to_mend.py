"""What is given back to be mended, whatever kind of workbook it is written into."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exchange.lines import Line
from exchange.written import Cell


@dataclass(frozen=True, slots=True)
class RowToMend:
    """One line of the list: a row that cannot go in yet, or the headings of another part (then `reason` is "").

    `held` is what holds for it of cells merged over several rows, by position; `wrong` are the positions to be marked.
    """

    line: Line
    reason: str = ""
    held: Mapping[int, Cell] | None = None
    wrong: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SheetToMend:
    """What of a sheet is given back: the lines down to its headings and the rows below; the reasons at `reason_at`."""

    name: str
    top: Sequence[Line]
    rows: Sequence[RowToMend]
    reason_at: int
