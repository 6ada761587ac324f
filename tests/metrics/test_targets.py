"""Progress to targets: each unit's figures are those of the question about it alone, for any events and any viewer."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locales import CHINESE, ENGLISH
from metrics.breakdown import breakdown
from metrics.campaigns import list_campaigns
from metrics.choices import vocabularies
from metrics.current_targets import current_targets
from metrics.filter import Filter
from metrics.measures import measure
from metrics.pace import Standing, Time
from metrics.reminders import message, reminders
from metrics.summed import READY
from metrics.target_units import TOP, targeted_units
from metrics.targets import Progress, progress
from models.campaign import CampaignDraft
from models.count import Count
from models.dataset import Dataset
from models.draft import EventDraft, PlaceDraft
from models.permission import ADMINISTRATOR, COORDINATOR, LEADER, PUBLICITY
from models.target import MEASURES
from models.viewer import Viewer
from models.when import When
from store.accounts import add_account
from store.campaigns import save_campaign
from store.database import FILE, Database
from store.dialects import make_engine, sqlite_url
from store.events import save_event
from store.targets import set_targets
from store.units import save_unit
from tests.metrics.world import LOCAL, TREE, random_draft

KEYS = (*MEASURES, "key_group:older_people", "key_group:youth")
TODAY = date(2025, 1, 15)


class Bank:
    """The tree of the random world, a campaign, and a target for every unit and measure."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.units: dict[str, int] = {}
        self.paths: dict[str, str] = {}
        for name, parent in TREE.items():
            parent_id = self.units[parent] if parent else None
            id_ = save_unit(database, LOCAL, name=name, parent_id=parent_id).id
            assert id_ is not None
            self.units[name] = id_
            self.paths[name] = (self.paths[parent] if parent else "") + f"{id_}/"
        draft = CampaignDraft(name_zh="活动甲", starts=date(2023, 12, 1), ends=date(2025, 3, 1))
        made = save_campaign(database, LOCAL, draft).id
        assert made is not None
        self.campaign = made

    def set_all(self, value: int = 100) -> None:
        targets = {(unit, key): value for unit in self.units.values() for key in KEYS}
        assert set_targets(self.database, LOCAL, self.campaign, targets).done

    def progress(self, viewer: Viewer = LOCAL, today: date = TODAY) -> Progress:
        found = progress(self.database, viewer, self.campaign, today=today)
        assert found is not None
        return found


@pytest.fixture(scope="module", params=[(1, "ledger"), (2, "copy")], ids=str)
def random_bank(
    request: pytest.FixtureRequest, empty_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bank]:
    """A bank with random events, that answers itself or of which a copy does."""
    seed, answering = request.param
    random = Random(seed)  # noqa: S311 - a test wants the same numbers again
    folder = tmp_path_factory.mktemp("targets")
    (folder / FILE).write_bytes(empty_template.read_bytes())
    database = Database(make_engine(sqlite_url(folder / FILE)), folder)
    if answering == "copy":
        database = database.with_copy(READY)
        assert database.snapshot is not None
        database.snapshot.make()
    bank = Bank(database)
    for _event in range(120):
        draft = random_draft(random, bank.units)
        mine = random.random() < 0.6
        assert save_event(
            database, LOCAL, draft.model_copy(update={"campaigns": (bank.campaign,) if mine else ()})
        ).done
    bank.set_all()
    yield bank
    # Where a question fails on the copy, the copy is let go.
    assert database.snapshot is None or database.snapshot.report() is not None
    database.close()


@pytest.fixture
def bank(ledger: Database) -> Bank:
    return Bank(ledger)


@pytest.mark.parametrize(
    ("role", "at"), [(ADMINISTRATOR, ""), (LEADER, "甲分行"), (COORDINATOR, "甲一支行"), (PUBLICITY, "总行")]
)
def test_every_line_is_the_answer_to_the_question_about_its_unit_alone(random_bank: Bank, role: str, at: str) -> None:
    viewer = Viewer.holding("甲", role, random_bank.paths[at] if at else "")
    found = random_bank.progress(viewer)
    assert found.lines
    for name, unit in random_bank.units.items():
        lines = [line for line in found.lines if line.unit_id == unit]
        if not viewer.may_see(random_bank.paths[name]):
            assert [line.reached for line in lines] in ([None] * len(KEYS), [])
            assert bool(lines) == random_bank.paths[at].startswith(random_bank.paths[name])
            continue
        alone = breakdown(
            random_bank.database, viewer, Filter(campaigns=(random_bank.campaign,), organisation=unit), KEYS
        ).total
        if not alone.events:
            continue
        assert {line.measure: line.reached.value for line in lines if line.reached} == alone.values
        assert {(line.events, line.unapproved) for line in lines} == {(alone.events, alone.unapproved)}
    whole = breakdown(random_bank.database, viewer, Filter(campaigns=(random_bank.campaign,)), KEYS).total
    if whole.events:
        assert found.total is not None
        assert {key: reached.value for key, reached in found.total.reached.items()} == whole.values


