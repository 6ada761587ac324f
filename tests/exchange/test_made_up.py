"""The made-up branch: always the same, never against the rules, never mistaken for real."""

from collections import Counter
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from exchange.made_up import EVENTS, FIRST_DAY, LAST_DAY, load_made_up, made_up_drafts
from exchange.made_up.branch import HOME_COUNTIES, short
from exchange.made_up.drafts import made_up_branch
from metrics.records import datasets_present
from models.base import table_of
from models.count import Qualifier
from models.dataset import Dataset
from models.draft import EventDraft
from models.event import HOME_VISIT, OFFLINE, ONLINE, TRAINING, Event
from models.organisation import Organisation
from models.place import Campaign, Partner, Place
from models.rules import check
from models.tables import METADATA
from models.viewer import Viewer, local_administrator
from models.when import Precision
from store.database import Database
from store.datasets import remove_dataset


@pytest.fixture(scope="module")
def drafts() -> list[EventDraft]:
    """The branch as it is loaded."""
    return list(made_up_drafts(EVENTS))


def test_the_same_seed_gives_the_same_events_and_another_seed_others(drafts: list[EventDraft]) -> None:
    assert drafts == list(made_up_drafts(EVENTS))
    assert drafts != list(made_up_drafts(EVENTS, seed=1))


@pytest.mark.parametrize("number", [0, 1, 10, 333])
def test_as_many_events_come_as_were_asked_for(number: int) -> None:
    assert len(list(made_up_drafts(number))) == number


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**32))
def test_every_event_passes_the_rules_whatever_the_seed(seed: int) -> None:
    for draft in made_up_drafts(300, seed=seed):
        assert check(draft, today=LAST_DAY) == [], draft


def test_every_event_passes_the_rules(drafts: list[EventDraft]) -> None:
    assert [problem for draft in drafts for problem in check(draft, today=LAST_DAY)] == []


def test_all_events_lie_in_the_three_years_that_end_on_the_fixed_day(drafts: list[EventDraft]) -> None:
    dated = [draft.when for draft in drafts if draft.when.start and draft.when.end]
    assert min(when.start for when in dated if when.start) >= FIRST_DAY
    assert max(when.end for when in dated if when.end) <= LAST_DAY
    readings = [reading.read_on for draft in drafts for reading in draft.readings if reading.read_on]
    assert max(readings) <= LAST_DAY


def test_march_june_and_september_are_the_busiest_months_of_each_year(drafts: list[EventDraft]) -> None:
    months = Counter((draft.when.start.year, draft.when.start.month) for draft in drafts if draft.when.start)
    for year in (2024, 2025, 2026):
        busiest = sorted(range(1, 12), key=lambda month, year=year: months[year, month])[-3:]  # type: ignore[misc]
        assert set(busiest) == {3, 6, 9}, year


def test_it_has_what_real_records_have(drafts: list[EventDraft]) -> None:
    assert {draft.kind for draft in drafts} == {OFFLINE, ONLINE, TRAINING, HOME_VISIT}
    assert {draft.when.precision for draft in drafts} == set(Precision)
    offline = [draft for draft in drafts if draft.kind == OFFLINE]
    assert {draft.attendance.qualifier for draft in offline if draft.attendance} == set(Qualifier)
    assert any(draft.attendance is None for draft in offline)
    assert any(draft.attendance and draft.attendance.basis == "estimate" for draft in offline)
    assert any(len(draft.places) > 1 for draft in offline)
    assert any(len(draft.campaigns) > 1 for draft in offline)
    assert any(draft.co_organisers for draft in offline)
    assert any(draft.partners for draft in offline)
    assert any(len(draft.readings) > 1 for draft in drafts if draft.kind == ONLINE)


def test_some_sub_branches_are_far_behind_the_others(drafts: list[EventDraft]) -> None:
    branch = made_up_branch(EVENTS)
    sub_branch = {outlet.name: outlet.sub_branch for outlet in branch.outlets}
    numbers = Counter(sub_branch.get(str(draft.organisation), str(draft.organisation)) for draft in drafts)
    assert len(numbers) == 12
    assert min(numbers.values()) * 4 < max(numbers.values())


def test_town_and_country_go_to_different_places(drafts: list[EventDraft]) -> None:
    rural = {outlet.name: outlet.rural for outlet in made_up_branch(EVENTS).outlets}
    kinds = Counter(
        (rural[str(draft.organisation)], draft.venue_type) for draft in drafts if str(draft.organisation) in rural
    )
    assert kinds[True, "village"] > 3 * kinds[False, "village"]
    assert kinds[False, "merchant_district"] > kinds[True, "merchant_district"]


def test_more_events_than_one_branch_holds_are_spread_over_the_country() -> None:
    branch = made_up_branch(30_000)
    assert len({unit.division_id[:2] for unit in branch.units if unit.division_id}) > 10
    names = [unit.name_zh for unit in branch.units]
    assert len(set(names)) == len(names)
    first = list(islice(made_up_drafts(30_000), 50))
    assert [problem for draft in first for problem in check(draft, today=LAST_DAY)] == []


def test_loaded_it_is_marked_and_stands_in_real_divisions(made_up_ledger: Database) -> None:
    assert datasets_present(made_up_ledger, local_administrator()) == {Dataset.MADE_UP: EVENTS}
    with made_up_ledger.reading() as connection:
        for model in (Event, Organisation, Place, Partner):
            datasets = connection.scalars(select(table_of(model).c.dataset).distinct())
            assert set(datasets) == {Dataset.MADE_UP.value}, model
        units = table_of(Organisation)
        english = connection.scalars(select(units.c.name_en)).all()
        assert all("(made-up)" in name for name in english)
        assert set(HOME_COUNTIES) < set(connection.scalars(select(units.c.division_id)))
        campaigns = table_of(Campaign)
        named = select(campaigns.c.starts, campaigns.c.slogan).where(campaigns.c.dataset == Dataset.MADE_UP.value)
        rows = connection.execute(named).all()
        assert len(rows) == 12
        assert all(starts and slogan for starts, slogan in rows)
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_loading_it_again_does_nothing(made_up_ledger: Database, viewer: Viewer) -> None:
    told: list[int] = []
    assert load_made_up(made_up_ledger, viewer, events=10, progress=told.append) == EVENTS
    assert told == []


def test_loading_tells_how_far_it_is(ledger: Database, viewer: Viewer) -> None:
    told: list[int] = []
    assert load_made_up(ledger, viewer, events=120, progress=told.append) == 120
    assert told == [120]


def test_taking_it_out_leaves_no_trace(ledger: Database, viewer: Viewer) -> None:
    def counts() -> dict[str, int]:
        with ledger.reading() as connection:
            return {
                table.name: connection.scalar(select(func.count()).select_from(table)) or 0
                for table in METADATA.sorted_tables
                if table.name != "change"
            }

    before = counts()
    load_made_up(ledger, viewer, events=120)
    assert remove_dataset(ledger, viewer, Dataset.MADE_UP) == 120
    assert counts() == before


@pytest.mark.parametrize(
    ("name", "root"), [("武清区", "武清"), ("滨海新区", "滨海"), ("杨村街道", "杨村"), ("蓟县", "蓟县")]
)
def test_a_division_is_called_by_its_everyday_name(name: str, root: str) -> None:
    assert short(name) == root
