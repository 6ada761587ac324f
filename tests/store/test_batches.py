"""A list that was taken in is undone as one, and what somebody has worked on since is left alone and named."""

from collections.abc import Sequence

import pytest
from sqlalchemy import update

from exchange.table import read_table
from exchange.upload import import_rows, preview
from models.base import table_of
from models.count import Count
from models.dataset import Dataset
from models.permission import ADMINISTRATOR, COORDINATOR, LEADER
from models.upload import UploadChange
from models.viewer import Viewer
from store.batches import list_batches
from store.database import Database
from store.events import delete_event, read_event, restore_event, save_event
from store.history import history_of
from store.review import move_event
from store.search import events_saying
from store.undoing import undo_batch
from store.units import save_unit
from store.verification import verify_history
from tests.exchange.lists import csv_table, events, take_in

HEADING = "编号,活动名称,日期,主办机构,受众\n"
THREE = HEADING + "A1,进社区,2024-09-04,甲支行,30\nA2,进学校,2024-09-05,甲支行,40\nA3,进农村,2024-09-06,甲支行,50\n"


def change_by_list(database: Database, viewer: Viewer, text: str) -> int:
    done = import_rows(database, viewer, preview(database, viewer, csv_table(text)), update=True)
    assert done.batch_id is not None
    return done.batch_id


def titles(database: Database, viewer: Viewer) -> list[str]:
    return sorted(event.title for event in events(database, viewer))


def ids(database: Database, viewer: Viewer) -> dict[str, int]:
    return {event.title: event.id for event in events(database, viewer)}


def whole(database: Database, viewer: Viewer) -> bool:
    return verify_history(database, viewer).fine


def test_an_import_is_a_batch_that_tells_who_what_and_how_many(ledger: Database, viewer: Viewer) -> None:
    table = read_table(THREE.encode(), "九月.csv")
    done = import_rows(ledger, viewer, preview(ledger, viewer, table, sha256="0" * 64))
    (line,) = list_batches(ledger, viewer)
    assert (line.id, line.name, line.by, line.new, line.updated, line.undone_at) == (
        done.batch_id,
        "九月.csv",
        viewer.name,
        3,
        0,
        None,
    )


def test_a_list_that_adds_nothing_is_no_batch(ledger: Database, viewer: Viewer) -> None:
    take_in(ledger, viewer, csv_table(THREE))
    assert take_in(ledger, viewer, csv_table(THREE)).batch_id is None
    assert len(list_batches(ledger, viewer)) == 1


def test_undoing_puts_the_new_events_in_the_bin_and_each_can_come_back(ledger: Database, viewer: Viewer) -> None:
    batch = change_by_list(ledger, viewer, THREE)
    known = ids(ledger, viewer)
    undone = undo_batch(ledger, viewer, batch)
    assert (undone.binned, undone.given_back, undone.left) == (3, 0, ())
    assert titles(ledger, viewer) == []
    assert [line.action for line in history_of(ledger, viewer, known["进社区"])] == ["delete", "import"]
    assert restore_event(ledger, viewer, known["进社区"]).done
    assert titles(ledger, viewer) == ["进社区"]
    assert whole(ledger, viewer)
    (line,) = list_batches(ledger, viewer)
    assert line.undone_by == viewer.name


def test_an_event_in_the_bin_is_not_found_by_its_words(ledger: Database, viewer: Viewer) -> None:
    batch = change_by_list(ledger, viewer, THREE)
    undo_batch(ledger, viewer, batch)
    with ledger.reading() as connection:
        assert connection.scalars(events_saying("社区", Dataset.RECORDED)).all() == []


def test_what_was_changed_or_approved_since_is_left_and_named(ledger: Database, viewer: Viewer) -> None:
    batch = change_by_list(ledger, viewer, THREE + "A4,进企业,2024-09-07,甲支行,60\n")
    known = ids(ledger, viewer)
    draft = read_event(ledger, viewer, known["进社区"])
    assert draft is not None
    assert save_event(ledger, viewer, draft.model_copy(update={"note": "改"})).done
    for title, moves in {"进学校": ("submit", "approve"), "进农村": ("submit",)}.items():
        for move in moves:
            assert move_event(ledger, viewer, known[title], move).done
    undone = undo_batch(ledger, viewer, batch)
    assert undone.binned == 2
    assert {(left.title, left.problem.code) for left in undone.left} == {
        ("进社区", "changed_meanwhile"),
        ("进学校", "approved"),
    }
    assert titles(ledger, viewer) == ["进学校", "进社区"]
    assert whole(ledger, viewer)


def test_what_a_list_changed_gets_its_former_content_back(ledger: Database, viewer: Viewer) -> None:
    change_by_list(ledger, viewer, THREE)
    batch = change_by_list(ledger, viewer, THREE.replace(",30\n", ",35\n").replace(",40\n", ",45\n"))
    known = ids(ledger, viewer)
    draft = read_event(ledger, viewer, known["进学校"])
    assert draft is not None
    assert draft.attendance == Count(45)
    assert save_event(ledger, viewer, draft.model_copy(update={"note": "改"})).done
    undone = undo_batch(ledger, viewer, batch)
    assert (undone.binned, undone.given_back) == (0, 1)
    assert [left.title for left in undone.left] == ["进学校"]
    attendance = {event.title: event.attendance for event in events(ledger, viewer)}
    assert attendance == {"进社区": Count(30), "进学校": Count(45), "进农村": Count(50)}
    assert [line.action for line in history_of(ledger, viewer, known["进社区"])] == ["change", "change", "import"]
    assert whole(ledger, viewer)


