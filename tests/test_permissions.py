"""Every cell of the permission table, tried with real commands and questions; and that each of them asks who asks."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Final

import pytest

import exchange
import metrics
import store
from exchange.export import export_bytes
from metrics.breakdown import breakdown
from metrics.campaigns import list_campaigns
from metrics.closing import close_quarter
from metrics.comparison import compared
from metrics.dimensions import DIMENSIONS
from metrics.filter import Filter
from metrics.measures import MEASURES
from metrics.overview import headline
from metrics.records import count_events, list_events, one_event
from metrics.scores import score_cards
from metrics.targets import progress
from models.assessment import IndicatorDraft, Quarter
from models.campaign import CampaignDraft
from models.dataset import Dataset
from models.draft import EventDraft
from models.permission import ACTIONS, PERMISSIONS, ROLES, Action, Reach
from models.review import APPROVED, SUBMITTED
from models.viewer import Viewer, local_administrator
from models.when import When
from store.assessment import closings_of, reopen_quarter
from store.attachments import attachments_of
from store.campaign_documents import documents_of
from store.campaigns import save_campaign
from store.database import FILE, Database
from store.events import delete_event, read_event, restore_event, save_event
from store.history import history_of
from store.indicators import indicators_of, save_indicators
from store.outcome import NotAllowedError, Outcome
from store.review import move_event
from store.targets import Goal, set_targets, targets_of
from store.together import DELETE, Change, change_together, undo_together
from store.units import save_unit
from tests.templates import copied

EVERYWHERE: Final = local_administrator()
QUARTER: Final = Quarter(2024, 1)
PLACES: Final = ("own", "below", "other", "above")
STATES: Final = (SUBMITTED, APPROVED)


@dataclass(frozen=True)
class Bank:
    """A branch with units below and beside it, and an event of each unit in each status."""

    database: Database
    units: dict[str, int] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    events: dict[tuple[str, str], int] = field(default_factory=dict)

    def fill(self) -> None:
        """Found the units and record the events."""
        for name, parent in (("above", None), ("own", "above"), ("below", "own"), ("other", "above")):
            outcome = save_unit(
                self.database, EVERYWHERE, name=f"单位 {name}", parent_id=self.units[parent] if parent else None
            )
            assert outcome.id is not None
            self.units[name] = outcome.id
            self.paths[name] = (self.paths[parent] if parent else "") + f"{outcome.id}/"
        for place, status in product(PLACES, STATES):
            self.events[place, status] = self._event(place, status)

    def _event(self, place: str, status: str) -> int:
        outcome = save_event(self.database, EVERYWHERE, self.draft(place), submit=True)
        assert outcome.id is not None
        if status == APPROVED:
            assert move_event(self.database, EVERYWHERE, outcome.id, "approve").done
        return outcome.id

    def draft(self, place: str, title: str = "讲座") -> EventDraft:
        return EventDraft(title=title, when=When.in_year(2024), organisation=self.units[place])


@pytest.fixture(scope="module")
def filled(empty_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """The bank each test has a copy of."""
    with copied(empty_template, tmp_path_factory.mktemp("permissions")) as database:
        bank = Bank(database)
        bank.fill()
    return bank


@pytest.fixture
def bank(filled: Bank, tmp_path: Path) -> Iterator[Bank]:
    with copied(filled.database.data / FILE, tmp_path / "bank") as database:
        yield replace(filled, database=database)


def reads(bank: Bank, viewer: Viewer, place: str, status: str) -> bool:
    """Every way of reading an event gives the same answer."""
    event_id = bank.events[place, status]
    asked = Filter(organisation=bank.units[place], statuses=(status,))
    answers = {
        read_event(bank.database, viewer, event_id) is not None,
        one_event(bank.database, viewer, event_id) is not None,
        event_id in [record.id for record in list_events(bank.database, viewer, asked)],
        event_id in [record.id for record in list_events(bank.database, viewer, Filter())],
        breakdown(bank.database, viewer, asked, ("attendance",)).total.events
        > sum(breakdown(bank.database, viewer, below, ("attendance",)).total.events for below in below_of(bank, asked)),
    }
    assert len(answers) == 1
    # What stood in it before it was approved is for those only who see events in any status.
    whole = viewer.may(Action.READ, bank.paths[place])
    assert bool(history_of(bank.database, viewer, event_id)) == whole
    return answers.pop()


BELOW: Final = {"above": ("own", "other"), "own": ("below",)}


def below_of(bank: Bank, asked: Filter) -> list[Filter]:
    """The same question about each unit right below the one asked about."""
    [place] = [place for place, unit in bank.units.items() if unit == asked.organisation]
    return [replace(asked, organisation=bank.units[unit]) for unit in BELOW.get(place, ())]


def exports(bank: Bank, viewer: Viewer, place: str, status: str) -> bool:
    """The workbook has the events of this unit and those below in this status; those below are taken off."""
    rows = {
        unit: export_bytes(bank.database, viewer, Filter(organisation=bank.units[unit], statuses=(status,))).rows
        for unit in PLACES
    }
    return rows[place] - sum(rows[unit] for unit in BELOW.get(place, ())) == 1


def records(bank: Bank, viewer: Viewer, place: str, status: str) -> bool:
    """A new event, and one that is there and not approved, can be saved, deleted and taken out of the bin."""
    created = save_event(bank.database, viewer, bank.draft(place, "新的"))
    if status == APPROVED:
        return created.done
    event_id = bank.events[place, status]
    held = read_event(bank.database, EVERYWHERE, event_id)
    assert held is not None
    changed = save_event(bank.database, viewer, held)
    deleted = delete_event(bank.database, viewer, event_id)
    restored = restore_event(bank.database, viewer, event_id)
    together = change_together(bank.database, viewer, [event_id], Change(DELETE))
    if together.changed:
        assert undo_together(bank.database, viewer, together).changed
    assert len({created.done, changed.done, deleted.done, restored.done, bool(together.changed)}) == 1
    return created.done


def decides(bank: Bank, viewer: Viewer, place: str, status: str) -> bool:
    """A submitted event can be approved, an approved one reopened."""
    step, reason = ("reopen", "有误") if status == APPROVED else ("approve", "")
    together = change_together(bank.database, viewer, [bank.events[place, status]], Change(step, reason=reason))
    if together.changed:
        assert undo_together(bank.database, viewer, together).changed
    alone = move_event(bank.database, viewer, bank.events[place, status], step, reason)
    assert alone.done == bool(together.changed)
    return alone.done


def manages(bank: Bank, viewer: Viewer, place: str, _status: str) -> bool:
    return save_unit(bank.database, viewer, name="新网点", parent_id=bank.units[place]).done


TRIES: Final[dict[Action, Callable[[Bank, Viewer, str, str], bool]]] = {
    Action.READ: reads,
    Action.EXPORT: exports,
    Action.RECORD: records,
    Action.DECIDE: decides,
    Action.MANAGE: manages,
}


def expected(role: str, action: Action, place: str, status: str) -> bool:
    reach = PERMISSIONS[role].get(action)
    return place in ("own", "below") and reach is not None and (reach is Reach.ALL or status == APPROVED)


def test_every_action_is_tried() -> None:
    assert set(TRIES) == set(Action) == set(ACTIONS)
    assert set(PERMISSIONS) == set(ROLES)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_the_table_says_and_nothing_else(bank: Bank, role: str, action: Action) -> None:
    viewer = Viewer.holding("甲", role, bank.paths["own"])
    cells = list(product(PLACES, STATES))
    tried = {(place, status): TRIES[action](bank, viewer, place, status) for place, status in cells}
    assert tried == {(place, status): expected(role, action, place, status) for place, status in cells}


@pytest.mark.parametrize("action", Action)
def test_without_a_role_nothing_can_be_done(bank: Bank, action: Action) -> None:
    nobody = Viewer("乙")
    for place, status in bank.events:
        assert not TRIES[action](bank, nobody, place, status)


def test_without_a_role_nothing_is_counted_or_listed(bank: Bank) -> None:
    nobody = Viewer("乙")
    assert headline(bank.database, nobody, Filter()).events == 0
    assert count_events(bank.database, nobody, Filter()) == 0
    for by in DIMENSIONS:
        found = breakdown(bank.database, nobody, Filter(), tuple(MEASURES), by)
        assert (found.total.events, found.rows) == (0, [])
    year = Filter(start=date(2024, 1, 1), end=date(2024, 12, 31))
    change = compared(bank.database, nobody, year, tuple(MEASURES), "organisation")
    assert change is not None
    assert not any(change.changes[key].contributions for key in MEASURES)
    assert attachments_of(bank.database, nobody, bank.events["own", SUBMITTED]) == []
    campaign = save_campaign(bank.database, EVERYWHERE, CampaignDraft(name_zh="宣传月")).id or 0
    goals: dict[Goal, int | None] = {(bank.units["own"], "events"): 3}
    assert set_targets(bank.database, EVERYWHERE, campaign, goals).done
    assert progress(bank.database, nobody, campaign, today=date(2024, 6, 1)) is None
    assert list_campaigns(bank.database, nobody, Dataset.RECORDED, today=date(2024, 6, 1)) == []
    assert targets_of(bank.database, nobody, campaign) == []
    assert documents_of(bank.database, nobody, campaign) == []
    assert not set_targets(bank.database, nobody, campaign, goals).done
    assert score_cards(bank.database, nobody, QUARTER, by="organisation").cards == ()
    assert indicators_of(bank.database, nobody) == []
    assert closings_of(bank.database, nobody, Dataset.RECORDED) == []


def test_the_targets_of_a_unit_are_set_from_above_it(bank: Bank) -> None:
    campaign = save_campaign(bank.database, EVERYWHERE, CampaignDraft(name_zh="宣传月")).id or 0
    for role in ROLES:
        viewer = Viewer.holding("甲", role, bank.paths["own"])
        done = {
            place: set_targets(bank.database, viewer, campaign, {(bank.units[place], "events"): 3}).done
            for place in PLACES
        }
        arranges = PERMISSIONS[role].get(Action.MANAGE) is Reach.ALL
        assert done == {place: arranges and place == "below" for place in PLACES}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_sees_the_score_cards_of_its_units_whose_approved_events_it_reads(bank: Bank, role: str) -> None:
    viewer = Viewer.holding("甲", role, bank.paths["own"])
    cards = {
        card.unit
        for above in (None, *bank.units.values())
        for card in score_cards(bank.database, viewer, QUARTER, by="organisation", organisation=above).cards
    }
    assert cards == {bank.units[place] for place in PLACES if expected(role, Action.READ, place, APPROVED)}


@pytest.mark.parametrize("place", ["", *PLACES])
@pytest.mark.parametrize("role", ROLES)
def test_only_who_arranges_the_whole_bank_changes_what_units_are_scored_by(bank: Bank, role: str, place: str) -> None:
    viewer = Viewer.holding("甲", role, bank.paths.get(place, ""))
    drafts = [
        IndicatorDraft(one.id, one.name_zh, "", one.measure, one.narrowing, one.per, one.full_at, one.weight)
        for one in (line.rule for line in indicators_of(bank.database, EVERYWHERE))
    ]
    tries: list[Callable[[], Outcome]] = [
        lambda: save_indicators(bank.database, viewer, drafts, seen=0),
        lambda: close_quarter(bank.database, viewer, QUARTER),
        lambda: reopen_quarter(bank.database, viewer, QUARTER, Dataset.RECORDED, "更正"),
    ]
    for attempt in tries:
        if viewer.everywhere(Action.MANAGE):
            assert attempt().done
        else:
            with pytest.raises(NotAllowedError):
                attempt()


# Asked before anybody is known, or not about anybody's records; each with the reason.
WITHOUT_A_VIEWER: Final[dict[str, str]] = {
    "store.sign_ins": "signing in: nobody is known yet",
    "store.sessions": "whose session it is, is what is asked",
    "store.accounts.viewer_of": "who the viewer is, is what is asked",
    "store.attachments.path_of": "where a file lies, not what is in it",
    "store.backup.copy_database": "inside a backup, which has asked",
    "store.database.newest": "a number that tells only whether anything changed",
    "store.words.words_of": "the words are the same for everybody",
    "metrics.asking.answered": "where a question is answered that has been put together for a viewer",
    "exchange.divisions": "the divisions of the country are public",
}


def functions() -> Iterator[tuple[str, Callable[..., object]]]:
    """Every public function of the rooms that read and write the ledger."""
    for package in (store, metrics, exchange):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if ".migrations" in found.name:
                continue
            module = importlib.import_module(found.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                if not name.startswith("_") and function.__module__ == module.__name__:
                    yield f"{module.__name__}.{name}", function


def test_every_command_and_question_takes_who_asks() -> None:
    taking_the_ledger, used = 0, set[str]()
    for name, function in functions():
        parameters = list(inspect.signature(function).parameters.values())
        kinds = [str(parameter.annotation) for parameter in parameters]
        if not any(kind.endswith("Database'>") or kind == "Database" for kind in kinds):
            continue
        taking_the_ledger += 1
        asks = any(parameter.name == "viewer" for parameter in parameters)
        excused = {name, name.rpartition(".")[0]} & set(WITHOUT_A_VIEWER)
        assert asks or excused, f"{name} takes the ledger and not the viewer"
        used |= set() if asks else excused
    assert used == set(WITHOUT_A_VIEWER)
    assert taking_the_ledger > 30


def test_what_is_drawn_never_opens_the_ledger_itself() -> None:
    root = Path(__file__).resolve().parents[1]
    drawn = [*root.glob("pages/*.py"), *root.glob("components/*.py")]
    opening = [
        f"{path.parent.name}/{path.name}"
        for path in drawn
        if any(way in path.read_text(encoding="utf-8") for way in (".reading()", ".writing(", ".answer("))
    ]
    assert opening == []
