"""Events changed at once are what they would be had each been changed by itself, and nobody waits for long."""

from typing import Any

from sqlalchemy import event

from exchange.upload import Action, import_rows, preview
from models.count import Count
from models.dataset import Dataset
from models.draft import EventDraft, KeyGroupDraft, LinkDraft, PlaceDraft
from models.permission import COORDINATOR
from models.viewer import Viewer
from models.when import When
from store.bulk_changes import change_events, current_drafts
from store.database import Database
from store.events import delete_event, read_event, save_event
from store.review import move_event
from store.search import events_saying
from store.units import save_unit
from store.verification import verify_history
from tests.exchange.lists import counts, csv_table, events
from tests.store.test_bulk import FULL, contents

HEADING = "编号,活动名称,日期,主办机构,受众,合作单位,地点,备注\n"
CHANGES: list[dict[str, Any]] = [
    {"title": "换了题目", "note": "换了备注"},
    {"partners": ("新单位", "公安局"), "places": (PlaceDraft(name="新地方", division_id="120114"),)},
    {"key_groups": (KeyGroupDraft(key_group="youth", count=Count(3)),), "links": (LinkDraft(url="https://a.example"),)},
    {"organisation": "新支行", "co_organisers": (), "campaigns": ("新活动",), "when": When.in_year(2023)},
    {"attendance": None, "topics": (), "formats": (), "materials": (), "readings": ()},
]


def rows(number: int, note: str) -> str:
    return HEADING + "".join(
        f"R{n},讲座{n},2024-09-{n % 28 + 1:02d},武清支行,{n + 20},单位{n % 3},场所{n % 5},{note}{n}\n"
        for n in range(number)
    )


def filled(database: Database, viewer: Viewer) -> list[int]:
    ids = []
    for number in range(len(CHANGES)):
        outcome = save_event(database, viewer, FULL.model_copy(update={"reference": f"R{number}"}))
        assert outcome.id is not None
        ids.append(outcome.id)
    return ids


def change_all(database: Database, viewer: Viewer, ids: list[int]) -> list[tuple[int, list[str]]]:
    with database.writing(viewer, "change") as writing:
        drafts = current_drafts(writing, ids)
        after = [drafts[id_].model_copy(update=change) for id_, change in zip(ids, CHANGES, strict=True)]
        return [(number, [p.code for p in problems]) for number, problems in change_events(writing, after)]


def test_changing_at_once_and_one_by_one_leave_the_same_rows(
    ledger: Database, second_ledger: Database, viewer: Viewer
) -> None:
    for database in (ledger, second_ledger):
        save_unit(database, viewer, name="新支行")
        ids = filled(database, viewer)
    for id_, change in zip(ids, CHANGES, strict=True):
        draft = read_event(ledger, viewer, id_)
        assert draft is not None
        assert save_event(ledger, viewer, draft.model_copy(update=change)).done
    assert change_all(second_ledger, viewer, ids) == []
    one_by_one, at_once = contents(ledger), contents(second_ledger)
    assert at_once.keys() == one_by_one.keys()
    for table, found in at_once.items():
        assert ordered(found) == ordered(one_by_one[table]), table
    for database in (ledger, second_ledger):
        assert verify_history(database, viewer).fine
        with database.reading() as connection:
            assert connection.scalars(events_saying("换了题目", Dataset.RECORDED)).all() == ids[:1]
            assert ids[0] not in connection.scalars(events_saying(FULL.title, Dataset.RECORDED)).all()


def ordered(found: list[dict[str, Any]]) -> list[str]:
    """Rows without the numbers that only tell in which order they were written."""
    return sorted(str({name: value for name, value in row.items() if name != "id"}) for row in found)


def test_what_may_not_be_changed_is_named_as_for_one_event(ledger: Database, viewer: Viewer) -> None:
    ids = filled(ledger, viewer)
    delete_event(ledger, viewer, ids[0])
    for move in ("submit", "approve"):
        assert move_event(ledger, viewer, ids[1], move).done
    with ledger.writing(viewer, "change") as writing:
        drafts = current_drafts(writing, ids)
        assert list(drafts) == ids[1:]
        stale = drafts[ids[2]].model_copy(update={"version": 7})
        gone = drafts[ids[1]].model_copy(update={"id": ids[0]})
        found = change_events(writing, [gone, drafts[ids[1]], stale, drafts[ids[3]]])
    assert [(number, [p.code for p in problems]) for number, problems in found] == [
        (0, ["gone"]),
        (1, ["approved"]),
        (2, ["changed_meanwhile"]),
    ]
    unit = save_unit(ledger, viewer, name="别的支行").id
    other = Viewer.holding("li", COORDINATOR, f"{unit}/")
    with ledger.writing(other, "change") as writing:
        assert current_drafts(writing, ids) == {}
        assert [p.code for _number, problems in change_events(writing, [drafts[ids[4]]]) for p in problems] == ["gone"]


