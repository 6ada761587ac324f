"""A list that is taken in again is known by what it says, whatever was chosen for its words; corrections are shown."""

from datetime import date
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.table import read_table
from exchange.upload import Action, Preview, import_rows, preview
from models.count import Count
from models.draft import EventDraft
from models.permission import COORDINATOR
from models.viewer import Viewer
from models.when import When
from store.batches import list_batches
from store.database import Database
from store.events import read_event, save_event
from store.review import move_event
from store.together import Change, change_together, undo_together
from store.undoing import undo_batch
from store.units import save_unit
from tests.exchange.lists import counts, csv_table, events, only, take_in

HEADING = "活动名称,日期,主办机构,地点,重点人群,活动场景,受众,备注\n"
WHEN = ("2026-01-22", "2026.1.22-1.23", "2026年1月", "2026年", "2026年第一季度", "")


def list_of(*rows: str) -> str:
    return HEADING + "".join(f"{row}\n" for row in rows)


@pytest.mark.parametrize("when", WHEN)
def test_other_answers_make_no_second_event(ledger: Database, viewer: Viewer, when: str) -> None:
    for name in ("城东支行", "包河支行"):
        save_unit(ledger, viewer, name=name)
    table = csv_table(list_of(f"讲座,{when},滨湖支行,明珠社区,农民工,小区,60余,"))
    first = {("unit", "滨湖支行"): "城东支行", ("key_group", "农民工"): "农村居民", ("venue_type", "小区"): "社区"}
    other = {
        ("unit", "滨湖支行"): "包河支行",
        ("key_group", "农民工"): "务工务农人员",
        ("venue_type", "小区"): "",
        ("place", "明珠社区"): "120114",
    }
    assert counts(import_rows(ledger, viewer, preview(ledger, viewer, table, instead=first))) == (1, 0, 0)
    again = preview(ledger, viewer, table, instead=other)
    assert only(again).action is Action.UPDATE
    assert {change.field for change in only(again).changes} >= {"organisation", "key_groups"}
    assert import_rows(ledger, viewer, again, update=True).updated == 1
    (event,) = events(ledger, viewer)
    assert (event.organisation, list(event.key_groups)) == ("包河支行", ["workers_and_farmers"])


GROUPS, SCENES = ("农民工", "社区居民"), ("小区", "老年大学")
CHOSEN = st.fixed_dictionaries(
    {
        **{("key_group", word): st.sampled_from(["", "老年人", "学生", "社会公众"]) for word in GROUPS},
        **{("venue_type", word): st.sampled_from(["", "社区", "学校"]) for word in SCENES},
        ("unit", "滨湖支行"): st.sampled_from(["城东支行", "包河支行"]),
    }
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["讲座", "设摊"]),
        st.sampled_from(WHEN),
        st.sampled_from(["滨湖支行", "城东支行"]),
        st.sampled_from(["明珠社区", "天津市武清区", ""]),
        st.sampled_from(GROUPS),
        st.sampled_from(SCENES),
        st.sampled_from(["60余", ""]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, first=CHOSEN, then=CHOSEN)
def test_a_list_is_known_again_whatever_was_chosen(
    ledger: Database,
    viewer: Viewer,
    rows: list[tuple[str, ...]],
    first: dict[tuple[str, str], str],
    then: dict[tuple[str, str], str],
) -> None:
    for name in ("城东支行", "包河支行"):
        if not any(event.organisation == name for event in events(ledger, viewer)):
            save_unit(ledger, viewer, name=name)
    table = csv_table(list_of(*(",".join([*row, ""]) for row in rows)))
    done = import_rows(ledger, viewer, preview(ledger, viewer, table, instead=first))
    assert done.refused == 0
    before = len(events(ledger, viewer))
    again = preview(ledger, viewer, table, instead=then)
    assert [row.action for row in again.rows if row.action not in (Action.SAME, Action.UPDATE)] == []
    assert counts(import_rows(ledger, viewer, again, update=True))[0] == 0
    assert len(events(ledger, viewer)) == before
    for batch in list_batches(ledger, viewer):
        if batch.undone_at is None:
            undo_batch(ledger, viewer, batch.id)


FIRST = "讲座,{when},武清支行,某小学,,,近百,\n设摊,{when},武清支行,某广场,,,30,\n"


@pytest.mark.parametrize(("when", "told"), list(product(WHEN, ["123,", "近百,补记：市电视台报道", "123,补记"])))
def test_a_correction_in_ones_own_list_is_shown_and_made(
    ledger: Database, viewer: Viewer, when: str, told: str
) -> None:
    text = HEADING + FIRST.format(when=when)
    take_in(ledger, viewer, csv_table(text))
    corrected = preview(ledger, viewer, csv_table(text.replace("近百,", told)))
    row, other = corrected.rows
    assert (row.action, row.edited, other.action) == (Action.UPDATE, None, Action.SAME)
    assert {change.field for change in row.changes} <= {"attendance", "note"}
    done = import_rows(ledger, viewer, corrected, update={row.at})
    assert (done.new, done.updated, done.same) == (0, 1, 1)
    assert only_of(preview(ledger, viewer, csv_table(text.replace("近百,", told)))) == {Action.SAME}
    undo_batch(ledger, viewer, done.batch_id or 0)
    assert sorted(str(event.attendance) for event in events(ledger, viewer)) == ["30", "近100"]


def only_of(previewed: Preview) -> set[Action]:
    return {row.action for row in previewed.rows}


