"""The rows of a list that cannot go in yet, as a workbook to be mended: the cells marked, the reasons beside them."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from exchange.csv_file import csv_sheets
from exchange.header import Header, other_header
from exchange.kept_list import KeptList, find_list
from exchange.lines import Line, Range, Sheet
from exchange.marked_new import new_marked
from exchange.marked_own import own_marked
from exchange.merging import COLUMNS_OF
from exchange.preview import Action, Place, Preview, PreviewRow
from exchange.sheets import is_workbook, sheets
from exchange.table import Table
from exchange.to_mend import RowToMend, SheetToMend
from exchange.written import Cell
from locales import _
from models.problem import InvalidError

MOST_SPANNED: Final = 100_000  # cells merged over others in a workbook that is given back as the person's own

# Fields of problems that stand in other columns than those that change them.
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    **COLUMNS_OF,
    "when": ("when", "start", "end", "precision"),
    "reference": ("reference",),
    "dataset": ("dataset",),
    "basis": ("basis",),
    "attendance": ("attendance", "qualifier"),
    "places": (*COLUMNS_OF["places"], "point"),
    "readings": (*COLUMNS_OF["readings"], "read_on"),
}


def marked_workbook(
    content: bytes,
    table: Table,
    previewed: Preview,
    *,
    columns: Mapping[str, str] | None = None,
    year: int | None = None,
) -> bytes:
    """The rows with problems below the headings, as xlsx, in the language now spoken; it can be uploaded again.

    `content`, `columns` and `year` are what `table` was read from, `previewed` what became of its rows. A workbook
    that is not too large is given back as it is, without the good rows; of any other file the same cells in a new one.
    """
    cells = {(row.sheet, row.number): row.cells for row in table.rows}
    rows = _Rows({row.at: row for row in previewed.rows if row.action is Action.PROBLEM}, cells)
    to_mend, spanned, is_text = [], 0, not is_workbook(content)
    for sheet in _sheets(content):
        spanned += sum(map(_cells_in, sheet.merged))
        try:
            found = None if sheet.hidden else _of_sheet(sheet, table.name, rows, columns or {}, year)
        except InvalidError:
            if not is_text:
                raise
            continue  # taken apart in a way that was not the right one
        if found:
            to_mend.append(found)
    if is_text:
        to_mend = [max(to_mend, key=lambda found: len(found.rows))]  # the way to take it apart that was the right one
    return (own_marked(content, to_mend) if spanned <= MOST_SPANNED else None) or new_marked(to_mend)


def marked_name(name: str) -> str:
    """The file's name: that of the list with what it is, for a year in it still counts."""
    stem = name.rpartition(".")[0] or name
    return "_".join([stem, _("to mend")]) + ".xlsx"


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows with problems, and the cells of all rows, by where they are."""

    bad: Mapping[Place, PreviewRow]
    cells: Mapping[Place, Mapping[str, Cell]]

    def to_mend(self, line: Line, header: Header, row: PreviewRow) -> RowToMend:
        """A line of the list with all that is to be said of it."""
        wrong = {key for problem in row.problems for key in _COLUMNS.get(problem.field, ())}
        told = "\n".join(str(problem) for problem in row.problems)
        return RowToMend(
            line,
            _("Row {row} of the list: {problems}").format(row=row.number, problems=told),
            dict(self._held(line, header, self.cells.get(row.at, {}))),
            frozenset(heading.position for heading in header.headings if heading.key in wrong),
        )

    def _held(self, line: Line, header: Header, cells: Mapping[str, Cell]) -> Iterator[tuple[int, Cell]]:
        """What was merged over several rows stands in each of them now."""
        keys = [heading.key for heading in header.headings]
        for heading in header.headings:
            blank = heading.position not in line.filled
            if blank and heading.key in cells and keys.count(heading.key) == 1:
                yield heading.position, cells[heading.key]


def _sheets(content: bytes) -> Iterator[Sheet]:
    if not is_workbook(content):
        yield from csv_sheets(content)
        return
    with closing(sheets(content)) as found:
        yield from found


def _cells_in(merged: Range) -> int:
    top, left, bottom, right = merged
    return (bottom - top + 1) * (right - left + 1)


def _of_sheet(
    sheet: Sheet, name: str, found_rows: _Rows, columns: Mapping[str, str], year: int | None
) -> SheetToMend | None:
    lines = list(sheet.lines)
    again = Sheet(sheet.name, iter(lines), sheet.merged, untyped=sheet.untyped)
    found = find_list(again, name, columns, year)
    if not isinstance(found, KeptList) or not found.headed:
        return None
    headers = [found.header]
    rows: list[RowToMend] = []
    for line in lines:
        if line.number <= found.header.last:
            continue
        if row := found_rows.bad.get((sheet.name, line.number)):
            rows.append(found_rows.to_mend(line, headers[-1], row))
        elif other := other_header(line, headers[-1]):
            headers.append(other)
            rows.append(RowToMend(line))
    told = _("Why it cannot go in yet")
    held = [h.position for header in headers for h in header.headings if h.text == told]
    reason_at = held[0] if held else 1 + max(h.position for header in headers for h in header.headings)
    return SheetToMend(sheet.name, [line for line in lines if line.number <= found.header.last], rows, reason_at)
