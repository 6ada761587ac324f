"""Many events changed at once: all that may be, the others named, and taken back as one."""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import insert

from metrics.filter import Filter
from metrics.records import EventRecord, count_events, list_events
from models.base import table_of
from models.draft import EventDraft
from models.permission import COORDINATOR, LEADER, REVIEWER
from models.place import Campaign
from models.review import APPROVED, DRAFT, RETURNED, SUBMITTED
from models.viewer import Viewer, local_administrator
from models.when import When
from store.database import Database
from store.events import read_event, save_event
from store.history import history_of
from store.review import MOST_AT_ONCE, move_event
from store.states import event_states
from store.together import (
    ADD_CAMPAIGN,
    ADD_TOPIC,
    DELETE,
    REMOVE_CAMPAIGN,
    REMOVE_TOPIC,
    Change,
    Together,
    change_together,
    undo_together,
)
from store.verification import verify_history

ADMIN = local_administrator()
CAMPAIGN = 7


@dataclass
class Held:
    database: Database
    ids: list[int]

    def states(self) -> dict[int, Any]:
        """Everything recorded, but who changed it last and in which version."""
        with self.database.reading() as connection:
            return event_states(connection, self.ids)

    def record(self, number: int) -> EventRecord:
        return next(event for event in list_events(self.database, ADMIN, Filter()) if event.id == self.ids[number])

    def change(self, change: Change, viewer: Viewer = ADMIN) -> Together:
        return change_together(self.database, viewer, self.ids, change)

    def steps(self, number: int, *names: str) -> None:
        for name in names:
            assert move_event(self.database, ADMIN, self.ids[number], name, "人数不清").done

    def edit(self, number: int, **values: Any) -> None:
        draft = read_event(self.database, ADMIN, self.ids[number])
        assert draft is not None
        assert save_event(self.database, ADMIN, draft.model_copy(update=values)).done


@pytest.fixture
def held(bare_ledger: Database) -> Held:
    """Three events of one unit and one of another; the second has a topic and a campaign already."""
    with bare_ledger.writing(ADMIN, "campaign") as writing:
        campaign = insert(table_of(Campaign)).values(id=CAMPAIGN, name_zh="金融教育宣传周", change=writing.change)
        writing.session.execute(campaign)
    ids = []
    for title, unit, more in (
        ("一", 1, {}),
        ("二", 1, {"topics": ("telecom_fraud",), "campaigns": (CAMPAIGN,)}),
        ("三", 1, {"topics": ("integrity",)}),
        ("四", 2, {}),
    ):
        draft = EventDraft(title=title, when=When.in_year(2026), organisation=unit, **more)
        outcome = save_event(bare_ledger, ADMIN, draft)
        assert outcome.id is not None
        ids.append(outcome.id)
    return Held(bare_ledger, ids)


@pytest.mark.parametrize(
    ("change", "changed", "topics", "campaigns"),
    [
        (Change(ADD_TOPIC, "telecom_fraud"), [0, 2, 3], ["telecom_fraud"], []),
        (Change(REMOVE_TOPIC, "telecom_fraud"), [1], [], []),
        (Change(ADD_CAMPAIGN, CAMPAIGN), [0, 2, 3], [], ["金融教育宣传周"]),
        (Change(REMOVE_CAMPAIGN, CAMPAIGN), [1], [], []),
    ],
)
def test_a_word_is_added_or_removed_where_it_is_not_so_yet_and_taken_back_there_alone(
    held: Held, change: Change, changed: list[int], topics: list[str], campaigns: list[str]
) -> None:
    before = held.states()
    done = held.change(change)
    assert list(done.changed) == [held.ids[number] for number in changed]
    assert sorted([*done.changed, *done.same]) == held.ids
    assert not done.refused
    first = held.record(0)
    assert (first.topics, first.campaigns) == (topics, campaigns)

    undone = undo_together(held.database, ADMIN, done)
    assert list(undone.changed) == list(done.changed)
    assert held.states() == before
    assert verify_history(held.database, ADMIN).fine


def test_deleted_events_are_out_of_the_list_and_the_search_until_that_is_taken_back(held: Held) -> None:
    before = held.states()
    done = held.change(Change(DELETE))
    assert count_events(held.database, ADMIN, Filter()) == count_events(held.database, ADMIN, Filter(text="一")) == 0
    assert list(held.change(Change(DELETE)).refused) == held.ids

    undo_together(held.database, ADMIN, done)
    assert held.states() == before
    assert count_events(held.database, ADMIN, Filter(text="一")) == 1


