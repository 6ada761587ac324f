"""Score cards: whose, from which events, compared with whom; and that a closed quarter stays what it was."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from metrics.breakdown import breakdown
from metrics.closing import close_quarter
from metrics.counting import UNIT
from metrics.points import line_of, ranks, total_of
from metrics.records import list_events
from metrics.score_changes import ADDED, CHANGED, REMOVED, changed_since
from metrics.score_counting import events_behind
from metrics.score_units import BY, compared_units, units_now
from metrics.scores import Card, Scoreboard, Standing, offered, score_cards
from metrics.values import amount
from models.assessment import OUTLETS, IndicatorDraft, Quarter
from models.count import Count
from models.dataset import Dataset
from models.draft import EventDraft
from models.event import TRAINING
from models.organisation import Organisation
from models.permission import COORDINATOR, LEADER, PUBLICITY, ROLES, Action
from models.viewer import Viewer
from models.when import When
from store.assessment import closings_of, reopen_quarter
from store.database import FILE, Database
from store.dialects import make_engine, sqlite_url
from store.events import delete_event, read_event, restore_event, save_event
from store.indicators import IndicatorLine, indicators_of, save_indicators
from store.review import move_event
from store.units import save_unit
from tests.metrics.world import LOCAL, random_draft

FIRST, SECOND = Quarter(2024, 1), Quarter(2024, 2)
# Name → its parent and its kind: a branch below a branch, and a sub-branch without outlets.
TREE = {
    "总行": ("", "head_office"),
    "省分行": ("总行", "branch"),
    "市分行": ("省分行", "branch"),
    "甲支行": ("省分行", "sub_branch"),
    "乙支行": ("省分行", "sub_branch"),
    "丙支行": ("市分行", "sub_branch"),
    "甲一网点": ("甲支行", "outlet"),
    "甲二网点": ("甲支行", "outlet"),
    "乙一网点": ("乙支行", "outlet"),
}


class Bank:
    """A bank of nine units, and ways to do something in it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.units: dict[str, int] = {}
        for name, (parent, kind) in TREE.items():
            above = self.units[parent] if parent else None
            id_ = save_unit(database, LOCAL, name=name, parent_id=above, kind=kind).id
            assert id_ is not None
            self.units[name] = id_

    def record(self, unit: str, day: date = date(2024, 2, 5), *, approve: bool = True, **values: Any) -> int:
        draft = EventDraft.model_validate(
            {"title": "讲座", "organisation": self.units[unit], "when": When.on(day), **values}
        )
        return self.keep(draft, approve=approve)

    def keep(self, draft: EventDraft, *, approve: bool = True) -> int:
        outcome = save_event(self.database, LOCAL, draft, submit=True)
        assert outcome.id is not None, [str(problem) for problem in outcome.problems]
        if approve:
            assert move_event(self.database, LOCAL, outcome.id, "approve").done
        return outcome.id

    def board(self, quarter: Quarter = FIRST, viewer: Viewer = LOCAL, **asked: Any) -> Scoreboard:
        return score_cards(self.database, viewer, quarter, **asked)

    def card(self, unit: str, quarter: Quarter = FIRST, **asked: Any) -> Card:
        [card] = [card for card in self.board(quarter, **asked).cards if card.unit == self.units[unit]]
        return card

    def only(self, *drafts: IndicatorDraft) -> None:
        """Let these indicators alone count."""
        held = indicators_of(self.database, LOCAL)
        retired = [replace(as_draft(line), retired=True) for line in held]
        seen = max(line.change for line in held)
        assert save_indicators(self.database, LOCAL, [*drafts, *retired], seen=seen).done


def as_draft(line: IndicatorLine) -> IndicatorDraft:
    rule = line.rule
    return IndicatorDraft(
        rule.id,
        rule.name_zh,
        rule.name_en,
        rule.measure,
        rule.narrowing,
        rule.per,
        rule.full_at,
        rule.weight,
        line.retired,
    )


def draft(measure: str = "sessions", per: str = "", full_at: int = 4, weight: int = 20, **more: Any) -> IndicatorDraft:
    return IndicatorDraft(name_zh=measure, measure=measure, per=per, full_at=Decimal(full_at), weight=weight, **more)


@pytest.fixture
def bank(ledger: Database) -> Bank:
    return Bank(ledger)


