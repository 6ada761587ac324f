"""A closed quarter stays what it was, whatever is done to its events, units and indicators afterwards."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.closing import close_quarter
from metrics.score_changes import ADDED, CHANGED, REMOVED, changed_since
from metrics.scores import Scoreboard
from models.assessment import OUTLETS
from models.count import Count
from models.dataset import Dataset
from models.organisation import Organisation
from models.viewer import Viewer
from models.when import When
from store.assessment import closings_of, reopen_quarter
from store.database import FILE
from store.events import delete_event, read_event, restore_event, save_event
from store.indicators import indicators_of, save_indicators
from store.review import move_event
from store.units import save_unit
from tests.metrics.scored import FIRST, SECOND, TREE, Bank, as_draft, draft
from tests.metrics.world import LOCAL
from tests.templates import copied


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


@dataclass(frozen=True)
class Closed:
    """A quarter that was closed, and the ledger, which can be had again as it was then."""

    bank: Bank
    file: Path
    events: list[int]
    board: Scoreboard

    def again(self) -> Bank:
        """The ledger as it was when the quarter had just been closed; what was done since is forgotten."""
        self.bank.database.close()
        shutil.copyfile(self.file, self.bank.database.data / FILE)
        return self.bank


@pytest.fixture(scope="module")
def closed(founded: tuple[Path, dict[str, int]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Closed]:
    """A quarter with six events."""
    file, units = founded
    folder = tmp_path_factory.mktemp("closed")
    with copied(file, folder / "ledger") as database:
        bank = Bank(database, units)
        events = [bank.record(unit, sessions=n, attendance=Count(10 * n)) for n, unit in enumerate(list(TREE)[3:], 1)]
        assert close_quarter(database, LOCAL, FIRST).done
        board = bank.board()
        database.close()
        kept = shutil.copyfile(database.data / FILE, folder / FILE)
        yield Closed(bank, kept, events, board)


def test_closing_a_quarter_changes_nothing_of_what_is_said(bank: Bank) -> None:
    for number, unit in enumerate(list(TREE)[3:], 1):
        bank.record(unit, sessions=number, attendance=Count(10 * number))
    before = bank.board()
    assert close_quarter(bank.database, LOCAL, FIRST).done
    after = bank.board()
    assert plainly(after) == plainly(before)
    assert not any(card.differs for card in after.cards)
    assert (before.closing, after.closing is not None) == (None, True)


@settings(max_examples=12, deadline=None)
@given(changes=CHANGES)
def test_a_closed_quarter_stays_what_it_was_and_what_changed_is_told(
    changes: list[tuple[str, int, int]], closed: Closed
) -> None:
    bank = closed.again()

    for change, which, value in changes:
        later(bank, change, closed.events[which % len(closed.events)], value)

    after = bank.board()
    assert plainly(after) == plainly(closed.board)
    assert after.closing == closed.board.closing is not None
    if all(change != "indicator" for change, _which, _value in changes):
        assert reopen_quarter(bank.database, LOCAL, FIRST, Dataset.RECORDED, "重算").done
        anew = {card.unit: card for card in bank.board().cards}
        for card in after.cards:
            assert card.total_now == anew[card.unit].total
            assert [replace(line.now or line, now=None) for line in card.lines] == list(anew[card.unit].lines)
            if card.differs and not any(change == "unit" for change, _which, _value in changes):
                assert changed_since(bank.database, LOCAL, closed.board.closing, card.unit)


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
