"""Reads a list out of a workbook or a CSV file: which row holds the headings, and the cells below it by column."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Final

from exchange.columns import Column, column_of
from exchange.csv_file import csv_lines, is_comment
from exchange.sheets import is_workbook, sheets
from exchange.written import Cell
from locales import mark
from models.problem import InvalidError

MOST_BYTES: Final = 20 * 1024 * 1024
MOST_ROWS: Final = 50_000
HEADING_ROWS: Final = 20  # the headings stand in one of the first rows, below titles and notes
BLANK_ROWS: Final = 1_000  # after so many blank rows nothing more is expected
FEWEST_HEADINGS: Final = 2

Line = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as Excel counts, and the cells that are not blank, by the key of their column."""

    number: int
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """A list as read. `unread` are headings that are not known; what stands below them is left out."""

    name: str
    rows: list[Row]
    unread: tuple[str, ...] = ()


def read_table(source: Path | bytes, name: str = "") -> Table:
    """The list in a file or in its bytes; `name` is the file's, to be shown. A workbook's best sheet is taken.

    Raises InvalidError with a sentence for the person where it is no such list or too large, OSError for a path
    that cannot be read.
    """
    if isinstance(source, Path):
        if source.stat().st_size > MOST_BYTES:
            raise _too_large()
        return read_table(source.read_bytes(), name or source.name)
    if len(source) > MOST_BYTES:
        raise _too_large()
    if not source.strip():
        raise InvalidError(mark("the file is empty."))
    found = [_List.find(lines) for lines in (sheets(source) if is_workbook(source) else csv_lines(source))]
    best = max((list_ for list_ in found if list_), key=lambda list_: len(list_.columns), default=None)
    if best is None:
        raise InvalidError(
            mark(
                "none of the first {rows} rows holds headings of a list of events, such as "
                "活动名称、日期、主办机构 (Event, Date, Organising unit). An exported list shows all headings."
            ),
            rows=HEADING_ROWS,
        )
    if "title" not in {column.key for column in best.columns.values()}:
        raise InvalidError(
            mark("the headings in row {row} lack 活动名称 (Event). Add it to the column that says what was done."),
            row=best.heading_row,
        )
    return Table(name, list(best.rows()), best.unread)


def _too_large() -> InvalidError:
    return InvalidError(
        mark("the file is larger than {most} MB. Remove pictures and other sheets, or split the list."),
        most=MOST_BYTES >> 20,
    )


@dataclass(slots=True)
class _List:
    """A sheet, or one way to take a CSV file apart, in which a row of headings was found."""

    heading_row: int
    columns: dict[int, Column]
    unread: tuple[str, ...]
    lines: Iterator[Line]

    @classmethod
    def find(cls, lines: Iterable[Line]) -> "_List | None":
        """The list whose headings are the row, among the first, that has most of the known ones."""
        remaining = iter(lines)
        first = list(islice(remaining, HEADING_ROWS))
        known = [_columns(line) for line in first]
        at = max(range(len(first)), key=lambda number: len(known[number]), default=None)
        if at is None or len(known[at]) < FEWEST_HEADINGS:
            return None
        others = (str(cell).strip() for number, cell in enumerate(first[at]) if number not in known[at])
        return cls(
            heading_row=at + 1,
            columns=known[at],
            unread=tuple(heading for heading in dict.fromkeys(others) if heading not in ("", "None", "序号")),
            lines=chain(first[at + 1 :], remaining),
        )

    def rows(self) -> Iterator[Row]:
        """The rows below the headings that are not blank. Raises InvalidError for none, and for too many."""
        rows = blank = 0
        for number, line in enumerate(self.lines, start=self.heading_row + 1):
            cells = {
                column.key: line[at]
                for at, column in self.columns.items()
                if at < len(line) and line[at] is not None and str(line[at]).strip()
            }
            if not cells or is_comment(line):
                blank += 1
                if blank > BLANK_ROWS:
                    break
                continue
            rows, blank = rows + 1, 0
            if rows > MOST_ROWS:
                raise InvalidError(
                    mark("the list has more than {most} rows. Split it into several files."), most=f"{MOST_ROWS:,}"
                )
            yield Row(number, cells)
        if not rows:
            raise InvalidError(mark("there is nothing below the headings in row {row}."), row=self.heading_row)


def _columns(line: Line) -> dict[int, Column]:
    """Position → column of the known headings; where two mean the same column the first counts."""
    found: dict[int, Column] = {}
    for at, cell in enumerate(line):
        column = column_of(cell) if isinstance(cell, str) else None
        if column and column not in found.values():
            found[at] = column
    return found
