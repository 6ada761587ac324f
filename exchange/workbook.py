"""The list as an Excel workbook: one sheet with the events, one that says what they are."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO, Final

import xlsxwriter

from exchange.about import AboutLine
from exchange.cells import LONGEST, is_dangerous, writable
from exchange.columns import COLUMNS, Form
from exchange.written import Cell
from locales import _, mark, ngettext
from models.problem import InvalidError

AS_WRITTEN: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Every workbook is written with these: a text stays a text, whoever typed it."""

ABOUT_WIDTH: Final = 110
MOST_ROWS: Final = 1_048_000  # a sheet ends at 1,048,576, headings included

_FORMS: Final[dict[Form, dict[str, str]]] = {
    Form.TEXT: {},
    Form.NUMBER: {"num_format": "#,##0"},
    Form.DAY: {"num_format": "yyyy-mm-dd"},
    Form.MOMENT: {"num_format": "yyyy-mm-dd hh:mm"},
}


def write_workbook(file: BinaryIO, rows: Iterable[Sequence[Cell]], *, banner: str, about: Iterable[AboutLine]) -> int:
    """Write headings and `rows` into the first sheet and `about` into the second; the number of rows written.

    Rows go to disk as they come, so memory does not grow with them. `banner`, if any, stands above the headings and
    on every printed page. A text longer than a cell may hold ends in a mark that says so, and the second sheet tells
    how many there are. Raises InvalidError where there are more rows than a sheet holds.
    """
    book = xlsxwriter.Workbook(file, {"constant_memory": True, **AS_WRITTEN})
    try:
        sheet = _Sheet(book, book.add_worksheet(_("List of events")), banner)
        for row in rows:
            sheet.add(row)
        sheet.finish()
        _write_about(book, [*about, *_told_of_cuts(sheet.cut)])
    finally:
        book.close()
    return sheet.written


class _Sheet:
    """The first sheet, written from top to bottom."""

    def __init__(self, book: Any, sheet: Any, banner: str) -> None:
        self.written = 0
        self.cut = 0
        self._sheet = sheet
        self._formats = {form: book.add_format({"valign": "top", **looks}) for form, looks in _FORMS.items()}
        # Kept as text even when somebody edits the cell: the file's own form of a leading apostrophe.
        self._harmless = book.add_format({"valign": "top", "quote_prefix": True})
        self._heading = 1 if banner else 0
        if banner:
            sheet.write_string(0, 0, banner, book.add_format({"bold": True, "font_color": "#B00020", "font_size": 14}))
            sheet.set_header(f"&C{banner.replace('&', '&&')}")
        looks = {"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "valign": "vcenter", "text_wrap": True}
        sheet.set_row(self._heading, 32)
        headings = book.add_format(looks)
        for number, column in enumerate(COLUMNS):
            sheet.set_column(number, number, column.width)
            sheet.write_string(self._heading, number, str(column), headings)
        sheet.freeze_panes(self._heading + 1, 3)
        sheet.repeat_rows(self._heading)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_footer("&C&P / &N")

    def add(self, row: Sequence[Cell]) -> None:
        """Write one row below the last."""
        self.written += 1
        at = self._heading + self.written
        if self.written > MOST_ROWS:
            raise InvalidError(
                mark("an Excel sheet ends after {most} rows. Export as CSV, or choose a shorter period."),
                most=f"{MOST_ROWS:,}",
            )
        for number, (column, cell) in enumerate(zip(COLUMNS, row, strict=True)):
            if cell is None or cell == "":
                continue
            if isinstance(cell, str):
                self._write_text(at, number, writable(cell))
            elif isinstance(cell, date | datetime):
                self._sheet.write_datetime(at, number, cell, self._formats[column.form])
            else:
                self._sheet.write_number(at, number, cell, self._formats[column.form])

    def _write_text(self, row: int, column: int, text: str) -> None:
        if len(text) > LONGEST:
            sign = "… " + _("[too long for Excel; the CSV file has all of it]")
            text = text[: LONGEST - len(sign)] + sign
            self.cut += 1
        look = self._harmless if is_dangerous(text) else self._formats[Form.TEXT]
        self._sheet.write_string(row, column, text, look)

    def finish(self) -> None:
        """Say where the list ends."""
        last = self._heading + self.written
        self._sheet.autofilter(self._heading, 0, last, len(COLUMNS) - 1)
        # Codes of divisions are texts of digits, and meant to be.
        self._sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})


def _told_of_cuts(cut: int) -> list[AboutLine]:
    if not cut:
        return []
    sentence = ngettext(
        "{cut} text is longer than an Excel cell can hold and ends early; the CSV file has all of it.",
        "{cut} texts are longer than an Excel cell can hold and end early; the CSV file has all of them.",
        cut,
    )
    return [AboutLine(_("Not complete"), sentence.format(cut=cut))]


def _write_about(book: Any, lines: Iterable[AboutLine]) -> None:
    sheet = book.add_worksheet(_("About this list"))
    label, text = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, ABOUT_WIDTH)
    for number, (name, value) in enumerate(lines):
        sheet.write_string(number, 0, name, label)
        sheet.write_string(number, 1, writable(value), text)
