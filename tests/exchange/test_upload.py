"""A list comes back as it went out, a second time adds nothing, and what cannot be read is said, never guessed."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from exchange.columns import column_of
from exchange.dates import read_when
from exchange.export import Kind, export_bytes
from exchange.table import MOST_BYTES, MOST_ROWS, read_table
from exchange.upload import Action, import_file, import_rows, preview
from exchange.written import Cell
from locales import ENGLISH, LANGUAGES, speaking
from models.count import Count, Qualifier
from models.draft import EventDraft
from models.problem import InvalidError
from models.viewer import Viewer
from models.when import Precision, When
from store.database import Database
from store.events import read_event, save_event
from store.units import save_unit
from tests.exchange.lists import (
    OLD_CONTAINER,
    OWN,
    RICH,
    SAMPLE,
    as_own,
    compared,
    counts,
    csv_table,
    events,
    only,
    take_in,
    workbook,
)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sample_survives_export_and_import(
    sample_ledger: Database, viewer: Viewer, form: Kind, language: str
) -> None:
    with speaking(language):
        exported = export_bytes(sample_ledger, viewer, SAMPLE, form=form).content
        table = as_own(read_table(exported))
        assert counts(take_in(sample_ledger, viewer, table)) == (57, 0, 0)
        again = export_bytes(sample_ledger, viewer, OWN, form=form).content
        assert compared(again) == compared(exported)
        assert counts(take_in(sample_ledger, viewer, table)) == (0, 57, 0)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_event_with_everything_survives_export_and_import(
    ledger: Database, sample_ledger: Database, viewer: Viewer, form: Kind, language: str
) -> None:
    for name in ("北辰支行", "东丽；支行"):
        save_unit(ledger, viewer, name=name)
    plain = EventDraft(title="无日期", organisation="武清支行", when=When.unknown("春节期间，多次"))
    assert save_event(ledger, viewer, RICH).done
    assert save_event(ledger, viewer, plain).done
    with speaking(language):
        exported = export_bytes(ledger, viewer, OWN, form=form).content
        assert counts(take_in(ledger, viewer, read_table(exported))) == (0, 2, 0)
        assert counts(take_in(sample_ledger, viewer, read_table(exported))) == (2, 0, 0)
        assert compared(export_bytes(sample_ledger, viewer, OWN, form=form).content) == compared(exported)
    (rich,) = (record for record in events(sample_ledger, viewer) if record.reference == RICH.reference)
    copied = read_event(sample_ledger, viewer, rich.id)
    assert copied is not None
    for field in ("when", "attendance", "indirect", "consultations", "staff", "readings", "note", "title", "links"):
        assert getattr(copied, field) == getattr(RICH, field), field
    assert {(m.material, m.name, m.copies) for m in copied.materials} == {
        (m.material, m.name, m.copies) for m in RICH.materials
    }


def test_sample_rows_do_not_become_records_of_the_bank(sample_ledger: Database, viewer: Viewer) -> None:
    table = read_table(export_bytes(sample_ledger, viewer, SAMPLE).content)
    previewed = preview(sample_ledger, viewer, table)
    assert {problem.code for row in previewed.rows for problem in row.problems} == {"trial_data"}
    assert counts(import_rows(sample_ledger, viewer, previewed)) == (0, 0, 57)
    assert events(sample_ledger, viewer) == []


HEADINGS = {
    "活动名称": "title",
    "活动时间": "when",
    "主办单位": "organisation",
    "地点": "place",
    "受众": "attendance",
    "受众人次": "attendance",
    "覆盖人次": "attendance",
    "受众人数": "attendance",
    "参与人数：": "attendance",
    "现场参与(人次)": "attendance",
    "Attendance ": "attendance",
    "社区 / 村": "community",
    "发放资料（份）": "copies",
    "* 日期": "when",
    "Organising  unit": "organisation",
}


@pytest.mark.parametrize(("heading", "key"), HEADINGS.items())
def test_headings_are_known_by_other_names(heading: str, key: str) -> None:
    found = column_of(heading)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize("heading", ["", "姓名", "手机号", "受众满意度"])
def test_other_headings_are_not_taken_for_known_ones(heading: str) -> None:
    assert column_of(heading) is None


HAND_HEADINGS: list[Cell] = ["活动名称", "活动时间", "主办单位", "受众", "姓名"]
BY_HAND = """2024年台账,,,,
制表：消保办,,,,

