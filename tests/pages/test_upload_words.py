"""The upload page settles what a list leaves open: columns, years, and words nobody knows."""

import pytest

from locales import gettext as _
from metrics.filter import Filter
from metrics.records import list_events
from models.viewer import Viewer
from store.database import Database
from tests.pages.test_upload import counted
from tests.pages.visiting import figures, said, visit

WORDS = """活动名称,日期,主办机构,活动场景
讲座,2024-09-04,大连市分行,社区广场
设摊,2024-09-05,大连市分行,社区广场
"""


@pytest.mark.usefixtures("spoken")
def test_a_word_is_settled_for_all_rows_by_one_click(ledger: Database, viewer: Viewer) -> None:
    app = visit(ledger, "upload")
    app.file_uploader(key="upload_file").upload("台账.csv", WORDS.encode()).run()
    assert counted(figures(app)) == ["0", "0", "2"]

    key = next(box.key for box in app.selectbox if str(box.key).startswith("upload_choice_venue_type"))
    choice = app.selectbox(key=str(key))
    choice.select(choice.options[0]).run()
    assert not app.exception
    assert counted(figures(app)) == ["2", "0", "0"]

    app.button(key="upload_save").click().run()
    assert {event.venue_type for event in list_events(ledger, viewer, Filter())} == {"community"}


def test_the_nearest_word_is_offered_and_can_be_taken_back(ledger: Database) -> None:
    app = visit(ledger, "upload")
    app.file_uploader(key="upload_file").upload("台账.csv", WORDS.encode()).run()
    buttons = {button.label: button for button in app.button if str(button.key).startswith("upload_take_")}
    buttons["→ 社区"].click().run()
    assert counted(figures(app)) == ["2", "0", "0"]

    app.button(key="upload_unsettle").click().run()
    assert counted(figures(app)) == ["0", "0", "2"]


def test_a_column_is_matched_by_hand_and_remembered_for_the_next_list(ledger: Database) -> None:
    content = "活动名称,日期,主办机构,来的人\n讲座,2024-09-04,大连市分行,很多\n"
    app = visit(ledger, "upload")
    app.file_uploader(key="upload_file").upload("台账.csv", content.encode()).run()
    assert counted(figures(app)) == ["1", "0", "0"]

    boxes = {box.label: box for box in app.selectbox}
    boxes["来的人"].set_value("attendance").run()
    assert not app.exception
    assert counted(figures(app)) == ["0", "0", "1"]
    boxes = {box.label: box for box in app.selectbox}
    boxes["日期"].set_value("").run()
    assert counted(figures(app)) == ["0", "0", "1"]

    good = content.replace("很多", "60余")
    app.file_uploader(key="upload_file").upload("台账2.csv", good.encode()).run()
    boxes = {box.label: box for box in app.selectbox}
    boxes["来的人"].set_value("attendance").run()
    app.button(key="upload_save").click().run()
    again = visit(ledger, "upload")
    again.file_uploader(key="upload_file").upload("台账3.csv", good.replace("讲座", "设摊").encode()).run()
    assert {box.label: box.value for box in again.selectbox}["来的人"] == "attendance"


def test_a_year_nobody_told_is_asked_for(ledger: Database) -> None:
    app = visit(ledger, "upload")
    content = "活动名称,日期,主办机构\n讲座,9月3日,大连市分行\n"
    app.file_uploader(key="upload_file").upload("台账.csv", content.encode()).run()
    assert counted(figures(app)) == ["0", "0", "1"]
    app.number_input[0].set_value(2024).run()
    assert not app.exception
    assert counted(figures(app)) == ["1", "0", "0"]


def test_headings_that_mean_nothing_can_be_told(ledger: Database) -> None:
    app = visit(ledger, "upload")
    content = "甲,乙,丙\n讲座,2024-09-04,大连市分行\n"
    app.file_uploader(key="upload_file").upload("台账.csv", content.encode()).run()
    assert len(app.error) == 1
    for label, key in {"甲": "title", "乙": "when", "丙": "organisation"}.items():
        next(box for box in app.selectbox if box.label == label).set_value(key).run()
    assert not app.error
    assert counted(figures(app)) == ["1", "0", "0"]


def test_what_differs_changes_only_when_asked_and_is_undone_from_the_page(ledger: Database, viewer: Viewer) -> None:
    first = "编号,活动名称,日期,主办机构,受众\nA1,讲座,2024-09-04,大连市分行,30\n"
    app = visit(ledger, "upload")
    app.file_uploader(key="upload_file").upload("台账.csv", first.encode()).run()
    app.button(key="upload_save").click().run()
    app.file_uploader(key="upload_file").upload("台账.csv", first.replace(",30", ",45").encode()).run()
    assert figures(app)[_("Would change")] == "1"
    assert app.button(key="upload_save").disabled

    next(box for box in app.checkbox if str(box.key).startswith("upload_update_")).check().run()
    app.button(key="upload_save").click().run()
    assert [str(event.attendance) for event in list_events(ledger, viewer, Filter())] == ["45"]

    app.button(key="upload_undo_now_2").click().run()
    assert not app.exception
    assert [str(event.attendance) for event in list_events(ledger, viewer, Filter())] == ["30"]
    app.button(key="upload_undo_now_1").click().run()
    assert list_events(ledger, viewer, Filter()) == []
    assert "台账" in said(app)
