"""Trial data is counted apart and can be taken out without a trace."""

from datetime import date

import pytest
from sqlalchemy import func, select

from metrics.records import datasets_present
from models.base import Base, table_of
from models.dataset import Dataset
from models.draft import EventDraft, KeyGroupDraft, PlaceDraft
from models.event import PARTS, Event, EventTopic
from models.organisation import Organisation
from models.place import Campaign, Partner, Place
from models.viewer import Viewer, local_administrator
from models.when import When
from store.database import Database, last_change
from store.datasets import remove_dataset
from store.events import delete_event, read_event, save_event

DRAFT = EventDraft(
    title="讲座",
    when=When.on(date(2024, 9, 4)),
    organisation="武清支行",
    partners=("居委会",),
    places=(PlaceDraft(name="文化广场", division_id="120114"),),
    topics=("telecom_fraud",),
    campaigns=("自办活动",),
    key_groups=(KeyGroupDraft(key_group="women"),),
)


def present(database: Database) -> dict[Dataset, int]:
    return datasets_present(database, local_administrator())


def by_dataset(database: Database, model: type[Base]) -> dict[str, int]:
    table = table_of(model)
    with database.reading() as connection:
        counted = select(table.c.dataset, func.count()).group_by(table.c.dataset)
        return dict(connection.execute(counted).all())


def total(database: Database, model: type[Base]) -> int:
    with database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(table_of(model))) or 0


def saved(database: Database, viewer: Viewer, dataset: Dataset = Dataset.RECORDED) -> int:
    outcome = save_event(database, viewer, DRAFT, dataset=dataset)
    assert outcome.id is not None
    return outcome.id


def test_only_what_has_events_outside_the_bin_is_present(sample_ledger: Database, viewer: Viewer) -> None:
    assert present(sample_ledger) == {Dataset.SAMPLE: 57}
    event_id = saved(sample_ledger, viewer)
    assert present(sample_ledger) == {Dataset.SAMPLE: 57, Dataset.RECORDED: 1}
    delete_event(sample_ledger, viewer, event_id)
    assert present(sample_ledger) == {Dataset.SAMPLE: 57}


def test_taking_out_trial_data_leaves_the_banks_own(sample_ledger: Database, viewer: Viewer) -> None:
    own = saved(sample_ledger, viewer)
    before = read_event(sample_ledger, viewer, own)
    delete_event(sample_ledger, viewer, saved(sample_ledger, viewer, Dataset.SAMPLE))
    owners = (Event, Organisation, Place, Partner, Campaign)
    kept = {model: by_dataset(sample_ledger, model)["recorded"] for model in owners}
    assert remove_dataset(sample_ledger, viewer, Dataset.SAMPLE) == 58  # the one in the bin too
    for model in owners:
        assert by_dataset(sample_ledger, model) == {"recorded": kept[model]}
    assert read_event(sample_ledger, viewer, own) == before
    assert total(sample_ledger, EventTopic) == 1
    with sample_ledger.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_nothing_hangs_in_the_air_afterwards(made_up_ledger: Database, viewer: Viewer) -> None:
    assert remove_dataset(made_up_ledger, viewer, Dataset.MADE_UP) == 2400
    assert {model.__name__: total(made_up_ledger, model) for model in PARTS} == {model.__name__: 0 for model in PARTS}
    assert present(made_up_ledger) == {}


def test_whoever_follows_the_change_sequence_notices(sample_ledger: Database, viewer: Viewer) -> None:
    with sample_ledger.reading() as connection:
        before = last_change(connection)
    remove_dataset(sample_ledger, viewer, Dataset.SAMPLE)
    with sample_ledger.reading() as connection:
        assert last_change(connection) > before


def test_taking_out_what_is_not_there_is_no_mistake(ledger: Database, viewer: Viewer) -> None:
    assert remove_dataset(ledger, viewer, Dataset.MADE_UP) == 0


def test_the_banks_own_records_are_never_removed_as_a_whole(ledger: Database, viewer: Viewer) -> None:
    event_id = saved(ledger, viewer)
    with pytest.raises(ValueError, match="not trial data"):
        remove_dataset(ledger, viewer, Dataset.RECORDED)
    assert read_event(ledger, viewer, event_id) is not None


@pytest.mark.parametrize("dataset", [Dataset.SAMPLE, Dataset.MADE_UP])
def test_trial_data_beside_the_banks_own_unit_leaves_the_unit(
    ledger: Database, viewer: Viewer, dataset: Dataset
) -> None:
    own = read_event(ledger, viewer, saved(ledger, viewer))
    assert own is not None
    trial = DRAFT.model_copy(update={"organisation": own.organisation, "campaigns": own.campaigns})
    assert save_event(ledger, viewer, trial, dataset=dataset).done
    assert remove_dataset(ledger, viewer, dataset) == 1
    assert own.id is not None
    assert read_event(ledger, viewer, own.id) == own
