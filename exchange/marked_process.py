"""The program that marks the rows to be mended in a workbook, run in a process of its own by `exchange.marked_own`.

On standard input one line of JSON that says what to do, then the workbook; on standard output what became of it.
openpyxl makes a cell of every cell that is merged over, linked or formatted, and there may be billions.
"""

import io
import json
import sys
from copy import copy
from datetime import date, datetime
from typing import Any, Final

import openpyxl
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from exchange.calamine_process import limit
from exchange.cells import writable

_REASON_WIDTH: Final = 60
_BAD: Final = PatternFill("solid", start_color="F8CBAD")
_REASON: Final = PatternFill("solid", start_color="FFF2CC")
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")


def main(megabytes: int, seconds: int, most_columns: int) -> int:
    """Mark a workbook with so much memory and time; sheets that are wider make it give up."""
    limit(megabytes, seconds)
    told = json.loads(sys.stdin.buffer.readline())
    book = openpyxl.load_workbook(io.BytesIO(sys.stdin.buffer.read()), data_only=True)
    for sheet in told["sheets"]:
        _mark_sheet(book[sheet["name"]], sheet, told["heading"], most_columns)
    made = io.BytesIO()
    book.save(made)
    sys.stdout.buffer.write(made.getvalue())
    return 0


def _mark_sheet(sheet: Worksheet, told: dict[str, Any], heading: str, most_columns: int) -> None:
    """Put the bad rows right below the headings, mark them, and take all others away."""
    at, reason_at, width = told["last"], told["reason_at"] + 1, sheet.max_column
    if width > most_columns:
        raise ValueError(width)
    for merged in [m for m in sheet.merged_cells.ranges if m.max_row > at]:
        sheet.unmerge_cells(str(merged))
    over_reasons = sheet.cell(at, reason_at)
    _put(over_reasons, heading)
    over_reasons.fill, over_reasons.font, over_reasons.alignment = _REASON, Font(bold=True), _WRAPPED
    sheet.column_dimensions[over_reasons.column_letter].width = _REASON_WIDTH
    for number, held, wrong, reason in told["rows"]:
        at += 1
        _move(sheet, number, at, width)
        for position, value in held:
            _put(sheet.cell(at, position + 1), _value(value))
        for position in wrong:
            sheet.cell(at, position + 1).fill = _BAD
        if reason:
            beside = sheet.cell(at, reason_at)
            _put(beside, reason)
            beside.fill, beside.alignment = _REASON, _WRAPPED
    _end_at(sheet, at)


def _move(sheet: Worksheet, number: int, to: int, width: int) -> None:
    """Make of row `to` the row `number` in all its width, and show it: the row that stood there may be hidden."""
    sheet.row_dimensions[to].hidden = False
    if number == to:
        return
    for column in range(1, width + 1):
        source = sheet._cells.get((number, column))
        if source is None:
            sheet._cells.pop((to, column), None)
            continue
        target = sheet.cell(to, column)
        _put(target, source.value)
        target._style = copy(source._style)
        target.comment = source.comment
        link = copy(source.hyperlink)
        if link is not None:
            link.ref = target.coordinate
        target._hyperlink = link


def _end_at(sheet: Worksheet, last: int) -> None:
    """Take away what is below a row; openpyxl's own way asks for each cell that could be there."""
    for row, column in [place for place in sheet._cells if place[0] > last]:
        del sheet._cells[row, column]
    for row in [row for row in sheet.row_dimensions if row > last]:
        del sheet.row_dimensions[row]
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = None


def _put(cell: SheetCell, value: Any) -> None:
    """Write a value; a text that looks like a formula stays a text."""
    cell.value = writable(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"


def _value(told: Any) -> Any:
    if isinstance(told, dict):
        return datetime.fromisoformat(told["moment"]) if "moment" in told else date.fromisoformat(told["day"])
    return told
