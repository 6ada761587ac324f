"""Whole events, to whom they concern."""

import pytest

from locales import ENGLISH, speaking
from metrics.filter import Filter
from metrics.records import CHUNK, all_events, count_events, events_by_id, list_events, one_event
from models.dataset import Dataset
from models.draft import EventDraft, PlaceDraft
from models.permission import ADMINISTRATOR
from models.viewer import Viewer
from models.when import When
from store.database import Database
from store.events import delete_event, save_event
from store.units import save_unit


def saved(database: Database, viewer: Viewer, organisation: int | str, *others: int) -> int:
    draft = EventDraft(title="讲座", when=When.in_year(2024), organisation=organisation, co_organisers=others)
    outcome = save_event(database, viewer, draft)
    assert outcome.id is not None
    return outcome.id


@pytest.fixture
def branches(ledger: Database, viewer: Viewer) -> tuple[int, int]:
    """Two branches that have nothing to do with each other."""
    first, second = (save_unit(ledger, viewer, name=name).id for name in ("甲分行", "乙分行"))
    assert first is not None
    assert second is not None
    return first, second


def test_an_event_outside_the_scope_is_as_if_it_were_not_there(
    ledger: Database, viewer: Viewer, branches: tuple[int, int]
) -> None:
    ours, theirs = branches
    limited = Viewer.holding("甲", ADMINISTRATOR, f"{ours}/")
    own, other, shared = (
        saved(ledger, viewer, ours),
        saved(ledger, viewer, theirs),
        saved(ledger, viewer, theirs, ours),
    )
    assert one_event(ledger, limited, other) is None
    assert one_event(ledger, limited, 999_999) is None
    assert {record.id for record in list_events(ledger, limited, Filter())} == {own, shared}
    found = events_by_id(ledger, limited, Dataset.RECORDED, (shared, other, 999_999, own))
    assert [record.id for record in found] == [shared, own]
    assert count_events(ledger, limited, Filter()) == 2


def test_an_event_in_the_bin_or_of_other_records_is_not_listed(ledger: Database, viewer: Viewer) -> None:
    event_id = saved(ledger, viewer, "支行")
    assert events_by_id(ledger, viewer, Dataset.SAMPLE, (event_id,)) == []
    delete_event(ledger, viewer, event_id)
    assert one_event(ledger, viewer, event_id) is None
    assert events_by_id(ledger, viewer, Dataset.RECORDED, (event_id,)) == []
    assert list(all_events(ledger, viewer, Filter())) == []


def test_more_events_than_one_bite_come_complete(made_up_to_read: Database, viewer: Viewer) -> None:
    asked = Filter(dataset=Dataset.MADE_UP)
    ids = [record.id for record in all_events(made_up_to_read, viewer, asked)]
    assert len(ids) > CHUNK
    assert len(ids) == len(set(ids)) == count_events(made_up_to_read, viewer, asked)


def test_an_unknown_order_is_the_usual_one(sample_to_read: Database, viewer: Viewer) -> None:
    asked = Filter(dataset=Dataset.SAMPLE)
    listed = [record.id for record in list_events(sample_to_read, viewer, asked, order="'; DROP TABLE event")]
    assert listed == [record.id for record in list_events(sample_to_read, viewer, asked)]


def test_beyond_the_last_page_there_is_nothing(sample_to_read: Database, viewer: Viewer) -> None:
    assert list_events(sample_to_read, viewer, Filter(dataset=Dataset.SAMPLE), offset=57) == []


def test_a_place_is_told_with_its_divisions_without_saying_one_twice(ledger: Database, viewer: Viewer) -> None:
    places = (PlaceDraft(name="武清区文化馆", division_id="120114"), PlaceDraft(division_id="120114001"))
    draft = EventDraft(title="讲座", organisation="支行", places=places)
    outcome = save_event(ledger, viewer, draft)
    assert outcome.id is not None
    record = one_event(ledger, viewer, outcome.id)
    assert record is not None
    assert [place.label for place in record.places] == ["武清区文化馆 · 天津市", "杨村街道 · 武清区 · 天津市"]


def test_names_are_told_in_the_language_spoken(ledger: Database, viewer: Viewer) -> None:
    unit = save_unit(ledger, viewer, name="武清支行", name_en="Wuqing Sub-branch")
    assert unit.id is not None
    event_id = saved(ledger, viewer, unit.id)
    with speaking(ENGLISH):
        record = one_event(ledger, viewer, event_id)
    assert record is not None
    assert record.organisation == "Wuqing Sub-branch"
