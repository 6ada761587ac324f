"""Bad rows come back as a workbook to be mended: marked, with the reasons, and good once they are mended."""

import io
import tracemalloc
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from exchange.lines import Line
from exchange.marked import marked_name, marked_workbook
from exchange.marked_new import new_marked
from exchange.table import read_table
from exchange.to_mend import RowToMend, SheetToMend
from exchange.upload import Action, Preview, import_rows, preview
from exchange.written import Cell
from locales import CHINESE, speaking
from models.viewer import Viewer
from soak.workbooks import SHEET, with_part
from store.database import Database
from tests.exchange.lists import counts, events, workbook

HEADINGS: list[Cell] = ["活动名称", "活动时间", "主办单位", "受众", "经办"]
ROWS: list[list[Cell]] = [
    ["2024年台账"],
    HEADINGS,
    ["进社区", "2024-09-04", "武清支行", "60余", "某某"],
    ["进学校", "昨天", "武清支行", "很多", "某某"],
    ["进农村", "2024-09-05", "武清支行", 12, "=1+1"],
    [None, "2024-09-06", "武清支行", 30, "甲"],
]
LIST = workbook(*ROWS)
AS_TEXT = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in ROWS).encode()


def changed(change: Callable[[Worksheet], object]) -> bytes:
    """The list after something was done to its sheet."""
    book = openpyxl.load_workbook(io.BytesIO(LIST))
    change(book.worksheets[0])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def bad_rows(database: Database, viewer: Viewer, content: bytes, name: str = "台账.xlsx") -> tuple[Preview, Any]:
    table = read_table(content, name)
    previewed = preview(database, viewer, table)
    return previewed, openpyxl.load_workbook(io.BytesIO(marked_workbook(content, table, previewed)))


@pytest.mark.parametrize(("content", "name"), [(LIST, "台账.xlsx"), (AS_TEXT, "台账.csv")], ids=["xlsx", "csv"])
def test_only_the_bad_rows_come_back_below_all_that_stood_above_them(
    ledger: Database, viewer: Viewer, content: bytes, name: str
) -> None:
    with speaking(CHINESE):
        _previewed, book = bad_rows(ledger, viewer, content, name)
    (sheet,) = book.worksheets
    values = [[cell.value for cell in row[:5]] for row in sheet.iter_rows()]
    assert [[cell or None for cell in row] for row in values[:2]] == [[*ROWS[0], *[None] * 4], HEADINGS]
    assert [row[0] or None for row in values[2:]] == ["进学校", None]
    assert values[2][1] == "昨天"
    reasons = [row[5].value for row in sheet.iter_rows()]
    assert str(reasons[2]).count("\n") == 1
    assert "4" in str(reasons[2])
    assert "6" in str(reasons[3])


def test_the_cells_that_are_wrong_are_marked_and_no_others(ledger: Database, viewer: Viewer) -> None:
    _previewed, book = bad_rows(ledger, viewer, LIST)
    sheet = book.worksheets[0]
    marked = [[cell.fill.fill_type == "solid" for cell in row[:5]] for row in sheet.iter_rows(min_row=3)]
    assert marked == [[False, True, False, True, False], [True, False, False, False, False]]


def test_the_mended_workbook_goes_in(ledger: Database, viewer: Viewer) -> None:
    previewed, book = bad_rows(ledger, viewer, LIST)
    assert counts(import_rows(ledger, viewer, previewed)) == (2, 0, 2)
    sheet = book.worksheets[0]
    sheet["B3"], sheet["D3"], sheet["A4"] = "2024-09-08", 70, "进企业"
    mended = io.BytesIO()
    book.save(mended)
    again = preview(ledger, viewer, read_table(mended.getvalue(), marked_name("台账.xlsx")))
    assert [row.action for row in again.rows] == [Action.NEW, Action.NEW]
    assert counts(import_rows(ledger, viewer, again)) == (2, 0, 0)
    assert len(events(ledger, viewer)) == 4


def test_the_workbook_stays_the_persons_own(ledger: Database, viewer: Viewer) -> None:
    book = openpyxl.load_workbook(io.BytesIO(LIST))
    book.create_sheet("填写说明")["A1"] = "每场一行"
    book.worksheets[0].column_dimensions["A"].width = 44
    content = io.BytesIO()
    book.save(content)
    _previewed, marked = bad_rows(ledger, viewer, content.getvalue())
    assert marked.sheetnames == ["Sheet", "填写说明"]
    assert marked["填写说明"]["A1"].value == "每场一行"
    assert marked.worksheets[0].column_dimensions["A"].width == 44


def test_what_was_merged_over_rows_stands_in_the_bad_one(ledger: Database, viewer: Viewer) -> None:
    book = openpyxl.load_workbook(io.BytesIO(LIST))
    sheet = book.worksheets[0]
    sheet.merge_cells("C3:C6")
    content = io.BytesIO()
    book.save(content)
    _previewed, marked = bad_rows(ledger, viewer, content.getvalue())
    assert [marked.worksheets[0].cell(row, 3).value for row in (3, 4)] == ["武清支行", "武清支行"]


def test_each_sheet_keeps_its_own_bad_rows(ledger: Database, viewer: Viewer) -> None:
    book = openpyxl.Workbook()
    for month, day in (("九月", "昨天"), ("十月", "2024-10-08")):
        sheet = book.create_sheet(month)
        sheet.append(HEADINGS)
        sheet.append([f"{month}讲座", day, "武清支行", 5, None])
    book.remove(book.worksheets[0])
    content = io.BytesIO()
    book.save(content)
    _previewed, marked = bad_rows(ledger, viewer, content.getvalue())
    assert {sheet.title: [row[0].value for row in sheet.iter_rows(min_row=2)] for sheet in marked.worksheets} == {
        "九月": ["九月讲座"],
        "十月": [],
    }


