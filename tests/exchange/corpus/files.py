"""The same list as every program writes it, and files that are refused."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from tests.exchange.corpus.books import Made, Rows, csv, ods, with_part, xlsx, zipped
from tests.exchange.corpus.case import COMMUNITY, HEAD, IN_COMMUNITY, IN_SCHOOL, SCHOOL, Case, event

HERE: Final = Path(__file__).parent
ROWS: Final[Rows] = [["2024年台账", None, None, None], [None] * 4, HEAD, IN_COMMUNITY, IN_SCHOOL]
AS_TEXT: Final = [COMMUNITY | {"attendance": "60"}, SCHOOL | {"attendance": "200"}]
WRITTEN: Final = [("utf-8", ","), ("utf-8-sig", ","), ("gb18030", ","), ("utf-16", "\t"), ("gb18030", ";")]
SHEET: Final = "xl/worksheets/sheet1.xml"
FAR_DOWN: Final = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'

CASES: Final = [
    *(
        Case(
            f"text as {encoding} with {delimiter!r}",
            partial(csv, ROWS, encoding=encoding, delimiter=delimiter),
            AS_TEXT,
        )
        for encoding, delimiter in WRITTEN
    ),
    Case(
        "OpenDocument, a day merged over two rows",
        lambda: ods(
            [HEAD, ["进社区", date(2024, 9, 3), "武清支行", 60], ["进学校", None, "北辰支行", 200]], spans={(1, 1): 2}
        ),
        [event("进社区", date(2024, 9, 3), "武清支行", 60), event("进学校", date(2024, 9, 3), "北辰支行", 200)],
    ),
    Case(
        "OpenDocument with a million formatted rows",
        lambda: ods(
            ROWS,
            tail='<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
            'table:number-columns-repeated="16384"/></table:table-row>',
        ),
        [COMMUNITY, SCHOOL],
    ),
    Case(
        "Excel 2003",
        lambda: (HERE / "kept_in_excel_2003.xls").read_bytes(),
        [event("进社区", date(2024, 9, 3), "武清支行", 60), event("进学校", "2024-09-05", "武清支行", "100余")],
        ["as stands above the list: “武清支行2024年消保活动台账”", "Totals are no events; passed over: row 5."],
    ),
    Case(
        "Excel 2003, one sheet a month",
        lambda: (HERE / "one_sheet_a_month.xls").read_bytes(),
        [event(f"第{m}-{day}讲", f"2024.{m}.{day}", "武清支行", m * 10 + day) for m in (8, 9) for day in (1, 2)],
        ["Sheet “说明” holds no list"],
    ),
    Case(
        "Excel 2003, headings in two rows",
        lambda: (HERE / "headings_in_two_rows.xls").read_bytes(),
        [
            {
                "title": "宣传周",
                "start": "2024.9.15",
                "end": "9.21",
                "attendance": 500,
                "group_counts": "老年人 300\n学生 200",
            }
        ],
    ),
    Case(
        "a million empty rows that are formatted",
        lambda: with_part(
            xlsx(台账=[HEAD, IN_COMMUNITY]),
            SHEET,
            b"</sheetData>",
            b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (row, row) for row in range(3, 1_048_577))
            + b"</sheetData>",
        ),
        [COMMUNITY],
    ),
    Case(
        "16,384 columns that are formatted",
        lambda: xlsx(台账=Made([HEAD, IN_COMMUNITY], formats={"XFD": "0.00"})),
        [COMMUNITY],
    ),
    Case(
        "something in the very last cell",
        lambda: with_part(xlsx(台账=[HEAD, IN_COMMUNITY]), SHEET, b"</sheetData>", FAR_DOWN),
        refused="takes more memory or time than a list may",
    ),
    Case(
        "text far to the right",
        lambda: xlsx(台账=[HEAD, [*IN_COMMUNITY, *([None] * 1500), "x"]]),
        refused="wider than 1,000 columns",
    ),
    Case(
        "headings without what was done",
        lambda: xlsx(台账=[["日期", "地点"], ["2024", "某处"]]),
        refused="row 1 lack 活动名称",
    ),
    Case("notes only", lambda: xlsx(说明=[["请于每月5日前报送"], ["谢谢"]]), refused="none of the first 20 rows"),
    Case("no rows", lambda: xlsx(台账=[HEAD]), refused="nothing below the headings in row 1"),
    Case("a Word document", lambda: zipped({"word/document.xml": "<w/>"}), refused="no Excel workbook"),
    Case("a truncated workbook", lambda: xlsx(台账=[HEAD, IN_COMMUNITY])[:-300], refused="damaged"),
    Case("a truncated .xls", lambda: (HERE / "kept_in_excel_2003.xls").read_bytes()[:1500], refused="old .xls format"),
]