@pytest.fixture(scope="module", params=["ledger", "copy"])
def full(
    request: pytest.FixtureRequest, empty_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bank]:
    """A bank with random events, many of several units, that answers itself or of which a copy does."""
    folder = tmp_path_factory.mktemp("scores")
    (folder / FILE).write_bytes(empty_template.read_bytes())
    database = Database(make_engine(sqlite_url(folder / FILE)), folder)
    if request.param == "copy":
        database = database.with_copy()
        assert database.snapshot is not None
        database.snapshot.make()
    bank, random = Bank(database), Random(7)  # noqa: S311 - a test wants the same numbers again
    for _event in range(60):
        event = random_draft(random, bank.units).model_copy(update={"when": random.choice(WHENS)})
        bank.keep(event, approve=random.random() < 0.8)
    yield bank
    database.close()


WHENS = (
    When.on(date(2024, 1, 1)),
    When.on(date(2024, 3, 31)),
    When.in_quarter(2024, 1),
    When.in_month(2024, 4),
    When.between(date(2024, 3, 30), date(2024, 4, 2)),
    When.in_year(2024),
    When.unknown(),
)


@pytest.mark.parametrize("quarter", [FIRST, SECOND, Quarter(2023, 4)], ids=lambda quarter: quarter.key)
@pytest.mark.parametrize("by", BY)
def test_a_card_says_what_a_question_about_its_unit_alone_says(full: Bank, by: str, quarter: Quarter) -> None:
    board = full.board(quarter, by=by)
    for card in board.cards:
        for line in card.lines:
            rule = line.rule
            alone = breakdown(
                full.database, LOCAL, events_behind(rule, quarter, Dataset.RECORDED, card.unit), (rule.measure,)
            )
            value = alone.total.values[rule.measure]
            assert line.figure == line_of(rule, value, None).figure
            if rule.per not in ("", OUTLETS):
                of_all = events_behind(replace(rule, narrowing=""), quarter, Dataset.RECORDED, card.unit)
                divisor = breakdown(full.database, LOCAL, of_all, (rule.per,)).total.values[rule.per]
                assert line.divisor == amount(divisor)
        assert card.total == total_of(card.lines)
    if by == "organisation:sub_branch" and quarter == FIRST:
        assert any(card.total for card in board.cards)


@pytest.mark.parametrize("by", BY)
def test_ranks_and_changes_are_those_of_the_totals(full: Bank, by: str) -> None:
    now, before = full.board(SECOND, by=by), full.board(FIRST, by=by)
    expected = ranks({card.unit: card.total for card in now.cards})
    assert {card.unit: card.rank for card in now.cards} == expected
    assert [card.rank for card in now.cards] == sorted(expected.values())
    totals = {card.unit: (card.total, card.rank) for card in before.cards}
    for card in now.cards:
        assert card.before is not None
        assert (card.before.points, card.before.rank) == totals[card.unit]
        assert card.change == card.total - card.before.points
        assert card.climbed == card.before.rank - card.rank


@pytest.mark.parametrize(
    ("by", "below", "names"),
    [
        ("organisation:sub_branch", "", {"甲支行", "乙支行", "丙支行"}),
        ("organisation:outlet", "", {"甲一网点", "甲二网点", "乙一网点"}),
        ("organisation:outlet", "甲支行", {"甲一网点", "甲二网点"}),
        ("organisation:branch", "", {"省分行"}),
        ("organisation:branch", "省分行", {"市分行"}),
        ("organisation", "省分行", {"市分行", "甲支行", "乙支行"}),
        ("organisation", "", {"市分行", "甲支行", "乙支行"}),
        ("organisation", "丙支行", set()),
        ("organisation:department", "", set()),
    ],
)
def test_units_of_one_kind_or_the_parts_of_one_are_compared(bank: Bank, by: str, below: str, names: set[str]) -> None:
    board = bank.board(by=by, organisation=bank.units[below] if below else None)
    assert {card.name_zh for card in board.cards} == names
    assert board.compared == len(names)


def test_what_is_compared_has_to_be_known(bank: Bank) -> None:
    with pytest.raises(KeyError):
        bank.board(by="weekday")
    assert bank.board(by="organisation", organisation=999_999).cards == ()


def test_outlets_are_counted_at_and_below_a_unit_and_are_at_least_one(bank: Bank) -> None:
    with bank.database.reading() as connection:
        outlets = {unit.name_zh: unit.outlets for unit in units_now(connection, Dataset.RECORDED)}
    assert outlets == {
        "总行": 3, "省分行": 3, "市分行": 1, "甲支行": 2, "乙支行": 1, "丙支行": 1,
        "甲一网点": 1, "甲二网点": 1, "乙一网点": 1,
    }  # fmt: skip