def test_text_that_looks_like_a_formula_stays_text(ledger: Database, viewer: Viewer) -> None:
    content = "活动名称,日期,主办机构,备注\n讲座,昨天,武清支行,=1+1\n".encode()
    _previewed, marked = bad_rows(ledger, viewer, content, "台账.csv")
    cell = marked.worksheets[0]["D2"]
    assert (cell.data_type, cell.value) == ("s", "=1+1")


def test_nothing_of_the_good_row_that_stood_there_stays(ledger: Database, viewer: Viewer) -> None:
    def to_the_right(sheet: Worksheet) -> None:
        sheet["E3"].hyperlink = "https://good.example/"
        sheet["E3"].comment = Comment("好的那一场", "甲")
        sheet["G3"], sheet["H3"] = "好的那一场的备注", 7
        sheet["E4"] = None

    _previewed, marked = bad_rows(ledger, viewer, changed(to_the_right))
    sheet = marked.worksheets[0]
    assert [cell.value for cell in sheet[3]][:5] == ["进学校", "昨天", "武清支行", "很多", None]
    assert not any(cell.value for cell in sheet[3][6:])
    assert (sheet["E3"].hyperlink, sheet["E3"].comment) == (None, None)


def test_what_stands_beside_a_bad_row_moves_with_it(ledger: Database, viewer: Viewer) -> None:
    def beside(sheet: Worksheet) -> None:
        sheet["E4"].hyperlink = "https://bad.example/"
        sheet["E4"].comment = Comment("再问一下", "甲")
        sheet["E4"].number_format = "0.00"

    _previewed, marked = bad_rows(ledger, viewer, changed(beside))
    cell = marked.worksheets[0]["E3"]
    assert cell.hyperlink.target == "https://bad.example/"
    assert (cell.comment.text, cell.number_format) == ("再问一下", "0.00")


def test_a_bad_row_is_seen_also_where_a_filter_had_hidden_the_good_one(ledger: Database, viewer: Viewer) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.auto_filter.ref = "A2:E6"
        for row in (3, 4):
            sheet.row_dimensions[row].hidden = True

    _previewed, marked = bad_rows(ledger, viewer, changed(hide))
    sheet = marked.worksheets[0]
    assert [sheet.row_dimensions[row].hidden for row in (3, 4)] == [False, False]
    assert [row[0].value for row in sheet.iter_rows(min_row=3)] == ["进学校", None]


def test_a_text_file_comes_back_also_where_it_cannot_be_taken_apart_at_other_signs(
    ledger: Database, viewer: Viewer
) -> None:
    rows = [f"第{number}场,2024-09-04,武清支行,,{';' * 2_000 * (number == 30)}" for number in range(1, 40)]
    content = "\n".join([",".join(map(str, HEADINGS)), *rows, "进学校,昨天,武清支行,,"]).encode()
    _previewed, marked = bad_rows(ledger, viewer, content, "台账.csv")
    assert [row[0].value for row in marked.worksheets[0].iter_rows(min_row=2)] == ["进学校"]


FAR = {
    "merged over all that is free": b'<mergeCells><mergeCell ref="A10:XFD1048576"/></mergeCells>',
    "merged to the right": b'<mergeCells><mergeCell ref="G2:XFD200"/></mergeCells>',
    "a link over everything": b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="Sheet!A1"/></hyperlinks>',
    "a formatted cell far to the right": b'<row r="60"><c r="XFD60" s="0"/></row>',
}


@pytest.mark.parametrize("case", FAR)
def test_of_a_workbook_with_billions_of_cells_the_rows_come_back_in_a_new_one(
    ledger: Database, viewer: Viewer, case: str
) -> None:
    inside, end = FAR[case], b"</sheetData>"
    content = with_part(
        SHEET,
        lambda xml: xml.replace(end, inside + end if inside.startswith(b"<row") else end + inside),
        LIST,
    )
    table = read_table(content, "台账.xlsx")
    previewed = preview(ledger, viewer, table)
    tracemalloc.start()
    try:
        marked = marked_workbook(content, table, previewed)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10 << 20
    (sheet,) = openpyxl.load_workbook(io.BytesIO(marked)).worksheets
    assert (sheet.max_row, sheet.max_column) == (4, 6)
    assert [row[0].value for row in sheet.iter_rows(min_row=3)] == ["进学校", None]


def test_a_formatted_cell_far_below_does_not_cost_the_person_the_own_workbook(ledger: Database, viewer: Viewer) -> None:
    content = changed(lambda sheet: setattr(sheet["C1000000"], "number_format", "0.00"))
    _previewed, marked = bad_rows(ledger, viewer, content)
    sheet = marked.worksheets[0]
    assert sheet["C2"].value == "主办单位"
    assert (sheet.max_row, sheet.title) == (4, "Sheet")


def test_sheets_of_one_name_and_names_that_excel_does_not_allow_are_told_apart_in_a_new_workbook() -> None:
    names = ["台账", "台账", "a/b", "", "长" * 40, "长" * 40]
    sheets = [SheetToMend(name, [Line(1, ["活动名称"])], [RowToMend(Line(2, ["甲"]))], 1) for name in names]
    book = openpyxl.load_workbook(io.BytesIO(new_marked(sheets)))
    assert len(set(book.sheetnames)) == len(names)
    assert book.sheetnames[:3] == ["台账", "台账 (2)", "a b"]
    assert [sheet["A2"].value for sheet in book.worksheets] == ["甲"] * len(names)
