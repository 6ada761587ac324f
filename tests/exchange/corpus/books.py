"""Makes small workbooks and text files as staff's programs write them."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

import openpyxl

from exchange.written import Cell

Rows = Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Made:
    """A sheet to be made: rows from the first on, merged ranges, and how columns are formatted."""

    rows: Rows
    merged: Sequence[str] = ()
    formats: Mapping[str, str] | None = None
    state: str = "visible"


def xlsx(named: Mapping[str, Made | Rows] | None = None, **sheets: Made | Rows) -> bytes:
    """A workbook; `named` are sheets whose name is no identifier."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, told in {**(named or {}), **sheets}.items():
        made = told if isinstance(told, Made) else Made(told)
        sheet = book.create_sheet(name)
        for row in made.rows:
            sheet.append(row)
        for column, form in (made.formats or {}).items():
            for cell in sheet[column]:
                cell.number_format = form
        for area in made.merged:
            sheet.merge_cells(area)
        sheet.sheet_state = made.state
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv(rows: Rows, *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    lines = (delimiter.join("" if cell is None else str(cell) for cell in row) for row in rows)
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def ods(rows: Rows, *, spans: Mapping[tuple[int, int], int] | None = None, name: str = "台账", tail: str = "") -> bytes:
    """An OpenDocument sheet; `spans`: (row, column), both from 0 → over how many rows that cell is merged.

    `tail` is XML put below the rows.
    """
    spans = spans or {}
    covered = {(top + down, at) for (top, at), rows in spans.items() for down in range(1, rows)}
    body = "".join(
        "<table:table-row>"
        + "".join(_ods_cell(cell, spans.get((top, at), 1), (top, at) in covered) for at, cell in enumerate(row))
        + '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        for top, row in enumerate(rows)
    )
    spaces = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
        for short, full in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="{name}">{body}{tail}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def with_part(workbook: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with something in one of its parts replaced."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        contents: dict[str, str | bytes] = {name: parts.read(name) for name in parts.namelist()}
    content = contents[part]
    assert isinstance(content, bytes)
    assert old in content
    return zipped(contents | {part: content.replace(old, new)})


def _ods_cell(cell: Cell, rows: int, covered: bool) -> str:
    if covered:
        return "<table:covered-table-cell/>"
    spanned = f' table:number-rows-spanned="{rows}" table:number-columns-spanned="1"' if rows > 1 else ""
    if cell is None:
        return f"<table:table-cell{spanned}/>"
    if isinstance(cell, date):
        day = cell.isoformat()
        told = f'office:value-type="date" office:date-value="{day}"'
    elif isinstance(cell, int | float):
        told = f'office:value-type="float" office:value="{cell}"'
    else:
        told = 'office:value-type="string"'
    return f"<table:table-cell{spanned} {told}><text:p>{escape(str(cell))}</text:p></table:table-cell>"
