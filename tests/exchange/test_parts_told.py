"""What a list says of materials, key groups and sums: nothing vanishes, nothing is added up unasked."""

import pytest

from exchange.export import export_bytes
from exchange.row_words import copies_behind, count_behind
from exchange.table import read_table
from exchange.upload import Action, Preview, import_rows, preview
from locales import CHINESE, speaking
from models.count import Count, Qualifier
from models.viewer import Viewer
from store.database import Database
from tests.exchange.lists import OWN, counts, csv_table, events, only, take_in

HEADING = "活动名称,主办机构,"


def told(database: Database, viewer: Viewer, columns: str, cells: str) -> Preview:
    with speaking(CHINESE):
        return preview(database, viewer, csv_table(f"{HEADING}{columns}\n甲,武清支行,{cells}\n"))


MATERIALS: dict[str, tuple[str, str, list[tuple[str, str, Count | None]]]] = {
    "a name that is no kind": ("宣传资料", "反诈手册", [("other", "反诈手册", None)]),
    "sides of labels": ("资料种类", "折页、海报", [("leaflet", "折页", None), ("poster", "海报", None)]),
    "a label": ("资料种类", "折页/单页、宣传品", [("leaflet", "", None), ("gift", "", None)]),
    "a kind without a number": ("资料明细", "折页/单页 | 防诈指南", [("leaflet", "防诈指南", None)]),
    "an unknown kind with a number": ("资料明细", "扇子 | | 30", [("other", "扇子", Count(30))]),
    "numbers behind names": (
        "宣传资料",
        "折页300余份，反诈手册（20本）",
        [("leaflet", "折页", Count(300, Qualifier.AT_LEAST)), ("other", "反诈手册", Count(20))],
    ),
    "a number of all of them": (
        "宣传资料",
        "折页、手册等200份",
        [("leaflet", "折页", None), ("other", "手册等200份", None)],
    ),
    "a year in a name": ("宣传资料", "反诈手册 2024", [("other", "反诈手册 2024", None)]),
    "a sum beside one": ("资料种类,发放份数", "折页/单页,300", [("leaflet", "", Count(300))]),
    "a sum beside several": (
        "资料种类,发放份数",
        "折页/单页、海报,300",
        [("leaflet", "", None), ("poster", "海报", None), ("other", "", Count(300))],
    ),
    "a sum beside some numbers": (
        "资料明细,发放份数",
        "折页/单页 | | 100；海报,约300",
        [("leaflet", "", Count(100)), ("poster", "海报", None), ("other", "", Count(200, Qualifier.ABOUT))],
    ),
    "only a sum": ("发放份数", "300", [("other", "", Count(300))]),
}


@pytest.mark.parametrize("case", MATERIALS)
def test_every_material_is_kept_with_the_numbers_that_are_told(ledger: Database, viewer: Viewer, case: str) -> None:
    columns, cells, expected = MATERIALS[case]
    row = only(told(ledger, viewer, columns, f'"{cells}"' if "，" in cells else cells))
    assert row.action is Action.NEW, [str(problem) for problem in row.problems]
    assert [(given.material, given.name, given.copies) for given in row.draft.materials] == expected


@pytest.mark.parametrize("case", MATERIALS)
def test_the_same_list_and_its_export_change_nothing(ledger: Database, viewer: Viewer, case: str) -> None:
    columns, cells, _expected = MATERIALS[case]
    table = csv_table(f"编号,{HEADING}{columns}\nA1,甲,武清支行,{cells}\n")
    with speaking(CHINESE):
        assert counts(take_in(ledger, viewer, table)) == (1, 0, 0)
        for again in (table, read_table(export_bytes(ledger, viewer, OWN).content)):
            row = only(preview(ledger, viewer, again))
            assert (row.action, row.changes) == (Action.SAME, ())


def test_details_that_add_up_to_more_than_the_sum_are_a_problem(ledger: Database, viewer: Viewer) -> None:
    row = only(told(ledger, viewer, "资料明细,发放份数", "折页/单页 | | 400；海报,300"))
    assert [problem.code for problem in row.problems] == ["sum"]


