"""The rows of a list that cannot go in yet, as a workbook to be mended: the cells marked, the reasons beside them."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from copy import copy
from dataclasses import dataclass
from typing import Any, Final

import openpyxl
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from exchange.cells import writable
from exchange.csv_file import csv_sheets
from exchange.header import Header, other_header
from exchange.kept_list import KeptList, find_list
from exchange.lines import Line, Sheet
from exchange.merging import COLUMNS_OF
from exchange.preview import Action, Place, Preview, PreviewRow
from exchange.sheets import is_workbook, sheets
from exchange.table import Table
from exchange.written import Cell
from locales import _

MOST_KEPT: Final = 20 * 1024 * 1024  # bytes a workbook may unpack to and still be given back as the person's own

_BAD: Final = PatternFill("solid", start_color="F8CBAD")
_REASON: Final = PatternFill("solid", start_color="FFF2CC")
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
_REASON_WIDTH: Final = 60
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


@dataclass(frozen=True, slots=True)
class _Kept:
    """What of a sheet comes into the new workbook: the lines to its headings, and the bad rows with their headings."""

    name: str
    top: Sequence[Line]
    rows: Sequence[tuple[Line, Header, PreviewRow | None]]
    reason_at: int


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
    bad = {row.at: row for row in previewed.rows if row.action is Action.PROBLEM}
    kept = list(_kept(content, table.name, bad, columns or {}, year))
    book = _own_workbook(content) or openpyxl.Workbook()
    fresh = book.sheetnames == ["Sheet"] and book["Sheet"].max_row == 1 and book["Sheet"]["A1"].value is None
    for number, found in enumerate(kept):
        if fresh:
            sheet = book.worksheets[0] if number == 0 else book.create_sheet()
            sheet.title = _title(found.name) or _("List of events")
            _write_lines(sheet, found.top)
        else:
            sheet = book[found.name]
        _take_over(sheet, found, cells, fresh=fresh)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def marked_name(name: str) -> str:
    """The file's name: that of the list with what it is, for a year in it still counts."""
    stem = name.rpartition(".")[0] or name
    return "_".join([stem, _("to mend")]) + ".xlsx"


def _kept(
    content: bytes, name: str, bad: Mapping[Place, PreviewRow], columns: Mapping[str, str], year: int | None
) -> Iterator[_Kept]:
    if is_workbook(content):
        with closing(sheets(content)) as found:
            for sheet in found:
                if not sheet.hidden and (kept := _of_sheet(sheet, name, bad, columns, year)):
                    yield kept
        return
    ways = [_of_sheet(sheet, name, bad, columns, year) for sheet in csv_sheets(content)]
    best = max(filter(None, ways), key=lambda kept: len(kept.rows), default=None)
    if best:
        yield best


def _of_sheet(
    sheet: Sheet, name: str, bad: Mapping[Place, PreviewRow], columns: Mapping[str, str], year: int | None
) -> _Kept | None:
    lines = list(sheet.lines)
    again = Sheet(sheet.name, iter(lines), sheet.merged, untyped=sheet.untyped)
    found = find_list(again, name, columns, year)
    if not isinstance(found, KeptList) or not found.headed:
        return None
    header = found.header
    rows: list[tuple[Line, Header, PreviewRow | None]] = []
    for line in lines:
        if line.number <= found.header.last:
            continue
        if row := bad.get((sheet.name, line.number)):
            rows.append((line, header, row))
        elif other := other_header(line, header):
            header = other
            rows.append((line, header, None))
    headers = [found.header, *(header for _line, header, _row in rows)]
    told = _("Why it cannot go in yet")
    held = [h.position for header in headers for h in header.headings if h.text == told]
    reason_at = held[0] if held else 1 + max(h.position for header in headers for h in header.headings)
    return _Kept(sheet.name, [line for line in lines if line.number <= found.header.last], rows, reason_at)


def _own_workbook(content: bytes) -> Any | None:
    """The person's own workbook, values in the place of formulas; None for another file, or one that is too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if "xl/workbook.xml" not in parts.namelist() or sum(p.file_size for p in parts.infolist()) > MOST_KEPT:
                return None
        return openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except Exception:  # whatever a part that nobody needs makes openpyxl stumble over
        return None


def _take_over(sheet: Worksheet, kept: _Kept, cells: Mapping[Place, Mapping[str, Cell]], *, fresh: bool) -> None:
    """Put the bad rows right below the headings, mark them, and take all others away."""
    at = kept.top[-1].number
    if not fresh:
        for merged in [m for m in sheet.merged_cells.ranges if m.max_row > at]:
            sheet.unmerge_cells(str(merged))
    heading = sheet.cell(at, kept.reason_at + 1)
    _put(heading, _("Why it cannot go in yet"))
    heading.fill, heading.font, heading.alignment = _REASON, Font(bold=True), _WRAPPED
    sheet.column_dimensions[heading.column_letter].width = _REASON_WIDTH
    for line, header, row in kept.rows:
        at += 1
        _move(sheet, line, at, fresh=fresh)
        if row is not None:
            _fill_in(sheet, at, header, cells.get(row.at, {}))
            _mark(sheet, at, header, row, kept.reason_at)
    if sheet.max_row > at:
        sheet.delete_rows(at + 1, sheet.max_row - at)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = None


def _move(sheet: Worksheet, line: Line, to: int, *, fresh: bool) -> None:
    for position, value in enumerate(line.cells):
        target = sheet.cell(to, position + 1)
        if fresh:
            _put(target, value)
            continue
        source = sheet.cell(line.number, position + 1)
        _put(target, source.value)
        target._style = copy(source._style)


def _fill_in(sheet: Worksheet, at: int, header: Header, cells: Mapping[str, Cell]) -> None:
    """What was merged over several rows stands in each of them now."""
    keys = [heading.key for heading in header.headings]
    for heading in header.headings:
        cell = sheet.cell(at, heading.position + 1)
        if heading.key in cells and keys.count(heading.key) == 1 and cell.value is None:
            _put(cell, cells[heading.key])


def _mark(sheet: Worksheet, at: int, header: Header, row: PreviewRow, reason_at: int) -> None:
    bad = {key for problem in row.problems for key in _COLUMNS.get(problem.field, ())}
    for heading in header.headings:
        if heading.key in bad:
            sheet.cell(at, heading.position + 1).fill = _BAD
    reason = sheet.cell(at, reason_at + 1)
    told = "\n".join(str(problem) for problem in row.problems)
    _put(reason, _("Row {row} of the list: {problems}").format(row=row.number, problems=told))
    reason.fill, reason.alignment = _REASON, _WRAPPED


def _write_lines(sheet: Worksheet, lines: Iterable[Line]) -> None:
    for line in lines:
        for position, value in enumerate(line.cells):
            _put(sheet.cell(line.number, position + 1), value)


def _put(cell: SheetCell, value: Any) -> None:
    """Write a value; a text that looks like a formula stays a text."""
    cell.value = writable(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"


def _title(name: str) -> str:
    return "".join(" " if sign in r"\/?*[]:" else sign for sign in name)[:31].strip()
