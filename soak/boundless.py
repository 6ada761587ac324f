"""Files that are small and tell of far more than is in them: ranges, blanks and separators without end."""

import random
from typing import Final

from soak.workbooks import LAST_ROW, MB, SHEET, TEXT_CELL, Make, below, open_document, with_part

_HEADINGS: Final = "活动名称,日期,主办机构,宣传主题,宣传资料\n"
_GOOD: Final = "甲,2024-09-03,武清支行,征信,折页\n"
_BAD: Final = "乙,昨天,武清支行,征信,折页\n"


def _spanned(chance: random.Random) -> bytes:
    """Cells of an OpenDocument file, headings or others, that claim to be merged over any number of others."""
    columns, rows = chance.choice([(2_000_000_000, 1), (16_384, LAST_ROW), (1, 2**31), (-5, -5), (2**31, 2**31)])
    told = f"<table:table-cell table:number-columns-spanned='{columns}' table:number-rows-spanned='{rows}' ".encode()
    times = chance.choice([1, 3, -1])  # one heading, all of them, or every cell
    return with_part("content.xml", lambda xml: xml.replace(b"<table:table-cell ", told, times), open_document())


def _repeated(chance: random.Random) -> bytes:
    """A cell of an OpenDocument file that claims to stand there any number of times."""
    value = chance.choice(["", "<text:p>1</text:p>"])
    rows, columns = chance.choice([(LAST_ROW, 16_384), (LAST_ROW, 1), (1, 16_384), (2**31, 2**31), (-1, 5)])
    more = (
        f"<table:table-row table:number-rows-repeated='{rows}'>"
        f"<table:table-cell {TEXT_CELL if value else ''} table:number-columns-repeated='{columns}'>{value}"
        "</table:table-cell></table:table-row></table:table>"
    )
    return with_part("content.xml", lambda xml: xml.replace(b"</table:table>", more.encode()), open_document())


def _spanned_below(chance: random.Random) -> bytes:
    """Merged cells where nothing stands, each of which openpyxl would make."""
    where = chance.choice([b"A50:XFD1048576", b"H3:XFD200", b"A45:G1048576", b"H3:ALL4"])
    told = b'<mergeCell ref="' + where + b'"/>'
    return with_part(SHEET, lambda xml: xml.replace(b"</mergeCells>", told + b"</mergeCells>"))


def _formatted(chance: random.Random) -> bytes:
    """One empty cell with a format, far from the list."""
    column, row = chance.choice([(b"XFD", 100_000), (b"XFD", 60), (b"C", LAST_ROW), (b"XFD", LAST_ROW)])
    return below(b'<row r="%d"><c r="%s%d" s="0"/></row>' % (row, column, row))


def _linked(chance: random.Random) -> bytes:
    """A link over the whole sheet."""
    where = chance.choice([b"A1:XFD1048576", b"A1:XFD100", b"A60:G1048576"])
    link = b'<hyperlinks><hyperlink ref="' + where + b'" location="Sheet!A1"/></hyperlinks>'
    return with_part(SHEET, lambda xml: xml.replace(b"</mergeCells>", b"</mergeCells>" + link))


def _wide_text(chance: random.Random) -> bytes:
    """A text file with more separators than any list has."""
    made = [
        _HEADINGS + _BAD + "," * 18 * MB,
        _HEADINGS.strip() + "," * 18 * MB + "\n" + _BAD,
        (_HEADINGS.strip() + "," * 900_000 + "\n") * 20 + _BAD,
        _HEADINGS + _BAD + ('"' + "," * 90_000 + '\n",,\n') * 150,
        _HEADINGS + _BAD + (',"\n"' + "," * 90_000) * 150,
    ]
    return chance.choice(made).encode()


def _blanks(chance: random.Random) -> bytes:
    """A text file with thousands of blanks where one is expected."""
    blanks = chance.choice([" ", "\u3000", "\t", "\u00a0"]) * chance.choice([3_000, 30_000, 900_000])
    rows = [
        f"乙,9月{blanks}x,武清支行,征信,折页\n",
        f"乙,9月3日{blanks}周{blanks}二,武清支行,征信,折页\n",
        f"乙,2024-09-03,武清支行,反诈{blanks}x,1{blanks}x\n",
        f"乙{blanks}x,昨天{blanks}x,武清{blanks}x,征{blanks}信,共{blanks}1{blanks}x\n",
    ]
    return (_HEADINGS + _GOOD + chance.choice(rows)).encode()


def _long_beginning(chance: random.Random) -> bytes:
    """Much before the first element of a part."""
    beginning = chance.choice([b"<!--" + b"a" * 19 * MB + b"-->", b" " * 19 * MB, b"<?a " + b"b" * 19 * MB + b"?>"])
    return with_part(SHEET, lambda xml: b'<?xml version="1.0"?>' + beginning + xml.split(b"?>", 1)[-1])


KINDS: Final[dict[str, Make]] = {
    "OpenDocument merged without end": _spanned,
    "OpenDocument repeated": _repeated,
    "merged where nothing stands": _spanned_below,
    "a formatted cell far away": _formatted,
    "a link over everything": _linked,
    "a wide text file": _wide_text,
    "blanks without end": _blanks,
    "a long beginning": _long_beginning,
}
"""What such a file tells of, by name; `soak.kinds` has all."""
