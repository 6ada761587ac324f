"""The exported list is complete, opens anywhere, runs nothing and says what it is."""

import csv
import io
import os
import sqlite3
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from exchange.cells import join_fields, join_items, neutralise, restore, split_fields, split_items, writable
from exchange.columns import COLUMNS, column_of
from exchange.export import IncompleteError, Kind, export_bytes, export_events, suggested_name
from exchange.written import division_names
from locales import ENGLISH, LANGUAGES, speaking
from metrics.counting import EVENT
from metrics.filter import Filter
from metrics.positions import Position
from models.count import Count
from models.dataset import Dataset
from models.draft import EventDraft
from models.entry import tidy_text
from models.viewer import Viewer
from models.when import When
from store.database import FILE, Database
from store.events import save_event

SAMPLE = Filter(dataset=Dataset.SAMPLE)
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x.example")', "＝1+1", "'=1", " =1")


def sheet(content: bytes, number: int = 0) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [tuple(cell.value for cell in row) for row in book.worksheets[number].iter_rows()]


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def column(key: str) -> int:
    return next(number for number, column in enumerate(COLUMNS) if column.key == key)


def an_event(**told: Any) -> EventDraft:
    usual: dict[str, Any] = {"title": "设台宣传", "organisation": "武清支行", "when": When.on(date(2024, 9, 4))}
    return EventDraft(**usual | told)


def test_the_sample_has_57_rows_with_the_attendance_as_recorded_and_blank_where_none_was_told(
    sample_ledger: Database, viewer: Viewer
) -> None:
    exported = export_bytes(sample_ledger, viewer, SAMPLE)
    rows = sheet(exported.content)[2:]  # below the banner and the headings
    assert exported.rows == len(rows) == 57
    with sample_ledger.reading() as connection:
        rows_told = connection.execute(select(EVENT.c.reference, EVENT.c.attendance_value))
        recorded = {row.reference: row.attendance_value for row in rows_told}
    written = {row[column("reference")]: row[column("attendance")] for row in rows}
    assert written == recorded
    assert any(value is None for value in written.values())
    assert sum(value for value in written.values() if value is not None) > 0


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_tells_its_number_of_rows_and_every_condition(
    sample_ledger: Database, viewer: Viewer, form: Kind, language: str
) -> None:
    september = Filter(
        dataset=Dataset.SAMPLE, start=date(2024, 9, 1), end=date(2024, 9, 30), venue_types=("community", "school")
    )
    with speaking(language):
        exported = export_bytes(sample_ledger, viewer, september, form=form)
    text = (
        "\n".join(f"{label}: {value}" for label, value in sheet(exported.content, 1))
        if form == "xlsx"
        else exported.content.decode("utf-8-sig")
    )
    assert exported.rows > 0
    assert f": {exported.rows}\n" in text.replace("\r", "")
    for words in (["4年9月1日", "4年9月30日", "社区", "学校"], ["1 Sep 2024", "30 Sep 2024", "Community", "School"])[
        language == ENGLISH
    ]:
        assert words in text


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_trial_data_is_marked_in_the_file_in_every_row_and_in_its_name(
    sample_ledger: Database, viewer: Viewer, form: Kind
) -> None:
    exported = export_bytes(sample_ledger, viewer, SAMPLE, form=form)
    rows = lines(exported.content) if form == "csv" else sheet(exported.content)
    with speaking("zh_CN"):
        banner, mark = str(rows[0][0]), str(Dataset.SAMPLE)
        assert exported.name == suggested_name(SAMPLE, form, 57)
    assert len(banner) > 10
    assert all(row[column("dataset")] == mark for row in rows[2:59])
    own = export_bytes(sample_ledger, viewer, Filter(), form=form)
    assert len(own.name.split("_")) < len(exported.name.split("_"))
    first = (lines(own.content) if form == "csv" else sheet(own.content))[0]
    assert [column_of(str(heading)) for heading in first] == list(COLUMNS)


def test_the_name_tells_period_and_rows() -> None:
    month = Filter(start=date(2024, 9, 1), end=date(2024, 9, 30))
    with speaking(ENGLISH):
        assert suggested_name(month, "xlsx", 57) == "List_of_events_2024-09-01_2024-09-30_57_rows.xlsx"
        assert suggested_name(Filter(), "csv", 1) == "List_of_events_1_row.csv"


def test_the_first_sheet_is_frozen_and_filtered_and_holds_dates_and_numbers(ledger: Database, viewer: Viewer) -> None:
    save_event(ledger, viewer, an_event(attendance=Count(0), when=When.between(date(2024, 9, 1), date(2024, 9, 3))))
    content = export_bytes(ledger, viewer, Filter()).content
    first = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert first.freeze_panes == "D2"
    assert first.auto_filter.ref.startswith("A1:")
    row = sheet(content)[1]
    assert row[column("start")] == datetime(2024, 9, 1)
    assert row[column("end")] == datetime(2024, 9, 3)
    assert row[column("attendance")] == 0
    assert row[column("sessions")] == 1
    assert row[column("consultations")] is None


