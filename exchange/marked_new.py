"""The rows to be mended in a new workbook, written row by row: it takes little memory however much stands in them."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter

from exchange.cells import LONGEST, writable
from exchange.to_mend import SheetToMend
from exchange.workbook import AS_WRITTEN
from exchange.written import Cell
from locales import _

_LONGEST_TITLE: Final = 31  # characters in the name of a sheet
_FIRST_YEAR: Final = 1900  # that a date in a workbook may have
_REASON_WIDTH: Final = 60
_WRONG: Final = {"bg_color": "#F8CBAD"}
_REASON: Final = {"bg_color": "#FFF2CC", "text_wrap": True, "valign": "top"}
_FORMS: Final = {"": {}, "day": {"num_format": "yyyy-mm-dd"}, "moment": {"num_format": "yyyy-mm-dd hh:mm"}}


def new_marked(sheets: Sequence[SheetToMend]) -> bytes:
    """A new workbook (xlsx) with the headings, the bad rows below them, the cells marked and the reasons beside them.

    In the language now spoken.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True, **AS_WRITTEN})
    taken: set[str] = set()
    looks = _Looks(book)
    for sheet in sheets:
        _write(book.add_worksheet(_title(sheet.name, taken)), sheet, looks)
    book.close()
    return file.getvalue()


class _Looks:
    """The formats of a workbook: of cells by what they hold and whether they are wrong, and of the reasons."""

    def __init__(self, book: Any) -> None:
        self.cells = {
            (form, wrong): book.add_format({**looks, **(_WRONG if wrong else {})})
            for form, looks in _FORMS.items()
            for wrong in (False, True)
        }
        self.reason = book.add_format(_REASON)
        self.heading = book.add_format({**_REASON, "bold": True})


def _write(sheet: Any, told: SheetToMend, looks: _Looks) -> None:
    sheet.set_column(told.reason_at, told.reason_at, _REASON_WIDTH)
    for line in told.top:
        for at, cell in enumerate(line.cells):
            _put(sheet, line.number - 1, at, cell, looks)
    last = told.top[-1].number
    sheet.write_string(last - 1, told.reason_at, _("Why it cannot go in yet"), looks.heading)
    for number, row in enumerate(told.rows, start=last):
        cells = {**dict(enumerate(row.line.cells)), **(row.held or {})}
        for at in sorted({*cells, *row.wrong}):
            _put(sheet, number, at, cells.get(at), looks, wrong=at in row.wrong)
        if row.reason:
            sheet.write_string(number, told.reason_at, row.reason[:LONGEST], looks.reason)


def _put(sheet: Any, row: int, at: int, cell: Cell, looks: _Looks, *, wrong: bool = False) -> None:
    plain = looks.cells["", wrong]
    if cell is None or cell == "":
        if wrong:
            sheet.write_blank(row, at, None, plain)
    elif isinstance(cell, date) and cell.year >= _FIRST_YEAR:
        form = "moment" if isinstance(cell, datetime) else "day"
        sheet.write_datetime(row, at, cell, looks.cells[form, wrong])
    elif isinstance(cell, int | float):
        sheet.write_number(row, at, cell, plain)
    else:
        sheet.write_string(row, at, writable(str(cell))[:LONGEST], plain)


def _title(name: str, taken: set[str]) -> str:
    """The sheet's name as Excel allows it, and no name twice."""
    plain = "".join(" " if sign in r"\/?*[]:" else sign for sign in writable(name)).strip(" '")
    title = plain = plain[:_LONGEST_TITLE].strip(" '") or _("List of events")
    number = 1
    while title.casefold() in taken:
        number += 1
        title = f"{plain[: _LONGEST_TITLE - 8]} ({number})"
    taken.add(title.casefold())
    return title