def test_only_approved_events_of_the_quarter_count(bank: Bank) -> None:
    bank.only(draft())
    bank.record("甲支行")
    bank.record("甲支行", approve=False)
    bank.record("甲支行", kind=TRAINING)
    bank.record("甲支行", date(2024, 4, 1))
    bank.record("甲支行", when=When.in_year(2024))
    assert bank.card("甲支行").total == Fraction(20, 4)
    assert bank.board().unapproved == 1
    assert bank.card("甲支行", SECOND).before == Standing(Fraction(20, 4), 1)


def test_trial_data_has_no_review_and_counts_as_it_is(made_up_ledger: Database) -> None:
    board = score_cards(made_up_ledger, LOCAL, Quarter(2026, 2), dataset=Dataset.MADE_UP)
    assert len(board.cards) == 12
    assert any(card.total for card in board.cards)
    assert board.unapproved == 0


def test_a_co_organised_event_counts_in_full_for_each_unit_and_once_above_them(bank: Bank) -> None:
    bank.only(draft())
    bank.record("甲一网点", co_organisers=(bank.units["甲二网点"], bank.units["乙支行"]), sessions=2)
    outlets = {card.name_zh: card.total for card in bank.board(by="organisation:outlet").cards}
    assert outlets == {"甲一网点": 10, "甲二网点": 10, "乙一网点": 0}
    subs = {card.name_zh: card.total for card in bank.board().cards}
    assert subs == {"甲支行": 10, "乙支行": 10, "丙支行": 0}


def test_a_share_is_narrowed_above_the_line_only(bank: Bank) -> None:
    bank.only(draft(per="sessions", full_at=1, narrowing="venue_types=village"))
    bank.record("甲支行", venue_type="village", sessions=2)
    bank.record("甲支行", venue_type="school", sessions=3)
    [line] = bank.card("甲支行").lines
    assert (line.figure.value, line.divisor, line.points) == (2, 5, Fraction(20 * 2, 5))
    [other] = bank.card("乙支行").lines
    assert (other.divisor, other.points) == (0, None)


def test_what_nobody_told_is_not_known_and_gives_no_points(bank: Bank) -> None:
    bank.only(draft("attendance", full_at=100), draft("sessions"))
    bank.record("甲支行")
    bank.record("乙支行", attendance=Count(0))
    not_known, _sessions = bank.card("甲支行").lines
    told, _sessions = bank.card("乙支行").lines
    assert [not_known.points, told.points] == [None, Fraction(0)]
    assert (bank.card("甲支行").unknown, bank.card("乙支行").unknown) == (1, 0)
    assert [rule.name_zh for rule in bank.board().empty] == ["attendance"]


def test_without_any_event_there_is_no_point_and_nothing_to_compare_with_is_lost(bank: Bank) -> None:
    board = bank.board()
    assert [(card.total, card.rank) for card in board.cards] == [(Fraction(0), 1)] * 3
    assert len(board.empty) == len(board.rules)
    assert board.full == 100


@pytest.mark.parametrize("role", ROLES)
def test_who_may_read_sees_the_cards_of_their_units_with_the_rank_among_all(bank: Bank, role: str) -> None:
    bank.only(draft())
    for unit, times in (("甲支行", 1), ("乙支行", 3), ("丙支行", 2)):
        bank.record(unit, sessions=times)
    with bank.database.reading() as connection:
        path = connection.scalar(select(UNIT.c.path).where(UNIT.c.id == bank.units["甲支行"]))
    viewer = Viewer.holding("甲", role, str(path))
    board = bank.board(viewer=viewer)
    assert [(card.name_zh, card.rank) for card in board.cards] == [("甲支行", 3)]
    assert board.compared == 3
    below = bank.board(viewer=viewer, by="organisation:outlet")
    assert {card.name_zh for card in below.cards} == {"甲一网点", "甲二网点"}
    assert bank.board(viewer=Viewer("乙")).cards == ()
    everything = offered(bank.database, viewer, Dataset.RECORDED, today=date(2024, 5, 1))
    assert set(everything.by) == {"organisation:sub_branch", "organisation:outlet", "organisation"}
    assert offered(bank.database, Viewer("乙"), Dataset.RECORDED, today=date(2024, 5, 1)).by == ()


def test_who_sees_approved_events_only_sees_no_card_of_trial_data(made_up_ledger: Database) -> None:
    def seen(role: str) -> tuple[Card, ...]:
        viewer = Viewer.holding("甲", role)
        return score_cards(made_up_ledger, viewer, Quarter(2026, 2), dataset=Dataset.MADE_UP).cards

    assert seen(PUBLICITY) == ()
    assert len(seen(LEADER)) == 12


