"""The upload page settles what a list leaves open: columns, years, and words nobody knows."""

import pytest

from locales import gettext as _
from metrics.filter import Filter
from metrics.records import list_events
from models.count import Count
from models.viewer import Viewer
from store.database import Database
from store.events import read_event, save_event
from store.units import save_unit
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

    app.button(key="upload_unsettle_0").click().run()
    assert counted(figures(app)) == ["0", "0", "2"]


MORE = """活动名称,日期,主办机构,重点人群,活动形式
讲座,2024-09-04,大连市分行,农民工、社区居民,现场讲解
设摊,2024-09-05,大连市分行,农民工,LED屏
"""


def test_all_that_is_certain_is_taken_at_once_and_each_taken_back_alone(ledger: Database) -> None:
    app = visit(ledger, "upload", lang="zh")
    app.file_uploader(key="upload_file").upload("台账.csv", MORE.encode()).run()
    app.button(key="upload_take_all").click().run()
    settled = {button.label: button for button in app.button if str(button.key).startswith("upload_unsettle_")}
    assert sorted(settled) == ["LED屏 → 电子屏", "农民工 → 务工务农人员", "社区居民 → 社会公众"]
    assert counted(figures(app)) == ["1", "0", "1"]

    settled["社区居民 → 社会公众"].click().run()
    assert counted(figures(app)) == ["1", "0", "1"]
    labels = [button.label for button in app.button if str(button.key).startswith("upload_unsettle_")]
    assert sorted(labels) == ["LED屏 → 电子屏", "农民工 → 务工务农人员"]


def test_what_was_settled_is_not_asked_again_in_the_next_list_and_may_be_forgotten(ledger: Database) -> None:
    app = visit(ledger, "upload", lang="zh")
    app.file_uploader(key="upload_file").upload("台账.csv", MORE.encode()).run()
    app.button(key="upload_take_all").click().run()
    app.button(key="upload_save").click().run()

    again = visit(ledger, "upload", lang="zh")
    again.file_uploader(key="upload_file").upload("台账.csv", MORE.encode()).run()
    assert not again.exception
    assert counted(figures(again)) == ["0", "1", "1"]
    assert [box.value for box in again.markdown if "1 行" in box.value] == ["活动形式 · “现场讲解” · 1 行"]
    taken = next(button for button in again.button if button.label == "农民工 → 务工务农人员")
    taken.click().run()
    again.file_uploader(key="upload_file").upload("台账2.csv", MORE.replace("设摊", "摆摊").encode()).run()
    assert any(button.label == "农民工 → 务工务农人员" for button in again.button)


def test_a_unit_is_never_taken_by_what_is_most_like_it(ledger: Database, viewer: Viewer) -> None:
    units = {name: save_unit(ledger, viewer, name=name).id for name in ("城东支行", "庐阳支行")}
    app = visit(ledger, "upload", by=f"coordinator@{units['城东支行']}", lang="zh")
    content = "活动名称,日期,主办机构\n讲座,2024-09-04,滨湖支行\n设摊,2024-09-05,庐阳支行\n"
    app.file_uploader(key="upload_file").upload("台账.csv", content.encode()).run()
    assert counted(figures(app)) == ["0", "0", "2"]
    assert not any(str(button.key).startswith("upload_take_") for button in app.button)
    asked = [box for box in app.selectbox if str(box.key).startswith("upload_choice_")]
    assert [(box.key, box.options) for box in asked] == [("upload_choice_unit_滨湖支行", ["城东支行"])]


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


def test_what_a_list_corrects_is_changed_unless_declined_and_is_undone_from_the_page(
    ledger: Database, viewer: Viewer
) -> None:
    first = "活动名称,日期,主办机构,受众\n讲座,2024.9.4-9.5,大连市分行,近百\n"
    app = visit(ledger, "upload")
    app.file_uploader(key="upload_file").upload("台账.csv", first.encode()).run()
    app.button(key="upload_save").click().run()
    app.file_uploader(key="upload_file").upload("台账.csv", first.replace("近百", "123").encode()).run()
    assert figures(app)[_("Would change")] == "1"
    assert not app.button(key="upload_save").disabled
    correct = next(box for box in app.checkbox if str(box.key).startswith("upload_update_"))
    assert correct.value
    correct.uncheck().run()
    assert app.button(key="upload_save").disabled

    next(box for box in app.checkbox if str(box.key).startswith("upload_update_")).check().run()
    app.button(key="upload_save").click().run()
    assert [str(event.attendance) for event in list_events(ledger, viewer, Filter())] == ["123"]

    app.button(key="upload_undo_now_2").click().run()
    assert not app.exception
    (event,) = list_events(ledger, viewer, Filter())
    assert event.attendance is not None
    assert event.attendance.value == 100
    app.button(key="upload_undo_now_1").click().run()
    assert list_events(ledger, viewer, Filter()) == []
    assert "台账" in said(app)


def test_where_the_ledger_has_moved_on_each_row_is_chosen(ledger: Database, viewer: Viewer) -> None:
    first = "活动名称,日期,主办机构,受众\n讲座,2024-09-04,大连市分行,30\n"
    app = visit(ledger, "upload")
    app.file_uploader(key="upload_file").upload("台账.csv", first.encode()).run()
    app.button(key="upload_save").click().run()
    (event,) = list_events(ledger, viewer, Filter())
    draft = read_event(ledger, viewer, event.id)
    assert draft is not None
    save_event(ledger, viewer, draft.model_copy(update={"attendance": Count(40)}))

    app.file_uploader(key="upload_file").upload("台账.csv", first.replace(",30", ",50").encode()).run()
    assert app.button(key="upload_save").disabled
    chosen = next(box for box in app.multiselect if str(box.key).startswith("upload_conflicts_"))
    chosen.set_value([("", 2)]).run()
    app.button(key="upload_save").click().run()
    assert [str(event.attendance) for event in list_events(ledger, viewer, Filter())] == ["50"]