@pytest.mark.parametrize("title", FORMULAS)
def test_no_cell_is_run_as_a_formula(ledger: Database, viewer: Viewer, title: str) -> None:
    told = an_event(title=title, note=f"{title}\n{title}", partners=(title,))
    assert save_event(ledger, viewer, told).done
    book = openpyxl.load_workbook(io.BytesIO(export_bytes(ledger, viewer, Filter()).content))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert title in [cell.value for cell in cells]
    # openpyxl calls every text that begins with = a formula; the file itself has no formula in it.
    assert all(cell.data_type != "f" or cell.quotePrefix for cell in cells)
    for line in lines(export_bytes(ledger, viewer, Filter(), form="csv").content):
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@", "＝")) for cell in line)


def test_the_csv_opens_in_excel_by_a_double_click(sample_ledger: Database, viewer: Viewer) -> None:
    content = export_bytes(sample_ledger, viewer, SAMPLE, form="csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") >= 59
    assert content.endswith(b"\r\n")
    data = [line for line in lines(content) if not line[0].startswith("#")]
    assert {len(line) for line in data} == {len(COLUMNS)}
    assert len(data) == 58


def test_a_file_that_lacks_a_row_is_never_handed_out(sample_ledger: Database, viewer: Viewer, tmp_path: Path) -> None:
    with sqlite3.connect(sample_ledger.data / FILE) as damage:  # a unit lost, with foreign keys not watched
        damage.execute("DELETE FROM organisation WHERE id = (SELECT min(organisation_id) FROM event)")
    damage.close()
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(IncompleteError):
        export_events(sample_ledger, viewer, SAMPLE, folder / "list.xlsx")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(("name", "beginning"), [("list.xlsx", b"PK"), ("list.CSV", b"\xef\xbb\xbf")])
def test_the_ending_of_a_path_decides_the_form(
    ledger: Database, viewer: Viewer, tmp_path: Path, name: str, beginning: bytes
) -> None:
    assert export_events(ledger, viewer, Filter(), tmp_path / name) == 0
    assert (tmp_path / name).read_bytes().startswith(beginning)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o027, 0o640)])
def test_colleagues_may_read_a_list_as_far_as_its_owner_lets_them(
    ledger: Database, viewer: Viewer, tmp_path: Path, mask: int, mode: int
) -> None:
    before = os.umask(mask)
    try:
        export_events(ledger, viewer, Filter(), tmp_path / "list.csv")
    finally:
        os.umask(before)
    assert (tmp_path / "list.csv").stat().st_mode & 0o777 == mode


def test_characters_no_workbook_may_hold_are_left_out() -> None:
    assert writable("a\x00b\x0bc\ud800d\ufffee\tf\n") == "abcde\tf\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_heading_means_its_own_column_in_both_languages(language: str) -> None:
    with speaking(language):
        assert [column_of(str(column)) for column in COLUMNS] == list(COLUMNS)


@pytest.mark.parametrize(
    ("level", "chain", "expected"),
    [
        (5, ("甲", "乙", "丙", "丁", "戊"), {5: "甲", 4: "乙", 3: "丙", 2: "丁", 1: "戊"}),
        (3, ("武清区", "天津市"), {3: "武清区", 1: "天津市"}),
        (2, ("大连市", "辽宁省"), {2: "大连市", 1: "辽宁省"}),
        (1, ("天津市",), {1: "天津市"}),
        (0, (), {}),
    ],
)
def test_a_division_without_a_city_above_it_leaves_the_citys_column_empty(
    level: int, chain: tuple[str, ...], expected: dict[int, str]
) -> None:
    assert division_names(Position(level=level, chain=chain)) == expected


TEXTS = st.text(st.one_of(st.sampled_from("；;、|\\\n a=+-@'"), st.characters()), max_size=12)
TIDY = TEXTS.map(tidy_text)


@given(st.lists(TIDY, max_size=5))
def test_a_list_of_names_survives_a_cell(names: list[str]) -> None:
    assert split_items(join_items(names)) == ([] if names == [""] else names)


@given(st.lists(TIDY, min_size=1, max_size=5))
def test_the_fields_of_a_value_survive_a_cell(fields: list[str]) -> None:
    assert split_fields(join_fields(fields), len(fields)) == fields
    assert [split_fields(item, len(fields)) for item in split_items(join_items([join_fields(fields)]))] in (
        [fields],
        [] if not any(fields) else [fields],
    )


@given(TEXTS)
def test_what_is_made_harmless_comes_back_as_it_was(text: str) -> None:
    harmless = neutralise(text)
    assert restore(harmless) == text
    assert not harmless.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