def test_quarters_are_offered_from_the_first_event_to_now(bank: Bank) -> None:
    today = date(2024, 8, 1)
    empty = offered(bank.database, LOCAL, Dataset.RECORDED, today=today)
    assert [quarter.key for quarter in empty.quarters] == ["2024Q3", "2024Q2"]
    bank.record("甲支行", date(2023, 11, 1))
    found = offered(bank.database, LOCAL, Dataset.RECORDED, today=today)
    assert [quarter.key for quarter in found.quarters] == ["2024Q3", "2024Q2", "2024Q1", "2023Q4"]
    assert found.first_shown == Quarter(2023, 4)
    bank.record("甲支行", date(2024, 7, 1))
    assert offered(bank.database, LOCAL, Dataset.RECORDED, today=today).first_shown == SECOND


def plainly(board: Scoreboard) -> list[object]:
    """What a closed board says, without what the ledger says now."""
    return [
        (card.unit, card.name_zh, card.total, card.rank, [(replace(line, now=None)) for line in card.lines])
        for card in board.cards
    ]


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(("record", "change", "delete", "reopen", "unit", "indicator", "move")),
        st.integers(0, 30),
        st.integers(1, 50),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_a_closed_quarter_stays_what_it_was_and_what_changed_is_told(
    changes: list[tuple[str, int, int]], empty_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("closed")
    (folder / FILE).write_bytes(empty_template.read_bytes())
    database = Database(make_engine(sqlite_url(folder / FILE)), folder)
    bank = Bank(database)
    events = [bank.record(unit, sessions=n, attendance=Count(10 * n)) for n, unit in enumerate(list(TREE)[3:], 1)]
    open_board = bank.board()
    assert close_quarter(database, LOCAL, FIRST).done
    closed = bank.board()
    assert plainly(closed) == plainly(open_board)
    assert not any(card.differs for card in closed.cards)
    assert closed.closing is not None

    for change, which, value in changes:
        later(bank, change, events[which % len(events)], value)

    after = bank.board()
    assert plainly(after) == plainly(closed)
    assert after.closing == closed.closing
    if all(change != "indicator" for change, _which, _value in changes):
        assert reopen_quarter(database, LOCAL, FIRST, Dataset.RECORDED, "重算").done
        anew = {card.unit: card for card in bank.board().cards}
        for card in after.cards:
            assert card.total_now == anew[card.unit].total
            assert [replace(line.now or line, now=None) for line in card.lines] == list(anew[card.unit].lines)
            if card.differs and not any(change == "unit" for change, _which, _value in changes):
                assert changed_since(database, LOCAL, closed.closing, card.unit)
    database.close()


def later(bank: Bank, change: str, event: int, value: int) -> None:
    """Do something after the quarter was closed."""
    database = bank.database
    match change:
        case "record":
            bank.record("甲支行", sessions=value)
        case "change" | "reopen" | "move" | "delete":
            held = read_event(database, LOCAL, event)
            if held is None:
                assert restore_event(database, LOCAL, event).done
                return
            move_event(database, LOCAL, event, "reopen", "有误")
            if change == "delete":
                assert delete_event(database, LOCAL, event).done
            held = read_event(database, LOCAL, event)
            if held is not None and change in ("change", "move"):
                day = {"when": When.on(date(2024, 5, 1))} if change == "move" else {}
                outcome = save_event(database, LOCAL, held.model_copy(update={"sessions": value, **day}), submit=True)
                assert outcome.done, [str(problem) for problem in outcome.problems]
                assert move_event(database, LOCAL, event, "approve").done
        case "unit":
            save_unit(database, LOCAL, name=f"新网点{value}", parent_id=bank.units["甲支行"], kind="outlet")
        case "indicator":
            held_ones = indicators_of(database, LOCAL)
            drafts = [replace(as_draft(line), weight=value, full_at=Decimal(value)) for line in held_ones]
            assert save_indicators(database, LOCAL, drafts, seen=max(line.change for line in held_ones)).done


def test_the_events_because_of_which_a_card_differs_are_told(bank: Bank) -> None:
    gone, edited, titled = bank.record("甲支行"), bank.record("甲支行"), bank.record("甲支行")
    elsewhere = bank.record("甲支行", date(2024, 5, 1))
    assert close_quarter(bank.database, LOCAL, FIRST).done
    for event in (gone, edited, titled, elsewhere):
        assert move_event(bank.database, LOCAL, event, "reopen", "有误").done
    for event, values in ((edited, {"sessions": 9}), (titled, {"title": "讲座二"}), (elsewhere, {"sessions": 2})):
        held = read_event(bank.database, LOCAL, event)
        assert held is not None
        assert save_event(bank.database, LOCAL, held.model_copy(update=values), submit=True).done
        assert move_event(bank.database, LOCAL, event, "approve").done
    added = bank.record("甲一网点")
    bank.record("乙支行")
    bank.record("甲支行", approve=False)
    [closing] = closings_of(bank.database, LOCAL, Dataset.RECORDED)
    told = {one.event: one.effect for one in changed_since(bank.database, LOCAL, closing, bank.units["甲支行"])}
    assert told == {gone: REMOVED, edited: CHANGED, added: ADDED}
    assert changed_since(bank.database, Viewer("乙"), closing, bank.units["甲支行"]) == []
    assert changed_since(bank.database, LOCAL, closing, 999_999) == []


def test_a_closed_quarter_keeps_names_outlets_and_indicators_as_they_were(bank: Bank) -> None:
    bank.only(draft(per=OUTLETS))
    bank.record("甲支行", sessions=4)
    assert close_quarter(bank.database, LOCAL, FIRST).done
    with bank.database.writing(LOCAL, "rename") as writing:
        unit = writing.session.get_one(Organisation, bank.units["甲支行"])
        unit.name_zh, unit.change = "新名支行", writing.change
        writing.session.add(unit)
    assert save_unit(bank.database, LOCAL, name="甲三网点", parent_id=bank.units["甲支行"], kind="outlet").done
    bank.only(draft("attendance", weight=1))
    [card] = [card for card in bank.board().cards if card.unit == bank.units["甲支行"]]
    [line] = card.lines
    assert (card.name_zh, line.rule.measure, line.divisor, line.points) == ("甲支行", "sessions", 2, Fraction(10))
    assert line.now is not None
    assert (line.now.divisor, line.now.points) == (3, Fraction(20, 3))
    assert bank.board(SECOND).others_before
    assert bank.card("甲支行", SECOND, by="organisation:sub_branch").before is not None


def test_the_quarter_before_is_taken_as_it_was_closed(bank: Bank) -> None:
    event = bank.record("甲支行")
    before = bank.card("甲支行").total
    assert close_quarter(bank.database, LOCAL, FIRST).done
    assert move_event(bank.database, LOCAL, event, "reopen", "有误").done
    standing = bank.card("甲支行", SECOND).before
    assert standing is not None
    assert standing.points == before > 0


def test_parts_of_a_unit_are_compared_in_a_closed_quarter_too(bank: Bank) -> None:
    bank.record("市分行", sessions=3)
    expected = plainly(bank.board(by="organisation", organisation=bank.units["省分行"]))
    assert close_quarter(bank.database, LOCAL, FIRST).done
    assert plainly(bank.board(by="organisation", organisation=bank.units["省分行"])) == expected


def test_compared_units_of_a_kind_do_not_hold_one_another(bank: Bank) -> None:
    with bank.database.reading() as connection:
        units = units_now(connection, Dataset.RECORDED)
    for by in BY:
        paths = [unit.path for unit in compared_units(units, by, None)]
        assert not [one for one in paths for other in paths if one != other and one.startswith(other)]


def test_the_list_behind_a_line_has_as_many_events_as_the_line_says(bank: Bank) -> None:
    bank.record("甲支行")
    bank.record("甲一网点", co_organisers=(bank.units["乙支行"],))
    bank.record("甲支行", kind=TRAINING)
    bank.only(draft("events"))
    for unit in ("甲支行", "乙支行"):
        [line] = bank.card(unit).lines
        behind = events_behind(line.rule, FIRST, Dataset.RECORDED, bank.units[unit])
        assert len(list_events(bank.database, LOCAL, behind, Action.READ)) == line.figure.value


def test_a_coordinator_of_an_outlet_is_offered_their_outlet(bank: Bank) -> None:
    with bank.database.reading() as connection:
        path = connection.scalar(select(UNIT.c.path).where(UNIT.c.id == bank.units["甲一网点"]))
    viewer = Viewer.holding("甲", COORDINATOR, str(path))
    found = offered(bank.database, viewer, Dataset.RECORDED, today=date(2024, 5, 1))
    assert found.by == ("organisation:outlet",)