def test_reads_beside_a_reading_without_a_number_are_its_own(ledger: Database, viewer: Viewer) -> None:
    (reading,) = only(told(ledger, viewer, "阅读明细,阅读量", "公众号,300")).draft.readings
    assert (reading.channel, reading.views) == ("公众号", Count(300))


TWICE = {
    "two columns": ("环卫工人,快递员", "20,30", "户外劳动者", "20", "30"),
    "the same number": ("环卫工人,快递员", "20,20", "户外劳动者", "20", "20"),
    "one cell": ("各人群人次", "老年人 30；老年人 12", "老年人", "30", "12"),
    "a column and a cell": ("老年人,各人群人次", "30,老年人：12人", "老年人", "30", "12人"),
}


@pytest.mark.parametrize("case", TWICE)
def test_a_key_group_with_two_numbers_is_asked_about(ledger: Database, viewer: Viewer, case: str) -> None:
    columns, cells, *named = TWICE[case]
    row = only(told(ledger, viewer, columns, cells))
    (problem,) = row.problems
    assert (problem.field, problem.code) == ("key_groups", "twice")
    assert [value for _name, value in problem.message.values] == named


def test_a_key_group_named_twice_with_one_number_has_it(ledger: Database, viewer: Viewer) -> None:
    row = only(told(ledger, viewer, "重点人群,各人群人次,环卫工人,快递员", "老年人,老年人 30；老年人,√,20"))
    assert row.problems == ()
    assert {group.key_group: group.count for group in row.draft.key_groups} == {
        "older_people": Count(30),
        "outdoor_workers": Count(20),
    }


CHOSEN = {"上午来人": "attendance", "下午来人": "attendance"}


@pytest.mark.parametrize(
    ("cells", "attendance", "codes"),
    [
        ("60,30", 60, ["twice"]),
        ("60,60", 60, []),
        ("60,", 60, []),
        (",30", 30, []),
        ("/,30", 30, []),
        ("60,无", 60, []),
    ],
)
def test_two_columns_taken_for_one_number_must_agree(
    ledger: Database, viewer: Viewer, cells: str, attendance: int, codes: list[str]
) -> None:
    text = f"{HEADING}{','.join(CHOSEN)}\n甲,武清支行,{cells}\n乙,武清支行,5,\n"
    previewed = preview(ledger, viewer, read_table(text.encode(), "list.csv", columns=CHOSEN))
    row, other = previewed.rows
    assert row.draft.attendance == Count(attendance)
    assert [problem.code for problem in row.problems] == codes
    assert other.problems == ()
    if codes:
        assert [value for _name, value in row.problems[0].message.values] == ["上午来人", "60", "下午来人", "30"]
        assert counts(import_rows(ledger, viewer, previewed)) == (1, 0, 1)
        assert [event.title for event in events(ledger, viewer)] == ["乙"]


COPIES = {
    "折页300份": ("折页", "300"),
    "折页 300余份": ("折页", "300余"),
    "折页300份左右": ("折页", "300左右"),
    "折页：300": ("折页", "300"),
    "折页×300": ("折页", "300"),
    "约300份": ("", "约300"),
    "手册2024": ("手册2024", ""),
    "手册 2024": ("手册 2024", ""),
    "海报共300份": ("海报共300份", ""),
    "折页各100份": ("折页各100份", ""),
    "折页1,0,0.0.0份": ("折页1,0,0.0.0份", ""),
    "折页": ("折页", ""),
    "": ("", ""),
}


@pytest.mark.parametrize(("text", "expected"), COPIES.items())
def test_a_number_is_a_materials_only_where_that_is_plain(text: str, expected: tuple[str, str]) -> None:
    assert copies_behind(text, lambda name: name == "折页") == expected


COUNTS = {
    "大爷大妈约60人": ("大爷大妈", "约60人"),
    "外星人：12": ("外星人", "12"),
    "外星人(12人)": ("外星人", "12人"),
    "外星人": ("外星人", ""),
    "60": ("60", ""),
    "": ("", ""),
}


@pytest.mark.parametrize(("text", "expected"), COUNTS.items())
def test_a_name_is_told_from_the_number_behind_it(text: str, expected: tuple[str, str]) -> None:
    assert count_behind(text) == expected
