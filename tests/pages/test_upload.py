"""The upload page: a preview that writes nothing, then the good rows, and never the same row twice."""

import io
import re

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from exchange.export import export_bytes
from exchange.marked import marked_workbook
from locales import gettext as _
from metrics.filter import Filter
from metrics.records import count_events, list_events
from models.dataset import Dataset
from models.viewer import Viewer
from store.database import Database
from tests.pages.visiting import figures, go_to, rows, visit

LIST = """活动名称,日期,主办机构,地点,现场参与人次
反诈讲座,2024-09-04,大连市分行,孛兰社区,60余
集市宣传,2024年9月,大连市分行,庄河农贸市集,
,2024-09-05,大连市分行,,30
坏日期,昨天,大连市分行,,30
坏数字,2024-09-06,大连市分行,,很多
"""
NEW, SAME, PROBLEM = "New events", "Already there", "Cannot go in yet"


def told(app: AppTest) -> dict[int, str]:
    """Each row of the preview by its number, with all that is said of it."""
    texts = [(re.match(r"\*\*(?:row|第) ?(\d+)", box.value), box.value) for box in app.markdown]
    return {int(match[1]): text for match, text in texts if match}


def counted(shown: dict[str, str]) -> list[str]:
    return [shown[_(label)] for label in (NEW, SAME, PROBLEM)]


@pytest.mark.usefixtures("spoken")
def test_a_preview_writes_nothing_and_the_button_lets_the_good_rows_in(ledger: Database, viewer: Viewer) -> None:
    app = visit(ledger, "upload")

    app.file_uploader(key="upload_file").upload("台账.csv", LIST.encode()).run()
    assert not app.exception
    assert counted(figures(app)) == ["2", "0", "3"]
    assert len(told(app)) == 5
    assert count_events(ledger, viewer, Filter()) == 0

    app.button(key="upload_save").click().run()
    assert app.success
    assert [event.title for event in list_events(ledger, viewer, Filter())] == ["反诈讲座", "集市宣传"]


def test_each_row_that_stays_out_says_why(ledger: Database) -> None:
    app = visit(ledger, "upload")

    app.file_uploader(key="upload_file").upload("台账.csv", LIST.encode()).run()

    kept_out = dict(list(told(app).items())[:3])
    assert sorted(kept_out) == [4, 5, 6]
    assert all(len(text.partition("\n- ")[2]) > 5 for text in kept_out.values())


@pytest.mark.usefixtures("spoken")
def test_the_rows_of_one_outcome_are_shown_alone(ledger: Database) -> None:
    app = visit(ledger, "upload")
    app.file_uploader(key="upload_file").upload("台账.csv", LIST.encode()).run()
    (outcomes,) = [box for box in app.button_group if str(box.key).startswith("upload_outcome")]
    outcomes.set_value("new").run()
    assert not app.exception
    assert sorted(told(app)) == [2, 3]
    outcomes = next(box for box in app.button_group if str(box.key).startswith("upload_outcome"))
    outcomes.set_value("problem").run()
    assert sorted(told(app)) == [4, 5, 6]


def test_long_lists_are_shown_a_page_at_a_time(ledger: Database) -> None:
    many = LIST + "".join(f"第{number}场,2024-09-04,大连市分行,,{number}\n" for number in range(1, 41))
    app = visit(ledger, "upload")
    app.file_uploader(key="upload_file").upload("台账.csv", many.encode()).run()
    assert len(told(app)) == 20


def test_the_same_file_again_adds_nothing(ledger: Database, viewer: Viewer) -> None:
    app = visit(ledger, "upload")
    app.file_uploader(key="upload_file").upload("台账.csv", LIST.encode()).run()
    app.button(key="upload_save").click().run()

    again = visit(ledger, "upload")
    again.file_uploader(key="upload_file").upload("副本.csv", LIST.encode()).run()

    assert counted(figures(again)) == ["0", "2", "3"]
    assert again.button(key="upload_save").disabled
    assert count_events(ledger, viewer, Filter()) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_lists_come_in_as_excel_and_wps_save_them(encoding: str, ledger: Database) -> None:
    app = visit(ledger, "upload")

    app.file_uploader(key="upload_file").upload("台账.csv", LIST.encode(encoding)).run()

    assert counted(figures(app)) == ["2", "0", "3"]