活动名称,活动时间,主办单位,受众,姓名
进社区,2024.9.4,武清支行,60余,某某
"""


@pytest.mark.parametrize(
    "content",
    [
        BY_HAND.encode(),
        BY_HAND.encode("utf-8-sig"),
        BY_HAND.encode("gb18030"),
        BY_HAND.replace(",", "\t").encode("utf-16"),
        BY_HAND.replace(",", ";").encode(),
        workbook(["2024年台账"], [], HAND_HEADINGS, ["进社区", 45539, "武清支行", "60余", "某某"]),
        workbook(HAND_HEADINGS, ["进社区", datetime(2024, 9, 4), "武清支行", "60余", "某某"]),
    ],
    ids=["utf-8", "bom", "gb18030", "utf-16 tabs", "semicolons", "xlsx", "xlsx date"],
)
def test_a_list_kept_by_hand_is_read_whatever_wrote_it(ledger: Database, viewer: Viewer, content: bytes) -> None:
    table = read_table(content, "台账")
    assert table.unread == ("姓名",)
    assert counts(take_in(ledger, viewer, table)) == (1, 0, 0)
    (event,) = events(ledger, viewer)
    assert (event.title, event.organisation, event.when) == ("进社区", "武清支行", When.on(date(2024, 9, 4)))
    assert event.attendance == Count(60, Qualifier.AT_LEAST)


def zipped(name: str, size: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as parts, parts.open(name, "w") as part:
        for _ in range(size >> 20):
            part.write(bytes(1 << 20))
    return file.getvalue()


WRONG: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b" \n", "the file is empty"),
    "no text": (lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "neither an Excel workbook nor a CSV"),
    "another zip": (lambda: zipped("word/document.xml", 0), "no Excel workbook"),
    "half a workbook": (lambda: workbook(["活动名称", "日期"], ["x", "2024"])[:-400], "damaged"),
    "a broken part": (lambda: zipped("xl/workbook.xml", 0), "damaged"),
    "a bomb": (lambda: zipped("xl/worksheets/sheet1.xml", 251 << 20), "unpacks to 251 MB"),
    "old format": (lambda: OLD_CONTAINER + bytes(600), "old .xls format"),
    "password": (lambda: OLD_CONTAINER + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    "too large": (lambda: b"a" * (MOST_BYTES + 1), "larger than 20 MB"),
    "too many rows": (lambda: b"title,date\n" + b"a,2024\n" * (MOST_ROWS + 1), "more than 50,000 rows"),
    "other headings": (lambda: "姓名,手机号\n某,1\n".encode(), "none of the first 20 rows"),
    "no title": (lambda: "日期,地点\n2024,某处\n".encode(), "row 1 lack 活动名称"),
    "only headings": (lambda: "活动名称,日期\n".encode(), "nothing below the headings in row 1"),
    "an endless cell": (lambda: b'title,date\n"' + b"a" * 1_000_001, "damaged"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_is_told_what_is_wrong_and_what_would_be_right(case: str) -> None:
    make, sentence = WRONG[case]
    with pytest.raises(InvalidError) as error:
        read_table(make(), case)
    with speaking(ENGLISH):
        assert sentence in str(error.value.message)


def test_a_file_with_an_unreadable_row_gives_the_others(ledger: Database, viewer: Viewer, tmp_path: Any) -> None:
    path = tmp_path / "list.csv"
    path.write_text("活动名称,日期,主办机构,受众\n甲,2024-09-04,武清支行,60\n乙,2024-13-01,武清支行,很多\n,,,5\n")
    imported = import_file(ledger, viewer, path)
    assert counts(imported) == (1, 0, 2)
    assert [(row.number, [p.field for p in row.problems]) for row in imported.rows if row.problems] == [
        (3, ["when", "attendance"]),
        (4, ["title", "organisation"]),
    ]


DATES: list[tuple[dict[str, Cell], When]] = [
    ({}, When.unknown()),
    ({"when": datetime(2024, 9, 4, 9, 30)}, When.on(date(2024, 9, 4))),
    ({"when": 45539}, When.on(date(2024, 9, 4))),
    ({"when": 20240904}, When.on(date(2024, 9, 4))),
    ({"when": 2024}, When.in_year(2024)),
    ({"when": 2024.9}, When.in_month(2024, 9)),
    ({"when": "2024-09-04 09:30"}, When.on(date(2024, 9, 4))),
    ({"start": date(2024, 9, 4)}, When.on(date(2024, 9, 4))),
    ({"start": "2024-09"}, When.in_month(2024, 9)),
    ({"start": date(2024, 9, 1), "end": date(2024, 9, 30)}, When.between(date(2024, 9, 1), date(2024, 9, 30))),
    ({"start": date(2024, 9, 1), "end": date(2024, 9, 30), "precision": "month"}, When.in_month(2024, 9)),
    ({"start": date(2024, 7, 1), "end": date(2024, 9, 30), "precision": "quarter"}, When.in_quarter(2024, 3)),
    ({"when": "2024年9月", "start": date(2024, 9, 1), "end": date(2024, 9, 30)}, When.in_month(2024, 9)),
    ({"when": "春节期间", "precision": "不详"}, When(None, None, Precision.UNKNOWN, "春节期间")),
]


@pytest.mark.parametrize(("cells", "expected"), DATES)
def test_dates_are_read_as_exactly_as_they_are_told(cells: dict[str, Cell], expected: When) -> None:
    assert read_when(cells) == expected


@pytest.mark.parametrize(
    "cells",
    [
        {"when": "春节期间"},
        {"when": 2024.1},
        {"end": date(2024, 9, 4)},
        {"when": "2024-09-04", "start": date(2024, 9, 5)},
        {"when": "春节期间", "precision": "不详", "start": date(2024, 9, 5)},
        {"start": date(2024, 9, 5), "end": date(2024, 9, 4)},
    ],
)
def test_a_date_that_cannot_be_told_for_sure_is_refused(cells: dict[str, Cell]) -> None:
    with pytest.raises(InvalidError):
        read_when(cells)


PLACES: list[tuple[str, str, list[tuple[str, str | None]]]] = [
    ("行政区划代码", "120114", [("", "120114")]),
    ("地点,行政区划代码", "某小学,120114001", [("某小学", "120114001")]),
    ("地点,行政区划代码", "天津市武清区某处,—", [("天津市武清区某处", None)]),
    ("地点", "天津市武清区杨村镇某小学", [("天津市武清区杨村镇某小学", "120114001")]),
    ("地点,区县", "甲小学、乙小学,天津市武清区", [("甲小学", "120114"), ("乙小学", "120114")]),
    ("地点,区县", "某小学,某某区", [("某小学（某某区）", None)]),
    ("地点,社区,区县,市", "某小学,某某里,武清区,天津市", [("某小学（某某里）", "120114")]),
    ("地点,行政区划代码", "某小学,999999", [("某小学", None)]),
    ("地点,区县,行政区划代码", "某小学,天津市武清区,2.1E+11", [("某小学", "120114")]),
]


@pytest.mark.parametrize(("headings", "cells", "expected"), PLACES)
def test_a_place_lies_where_the_row_says_and_nowhere_when_it_does_not(
    ledger: Database, viewer: Viewer, headings: str, cells: str, expected: list[tuple[str, str | None]]
) -> None:
    row = only(preview(ledger, viewer, csv_table(f"活动名称,主办机构,{headings}\n进校园,武清支行,{cells}\n")))
    assert row.action is Action.NEW
    assert [(place.name, place.division_id) for place in row.draft.places] == expected


@pytest.mark.parametrize(
    ("place", "codes"),
    [("天津市武清区杨村镇某小学", {"resolved"}), ("某小学", {"unresolved"})],
)
def test_the_preview_says_how_a_place_was_understood(
    ledger: Database, viewer: Viewer, place: str, codes: set[str]
) -> None:
    row = only(preview(ledger, viewer, csv_table(f"活动名称,主办机构,地点\n进校园,武清支行,{place}\n")))
    assert {hint.code for hint in row.hints} == codes


CONTRADICTIONS = {
    "区县,行政区划代码\n{},宝坻区,120114": "code_and_name",
    "地点,区县\n{},甲；乙；丙,武清区；宝坻区": "different_numbers",
    "发放资料份数,资料明细\n{},300,leaflet | 甲 | 200": "sum",
    "线上阅读量,阅读明细\n{},300,公众号 | 2024-09-01 | 200": "sum",
    "受众,人次说明\n{},60余,约": "contradiction",
    "受众,人次说明\n{},60,很多": "not_understood",
    "重点人群\n{},外星人": "unknown_word",
    "各人群人次\n{},外星人 60": "unknown_word",
    "编号\n{},A1\n甲,武清支行,A1": "twice",
}


@pytest.mark.parametrize(("row", "code"), CONTRADICTIONS.items())
def test_cells_that_say_different_things_are_a_problem(ledger: Database, viewer: Viewer, row: str, code: str) -> None:
    previewed = preview(ledger, viewer, csv_table("活动名称,主办机构," + row.format("甲,武清支行") + "\n"))
    assert [problem.code for problem in previewed.rows[-1].problems] == [code]


def test_key_groups_are_read_with_their_numbers(ledger: Database, viewer: Viewer) -> None:
    told = "老年人：60多；学生(12人)；Young people 5"
    table = csv_table(f"活动名称,主办机构,重点人群,各人群人次\n甲,武清支行,老年人、教师,{told}\n")
    groups = only(preview(ledger, viewer, table)).draft.key_groups
    assert {group.key_group: group.count for group in groups} == {
        "older_people": Count(60, Qualifier.OVER),
        "teachers": None,
        "students": Count(12),
        "youth": Count(5),
    }
