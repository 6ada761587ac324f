"""A row with the reference of an event may change it: only if asked, only what the row tells, and never unseen."""

import pytest

from exchange.export import export_bytes
from exchange.table import read_table
from exchange.upload import Action, import_rows, preview
from locales import CHINESE, speaking
from models.count import Count
from models.draft import EventDraft, KeyGroupDraft, LinkDraft, MaterialDraft, PlaceDraft, ReadingDraft
from models.permission import COORDINATOR
from models.viewer import Viewer
from models.when import When
from store.database import Database
from store.events import read_event, save_event
from store.review import move_event
from store.units import save_unit
from tests.exchange.lists import OWN, RICH, counts, csv_table, events, only, take_in

FIRST = "编号,活动名称,日期,主办机构,受众,备注\nA1,进社区,2024-09-04,武清支行,30,旧\n"
SECOND = FIRST.replace(",30,旧", ",60余,新")


def test_what_differs_is_shown_and_stays_as_it_is_unless_asked(ledger: Database, viewer: Viewer) -> None:
    take_in(ledger, viewer, csv_table(FIRST))
    previewed = preview(ledger, viewer, csv_table(SECOND))
    row = only(previewed)
    assert row.action is Action.UPDATE
    assert {change.field: (change.before, change.after) for change in row.changes} == {
        "attendance": ("30", "60余"),
        "note": ("旧", "新"),
    }
    assert counts(import_rows(ledger, viewer, previewed)) == (0, 1, 0)
    assert [event.note for event in events(ledger, viewer)] == ["旧"]
    done = import_rows(ledger, viewer, previewed, update=True)
    assert (done.updated, counts(done)) == (1, (0, 0, 0))
    assert [(event.note, str(event.attendance)) for event in events(ledger, viewer)] == [("新", "60余")]


def test_a_list_taken_in_again_as_it_was_changes_nothing(ledger: Database, viewer: Viewer) -> None:
    take_in(ledger, viewer, csv_table(FIRST))
    again = preview(ledger, viewer, csv_table(FIRST))
    assert only(again).action is Action.SAME
    assert import_rows(ledger, viewer, again, update=True).batch_id is None


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_an_export_taken_in_again_with_changes_changes_nothing(ledger: Database, viewer: Viewer, form: str) -> None:
    for name in ("北辰支行", "东丽；支行"):
        save_unit(ledger, viewer, name=name)
    assert save_event(ledger, viewer, RICH).done
    exported = export_bytes(ledger, viewer, OWN, form="csv" if form == "csv" else "xlsx").content
    again = preview(ledger, viewer, read_table(exported))
    assert [(row.action, row.changes) for row in again.rows] == [(Action.SAME, ())]


def test_a_list_with_few_columns_leaves_all_else(ledger: Database, viewer: Viewer) -> None:
    draft = EventDraft(
        title="进社区",
        reference="A1",
        organisation="武清支行",
        when=When.in_year(2024),
        attendance=Count(30, basis="sign_in"),
        topics=("telecom_fraud",),
        key_groups=(
            KeyGroupDraft(key_group="students", count=Count(10, basis="head_count")),
            KeyGroupDraft(key_group="youth", count=Count(5)),
        ),
        readings=(ReadingDraft(channel="公众号", views=Count(100)),),
        note="留下",
    )
    outcome = save_event(ledger, viewer, draft)
    assert outcome.id is not None
    rows = "编号,活动名称,日期,主办机构,受众,各人群人次,阅读量,备注\nA1,进社区,2024年,武清支行,35,学生 12,150,\n"
    previewed = preview(ledger, viewer, csv_table(rows))
    assert {change.field for change in only(previewed).changes} == {"attendance", "key_groups", "readings"}
    assert import_rows(ledger, viewer, previewed, update=True).updated == 1
    changed = read_event(ledger, viewer, outcome.id)
    assert changed is not None
    assert changed.attendance == Count(35, basis="sign_in")
    assert {group.key_group: group.count for group in changed.key_groups} == {
        "students": Count(12, basis="head_count"),
        "youth": Count(5),
    }
    assert [(reading.channel, reading.views) for reading in changed.readings] == [
        ("公众号", Count(100)),
        ("公众号", Count(150)),
    ]
    assert (changed.note, changed.topics) == ("留下", ("telecom_fraud",))


