"""What is kept of lists beside their events: the numbers of their rows, and what people said of their words."""

from models.permission import COORDINATOR
from models.viewer import Viewer
from store.batches import open_events
from store.column_memory import (
    MOST_ANSWERS,
    remember_answers,
    remember_columns,
    remembered_answers,
    remembered_columns,
)
from store.database import Database
from store.events import read_event, save_event
from store.review import move_event
from store.told_rows import ToldRow, edits_of, told_rows
from store.undoing import undo_batch
from store.units import save_unit
from tests.exchange.lists import csv_table, events, take_in

TEXT = "编号,活动名称,日期,主办机构,受众\nA1,讲座,2024-01-01,武清支行,5\nA2,设摊,2024-01-02,武清支行,6\n"


def test_each_event_knows_the_row_that_brought_it(ledger: Database, viewer: Viewer) -> None:
    first = take_in(ledger, viewer, csv_table(TEXT))
    numbers = {row.draft.title: row.said for row in first.rows}
    assert len(set(numbers.values())) == 2
    assert first.batch_id is not None
    with ledger.reading() as connection:
        told = told_rows(connection, [event.id for event in events(ledger, viewer)])
    assert told == {e.id: ToldRow(first.batch_id, numbers[e.title]) for e in events(ledger, viewer)}


def test_only_work_in_the_ledger_is_an_edit(ledger: Database, viewer: Viewer) -> None:
    done = take_in(ledger, viewer, csv_table(TEXT))
    (lecture,) = (event.id for event in events(ledger, viewer) if event.title == "讲座")
    assert move_event(ledger, viewer, lecture, "submit").done
    with ledger.reading() as connection:
        assert edits_of(connection, [lecture]) == {}
    for change in ({"note": "改"}, {"topics": ("integrity",)}):
        draft = read_event(ledger, viewer, lecture)
        assert draft is not None
        assert save_event(ledger, viewer, draft.model_copy(update=change)).done
    with ledger.reading() as connection:
        edit = edits_of(connection, [lecture])[lecture]
    assert (edit.by, edit.touches("note"), edit.touches("topics"), edit.touches("attendance")) == (
        viewer.name,
        True,
        True,
        False,
    )
    undo_batch(ledger, viewer, done.batch_id or 0)


def test_what_is_still_a_draft_is_told_to_those_who_may_submit_it(ledger: Database, viewer: Viewer) -> None:
    batch_id = take_in(ledger, viewer, csv_table(TEXT)).batch_id
    assert batch_id is not None
    found = open_events(ledger, viewer, batch_id)
    assert found == {event.id: event.version for event in events(ledger, viewer)}
    other = save_unit(ledger, viewer, name="北辰支行").id
    assert open_events(ledger, Viewer.holding("wang", COORDINATOR, f"{other}/"), batch_id) == {}
    assert open_events(ledger, Viewer("nobody"), batch_id) == {}
    assert move_event(ledger, viewer, next(iter(found)), "submit").done
    assert len(open_events(ledger, viewer, batch_id)) == 1


def test_answers_are_each_persons_own_and_may_be_taken_back(ledger: Database) -> None:
    li, wang = Viewer("li"), Viewer("wang")
    farmers, led = ("key_group", "农民工"), ("format", "LED")
    remember_answers(ledger, li, {farmers: "农村居民", led: ""})
    remember_answers(ledger, li, {farmers: "务工务农人员"})
    assert remembered_answers(ledger, li) == {farmers: "务工务农人员", led: ""}
    assert remembered_answers(ledger, wang) == {}
    remember_answers(ledger, li, {}, forget=[led])
    assert remembered_answers(ledger, li) == {farmers: "务工务农人员"}
    remember_columns(ledger, li, ["甲"], {"甲": "title"})
    assert remembered_columns(ledger, li, ["甲"]) == {"甲": "title"}
    assert remembered_answers(ledger, li) == {farmers: "务工务农人员"}


def test_the_oldest_answers_are_forgotten_first(ledger: Database) -> None:
    li = Viewer("li")
    remember_answers(ledger, li, {("topic", str(number)): "" for number in range(MOST_ANSWERS + 1)})
    kept = remembered_answers(ledger, li)
    assert (len(kept), ("topic", "0") in kept) == (MOST_ANSWERS, False)
