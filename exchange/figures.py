"""The numbers behind a chart as an Excel workbook: one sheet with the rows, one that says what they are."""

import io
from collections.abc import Iterable, Sequence
from typing import Final

import xlsxwriter

from exchange.about import AboutLine
from exchange.cells import is_dangerous, writable
from exchange.workbook import ABOUT_WIDTH, AS_WRITTEN
from locales import _

Number = int | float
WIDTH: Final = 16
_FIRST_WIDTH: Final = 32


def figures_workbook(
    headings: Sequence[str],
    rows: Iterable[Sequence[str | Number | None]],
    *,
    banner: str,
    about: Iterable[AboutLine],
) -> bytes:
    """A workbook with `rows` below `headings`, and `about` in a second sheet; numbers are numbers, empty stays empty.

    `banner`, if any, stands above the headings.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **AS_WRITTEN}) as book:
        sheet, figures = book.add_worksheet(_("Figures")), book.add_format({"num_format": "#,##0"})
        harmless = book.add_format({"quote_prefix": True})
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "text_wrap": True})
        top = 1 if banner else 0
        if banner:
            sheet.write_string(0, 0, banner, book.add_format({"bold": True, "font_color": "#B00020"}))
        sheet.set_column(0, 0, _FIRST_WIDTH)
        sheet.set_column(1, len(headings), WIDTH)
        for column, heading in enumerate(headings):
            sheet.write_string(top, column, writable(heading), bold)
        sheet.freeze_panes(top + 1, 1)
        for number, row in enumerate(rows, start=top + 1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, writable(cell), harmless if is_dangerous(cell) else None)
                elif cell is not None:
                    sheet.write_number(number, column, cell, figures)
        told = book.add_worksheet(_("About these figures"))
        told.set_column(0, 0, 22)
        told.set_column(1, 1, ABOUT_WIDTH)
        text = book.add_format({"text_wrap": True})
        for number, line in enumerate(about):
            told.write_string(number, 0, line.label, book.add_format({"bold": True}))
            told.write_string(number, 1, writable(line.text), text)
    return file.getvalue()
