"""Workbooks and text files such as nobody should send: a list, and something done to it by chance."""

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import openpyxl

MB: Final = 1 << 20
LAST_ROW: Final = 1_048_576
SHEET: Final = "xl/worksheets/sheet1.xml"
_END: Final = b"</sheetData>"
_OLD: Final = Path(__file__).with_name("list_in_excel_2003.xls")
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OPEN: Final = ("office", "table", "text")
TEXT_CELL: Final = "office:value-type='string'"

Make = Callable[[random.Random], bytes]


@cache
def good() -> bytes:
    """A list as any, one of its rows to be mended: what all the others once were."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["2024年消保宣教活动台账"])
    sheet.append(["序号", "活动名称", "日期", "主办机构", "受众人次", "活动形式", "备注"])
    for number in range(1, 41):
        sheet.append(
            [number, f"防诈讲座{number}", f"9月{number % 28 + 1}日", "武清支行", number * 10, "讲座；展览", None]
        )
    sheet.append([41, "日期写得不对的讲座", "昨天", "武清支行", 8, "讲座", None])
    sheet.merge_cells("A1:G1")
    sheet.merge_cells("D3:D12")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@cache
def open_document() -> bytes:
    """The same as OpenDocument, with a place for more below its rows. Its prefixes are those that the reader knows."""
    events = [(f"讲座{number}", "2024-09-03" if number > 1 else "昨天", "武清支行") for number in range(1, 41)]
    rows = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell {TEXT_CELL}><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in [("活动名称", "日期", "主办机构"), *events]
    )
    names = " ".join(f"xmlns:{name}='urn:oasis:names:tc:opendocument:xmlns:{name}:1.0'" for name in _OPEN)
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet><table:table table:name='台账'>{rows}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": b"<manifest/>",
        "content.xml": content.encode(),
    }
    return packed(parts)


def parts_of(content: bytes) -> dict[str, bytes]:
    """Name → content of the parts of a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """These parts as a package."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def with_part(part: str, change: Callable[[bytes], bytes], content: bytes | None = None) -> bytes:
    """The list, or another package, with one of its parts changed."""
    parts = parts_of(content or good())
    return packed(parts | {part: change(parts.get(part, b""))})


def below(rows: bytes) -> bytes:
    """The list with more in the XML of its sheet, below its rows."""
    return with_part(SHEET, lambda xml: xml.replace(_END, rows + _END))


def _flipped(content: bytes, chance: random.Random, most: int = 40) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, most)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _random_bytes(chance: random.Random) -> bytes:
    start = chance.choice([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xef\xbb\xbf"])
    return start + chance.randbytes(chance.choice([10, 1_000, 100_000, 5 * MB]))


def _part_lost(chance: random.Random) -> bytes:
    lost = chance.choice(sorted(parts_of(good())))
    return packed({name: content for name, content in parts_of(good()).items() if name != lost})


def _parts_swapped(chance: random.Random) -> bytes:
    parts = parts_of(good())
    one, other = chance.sample(sorted(parts), 2)
    return packed(parts | {one: parts[other], other: parts[one]})


def _odd_values(chance: random.Random) -> bytes:
    odd = ["1e400", "NaN", "-1", "9" * 400, "", "&#x10FFFF;", "99999999999", "0x41", "-1e308", "2958466", "中" * 9_000]

    def change(xml: bytes) -> bytes:
        text = xml.decode()
        for _ in range(chance.randint(1, 30)):
            pattern = chance.choice([r"<v>[^<]*</v>", r' r="[A-Z]+\d+"', r' t="\w+"', r' s="\d+"', r' ref="[^"]*"'])
            found = list(re.finditer(pattern, text))
            if found:
                one = chance.choice(found)
                value = chance.choice([*odd, "A0", "ZZZZZZ99999999999", "XFD1048577", "b", "d", "e"])
                new = f"<v>{value}</v>" if one[0].startswith("<v") else one[0].split('"')[0] + f'"{value}"'
                text = text[: one.start()] + new + text[one.end() :]
        return text.encode()

    return with_part(SHEET, change)


def _cut_part(chance: random.Random) -> bytes:
    return with_part(chance.choice(sorted(parts_of(good()))), lambda xml: xml[: chance.randrange(len(xml))])


def _flipped_part(chance: random.Random) -> bytes:
    return with_part(chance.choice(sorted(parts_of(good()))), lambda xml: _flipped(xml, chance))


def _honest_bomb(chance: random.Random) -> bytes:
    return with_part(SHEET, lambda _xml: bytes(chance.choice([30, 100, 260]) * MB))


def _lying_bomb(_chance: random.Random) -> bytes:
    size = 60 * MB
    content = with_part("xl/media/picture.bin", lambda _none: bytes(size))
    return content.replace(struct.pack("<I", size), struct.pack("<I", 1_000))


def _entities(_chance: random.Random) -> bytes:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    prolog = f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>'.encode()
    return with_part(SHEET, lambda xml: prolog + xml.replace(b"<v>", b"<v>&a11;", 1))


def _empty_rows(chance: random.Random) -> bytes:
    cell = chance.choice([b"", b'<c r="A%d" s="1"/>', b'<c r="C%d" s="1"><v></v></c>'])
    tag = b'<row r="%d" spans="1:7" ht="15" customHeight="1">' + cell + b"</row>"
    return below(b"".join(tag % ((row,) * tag.count(b"%d")) for row in range(50, LAST_ROW + 1)))


def _many_columns(chance: random.Random) -> bytes:
    value = chance.choice([b"", b"<v>1</v>"])
    names = [_letters(at) for at in range(16_384)]
    rows = (
        b'<row r="%d">' % row + b"".join(b'<c r="%s%d">%s</c>' % (name, row, value) for name in names) + b"</row>"
        for row in range(50, 50 + chance.choice([1, 5, 40]))
    )
    return below(b"".join(rows))


def _letters(at: int) -> bytes:
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters.encode()


def _far_away(chance: random.Random) -> bytes:
    where = chance.choice([b"G1048576", b"XFD60", b"XFD1048576", b"AAA500000", b"C30000"])
    return below(b'<row r="%s"><c r="%s"><v>1</v></c></row>' % (where.lstrip(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"), where))


def _formulas(chance: random.Random) -> bytes:
    told = chance.choice(
        [b'WEBSERVICE("http://localhost/")', b"cmd|'/c calc'!A1", b"1/0", b"SUM(XFD:XFD)", b"A1:XFD1048576" * 600]
    )
    result = chance.choice([b"", b"<v>#DIV/0!</v>", b"<v>12</v>", b"<v>text</v>"])
    kind = chance.choice([b"", b' t="e"', b' t="str"', b' t="shared"'])
    row = b'<row r="%d"><c r="B%d"%s><f>' + told.replace(b"%", b"%%") + b"</f>" + result + b"</c></row>"
    return below(b"".join(row % (number, number, kind) for number in range(50, chance.choice([60, 5_000]))))


def _outside(chance: random.Random) -> bytes:
    """External links and macros, as a workbook of a stranger has them."""
    address = chance.choice(["http://localhost:9/x.xlsx", "file:///etc/passwd", "\\\\localhost\\share\\x.xlsx"])
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"
    link = f'<Relationship Id="rId1" Type="{relation}" Target="{address}" TargetMode="External"/>'
    links = f"<Relationships>{link}</Relationships>"
    parts = parts_of(good()) | {
        "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{_MAIN}"/>'.encode(),
        "xl/externalLinks/_rels/externalLink1.xml.rels": links.encode(),
        "xl/vbaProject.bin": chance.randbytes(50_000),
    }
    types = parts["[Content_Types].xml"]
    return packed(parts | {"[Content_Types].xml": types.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")})


def _shared_texts(chance: random.Random) -> bytes:
    number = chance.choice([100_000, 2_000_000])
    text = chance.choice(["<si><t/></si>", "<si><t>中</t></si>", "<si><r><t>a</t></r><r><t>b</t></r></si>"])
    return with_part("xl/sharedStrings.xml", lambda _xml: f'<sst xmlns="{_MAIN}">{text * number}</sst>'.encode())


def _styles(chance: random.Random) -> bytes:
    style = b'<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0"/>' * chance.choice([64_000, 500_000])
    return with_part("xl/styles.xml", lambda xml: re.sub(b"(<cellXfs[^>]*>)", lambda found: found[1] + style, xml))


def _merged(chance: random.Random) -> bytes:
    ranges = [
        b"".join(b'<mergeCell ref="A%d:A%d"/>' % (row, row + 1) for row in range(50, 400_000, 2)),
        b'<mergeCell ref="A3:XFD1048576"/>' * 20,
        b'<mergeCell ref="D3:A1"/><mergeCell ref="ZZZZ1:B2"/><mergeCell ref=""/>',
    ]
    told = chance.choice(ranges)
    return with_part(SHEET, lambda xml: xml.replace(b"</mergeCells>", told + b"</mergeCells>"))


def _drawings(chance: random.Random) -> bytes:
    comments = b'<comment ref="A1" authorId="0"><text><t>x</t></text></comment>' * chance.choice([10_000, 1_000_000])
    return with_part(
        "xl/comments1.xml", lambda _none: b"<comments><commentList>" + comments + b"</commentList></comments>"
    )


def _long_cell(chance: random.Random) -> bytes:
    text = b"a" * chance.choice([32_767, 900_000, 3 * MB, 18 * MB])
    return below(b'<row r="50"><c r="B50" t="inlineStr"><is><t>' + text + b"</t></is></c></row>")


def _many_sheets(chance: random.Random) -> bytes:
    parts, number = parts_of(good()), chance.choice([50, 250])
    book = b"".join(b'<sheet name="S%d" sheetId="%d" r:id="rId1"/>' % (n, n) for n in range(100, 100 + number))
    relations = b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    changed = parts["xl/workbook.xml"].replace(b"<sheets>", b"<sheets " + relations + b">")
    return packed(parts | {"xl/workbook.xml": changed.replace(b"</sheets>", book + b"</sheets>")})


def _text_file(chance: random.Random) -> bytes:
    head, row = "活动名称,日期,主办机构,受众\n", "甲,2024-09-03,武清支行,60\n"
    made: list[Callable[[], bytes]] = [
        lambda: (head + "," * 5 * MB).encode(),
        lambda: (head + '"' + "a" * 5 * MB).encode(),
        lambda: head.encode("gb18030") + chance.randbytes(MB),
        lambda: (head + row * 9_000).encode("utf-16"),
        lambda: (head + "\n" * 5 * MB).encode(),
        lambda: _flipped((head + row * 500).encode(), chance),
    ]
    return chance.choice(made)()


KINDS: Final[dict[str, Make]] = {
    "random bytes": _random_bytes,
    "truncated": lambda chance: good()[: chance.randrange(len(good()))],
    "bytes changed": lambda chance: _flipped(good(), chance),
    "bytes of a part changed": _flipped_part,
    "a part cut off": _cut_part,
    "a part lost": _part_lost,
    "parts swapped": _parts_swapped,
    "odd values": _odd_values,
    "zip bomb": _honest_bomb,
    "zip bomb that lies": _lying_bomb,
    "XML entities": _entities,
    "a million empty rows": _empty_rows,
    "16,384 columns": _many_columns,
    "a cell far away": _far_away,
    "formulas": _formulas,
    "external links and macros": _outside,
    "shared texts": _shared_texts,
    "styles": _styles,
    "merged cells": _merged,
    "comments": _drawings,
    "a long cell": _long_cell,
    "many sheets": _many_sheets,
    "old format changed": lambda chance: _flipped(_OLD.read_bytes(), chance),
    "old format truncated": lambda chance: _OLD.read_bytes()[: chance.randrange(600, 5_600)],
    "OpenDocument changed": lambda chance: with_part("content.xml", lambda xml: _flipped(xml, chance), open_document()),
    "text file": _text_file,
}
"""What is done to a list, by name; `soak.kinds` has all."""
