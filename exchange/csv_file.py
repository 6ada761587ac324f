"""The list as CSV: UTF-8 with BOM and CRLF, so that Excel and WPS open it by a double click."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import BinaryIO, Final

from exchange.about import AboutLine
from exchange.cells import neutralise, restore, writable
from exchange.columns import COLUMNS
from exchange.lines import MOST_COLUMNS, Line, Sheet, too_wide
from exchange.written import Cell
from locales import mark
from models.problem import InvalidError

COMMENT: Final = "#"  # lines about the list begin with it; after the data they do not disturb whoever opens the file

_DELIMITERS: Final = (",", "\t", ";")
_MARKED: Final = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16", codecs.BOM_UTF8: "utf-8-sig"}
_LONGEST_CELL: Final = 1_000_000  # characters; far more than 200 links
_MOST_SEPARATORS: Final = 100 * MOST_COLUMNS  # in one row; a text in quotation marks may have some too
_LINE: Final = re.compile(r"[^\r\n]*+(?:\r\n?|\n)|[^\r\n]++")

csv.field_size_limit(_LONGEST_CELL)


def write_csv(file: BinaryIO, rows: Iterable[Sequence[Cell]], *, banner: str, about: Iterable[AboutLine]) -> int:
    """Write headings and `rows`, then `about` as comment lines; the number of rows written.

    `banner`, if any, becomes a comment line above the headings.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    lines = csv.writer(text, lineterminator="\r\n")
    if banner:
        lines.writerow([f"{COMMENT} {banner}"])
    lines.writerow([str(column) for column in COLUMNS])
    number = 0
    for row in rows:
        lines.writerow([_text(cell) for cell in row])
        number += 1
    for line in about:
        lines.writerow([f"{COMMENT} {line.label}: {writable(line.text)}"])
    text.detach()
    return number


def csv_sheets(content: bytes) -> Iterator[Sheet]:
    """A text file taken apart in each of the usual ways: at commas, tabs or semicolons. One of them is right.

    Raises InvalidError with a sentence for the person where it is no text.
    """
    text = _decoded(content)
    for delimiter in _DELIMITERS:
        yield Sheet("", _lines(text, delimiter), untyped=True)


def is_comment(line: Sequence[Cell]) -> bool:
    """Whether a line only says something about the list."""
    first = next(iter(line), None)
    return isinstance(first, str) and first.startswith(COMMENT) and not any(line[1:])


def _decoded(content: bytes) -> str:
    """The text: as its mark at the beginning says, else UTF-8, else as Chinese Windows writes it."""
    marked = next((encoding for sign, encoding in _MARKED.items() if content.startswith(sign)), None)
    for encoding in [marked] if marked else ["utf-8", "gb18030"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InvalidError(mark("this is neither an Excel workbook nor a CSV file. Save the list as .xlsx or as CSV."))


def _lines(text: str, delimiter: str) -> Iterator[Line]:
    counted = 0  # separators in the lines of one row, also those inside quotation marks

    def lines() -> Iterator[str]:
        nonlocal counted
        for line in _LINE.finditer(text):
            counted += line[0].count(delimiter)
            if counted > _MOST_SEPARATORS:
                raise too_wide()
            yield line[0]

    try:
        for number, line in enumerate(csv.reader(lines(), delimiter=delimiter), start=1):
            counted = 0
            if len(line) > MOST_COLUMNS:
                raise too_wide()
            yield Line(number, [restore(writable(cell)) for cell in line])
    except csv.Error as error:
        raise InvalidError(mark("the CSV file is damaged: a quotation mark is missing, a cell never ends.")) from error


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return neutralise(writable(cell)) if isinstance(cell, str) else str(cell)
