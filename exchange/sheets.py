"""Reads the sheets of an uploaded workbook, which may be anything at all."""

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

import openpyxl

from exchange.cells import writable
from exchange.packed import check_parts, damaged
from exchange.written import Cell
from locales import mark
from models.problem import InvalidError

MOST_COLUMNS: Final = 1_000  # a list has some thirty; a cell far to the right makes each row thousands of cells wide

_ZIP: Final = b"PK\x03\x04"
_OLD_CONTAINER: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and what a password turns an .xlsx into
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


def is_workbook(content: bytes) -> bool:
    """Whether the bytes look like a workbook of any kind, by their beginning and not by the file's name."""
    return content.startswith((_ZIP, _OLD_CONTAINER))


def sheets(content: bytes) -> Iterator[Iterator[Sequence[Cell]]]:
    """The rows of each sheet, read as they are asked for; formulas as their last result.

    Raises InvalidError with a sentence for the person where it is no workbook that can be read.
    """
    if content.startswith(_OLD_CONTAINER):
        if _ENCRYPTED in content:
            raise InvalidError(mark("the file is protected by a password. Save it without one."))
        raise InvalidError(mark("this is the old .xls format. Open it and save it as .xlsx or as CSV."))
    if not any(name.startswith("xl/") for name in check_parts(content)):
        raise InvalidError(mark("this is no Excel workbook. Save the list as .xlsx or as CSV."))
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        found = list(book.worksheets)
    except Exception as error:  # openpyxl raises whatever the damaged part makes it stumble over
        raise damaged() from error
    for sheet in found:
        yield _lines(sheet)


def _lines(sheet: Any) -> Iterator[Sequence[Cell]]:
    sheet.reset_dimensions()  # some programs write a wrong size into the sheet
    try:
        for row in sheet.iter_rows(values_only=True):
            if len(row) > MOST_COLUMNS and set(row[MOST_COLUMNS:]) != {None}:
                raise InvalidError(
                    mark("the list is wider than {most} columns. Copy it into a new file."), most=f"{MOST_COLUMNS:,}"
                )
            yield [_cell(value) for value in row[:MOST_COLUMNS]]
    except InvalidError:
        raise
    except Exception as error:  # as above
        raise damaged() from error


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return writable(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), value))
    if value is None or (isinstance(value, int | float | date | datetime) and not isinstance(value, bool)):
        return value
    return str(value)