REFUSED: list[dict[str, Any]] = [
    {"reference": "R9", "title": "换了编号"},
    {"reference": "R0"},  # let go of by the one before
    {"reference": "R9", "partners": ("只此一家",)},  # taken by the first
    {"campaigns": (999,), "partners": ("也只此一家",), "organisation": "没有别的活动的支行"},
    {"topics": ("没有这个主题",), "note": "不成"},
    {"organisation": "只此一行", "campaigns": (), "note": "成了"},
]


def test_where_some_are_refused_the_others_change_as_if_one_by_one(
    ledger: Database, second_ledger: Database, viewer: Viewer
) -> None:
    for database in (ledger, second_ledger):
        ids = [
            id_
            for number in range(len(REFUSED))
            if (id_ := save_event(database, viewer, FULL.model_copy(update={"reference": f"R{number}"})).id)
        ]
    refused = []
    for number, (id_, change) in enumerate(zip(ids, REFUSED, strict=True)):
        draft = read_event(ledger, viewer, id_)
        assert draft is not None
        problems = save_event(ledger, viewer, draft.model_copy(update=change)).problems
        refused += [(number, problems)] if problems else []
    with second_ledger.writing(viewer, "change") as writing:
        drafts = current_drafts(writing, ids)
        after = [drafts[id_].model_copy(update=change) for id_, change in zip(ids, REFUSED, strict=True)]
        assert change_events(writing, after) == refused
    assert [number for number, _problems in refused] == [2, 3, 4]
    one_by_one, at_once = contents(ledger), contents(second_ledger)
    for table, found in at_once.items():
        assert ordered(found) == ordered(one_by_one[table]), table
    assert verify_history(second_ledger, viewer).fine


def test_where_all_are_refused_nothing_is_written(ledger: Database, viewer: Viewer) -> None:
    (first, *_others) = filled(ledger, viewer)
    before = contents(ledger)
    with ledger.writing(viewer, "change") as writing:
        draft = current_drafts(writing, [first])[first].model_copy(update={"campaigns": (999,), "partners": ("新",)})
        assert [number for number, _problems in change_events(writing, [draft])] == [0]
    assert contents(ledger) == before
    assert verify_history(ledger, viewer).fine


def test_statements_do_not_grow_with_the_rows_that_change(ledger: Database, viewer: Viewer, show_figure: Any) -> None:
    import_rows(ledger, viewer, preview(ledger, viewer, csv_table(rows(450, "旧"))))
    previewed = preview(ledger, viewer, csv_table(rows(450, "新")))
    statements: list[str] = []
    event.listen(ledger.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    assert import_rows(ledger, viewer, previewed, update=True).updated == 450
    show_figure(f"statements for 450 changed events: {len(statements)}")
    assert len(statements) < 450
    assert {found.note[0] for found in events(ledger, viewer)} == {"新"}
    assert verify_history(ledger, viewer).fine


def test_what_somebody_records_before_the_list_has_its_turn_is_recognised(ledger: Database, viewer: Viewer) -> None:
    save_unit(ledger, viewer, name="武清支行")
    previewed = preview(
        ledger, viewer, csv_table("活动名称,日期,主办机构\n进社区,2024年,武清支行\n进学校,2024年,武清支行\n")
    )
    waiting = [EventDraft(title="进社区", organisation="武清支行", when=When.in_year(2024))]

    def be_quicker(*told: Any) -> None:
        if told[2].startswith("BEGIN IMMEDIATE") and waiting:
            assert save_event(ledger, viewer, waiting.pop()).done

    event.listen(ledger.engine, "before_cursor_execute", be_quicker)
    imported = import_rows(ledger, viewer, previewed)
    assert waiting == []
    assert counts(imported) == (1, 1, 0)
    assert [row.action for row in imported.rows] == [Action.SAME, Action.NEW]


def test_an_event_changed_before_the_list_has_its_turn_is_not_overwritten(ledger: Database, viewer: Viewer) -> None:
    import_rows(ledger, viewer, preview(ledger, viewer, csv_table(rows(2, "旧"))))
    previewed = preview(ledger, viewer, csv_table(rows(2, "新")))
    drafts = [read_event(ledger, viewer, found.id) for found in events(ledger, viewer) if found.reference == "R1"]

    def be_quicker(*told: Any) -> None:
        if told[2].startswith("BEGIN IMMEDIATE") and drafts:
            draft = drafts.pop()
            assert draft is not None
            assert save_event(ledger, viewer, draft.model_copy(update={"note": "同事改的"})).done

    event.listen(ledger.engine, "before_cursor_execute", be_quicker)
    done = import_rows(ledger, viewer, previewed, update=True)
    assert (done.updated, counts(done)) == (1, (0, 0, 1))
    assert {found.note for found in events(ledger, viewer)} == {"新0", "同事改的"}
