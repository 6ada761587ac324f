"""Workbooks made to do harm are refused before they are unpacked; ordinary ones, however large, are not."""

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from exchange import packed
from exchange.apart import LAST_ROW
from exchange.lines import MOST_COLUMNS
from exchange.sheets import sheets
from exchange.table import read_table
from locales import ENGLISH, speaking
from models.problem import InvalidError
from soak.workbooks import open_document, with_part

MB = 1 << 20
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
BILLION_LAUGHS = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]>'
QUADRATIC = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd">'


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["活动名称", "日期", "主办机构"])
    book.active.append(["进社区", "2024-09-04", "武清支行"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def changed(part: str, change: Callable[[bytes], bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The workbook with one of its parts changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(file, "w", method) as new:
        assert part in old.namelist()
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return file.getvalue()


def with_prolog(prolog: str, *, part: str = SHEET, inside: bytes = b"", encoding: str = "utf-8") -> bytes:
    """The workbook with something before the first element of a part, and `inside` in place of its first text."""

    def change(content: bytes) -> bytes:
        body = content.decode().split("?>", 1)[-1].replace("进社区", inside.decode() or "进社区")
        return (prolog + body).encode(encoding)

    return changed(part, change)


def with_parts(number: int, size: int = 0) -> bytes:
    file = io.BytesIO(workbook())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as parts:
        for at in range(number):
            with parts.open(f"xl/media/{at}.bin", "w") as part:
                for _ in range(size // MB):
                    part.write(bytes(MB))
    return file.getvalue()


def understated() -> bytes:
    """A part of 240 MB that claims to be 1,000 bytes, in both places where a zip says so."""
    content = bytearray(with_parts(1, 240 * MB))
    true, false = struct.pack("<I", 240 * MB), struct.pack("<I", 1_000)
    assert content.count(true) >= 1
    return bytes(content.replace(true, false))


HARMFUL: dict[str, tuple[Callable[[], bytes], str]] = {
    "billion laughs": (lambda: with_prolog(BILLION_LAUGHS, inside=b"&a11;"), "no Excel"),
    "quadratic": (lambda: with_prolog(QUADRATIC, inside=b"&a;" * 500), "no Excel"),
    "a file from outside": (lambda: with_prolog(OUTSIDE), "no Excel"),
    "after a long comment": (lambda: with_prolog(f"<!-- {'x' * 100_000} -->{OUTSIDE[21:]}"), "no Excel"),
    "a comment almost without end": (lambda: with_prolog(f"<!-- {'x' * 15 * MB} -->"), "no Excel"),
    "blanks almost without end": (lambda: with_prolog(f'<?xml version="1.0"?>{" " * 15 * MB}'), "no Excel"),
    "in UTF-16": (lambda: with_prolog(OUTSIDE.replace("?>", ' encoding="utf-16"?>'), encoding="utf-16"), "no Excel"),
    "in the relations": (lambda: with_prolog(BILLION_LAUGHS, part="_rels/.rels"), "no Excel"),
    "in the styles": (lambda: with_prolog(BILLION_LAUGHS, part="xl/styles.xml"), "no Excel"),
    "unpacks to too much": (lambda: with_parts(1, 251 * MB), "at most 250 MB"),
    "unpacks to many times its size": (lambda: with_parts(1, 60 * MB), "times its size"),
    "unpacks to more than it says": (understated, "damaged"),
    "many parts": (lambda: with_parts(packed.MOST_PARTS), "parts; at most 5,000"),
    "packed in another way": (lambda: changed(SHEET, bytes, zipfile.ZIP_LZMA), "damaged"),
    "a cell far to the right": (
        lambda: changed(SHEET, lambda sheet: sheet.replace(b'r="C2"', b'r="XFD2"')),
        "wider than 1,000 columns",
    ),
}


@pytest.mark.parametrize("case", HARMFUL)
def test_a_workbook_made_to_do_harm_is_refused_with_a_sentence_and_without_unpacking_it(case: str) -> None:
    make, sentence = HARMFUL[case]
    content = make()
    tracemalloc.start()
    try:
        with pytest.raises(InvalidError) as refused:
            read_table(content, "台账.xlsx")
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    with speaking(ENGLISH):
        assert sentence in str(refused.value.message)
    assert peak < 20 * MB + len(content)


@pytest.mark.parametrize(
    "make",
    [
        workbook,
        lambda: with_parts(500),
        lambda: with_parts(1, 15 * MB),
        lambda: with_prolog("<!-- <!DOCTYPE x> -->"),
        lambda: changed(
            SHEET, lambda sheet: sheet.replace(b"</sheetData>", b'<row r="3"><c r="XFD3"/></row></sheetData>')
        ),
    ],
    ids=["plain", "many pictures", "much of the same", "a comment that names it", "a formatted cell far to the right"],
)
def test_an_ordinary_workbook_is_read(make: Callable[[], bytes]) -> None:
    table = read_table(make(), "台账.xlsx")

    assert [row.cells["title"] for row in table.rows] == ["进社区"]


def test_a_cell_that_claims_to_be_merged_over_billions_takes_no_memory() -> None:
    cell = b"<table:table-cell "
    spanned = cell + b"table:number-columns-spanned='2000000000' table:number-rows-spanned='2000000000' "
    content = with_part("content.xml", lambda xml: xml.replace(cell, spanned, 3), open_document())
    (sheet,) = [(sheet.merged, list(sheet.lines)) for sheet in sheets(content)]
    merged, lines = sheet
    assert merged == tuple((1, left, LAST_ROW, MOST_COLUMNS - 1) for left in range(3))
    assert len(lines) == 41
    assert [heading.key for heading in read_table(content, "台账.ods").headings[:3]] == [
        "title",
        "when",
        "organisation",
    ]


def test_a_range_told_of_many_times_is_kept_once() -> None:
    told = b'<mergeCell ref="A1:C1"/>' * 5_000
    content = changed(
        SHEET, lambda xml: xml.replace(b"</sheetData>", b"</sheetData><mergeCells>" + told + b"</mergeCells>")
    )
    assert [sheet.merged for sheet in sheets(content)] == [((1, 0, 1, 2),)]
