"""Setting what units are to reach: from above them, all or nothing, and never over somebody else's number."""

from collections.abc import Mapping

import pytest
from sqlalchemy import func, select

from metrics.measures import KEY_GROUP_PREFIX
from models.base import table_of
from models.campaign import CampaignDocument, CampaignDraft, CampaignTheme
from models.dataset import Dataset
from models.permission import ADMINISTRATOR, COORDINATOR, LEADER, ROLES
from models.target import KEY_GROUP, MOST, Target
from models.viewer import Viewer, local_administrator
from store.campaigns import save_campaign
from store.chain import ENTRY
from store.database import Database
from store.datasets import remove_dataset
from store.outcome import Outcome
from store.targets import Goal, set_targets, targets_of
from store.units import save_unit
from store.verification import verify_history

EVERYWHERE = local_administrator()
TOP, OTHER = 1, 2  # the two units of the bare ledger


@pytest.fixture
def campaign(bare_ledger: Database) -> int:
    made = save_campaign(bare_ledger, EVERYWHERE, CampaignDraft(name_zh="宣传月")).id
    assert made is not None
    return made


@pytest.fixture
def below(bare_ledger: Database) -> int:
    made = save_unit(bare_ledger, EVERYWHERE, name="网点", parent_id=TOP).id
    assert made is not None
    return made


def held(database: Database, campaign: int, viewer: Viewer = EVERYWHERE) -> dict[Goal, int]:
    return {(target.unit_id, target.measure): target.value for target in targets_of(database, viewer, campaign)}


def codes(outcome: Outcome) -> list[str]:
    return [problem.code for problem in outcome.problems]


def notes(database: Database) -> list[str]:
    with database.reading() as connection:
        asked = select(ENTRY.c.action).where(ENTRY.c.record == "target").order_by(ENTRY.c.id)
        return list(connection.scalars(asked))


def test_targets_of_several_units_are_set_changed_and_taken_away(bare_ledger: Database, campaign: int) -> None:
    first: Mapping[Goal, int | None] = {(TOP, "events"): 9, (OTHER, "events"): 0, (TOP, "key_group:youth"): MOST}
    assert set_targets(bare_ledger, EVERYWHERE, campaign, first).done
    assert held(bare_ledger, campaign) == first
    assert set_targets(bare_ledger, EVERYWHERE, campaign, {(TOP, "events"): 10, (OTHER, "events"): None}).done
    assert held(bare_ledger, campaign) == {(TOP, "events"): 10, (TOP, "key_group:youth"): MOST}
    assert notes(bare_ledger) == ["create"] * 3 + ["change", "delete"]
    assert set_targets(bare_ledger, EVERYWHERE, campaign, {(TOP, "events"): 10}).done
    assert len(notes(bare_ledger)) == 5, "what does not change is not noted"
    [one] = [target for target in targets_of(bare_ledger, EVERYWHERE, campaign) if target.measure == "events"]
    assert one.set_by == EVERYWHERE.name
    assert verify_history(bare_ledger, EVERYWHERE).fine


@pytest.mark.parametrize(
    ("targets", "problems"),
    [
        ({(TOP, "events"): -1}, ["range"]),
        ({(TOP, "events"): MOST + 1}, ["range"]),
        ({(TOP, "people"): 5}, ["measure"]),
        ({(TOP, "trainings"): 5}, ["measure"]),
        ({(TOP, "key_group:nobody"): 5}, ["unknown_word"]),
        ({(99, "events"): 5}, ["unknown_unit"]),
    ],
)
def test_one_thing_wrong_and_nothing_is_set(
    bare_ledger: Database, campaign: int, targets: dict[Goal, int | None], problems: list[str]
) -> None:
    outcome = set_targets(bare_ledger, EVERYWHERE, campaign, {(OTHER, "events"): 5, **targets})
    assert codes(outcome) == problems
    assert held(bare_ledger, campaign) == {}