HELD = EventDraft(
    title="进社区",
    reference="A1",
    organisation="武清支行",
    when=When.in_year(2024),
    attendance=Count(60, basis="estimate"),
    materials=(MaterialDraft(material="leaflet", name="折页", copies=Count(100, basis="handout_count")),),
    readings=(ReadingDraft(channel="公众号", views=Count(10, basis="platform"), likes=3),),
    links=(LinkDraft(url="https://a.example/1", title="日报头版"),),
)
LEAFLET, PLATFORM = HELD.materials[0], HELD.readings[0]
BOOK = MaterialDraft(material="other", name="反诈手册")
# Columns and cells → what they leave of the event's content, by field; all else stays as it was.
KEPT: list[tuple[str, str, dict[str, object]]] = [
    (
        "链接",
        "https://a.example/1 https://b.example/2",
        {"links": (*HELD.links, LinkDraft(url="https://b.example/2"))},
    ),
    ("链接", "https://b.example/2", {"links": (LinkDraft(url="https://b.example/2"),)}),
    (
        "资料明细",
        "leaflet | 折页 | 120",
        {"materials": (LEAFLET.model_copy(update={"copies": Count(120, basis="handout_count")}),)},
    ),
    (
        "资料明细",
        "leaflet | 折页 | 120；gift | 扇子 | 5",
        {
            "materials": (
                LEAFLET.model_copy(update={"copies": Count(120, basis="handout_count")}),
                MaterialDraft(material="gift", name="扇子", copies=Count(5)),
            )
        },
    ),
    ("资料明细", "gift | 扇子 | 5", {"materials": (MaterialDraft(material="gift", name="扇子", copies=Count(5)),)}),
    ("宣传资料", "反诈手册", {"materials": (LEAFLET, BOOK)}),
    ("资料种类", "折页", {}),
    ("发放份数", "120", {"materials": (LEAFLET.model_copy(update={"copies": Count(120, basis="handout_count")}),)}),
    (
        "阅读明细",
        "公众号 | | 12 | 3",
        {"readings": (PLATFORM.model_copy(update={"views": Count(12, basis="platform")}),)},
    ),
    ("数据依据", "签到", {"attendance": Count(60, basis="sign_in")}),
    ("受众,数据依据", "61,", {"attendance": Count(61, basis="estimate")}),
    ("受众,数据依据", "61,签到", {"attendance": Count(61, basis="sign_in")}),
]


@pytest.mark.parametrize(("columns", "cells", "expected"), KEPT)
def test_what_a_list_does_not_tell_of_a_field_stays(
    ledger: Database, viewer: Viewer, columns: str, cells: str, expected: dict[str, object]
) -> None:
    outcome = save_event(ledger, viewer, HELD)
    assert outcome.id is not None
    before = read_event(ledger, viewer, outcome.id)
    assert before is not None
    table = csv_table(f"编号,活动名称,日期,主办机构,{columns}\nA1,进社区,2024年,武清支行,{cells}\n")
    with speaking(CHINESE):
        previewed = preview(ledger, viewer, table)
        assert {change.field for change in only(previewed).changes} == expected.keys()
        assert import_rows(ledger, viewer, previewed, update=True).updated == len(expected)
        assert only(preview(ledger, viewer, table)).action is Action.SAME
    after = read_event(ledger, viewer, outcome.id)
    assert after == before.model_copy(update={"version": 1 + len(expected), **expected})


def test_a_place_that_is_there_keeps_its_point(ledger: Database, viewer: Viewer) -> None:
    place = PlaceDraft(name="某小学", division_id="120114", lat=39.4, lng=117.05)
    outcome = save_event(ledger, viewer, HELD.model_copy(update={"places": (place,)}))
    assert outcome.id is not None
    table = csv_table("编号,活动名称,日期,主办机构,地点\nA1,进社区,2024年,武清支行,某小学、乙小学\n")
    previewed = preview(ledger, viewer, table)
    (change,) = only(previewed).changes
    assert (change.before, change.after) == ("某小学", "乙小学、某小学")
    assert import_rows(ledger, viewer, previewed, update=True).updated == 1
    (event,) = events(ledger, viewer)
    points = {place.name: (place.position.lat, place.position.division_id) for place in event.places}
    assert points == {"某小学": (39.4, "120114"), "乙小学": (None, None)}