def test_an_emptied_cell_takes_nothing_away(ledger: Database, viewer: Viewer) -> None:
    text = list_of("讲座,2026-01-22,武清支行,某小学,,,60余,留下")
    take_in(ledger, viewer, csv_table(text))
    row = only(preview(ledger, viewer, csv_table(text.replace("60余,留下", ","))))
    assert (row.action, row.changes) == (Action.SAME, ())


def test_of_one_month_another_list_may_tell_of_another_event(ledger: Database, viewer: Viewer) -> None:
    take_in(ledger, viewer, csv_table(list_of("讲座,2026年1月,武清支行,某小学,,,30,")))
    another = csv_table(list_of("讲座,2026年1月,武清支行,某小学,,,50,"))
    assert only(preview(ledger, viewer, another)).action is Action.NEW


def edited(ledger: Database, viewer: Viewer, **changes: object) -> None:
    """A list taken in, and its event then changed in the ledger."""
    take_in(ledger, viewer, csv_table(list_of("讲座,2026.1.22-1.23,武清支行,某小学,,,60余,旧")))
    (event,) = events(ledger, viewer)
    draft = read_event(ledger, viewer, event.id)
    assert draft is not None
    assert save_event(ledger, viewer, draft.model_copy(update=changes)).done


def test_what_was_edited_in_the_ledger_is_not_changed_back_by_the_same_list(ledger: Database, viewer: Viewer) -> None:
    edited(ledger, viewer, attendance=Count(80))
    row = only(preview(ledger, viewer, csv_table(list_of("讲座,2026.1.22-1.23,武清支行,某小学,,,60余,旧"))))
    assert (row.action, [hint.code for hint in row.hints if hint.code == "differs"]) == (Action.SAME, ["differs"])


def test_where_list_and_ledger_have_both_moved_on_a_person_decides(ledger: Database, viewer: Viewer) -> None:
    edited(ledger, viewer, attendance=Count(80))
    corrected = preview(ledger, viewer, csv_table(list_of("讲座,2026.1.22-1.23,武清支行,某小学,,,77,旧")))
    row = only(corrected)
    assert row.edited is not None
    assert (row.action, row.edited.by) == (Action.UPDATE, viewer.name)
    assert [(change.before, change.after) for change in row.changes] == [("80", "77")]
    assert import_rows(ledger, viewer, corrected, update=set()).updated == 0
    assert import_rows(ledger, viewer, corrected, update={row.at}).updated == 1


def test_a_correction_of_one_field_is_no_conflict_with_an_edit_of_another(ledger: Database, viewer: Viewer) -> None:
    edited(ledger, viewer, topics=("telecom_fraud",))
    row = only(preview(ledger, viewer, csv_table(list_of("讲座,2026.1.22-1.23,武清支行,某小学,,,77,旧"))))
    assert (row.action, row.edited) == (Action.UPDATE, None)


def test_the_review_is_no_edit_and_its_end_is_final(ledger: Database, viewer: Viewer) -> None:
    text = list_of("讲座,2026.1.22-1.23,武清支行,某小学,,,60余,旧")
    take_in(ledger, viewer, csv_table(text))
    (event,) = events(ledger, viewer)
    undo_together(ledger, viewer, change_together(ledger, viewer, [event.id], Change("submit")))
    corrected = csv_table(text.replace("60余", "77"))
    row = only(preview(ledger, viewer, corrected))
    assert (row.action, row.edited) == (Action.UPDATE, None)
    for step in ("submit", "approve"):
        assert move_event(ledger, viewer, event.id, step).done
    assert [problem.code for problem in only(preview(ledger, viewer, corrected)).problems] == ["approved"]
    assert only(preview(ledger, viewer, csv_table(text))).action is Action.SAME


def test_an_event_recorded_by_hand_is_left_as_it_is(ledger: Database, viewer: Viewer) -> None:
    draft = EventDraft(title="讲座", organisation="武清支行", when=When.on(date(2024, 1, 1)), attendance=Count(3))
    save_event(ledger, viewer, draft)
    row = only(preview(ledger, viewer, csv_table("活动名称,日期,主办机构,受众\n讲座,2024-01-01,武清支行,5\n")))
    assert (row.action, row.changes, [hint.code for hint in row.hints]) == (Action.SAME, (), ["differs"])


def test_an_event_of_another_unit_is_nobody_elses_to_correct(ledger: Database, viewer: Viewer) -> None:
    take_in(ledger, viewer, csv_table("活动名称,日期,主办机构,受众\n讲座,2024-01-01,武清支行,5\n"))
    unit = save_unit(ledger, viewer, name="北辰支行").id
    own = Viewer.holding("wang", COORDINATOR, f"{unit}/")
    text = "活动名称,日期,主办机构,受众\n讲座,2024-01-01,武清支行,6\n"
    assert only(preview(ledger, own, csv_table(text))).action is Action.PROBLEM


def test_the_order_of_the_columns_does_not_matter(ledger: Database, viewer: Viewer) -> None:
    take_in(ledger, viewer, csv_table("活动名称,日期,主办机构\n讲座,2024年,武清支行\n"))
    assert (
        only(preview(ledger, viewer, csv_table("主办机构,日期,活动名称\n武清支行,2024年,讲座\n"))).action is Action.SAME
    )


def test_a_mended_list_finds_its_columns_again() -> None:
    table = read_table("活动名称,日期,暂不能导入的原因\n讲座,2024,日期不详\n".encode(), "台账_待更正.csv")
    assert ([heading.text for heading in table.headings], table.unread) == (["活动名称", "日期"], ())