def test_the_weeks_add_up_to_what_was_reached(random_bank: Bank) -> None:
    after_the_end = random_bank.progress(today=date(2026, 1, 1))
    for line in after_the_end.lines:
        assert line.reached is not None
        later = (line.value or 0) - line.reached.before - sum(line.reached.weekly)
        assert later == 0  # the last week is open: what came after the last day is in it


def test_an_event_of_two_units_counts_in_full_for_each_and_once_above(bank: Bank) -> None:
    one, other, top = bank.units["甲一支行"], bank.units["甲二支行"], bank.units["甲分行"]
    event = EventDraft(
        title="讲座",
        when=When.on(date(2024, 9, 4)),
        organisation=one,
        co_organisers=(other,),
        attendance=Count(60),
        places=(PlaceDraft(name="广场", division_id="120114"),),
        campaigns=(bank.campaign,),
    )
    assert save_event(bank.database, LOCAL, event).done
    bank.set_all()
    values = {
        (line.unit_id, line.measure): line.value
        for line in bank.progress().lines
        if line.measure in ("events", "attendance", "places")
    }
    for unit in (one, other, top):
        assert (values[unit, "events"], values[unit, "attendance"], values[unit, "places"]) == (1, 60, 1)
    assert values[bank.units["乙一支行"], "events"] == 0


def test_a_place_reached_in_two_weeks_is_new_in_the_first_alone(bank: Bank) -> None:
    for day in (date(2023, 12, 5), date(2023, 12, 12), date(2023, 12, 20)):
        place = PlaceDraft(name="广场" if day.day < 15 else "学校", division_id="120114")
        event = EventDraft(
            title="讲座",
            when=When.on(day),
            organisation=bank.units["甲一支行"],
            places=(place,),
            campaigns=(bank.campaign,),
        )
        assert save_event(bank.database, LOCAL, event).done
    assert set_targets(bank.database, LOCAL, bank.campaign, {(bank.units["总行"], "places"): 9}).done
    [line] = bank.progress(today=date(2023, 12, 31)).lines
    assert line.reached is not None
    assert line.reached.weekly == (1, 0, 1, 0, 0)


@settings(max_examples=15, deadline=None)
@given(own=st.integers(0, 60), parts=st.lists(st.none() | st.integers(0, 60), min_size=2, max_size=2))
def test_what_is_passed_on_adds_up_or_the_difference_is_told(
    random_bank: Bank, own: int, parts: list[int | None]
) -> None:
    top = random_bank.units["甲分行"]
    below = [random_bank.units[name] for name in ("甲一支行", "甲二支行")]
    targets = {(top, "events"): own, **{(unit, "events"): part for unit, part in zip(below, parts, strict=True)}}
    assert set_targets(random_bank.database, LOCAL, random_bank.campaign, targets).done
    found = random_bank.progress()
    [line] = [line for line in found.lines if (line.unit_id, line.measure) == (top, "events")]
    known = [part for part in parts if part is not None]
    if not known:
        assert line.cascade is None
        return
    assert line.cascade is not None
    assert line.cascade.passed_on == own + line.cascade.difference == sum(known)
    assert len(line.cascade.missing) == 2 - len(known)
    assert (line in found.not_adding_up) == (sum(known) != own)


def test_who_is_behind_is_reminded_the_furthest_first_with_the_nearest_coordinators(bank: Bank) -> None:
    half = date(2024, 7, 15)
    for number in range(3):
        event = EventDraft(
            title=f"第{number}场",
            when=When.on(date(2024, 3, 1 + number)),
            organisation=bank.units["甲一网点"] if number else bank.units["乙一支行"],
            campaigns=(bank.campaign,),
        )
        assert save_event(bank.database, LOCAL, event).done
    targets = {"甲一网点": 4, "甲二支行": 4, "乙一支行": 4, "独立行": 0}
    assert set_targets(
        bank.database, LOCAL, bank.campaign, {(bank.units[name], "events"): value for name, value in targets.items()}
    ).done
    assert add_account(
        bank.database, LOCAL, name="li", full_name="李", role=COORDINATOR, unit=bank.units["甲分行"]
    ).done
    assert add_account(bank.database, LOCAL, name="wu", role=COORDINATOR, unit=bank.units["甲二支行"]).done
    found = bank.progress(today=half)
    late = reminders(bank.database, LOCAL, found)
    assert [(one.unit, one.nothing_recorded, one.people) for one in late] == [
        ("甲二支行", True, ("wu",)),
        ("乙一支行", False, ()),
    ]
    leader = Viewer.holding("甲", LEADER)
    assert [one.people for one in reminders(bank.database, leader, bank.progress(leader, half))] == [(), ()]
    assert reminders(bank.database, LOCAL, bank.progress(today=date(2023, 11, 1))) == []

    words = vocabularies(bank.database, LOCAL)
    chinese, english = (message(late[0], found, words, language=code) for code in (CHINESE, ENGLISH))
    assert "甲二支行" in chinese
    assert "0 of 4" in english
    assert chinese != english


