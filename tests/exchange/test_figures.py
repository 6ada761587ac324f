"""The workbook of a chart's numbers: numbers are numbers, what people typed stays harmless, the definition is in it."""

import io

from openpyxl import load_workbook

from exchange.about import AboutLine
from exchange.figures import figures_workbook


def test_the_rows_and_what_they_mean_are_in_the_workbook() -> None:
    rows: list[list[str | float | None]] = [["甲支行", 1200, None], ["=HYPERLINK(1)", -3, 4.5]]
    content = figures_workbook(["机构", "场次", "占比"], rows, banner="演示", about=[AboutLine("场次", "定义")])
    book = load_workbook(io.BytesIO(content))
    figures, about = book.worksheets
    assert [[cell.value for cell in row] for row in figures.iter_rows()] == [
        ["演示", None, None],
        ["机构", "场次", "占比"],
        ["甲支行", 1200, None],
        ["=HYPERLINK(1)", -3, 4.5],
    ]
    assert figures["A4"].data_type == "s"
    assert figures["A4"].quotePrefix
    assert [cell.value for cell in about[1]] == ["场次", "定义"]