def test_what_can_no_longer_be_written_is_left_and_the_others_are_given_back(ledger: Database, viewer: Viewer) -> None:
    change_by_list(ledger, viewer, THREE)
    batch = change_by_list(ledger, viewer, THREE.replace(",30\n", ",35\n").replace(",40\n", ",45\n"))
    known = ids(ledger, viewer)
    changes = table_of(UploadChange)
    with ledger.writing(viewer, "a campaign that is gone") as writing:
        former = read_event(ledger, viewer, known["进社区"])
        assert former is not None
        writing.session.connection().execute(
            update(changes)
            .where(changes.c.event_id == known["进社区"])
            .values(before=former.model_copy(update={"campaigns": (999,), "partners": ("新",)}).model_dump_json())
        )
    undone = undo_batch(ledger, viewer, batch)
    assert (undone.binned, undone.given_back) == (0, 1)
    assert [(left.title, left.problem.field, left.problem.code) for left in undone.left] == [
        ("进社区", "campaigns", "unknown")
    ]
    attendance = {event.title: event.attendance for event in events(ledger, viewer)}
    assert attendance == {"进社区": Count(35), "进学校": Count(40), "进农村": Count(50)}
    assert [len(history_of(ledger, viewer, known[title])) for title in ("进社区", "进学校")] == [2, 3]
    assert whole(ledger, viewer)


def test_events_that_are_as_they_came_again_go_to_the_bin(ledger: Database, viewer: Viewer) -> None:
    first = change_by_list(ledger, viewer, THREE)
    second = change_by_list(ledger, viewer, THREE.replace(",30\n", ",35\n"))
    known = ids(ledger, viewer)
    assert move_event(ledger, viewer, known["进社区"], "submit").done
    assert undo_batch(ledger, viewer, second).given_back == 1
    assert undo_batch(ledger, viewer, first).binned == 3
    assert whole(ledger, viewer)


def test_a_batch_is_undone_once(ledger: Database, viewer: Viewer) -> None:
    batch = change_by_list(ledger, viewer, THREE)
    assert undo_batch(ledger, viewer, batch).done
    known = titles(ledger, viewer)
    again = undo_batch(ledger, viewer, batch)
    assert [problem.code for problem in again.problems] == ["undone"]
    assert titles(ledger, viewer) == known


def test_what_is_in_the_bin_already_stays_as_it_is(ledger: Database, viewer: Viewer) -> None:
    batch = change_by_list(ledger, viewer, THREE)
    delete_event(ledger, viewer, ids(ledger, viewer)["进社区"])
    assert undo_batch(ledger, viewer, batch).binned == 2
    assert whole(ledger, viewer)


@pytest.fixture
def units(ledger: Database, viewer: Viewer) -> dict[str, str]:
    """Two sub-branches below a branch; name → path."""
    above = save_unit(ledger, viewer, name="分行").id
    first = save_unit(ledger, viewer, name="甲支行", parent_id=above).id
    second = save_unit(ledger, viewer, name="乙支行", parent_id=above).id
    return {"分行": f"{above}/", "甲支行": f"{above}/{first}/", "乙支行": f"{above}/{second}/"}


WHO: Sequence[tuple[str, str, str, bool]] = (
    ("a colleague who records there", COORDINATOR, "甲支行", False),
    ("who manages the unit", ADMINISTRATOR, "甲支行", True),
    ("who manages the branch above", ADMINISTRATOR, "分行", True),
    ("who manages another unit", ADMINISTRATOR, "乙支行", False),
    ("leadership", LEADER, "分行", False),
)


@pytest.mark.parametrize(("role", "unit", "may"), [case[1:] for case in WHO], ids=[case[0] for case in WHO])
def test_a_batch_is_for_who_took_it_in_and_who_manages_its_units(
    ledger: Database, units: dict[str, str], role: str, unit: str, may: bool
) -> None:
    own = Viewer.holding("wang", COORDINATOR, units["甲支行"])
    batch = change_by_list(ledger, own, THREE)
    other = Viewer.holding("li", role, units[unit])
    assert len(list_batches(ledger, own)) == 1
    assert len(list_batches(ledger, other)) == int(may)
    assert undo_batch(ledger, other, batch).done == may


def test_who_no_longer_records_for_a_unit_leaves_its_events(ledger: Database, units: dict[str, str]) -> None:
    batch = change_by_list(ledger, Viewer.holding("wang", COORDINATOR, units["甲支行"]), THREE)
    undone = undo_batch(ledger, Viewer.holding("wang", COORDINATOR, units["乙支行"]), batch)
    assert undone.binned == 0
    assert {left.problem.code for left in undone.left} == {"not_allowed"}