def test_a_workbook_is_read_as_well(ledger: Database) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in LIST.splitlines():
        sheet.append(line.split(","))
    content = io.BytesIO()
    book.save(content)
    app = visit(ledger, "upload")

    app.file_uploader(key="upload_file").upload("台账.xlsx", content.getvalue()).run()

    assert counted(figures(app)) == ["2", "0", "3"]


def test_our_own_export_of_trial_data_does_not_become_the_banks_own_records(
    sample_ledger: Database, viewer: Viewer
) -> None:
    content = export_bytes(sample_ledger, viewer, Filter(dataset=Dataset.SAMPLE)).content
    app = visit(sample_ledger, "upload")

    app.file_uploader(key="upload_file").upload("示例.xlsx", content).run()

    assert not app.exception
    assert app.button(key="upload_save").disabled


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.csv", b""),
        ("假.xlsx", b"PK\x03\x04 not a workbook"),
        ("图.csv", bytes(range(256)) * 40),
        ("无表头.csv", "随便,什么\n1,2\n".encode()),
        ("签到表.pdf", b"%PDF-1.7"),
        ("没有后缀", b"\x00\x01"),
    ],
)
@pytest.mark.usefixtures("spoken")
def test_a_file_that_is_no_list_is_refused_in_a_sentence(name: str, content: bytes, ledger: Database) -> None:
    app = visit(ledger, "upload")

    app.file_uploader(key="upload_file").upload(name, content).run()

    assert not app.exception
    assert len(app.error) == 1
    assert not app.metric


def test_a_preview_is_not_lost_by_a_look_at_another_page(ledger: Database, viewer: Viewer) -> None:
    app = visit(ledger, "upload")
    app.file_uploader(key="upload_file").upload("台账.csv", LIST.encode()).run()
    app.button(key="upload_save").click().run()

    go_to(app, "events")
    assert list(rows(app)["title"]) == [event.title for event in list_events(ledger, viewer, Filter())]


def test_what_was_saved_is_drafts_and_is_submitted_with_one_click(ledger: Database, viewer: Viewer) -> None:
    app = visit(ledger, "upload")
    app.file_uploader(key="upload_file").upload("台账.csv", LIST.encode()).run()
    app.button(key="upload_save").click().run()
    assert {event.status for event in list_events(ledger, viewer, Filter())} == {"draft"}

    app.button(key="upload_submit").click().run()
    assert not app.exception
    assert {event.status for event in list_events(ledger, viewer, Filter())} == {"submitted"}

    app.button(key="upload_submit_undo").click().run()
    assert {event.status for event in list_events(ledger, viewer, Filter())} == {"draft"}
    app.button(key="upload_submit_later").click().run()
    assert not any(button.key == "upload_submit" for button in app.button)


@pytest.mark.usefixtures("spoken")
def test_once_its_good_rows_are_saved_a_list_is_forgotten_but_for_the_bad_ones(
    ledger: Database, viewer: Viewer
) -> None:
    many = LIST + "".join(f"第{number}场,2024-09-04,大连市分行,,{number}\n" for number in range(1, 301))
    app = visit(ledger, "upload")
    app.file_uploader(key="upload_file").upload("台账.csv", many.encode()).run()
    app.button(key="upload_save").click().run()

    assert not app.exception
    assert app.success
    kept = app.session_state["upload_list"]
    assert (len(kept.table.rows), len(kept.previewed.rows)) == (3, 3)
    assert sorted(told(app)) == [4, 5, 6]
    marked = marked_workbook(kept.content, kept.table, kept.previewed)
    assert [row[0].value for row in openpyxl.load_workbook(io.BytesIO(marked)).worksheets[0].iter_rows(min_row=2)] == [
        None,
        "坏日期",
        "坏数字",
    ]

    app.button(key="upload_again").click().run()
    assert not app.exception
    assert counted(figures(app)) == ["0", "302", "3"]
    assert count_events(ledger, viewer, Filter()) == 302


def test_of_a_list_without_bad_rows_nothing_is_left(ledger: Database) -> None:
    app = visit(ledger, "upload")
    app.file_uploader(key="upload_file").upload("台账.csv", "\n".join(LIST.splitlines()[:3]).encode()).run()
    app.button(key="upload_save").click().run()

    kept = app.session_state["upload_list"]
    assert (kept.table.rows, kept.previewed.rows) == ([], ())
    assert not app.exception
    assert told(app) == {}
    assert not app.download_button or all(button.key != "upload_bad" for button in app.download_button)
