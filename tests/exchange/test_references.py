"""A reference is that of one event of its unit: every branch numbers its own list, and a list that comes back fits."""

import pytest

from exchange.export import export_bytes
from exchange.table import read_table
from exchange.upload import Action, import_rows, preview
from models.draft import EventDraft
from models.permission import COORDINATOR
from models.viewer import Viewer
from models.when import When
from store.bulk import save_events
from store.database import Database
from store.events import delete_event, read_event, save_event
from store.units import save_unit
from tests.exchange.lists import OWN, counts, csv_table, events, only, take_in

HEADING = "编号,活动名称,日期,主办机构,备注\n"
# The same day and title as well: a drive of the whole bank.
LISTS = {
    unit: f"{HEADING}1,3·15宣传,2024-03-15,{unit},旧\n2,进社区,2024-03-16,{unit},旧\n"
    for unit in ("北辰支行", "武清支行")
}


def drafts_of(unit: str) -> list[EventDraft]:
    return [EventDraft(title=f"第{n}场", reference=str(n), organisation=unit, when=When.in_year(2024)) for n in (1, 2)]


@pytest.fixture
def both(ledger: Database, viewer: Viewer) -> Database:
    """A ledger in which two branches have the numbers 1 and 2."""
    for text in LISTS.values():
        assert counts(take_in(ledger, viewer, csv_table(text))) == (2, 0, 0)
    return ledger


def test_every_branch_may_number_its_list_from_one(both: Database, viewer: Viewer) -> None:
    assert sorted((event.organisation, event.reference) for event in events(both, viewer)) == [
        ("北辰支行", "1"),
        ("北辰支行", "2"),
        ("武清支行", "1"),
        ("武清支行", "2"),
    ]


def test_branches_in_one_list_may_have_the_same_numbers(ledger: Database, viewer: Viewer) -> None:
    one = csv_table(LISTS["北辰支行"] + LISTS["武清支行"].removeprefix(HEADING))
    assert counts(take_in(ledger, viewer, one)) == (4, 0, 0)
    again = csv_table(HEADING + "1,甲,2024-09-04,北辰支行,\n1,乙,2024-09-04,北辰支行,\n")
    assert [p.code for p in preview(ledger, viewer, again).rows[-1].problems if p.code == "twice"] == ["twice"]


def test_what_comes_back_is_recognised_and_changes_its_own_event(both: Database, viewer: Viewer) -> None:
    exported = read_table(export_bytes(both, viewer, OWN).content)
    assert [row.action for row in preview(both, viewer, exported).rows] == [Action.SAME] * 4
    changed = csv_table(LISTS["武清支行"].replace("旧", "新"))
    assert import_rows(both, viewer, preview(both, viewer, changed), update=True).updated == 2
    assert sorted((event.organisation, event.note) for event in events(both, viewer)) == [
        ("北辰支行", "旧"),
        ("北辰支行", "旧"),
        ("武清支行", "新"),
        ("武清支行", "新"),
    ]


def test_a_number_of_another_branch_is_not_told(ledger: Database, viewer: Viewer) -> None:
    take_in(ledger, viewer, csv_table(LISTS["北辰支行"]))
    unit = save_unit(ledger, viewer, name="武清支行").id
    own = Viewer.holding("wang", COORDINATOR, f"{unit}/")
    assert [row.problems for row in preview(ledger, own, csv_table(LISTS["武清支行"])).rows] == [(), ()]
    assert counts(take_in(ledger, own, csv_table(LISTS["武清支行"]))) == (2, 0, 0)


def test_a_number_of_the_same_unit_in_the_bin_is_said(both: Database, viewer: Viewer) -> None:
    (event,) = (e for e in events(both, viewer) if (e.organisation, e.reference) == ("武清支行", "1"))
    delete_event(both, viewer, event.id)
    codes = [
        [problem.code for problem in row.problems] for row in preview(both, viewer, csv_table(LISTS["武清支行"])).rows
    ]
    assert codes == [["taken"], []]


def test_events_written_at_once_are_told_apart_by_unit_and_reference(ledger: Database, viewer: Viewer) -> None:
    drafts = [*drafts_of("北辰支行"), *drafts_of("武清支行")]
    assert save_events(ledger, viewer, drafts).saved == 4
    again = save_events(ledger, viewer, [*drafts, *drafts_of("东丽支行"), *drafts_of("东丽支行")])
    assert (again.saved, list(again.same)) == (2, [0, 1, 2, 3, 6, 7])


def test_one_event_of_a_unit_has_a_reference(ledger: Database, viewer: Viewer) -> None:
    first, *_ = drafts_of("北辰支行")
    assert save_event(ledger, viewer, first).done
    (problem,) = save_event(ledger, viewer, first.model_copy(update={"title": "另一场"})).problems
    assert (problem.field, problem.code) == ("reference", "taken")
    moved = save_event(ledger, viewer, first.model_copy(update={"organisation": "武清支行"}))
    assert moved.done
    assert moved.id is not None
    draft = read_event(ledger, viewer, moved.id)
    assert draft is not None
    back = save_event(ledger, viewer, draft.model_copy(update={"organisation": "北辰支行"}))
    assert [problem.code for problem in back.problems] == ["taken"]
    assert save_event(ledger, viewer, draft.model_copy(update={"note": "改"})).done


def test_a_list_does_not_take_an_event_from_the_unit_that_organises_it(both: Database, viewer: Viewer) -> None:
    row = only(preview(both, viewer, csv_table(HEADING + "1,3·15宣传,2024-03-15,东丽支行,\n")))
    assert row.action is Action.NEW