def test_only_those_that_may_take_a_step_do_and_are_put_back_to_where_each_stood(held: Held) -> None:
    held.steps(1, "submit")
    held.steps(2, "submit", "return")
    before = held.states()
    done = held.change(Change("submit"))
    assert [held.record(number).status for number in range(4)] == [SUBMITTED] * 4
    assert list(done.refused) == [held.ids[1]]
    assert held.record(2).status_reason == ""

    undo_together(held.database, ADMIN, done)
    assert [held.record(number).status for number in range(4)] == [DRAFT, SUBMITTED, RETURNED, DRAFT]
    assert held.states() == before
    assert verify_history(held.database, ADMIN).fine


def test_a_step_that_needs_a_reason_is_refused_without_one(held: Held) -> None:
    held.change(Change("submit"))
    assert {problem.field for problem in held.change(Change("return", reason=" \n")).refused.values()} == {"reason"}
    assert len(held.change(Change("return", reason="人数不清")).changed) == 4
    assert history_of(held.database, ADMIN, held.ids[0])[0].reason == "人数不清"


def test_an_approved_event_keeps_its_words_and_is_named(held: Held) -> None:
    held.steps(0, "submit", "approve")
    for change in (Change(ADD_TOPIC, "integrity"), Change(DELETE)):
        refused = held.change(change).refused
        assert refused[held.ids[0]].code == "approved"
    assert held.record(0).status == APPROVED
    assert held.record(0).topics == []


def test_what_has_been_changed_since_is_left_as_it_is(held: Held) -> None:
    done = held.change(Change(ADD_TOPIC, "telecom_fraud"))
    held.edit(0, title="改过的")
    undone = undo_together(held.database, ADMIN, done)
    assert list(undone.refused) == [held.ids[0]]
    assert undone.refused[held.ids[0]].code == "changed_meanwhile"
    assert (held.record(0).title, held.record(0).topics) == ("改过的", ["telecom_fraud"])
    assert held.record(3).topics == []
    assert not undo_together(held.database, ADMIN, done).changed


def test_an_event_that_is_not_as_it_was_seen_is_refused(held: Held) -> None:
    seen = {held.ids[0]: held.record(0).version}
    held.edit(0, title="改过的")
    for change in (Change(ADD_TOPIC, "integrity"), Change(DELETE), Change("submit")):
        refused = change_together(held.database, ADMIN, [held.ids[0]], change, versions=seen).refused
        assert refused[held.ids[0]].code == "changed_meanwhile"


@pytest.mark.parametrize("change", [Change(ADD_TOPIC, "no_such"), Change(ADD_CAMPAIGN, 99), Change(ADD_CAMPAIGN, None)])
def test_what_is_not_on_the_list_is_not_added(held: Held, change: Change) -> None:
    before = held.states()
    assert list(held.change(change).refused) == held.ids
    assert held.states() == before


@pytest.mark.parametrize(
    ("role", "change", "changed"),
    [
        (COORDINATOR, Change(ADD_TOPIC, "integrity"), 2),
        (COORDINATOR, Change(DELETE), 3),
        (COORDINATOR, Change("submit"), 3),
        (COORDINATOR, Change("approve"), 0),
        (REVIEWER, Change(DELETE), 0),
        (REVIEWER, Change("submit"), 0),
        (LEADER, Change(ADD_TOPIC, "integrity"), 0),
    ],
)
def test_nobody_changes_more_together_than_one_by_one(held: Held, role: str, change: Change, changed: int) -> None:
    viewer = Viewer.holding("甲", role, "1/")
    done = held.change(change, viewer)
    assert len(done.changed) == changed
    assert held.ids[3] in done.refused
    assert all(line.by != "甲" for line in history_of(held.database, ADMIN, held.ids[3]))


def test_nobody_takes_back_what_they_may_not_do(held: Held) -> None:
    done = held.change(Change(DELETE))
    undone = undo_together(held.database, Viewer.holding("甲", COORDINATOR, "1/"), done)
    assert list(undone.changed) == held.ids[:3]
    assert list(undone.refused) == [held.ids[3]]

    held.change(Change("submit"))
    done = held.change(Change("approve"))
    assert not undo_together(held.database, Viewer.holding("甲", COORDINATOR), done).changed
    assert held.record(0).status == APPROVED


def test_too_many_and_unknown_changes_are_bugs(held: Held) -> None:
    for ids, kind in ((range(MOST_AT_ONCE + 1), DELETE), (held.ids, "drop")):
        with pytest.raises(ValueError, match="together"):
            change_together(held.database, ADMIN, ids, Change(kind))
