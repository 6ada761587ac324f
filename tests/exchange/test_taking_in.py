"""What a list adds, once: rows that are there already, units that are told apart, and whose part of the bank it is."""

from dataclasses import replace
from datetime import date, timedelta

from exchange.cells import split_items
from exchange.export import export_bytes
from exchange.table import read_table
from exchange.upload import Action, import_rows, preview
from models.count import Count
from models.draft import EventDraft
from models.permission import ADMINISTRATOR
from models.viewer import Viewer
from models.when import When
from store.database import Database
from store.events import delete_event, read_event, save_event
from store.units import save_unit
from tests.exchange.lists import OWN, compared, counts, csv_table, events, only, take_in


def test_two_like_rows_are_two_events_and_neither_comes_twice(ledger: Database, viewer: Viewer) -> None:
    row = "厅堂微沙龙,2024-09-04,武清支行,{}\n"
    first = csv_table("活动名称,日期,主办机构,受众\n" + row.format(30) + row.format(30))
    more = csv_table("活动名称,日期,主办机构,受众\n" + row.format(50) + row.format(30) + row.format(30))
    assert counts(take_in(ledger, viewer, first)) == (2, 0, 0)
    assert counts(take_in(ledger, viewer, first)) == (0, 2, 0)
    assert counts(take_in(ledger, viewer, more)) == (1, 2, 0)
    assert sorted(event.attendance.value for event in events(ledger, viewer) if event.attendance) == [30, 30, 50]


def test_a_record_changed_in_the_ledger_is_neither_doubled_nor_changed_back(ledger: Database, viewer: Viewer) -> None:
    table = csv_table("活动名称,日期,主办机构,受众\n进社区,2024-09-04,武清支行,30\n")
    take_in(ledger, viewer, table)
    (event,) = events(ledger, viewer)
    draft = read_event(ledger, viewer, event.id)
    assert draft is not None
    save_event(ledger, viewer, draft.model_copy(update={"attendance": Count(40), "note": "改"}))
    row = only(preview(ledger, viewer, table))
    assert (row.action, row.same_as) == (Action.SAME, event.id)
    assert [hint.code for hint in row.hints] == ["differs"]
    assert counts(take_in(ledger, viewer, table)) == (0, 1, 0)
    assert [event.attendance for event in events(ledger, viewer)] == [Count(40)]


def test_a_preview_taken_in_twice_adds_its_rows_once(ledger: Database, viewer: Viewer) -> None:
    previewed = preview(ledger, viewer, csv_table("活动名称,主办机构,所属活动\n进社区,武清支行,本行活动\n"))
    assert counts(import_rows(ledger, viewer, previewed)) == (1, 0, 0)
    assert counts(import_rows(ledger, viewer, previewed)) == (0, 1, 0)


def test_a_serial_number_used_for_another_activity_does_not_swallow_the_row(ledger: Database, viewer: Viewer) -> None:
    heading = "编号,活动名称,日期,主办机构\n"
    assert counts(take_in(ledger, viewer, csv_table(heading + "1,进社区,2024-09-04,武清支行\n"))) == (1, 0, 0)
    october = csv_table(heading + "1,进社区,2024-10-08,武清支行\n")
    assert [problem.code for problem in only(preview(ledger, viewer, october)).problems] == ["taken"]


def test_a_reference_in_the_bin_is_said(ledger: Database, viewer: Viewer) -> None:
    table = csv_table("编号,活动名称,主办机构\nA1,进社区,武清支行\n")
    take_in(ledger, viewer, table)
    (event,) = events(ledger, viewer)
    delete_event(ledger, viewer, event.id)
    assert [problem.code for problem in only(preview(ledger, viewer, table)).problems] == ["taken"]