def test_a_unit_that_has_reached_its_target_late_or_early_is_not_reminded(bank: Bank) -> None:
    assert set_targets(bank.database, LOCAL, bank.campaign, {(bank.units["甲二支行"], "events"): 1}).done
    assert [one.unit for one in reminders(bank.database, LOCAL, bank.progress())] == ["甲二支行"]
    event = EventDraft(
        title="讲座", when=When.unknown(), organisation=bank.units["甲二支行"], campaigns=(bank.campaign,)
    )
    assert save_event(bank.database, LOCAL, event).done
    assert reminders(bank.database, LOCAL, bank.progress()) == []


def test_nobody_sees_what_lies_beside_and_below_others(bank: Bank) -> None:
    bank.set_all(7)
    viewer = Viewer.holding("甲", LEADER, bank.paths["甲一支行"])
    assert {line.unit for line in bank.progress(viewer).lines} == {"总行", "甲分行", "甲一支行", "甲一网点"}
    above = [line for line in bank.progress(viewer).lines if line.unit in ("总行", "甲分行")]
    assert {(line.value, line.share, line.forecast, line.cascade, line.events) for line in above} == {
        (None, None, None, None, 0)
    }
    assert progress(bank.database, Viewer("乙"), bank.campaign, today=TODAY) is None
    assert list_campaigns(bank.database, Viewer("乙"), Dataset.RECORDED, today=TODAY) == []


def test_the_running_campaigns_come_with_the_topmost_unit_that_has_targets(bank: Bank) -> None:
    below = {(bank.units["甲分行"], "events"): 4, (bank.units["甲一支行"], "events"): 2}
    assert set_targets(bank.database, LOCAL, bank.campaign, below).done
    event = EventDraft(
        title="讲座", when=When.on(date(2024, 9, 4)), organisation=bank.units["甲一支行"], campaigns=(bank.campaign,)
    )
    assert save_event(bank.database, LOCAL, event).done
    [found] = current_targets(bank.database, LOCAL, Dataset.RECORDED, today=TODAY)
    assert (found.unit, found.targets[0].target, found.targets[0].reached.value) == ("甲分行", 4, 1)
    assert found.targets[0].standing is Standing.BEHIND
    [asked] = current_targets(bank.database, LOCAL, Dataset.RECORDED, bank.units["甲一支行"], today=TODAY)
    assert asked.targets[0].target == 2
    viewer = Viewer.holding("甲", LEADER, bank.paths["甲一支行"])
    [theirs] = current_targets(bank.database, viewer, Dataset.RECORDED, today=TODAY)
    assert theirs.unit == "甲一支行"
    assert current_targets(bank.database, LOCAL, Dataset.RECORDED, today=date(2025, 3, 2)) == []
    assert current_targets(bank.database, Viewer("乙"), Dataset.RECORDED, today=TODAY) == []


def test_the_units_whose_parts_one_may_give_targets_to(bank: Bank) -> None:
    everything = targeted_units(bank.database, LOCAL, Dataset.RECORDED)
    assert everything[TOP].below == (bank.units["总行"], bank.units["独立行"])
    assert all(unit.settable for id_, unit in everything.items() if id_ != TOP)
    part = targeted_units(bank.database, Viewer.holding("甲", ADMINISTRATOR, bank.paths["甲分行"]), Dataset.RECORDED)
    assert TOP not in part
    assert [part[bank.units[name]].settable for name in ("甲分行", "甲一支行", "甲一网点")] == [False, True, True]
    assert part[bank.units["甲分行"]].settable_below
    assert part[bank.units["甲一网点"]].settable_below is False


def test_every_measure_a_target_can_be_set_for_is_one_figure() -> None:
    for key in KEYS:
        assert measure(key).key == key


def test_a_campaign_is_listed_with_its_time_events_and_targets(bank: Bank) -> None:
    event = EventDraft(
        title="讲座", when=When.on(TODAY), organisation=bank.units["甲一支行"], campaigns=(bank.campaign,)
    )
    assert save_event(bank.database, LOCAL, event).done
    bank.set_all()
    first = list_campaigns(bank.database, LOCAL, Dataset.RECORDED, today=TODAY)[0]
    assert (first.id, first.events, first.targets) == (bank.campaign, 1, len(TREE) * len(KEYS))
    assert first.time == Time(date(2023, 12, 1), date(2025, 3, 1), TODAY)
    assert first.time.running
    assert (first.time.ends or TODAY) - TODAY > timedelta(days=1)
