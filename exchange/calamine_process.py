"""The program that takes a workbook apart, run in a process of its own: workbook in, one line of JSON for each row out.

It knows none of our code and is started by `exchange.apart`. Each sheet is announced by an object with its name,
size and merged ranges, followed by its rows that are not blank as [number from 0, cells]. A workbook is anybody's
file and the reader is native code: what makes it use all memory or stop dead must not reach the ledger's process.
"""

import io
import json
import re
import sys
import zipfile
from datetime import date, datetime
from typing import Any, Final, TextIO
from xml.parsers import expat

import python_calamine

LONGEST_CELL: Final = 1_000_000  # characters; Excel allows 32,767
MOST_MERGED: Final = 100_000
UNREADABLE: Final = 3  # exit code, which `exchange.apart` knows

Range = tuple[tuple[int, int], tuple[int, int]]

_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_as_json: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_TABLE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"


def limit(megabytes: int, seconds: int) -> None:
    """Take no more memory and time than this, where the system can see to it; no trace is left when it is too much."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def write_sheets(content: bytes, out: TextIO, most_columns: int) -> None:
    """Write every sheet with its rows; cells beyond `most_columns` are left out, and that they were there is told."""
    book = python_calamine.load_workbook(io.BytesIO(content))
    open_merged = _merged_in_ods(content) if zipfile.is_zipfile(io.BytesIO(content)) else {}
    for about in book.sheets_metadata:
        if about.typ is not python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        merged = sheet.merged_cell_ranges or open_merged.get(about.name, [])
        _line(
            out,
            {
                "sheet": about.name,
                "hidden": about.visible is not python_calamine.SheetVisibleEnum.Visible,
                "merged": [[*first, *last] for first, last in merged[:MOST_MERGED]],
            },
        )
        if sheet.start is None:
            continue
        before: list[Any] = [None] * sheet.start[1]
        for number, row in enumerate(sheet.iter_rows()):
            if row.count("") == len(row):
                continue  # there may be a million of them
            cells = before + [_cell(value) for value in row]
            while cells and cells[-1] is None:
                cells.pop()
            if cells:
                _line(out, [number, cells[: most_columns + 1]])


def _cell(value: Any) -> Any:
    """A value as JSON can hold it; what is only blanks is nothing."""
    if isinstance(value, str):
        if len(value) > LONGEST_CELL:
            raise ValueError("a cell without end")
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value) if value.strip() else None
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value if value - value == 0 else None
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value if isinstance(value, int) else str(value)


def _line(out: TextIO, value: object) -> None:
    out.write(_as_json(value) + "\n")


def _merged_in_ods(content: bytes) -> dict[str, list[Range]]:
    """The merged ranges of each sheet of an OpenDocument file, which the reader does not tell; none for other files."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        if "content.xml" not in parts.namelist():
            return {}
        found = _Merged()
        with parts.open("content.xml") as source:
            found.parser.ParseFile(source)
    return found.ranges


class _Merged:
    """Follows rows and cells, repeated ones at once, and notes those that span others."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator="|")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.ranges: dict[str, list[Range]] = {}
        self._sheet: list[Range] = []
        self._row = self._column = self._times = 0

    def _start(self, name: str, told: dict[str, str]) -> None:
        def number(attribute: str) -> int:
            return int(told.get(f"{_TABLE}|{attribute}", 1))

        if name == f"{_TABLE}|table":
            self._row = 0
            self._sheet = self.ranges.setdefault(told.get(f"{_TABLE}|name", ""), [])
        elif name == f"{_TABLE}|table-row":
            self._column, self._times = 0, number("number-rows-repeated")
        elif name in (f"{_TABLE}|table-cell", f"{_TABLE}|covered-table-cell"):
            rows, columns = number("number-rows-spanned"), number("number-columns-spanned")
            if rows * columns > 1 and len(self._sheet) < MOST_MERGED:
                corner = (self._row + rows - 1, self._column + columns - 1)
                self._sheet.append(((self._row, self._column), corner))
            self._column += number("number-columns-repeated")

    def _end(self, name: str) -> None:
        if name == f"{_TABLE}|table-row":
            self._row += self._times


def main() -> int:
    """Read a workbook from standard input; arguments: most megabytes, most seconds, most columns."""
    megabytes, seconds, columns = map(int, sys.argv[1:])
    limit(megabytes, seconds)
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="surrogatepass", newline="\n")
    try:
        write_sheets(sys.stdin.buffer.read(), out, columns)
        out.flush()
    except (MemoryError, BrokenPipeError):
        raise
    except BaseException:  # a panic of the native reader is no Exception; it may stumble over anything
        return UNREADABLE
    return 0


if __name__ == "__main__":
    sys.exit(main())