def test_units_of_one_name_are_told_apart_by_the_unit_above(ledger: Database, viewer: Viewer) -> None:
    for branch in ("甲分行", "乙分行"):
        above = save_unit(ledger, viewer, name=branch).id
        below = save_unit(ledger, viewer, name="营业部", parent_id=above).id
        assert below is not None
        save_event(ledger, viewer, EventDraft(title="进社区", organisation=below, when=When.on(date(2024, 9, 4))))
    exported = export_bytes(ledger, viewer, OWN).content
    assert [cells["organisation"] for cells in compared(exported)] == ["甲分行 / 营业部", "乙分行 / 营业部"]
    assert counts(take_in(ledger, viewer, read_table(exported))) == (0, 2, 0)
    bare = only(preview(ledger, viewer, csv_table("活动名称,主办机构\n进学校,营业部\n")))
    assert [problem.code for problem in bare.problems] == ["ambiguous_unit"]


def test_co_organisers_of_one_name_come_back_from_a_list(
    ledger: Database, second_ledger: Database, viewer: Viewer
) -> None:
    for database in (ledger, second_ledger):
        for branch in ("甲分行", "乙分行"):
            save_unit(database, viewer, name="营业部", parent_id=save_unit(database, viewer, name=branch).id)
    both = ("甲分行 / 营业部", "乙分行 / 营业部")
    save_event(ledger, viewer, EventDraft(title="进社区", organisation="丙支行", co_organisers=both))
    exported = export_bytes(ledger, viewer, OWN).content
    (cells,) = compared(exported)
    assert sorted(split_items(str(cells["co_organisers"]))) == sorted(both)
    assert counts(take_in(ledger, viewer, read_table(exported))) == (0, 1, 0)
    assert counts(take_in(second_ledger, viewer, read_table(exported))) == (1, 0, 0)
    assert compared(export_bytes(second_ledger, viewer, OWN).content) == [cells]


def test_who_sees_a_part_of_the_bank_takes_in_only_that_part(ledger: Database, viewer: Viewer) -> None:
    save_unit(ledger, viewer, name="甲支行")
    save_unit(ledger, viewer, name="乙支行")
    scoped = Viewer.holding("coordinator", ADMINISTRATOR, "1/")
    table = csv_table("活动名称,主办机构\n进社区,甲支行\n进学校,乙支行\n进农村,新支行\n")
    previewed = preview(ledger, scoped, table)
    assert [row.action for row in previewed.rows] == [Action.NEW, Action.PROBLEM, Action.PROBLEM]
    # A preview made with wider eyes does not widen what may be written.
    imported = import_rows(ledger, scoped, preview(ledger, viewer, table))
    assert counts(imported) == (1, 0, 2)
    assert [event.organisation for event in events(ledger, viewer)] == ["甲支行"]


def test_a_preview_tells_how_far_it_is(ledger: Database, viewer: Viewer) -> None:
    table = csv_table("活动名称,主办机构\n" + "".join(f"第{number}场讲座,武清支行\n" for number in range(250)))
    told: list[int] = []
    preview(ledger, viewer, table, progress=told.append)
    assert told == [100, 200, 250]


def test_a_preview_of_another_day_is_checked_again_when_it_is_taken_in(ledger: Database, viewer: Viewer) -> None:
    previewed = preview(ledger, viewer, csv_table("活动名称,主办机构,日期\n进校园,武清支行,2024-09-04\n"))
    assert previewed.checked == date.today()
    row = only(previewed)
    future = replace(row, draft=row.draft.model_copy(update={"when": When.on(date.today() + timedelta(days=1))}))
    done = import_rows(ledger, viewer, replace(previewed, rows=(future,), checked=date.today() - timedelta(days=1)))
    assert (done.new, done.refused) == (0, 1)


def test_a_word_that_is_not_known_is_counted_in_each_row_that_has_it(ledger: Database, viewer: Viewer) -> None:
    lines = "".join(f"第{number}场,武清支行,老年人；路人,折页 60\n" for number in range(3))
    previewed = preview(ledger, viewer, csv_table("活动名称,主办机构,重点人群,资料明细\n" + lines))
    met = {unknown.text: unknown.times for unknown in previewed.unknown}
    assert met["路人"] == 3
    problems = [[(problem.field, problem.code) for problem in row.problems] for row in previewed.rows]
    assert problems == [problems[0]] * 3