def test_a_number_that_somebody_else_has_set_meanwhile_is_not_overwritten(bare_ledger: Database, campaign: int) -> None:
    mine: dict[Goal, int | None] = {(TOP, "events"): 7, (OTHER, "events"): 5}
    seen: dict[Goal, int | None] = dict.fromkeys(mine)
    assert set_targets(bare_ledger, EVERYWHERE, campaign, {(TOP, "events"): 3}).done
    late = set_targets(bare_ledger, EVERYWHERE, campaign, mine, seen=seen)
    assert codes(late) == ["changed_meanwhile"]
    assert held(bare_ledger, campaign) == {(TOP, "events"): 3}
    assert set_targets(bare_ledger, EVERYWHERE, campaign, {(TOP, "events"): 3}, seen=seen).done, "the very same number"
    gone = set_targets(bare_ledger, EVERYWHERE, campaign, {(OTHER, "events"): 5}, seen={(OTHER, "events"): 4})
    assert codes(gone) == ["changed_meanwhile"]


@pytest.mark.parametrize("role", ROLES)
def test_targets_are_set_from_above_a_unit_by_whoever_arranges_there(
    bare_ledger: Database, campaign: int, below: int, role: str
) -> None:
    viewer = Viewer.holding("甲", role, f"{TOP}/")
    answers = {
        unit: codes(set_targets(bare_ledger, viewer, campaign, {(unit, "events"): 4})) for unit in (TOP, below, OTHER)
    }
    arranges = role == ADMINISTRATOR
    assert answers == {TOP: ["not_allowed"], below: [] if arranges else ["not_allowed"], OTHER: ["unknown_unit"]}


def test_everybody_sees_the_targets_of_their_part_and_those_above(
    bare_ledger: Database, campaign: int, below: int
) -> None:
    goals = {(unit, "events"): unit for unit in (TOP, below, OTHER)}
    assert set_targets(bare_ledger, EVERYWHERE, campaign, goals).done
    viewer = Viewer.holding("甲", COORDINATOR, f"{TOP}/{below}/")
    assert set(held(bare_ledger, campaign, viewer)) == {(TOP, "events"), (below, "events")}
    assert set(held(bare_ledger, campaign, Viewer.holding("甲", LEADER, f"{OTHER}/"))) == {(OTHER, "events")}
    assert held(bare_ledger, campaign, Viewer("乙")) == {}


def test_trial_targets_go_with_their_trial_and_leave_no_history(bare_ledger: Database, campaign: int) -> None:
    trial = save_campaign(bare_ledger, EVERYWHERE, CampaignDraft(name_zh="演示"), dataset=Dataset.MADE_UP).id
    unit = save_unit(bare_ledger, EVERYWHERE, name="演示支行", dataset=Dataset.MADE_UP).id
    assert trial is not None
    assert unit is not None
    assert set_targets(bare_ledger, EVERYWHERE, trial, {(unit, "events"): 4}).done
    assert set_targets(bare_ledger, EVERYWHERE, campaign, {(unit, "events"): 4, (TOP, "events"): 6}).done
    assert codes(set_targets(bare_ledger, EVERYWHERE, trial, {(TOP, "events"): 4})) == ["unknown_unit"]
    remove_dataset(bare_ledger, EVERYWHERE, Dataset.MADE_UP)
    assert held(bare_ledger, campaign) == {(TOP, "events"): 6}
    with bare_ledger.reading() as connection:
        left = [
            connection.scalar(select(func.count()).select_from(table_of(one)))
            for one in (Target, CampaignTheme, CampaignDocument)
        ]
    assert left == [1, 0, 0]
    assert notes(bare_ledger) == ["create"]


def test_a_campaign_that_is_not_there_has_no_targets(bare_ledger: Database) -> None:
    assert codes(set_targets(bare_ledger, EVERYWHERE, 999, {(TOP, "events"): 4})) == ["gone"]
    assert targets_of(bare_ledger, EVERYWHERE, 999) == []


def test_key_groups_are_named_as_the_measures_name_them() -> None:
    assert KEY_GROUP == KEY_GROUP_PREFIX
