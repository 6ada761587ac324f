"""Score cards: whose, from which events, and compared with whom."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from metrics.breakdown import breakdown
from metrics.counting import UNIT
from metrics.filter import Filter
from metrics.points import line_of, ranks, total_of
from metrics.prepared import PREPARED
from metrics.records import list_events
from metrics.score_counting import events_behind
from metrics.score_units import BY, compared_units, units_now
from metrics.scores import Card, Standing, offered, score_cards
from metrics.values import Value, amount
from models.assessment import OUTLETS, Quarter
from models.count import Count
from models.dataset import Dataset
from models.event import TRAINING
from models.permission import COORDINATOR, LEADER, PUBLICITY, ROLES, Action
from models.viewer import Viewer
from models.when import When
from store.database import FILE, Database
from store.dialects import make_engine, sqlite_url
from tests.metrics.scored import FIRST, SECOND, Bank, draft
from tests.metrics.world import LOCAL, random_draft


@pytest.fixture(scope="module", params=["ledger", "copy"])
def full(
    request: pytest.FixtureRequest, empty_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bank]:
    """A bank with random events, many of several units, that answers itself or of which a copy does."""
    folder = tmp_path_factory.mktemp("scores")
    (folder / FILE).write_bytes(empty_template.read_bytes())
    database = Database(make_engine(sqlite_url(folder / FILE)), folder)
    if request.param == "copy":
        database = database.with_copy(PREPARED)
        assert database.snapshot is not None
        database.snapshot.make()
    bank, random = Bank.founded(database), Random(7)  # noqa: S311 - a test wants the same numbers again
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
        rules = [line.rule for line in card.lines]
        counted = {rule: (events_behind(rule, quarter, Dataset.RECORDED, card.unit), rule.measure) for rule in rules}
        divided = {
            rule: (events_behind(replace(rule, narrowing=""), quarter, Dataset.RECORDED, card.unit), rule.per)
            for rule in rules
            if rule.per not in ("", OUTLETS)
        }
        alone = answers(full.database, [*counted.values(), *divided.values()])
        for line in card.lines:
            assert line.figure == line_of(line.rule, alone[counted[line.rule]], None).figure
            if line.rule in divided:
                assert line.divisor == amount(alone[divided[line.rule]])
        assert card.total == total_of(card.lines)
    if by == "organisation:sub_branch" and quarter == FIRST:
        assert any(card.total for card in board.cards)


def answers(database: Database, asked: list[tuple[Filter, str]]) -> dict[tuple[Filter, str], Value]:
    """What each of these measures is of the events it is asked of; those asked of the same events in one question."""
    measures: dict[Filter, dict[str, None]] = defaultdict(dict)
    for filter_, measure in asked:
        measures[filter_][measure] = None
    told = {
        filter_: breakdown(database, LOCAL, filter_, tuple(keys)).total.values for filter_, keys in measures.items()
    }
    return {(filter_, measure): told[filter_][measure] for filter_, measure in asked}


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


def test_trial_data_has_no_review_and_counts_as_it_is(made_up_to_read: Database) -> None:
    board = score_cards(made_up_to_read, LOCAL, Quarter(2026, 2), dataset=Dataset.MADE_UP)
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


def test_who_sees_approved_events_only_sees_no_card_of_trial_data(made_up_to_read: Database) -> None:
    def seen(role: str) -> tuple[Card, ...]:
        viewer = Viewer.holding("甲", role)
        return score_cards(made_up_to_read, viewer, Quarter(2026, 2), dataset=Dataset.MADE_UP).cards

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