def test_a_sum_beyond_the_details_is_one_line_more(ledger: Database, viewer: Viewer) -> None:
    gift = MaterialDraft(material="gift", copies=Count(20))
    outcome = save_event(ledger, viewer, HELD.model_copy(update={"materials": (LEAFLET, gift)}))
    assert outcome.id is not None
    for told, expected in {
        "120": (LEAFLET, gift),
        "150": (LEAFLET, gift, MaterialDraft(material="other", copies=Count(30))),
        "90": (MaterialDraft(material="other", copies=Count(90)),),
    }.items():
        table = csv_table(f"编号,活动名称,日期,主办机构,发放份数\nA1,进社区,2024年,武清支行,{told}\n")
        import_rows(ledger, viewer, preview(ledger, viewer, table), update=True)
        after = read_event(ledger, viewer, outcome.id)
        assert after is not None
        assert after.materials == expected


def test_an_approved_event_is_read_only(ledger: Database, viewer: Viewer) -> None:
    take_in(ledger, viewer, csv_table(FIRST))
    (event,) = events(ledger, viewer)
    for move in ("submit", "approve"):
        assert move_event(ledger, viewer, event.id, move).done
    assert only(preview(ledger, viewer, csv_table(FIRST))).action is Action.SAME
    row = only(preview(ledger, viewer, csv_table(SECOND)))
    assert (row.action, [problem.code for problem in row.problems]) == (Action.PROBLEM, ["approved"])


def test_an_event_that_somebody_changed_after_the_preview_is_not_overwritten(ledger: Database, viewer: Viewer) -> None:
    take_in(ledger, viewer, csv_table(FIRST))
    previewed = preview(ledger, viewer, csv_table(SECOND))
    (event,) = events(ledger, viewer)
    draft = read_event(ledger, viewer, event.id)
    assert draft is not None
    save_event(ledger, viewer, draft.model_copy(update={"note": "同事改的"}))
    done = import_rows(ledger, viewer, previewed, update=True)
    assert (done.updated, counts(done)) == (0, (0, 0, 1))
    assert [event.note for event in events(ledger, viewer)] == ["同事改的"]


def test_an_event_of_another_unit_is_left_as_it_is(ledger: Database, viewer: Viewer) -> None:
    for name in ("甲支行", "乙支行"):
        save_unit(ledger, viewer, name=name)
    draft = EventDraft(
        title="进社区", reference="A1", organisation="乙支行", co_organisers=("甲支行",), when=When.in_year(2024)
    )
    assert save_event(ledger, viewer, draft).done
    own = Viewer.holding("wang", COORDINATOR, "1/")
    row = only(preview(ledger, own, csv_table("编号,活动名称,日期,主办机构,备注\nA1,进社区,2024年,甲支行,改\n")))
    assert (row.action, [hint.code for hint in row.hints]) == (Action.SAME, ["differs"])


class StopError(BaseException):
    """What a script that is stopped raises."""


def test_an_import_that_is_stopped_leaves_everything_as_it_was(ledger: Database, viewer: Viewer) -> None:
    take_in(ledger, viewer, csv_table(FIRST))
    rows = "".join(f"B{number},第{number}场,2024-09-04,武清支行,5,\n" for number in range(2_500))
    previewed = preview(ledger, viewer, csv_table(SECOND + rows))
    told: list[int] = []

    def stop_late(done: int) -> None:
        told.append(done)
        if done > 2_500:
            raise StopError

    with pytest.raises(StopError):
        import_rows(ledger, viewer, previewed, update=True, progress=stop_late)
    assert told == [2_000, 2_500, 2_501]
    assert [(event.title, event.note) for event in events(ledger, viewer)] == [("进社区", "旧")]
    assert import_rows(ledger, viewer, previewed, update=True).new == 2_500
