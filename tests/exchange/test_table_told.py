"""What the page needs to show how a list was understood, and to let the person say otherwise."""

from collections.abc import Mapping

import pytest

from exchange.asides import Aside, aside
from exchange.header import likely_header
from exchange.lines import Line
from exchange.table import Heading, UnknownHeadingsError, read_table
from exchange.units import unit_beside
from exchange.written import Cell
from tests.exchange.corpus.books import csv, xlsx
from tests.exchange.corpus.case import HEAD, IN_COMMUNITY, IN_SCHOOL

KEYS = {1: "title", 2: "when", 3: "organisation", 4: "attendance"}


def test_the_headings_come_in_their_order_with_what_they_were_taken_for() -> None:
    table = read_table(csv([["序号", *HEAD, "姓名", "老年人"], [1, *IN_COMMUNITY, "某某", 20]]))

    assert table.headings == (
        Heading("序号", "", "", 0),
        Heading("活动名称", "title", "", 1),
        Heading("日期", "when", "", 2),
        Heading("主办机构", "organisation", "", 3),
        Heading("受众人次", "attendance", "", 4),
        Heading("姓名", "", "", 5),
        Heading("老年人", "group_counts", "老年人", 6),
    )
    assert table.unread == ("姓名",)


def test_headings_that_only_another_sheet_has_are_told_too() -> None:
    table = read_table(xlsx({"8月": [HEAD, IN_COMMUNITY], "9月": [[*HEAD, "备注"], [*IN_SCHOOL, "甲"]]}))

    assert [heading.text for heading in table.headings] == [*HEAD, "备注"]
    assert [(row.sheet, row.number) for row in table.rows] == [("8月", 2), ("9月", 2)]


@pytest.mark.parametrize("heading", ["啥", "日期"])
def test_unknown_headings_are_told_so_that_the_person_can_explain_them(heading: str) -> None:
    content = csv([[heading, "几号"], ["进社区", "2024-09-03"]])
    with pytest.raises(UnknownHeadingsError) as unknown:
        read_table(content)
    assert [told.text for told in unknown.value.headings] == [heading, "几号"]

    (row,) = read_table(content, columns={heading: "title", "几号": "when"}).rows
    assert row.cells == {"title": "进社区", "when": "2024-09-03"}


def test_what_the_person_said_of_the_title_counts_even_when_they_leave_it_out() -> None:
    with pytest.raises(UnknownHeadingsError):
        read_table(csv([HEAD, IN_COMMUNITY]), columns={"活动名称": ""})


def test_rows_whose_year_is_missing_are_counted_until_it_is_said() -> None:
    content = csv([["活动名称", "日期"], ["甲", "9月3日"], ["乙", "2024-09-05"]])

    assert read_table(content).undated == 1
    assert read_table(content, year=2024).undated == 0


ASIDES: list[tuple[Mapping[int, Cell], Aside | None]] = [
    ({0: "合计", 4: 300}, Aside.TOTAL),
    ({0: "合 计：", 4: 300}, Aside.TOTAL),
    ({1: "小计（9月）", 4: 300}, Aside.TOTAL),
    ({3: "武清支行小计", 4: 300}, Aside.TOTAL),
    ({0: "Total", 4: 300}, Aside.TOTAL),
    ({0: "合计", 1: "共12场", 4: 300}, Aside.TOTAL),
    ({1: "收支合计知识讲座", 2: "2024-09-03", 3: "武清支行"}, None),
    ({0: "合计", 1: "进社区", 2: "2024-09-03", 3: "武清支行"}, None),
    ({0: "填报人：张三", 2: "审核人：李四", 4: "电话：1"}, Aside.SIGNATURE),
    ({0: "制表：", 1: "日期：2024.9.30"}, Aside.SIGNATURE),
    ({0: "注：均为估算"}, Aside.SIGNATURE),
    ({1: "负责：进社区", 2: "2024-09-03", 3: "武清支行"}, None),
    ({0: "二、线上宣传"}, Aside.TITLE),
    ({1: "进社区"}, None),
    ({4: 300}, None),
]


@pytest.mark.parametrize(("filled", "what"), ASIDES)
def test_a_row_is_an_event_unless_it_plainly_is_none(filled: Mapping[int, Cell], what: Aside | None) -> None:
    assert aside(filled, KEYS) == what


@pytest.mark.parametrize(
    ("sheet", "titles", "unit"),
    [
        ("武清支行", [], "武清支行"),
        ("Sheet1", ["填报单位：武清支行  2024年"], "武清支行"),
        ("北辰支行", ["填报单位（盖章）：武清支行"], "武清支行"),
        ("各支行", [], ""),
        ("9月", ["单位：人次"], ""),
        ("Sheet1", ["主办单位：甲支行", "主办单位：乙支行"], ""),
    ],
)
def test_the_unit_of_a_list_stands_beside_it_once_or_not_at_all(sheet: str, titles: list[str], unit: str) -> None:
    assert unit_beside(sheet, titles) == unit


def test_what_may_be_headings_is_the_line_with_most_texts() -> None:
    found = likely_header([Line(1, ["标题"]), Line(3, ["甲", "乙", "丙"]), Line(4, ["丁", 5, "戊"])])
    assert found is not None
    assert (found.first, [heading.text for heading in found.headings]) == (3, ["甲", "乙", "丙"])
