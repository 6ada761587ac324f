"""The same ledger on PostgreSQL: run against an empty database whose address is in OUTREACH_TEST_POSTGRES."""

import os
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from exchange.made_up import load_made_up
from metrics.filter import Filter
from metrics.overview import by_key_group, by_month, by_unit, by_venue_type, headline
from metrics.records import count_events, list_events
from metrics.spots import spots
from models.dataset import Dataset
from models.viewer import Viewer
from store.database import Database, open_database
from store.datasets import remove_dataset

ADDRESS = os.environ.get("OUTREACH_TEST_POSTGRES", "")
pytestmark = pytest.mark.skipif(not ADDRESS, reason="no PostgreSQL given: set OUTREACH_TEST_POSTGRES to its address")

QUESTIONS = [headline, by_month, by_key_group, by_venue_type, by_unit, count_events]
FILTERS = [
    Filter(dataset=Dataset.MADE_UP),
    Filter(dataset=Dataset.MADE_UP, start=date(2026, 1, 1), end=date(2026, 12, 31), venue_types=("school",)),
    Filter(dataset=Dataset.MADE_UP, key_groups=("older_people",), text="防范"),
]


@pytest.fixture(scope="module")
def on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = open_database(tmp_path_factory.mktemp("data"), ADDRESS, provinces=frozenset({"12"}))
    yield database
    with database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    database.close()


@pytest.mark.parametrize("filter_", FILTERS)
def test_postgresql_and_sqlite_give_the_same_answers(
    on_postgresql: Database, made_up_ledger: Database, viewer: Viewer, filter_: Filter
) -> None:
    load_made_up(on_postgresql, viewer)
    for question in QUESTIONS:
        answers = [question(database, viewer, filter_) for database in (on_postgresql, made_up_ledger)]
        assert _in_order(answers[0]) == _in_order(answers[1]), question.__name__
    listed = [
        [event.title for event in list_events(database, viewer, filter_)]
        for database in (on_postgresql, made_up_ledger)
    ]
    assert listed[0] == listed[1]
    drawn = [spots(database, viewer, filter_) for database in (on_postgresql, made_up_ledger)]
    assert [(answer.events, answer.without_place, len(answer.spots)) for answer in drawn[:1]] == [
        (answer.events, answer.without_place, len(answer.spots)) for answer in drawn[1:]
    ]


def test_trial_data_leaves_postgresql_as_a_whole(on_postgresql: Database, viewer: Viewer) -> None:
    load_made_up(on_postgresql, viewer)
    assert remove_dataset(on_postgresql, viewer, Dataset.MADE_UP) == 2400
    assert count_events(on_postgresql, viewer, Filter(dataset=Dataset.MADE_UP)) == 0


def _in_order(answer: Any) -> Any:
    return sorted(map(str, answer)) if isinstance(answer, list) else answer
