"""The same ledger on PostgreSQL: run against an empty database whose address is in OUTREACH_TEST_POSTGRES."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import func, select, text

from exchange.made_up import load_made_up
from metrics.filter import Filter
from metrics.overview import FIGURES, headline, rows_by
from metrics.records import count_events, list_events
from metrics.spots import spots
from metrics.summed import READY
from models.base import table_of
from models.dataset import Dataset
from models.draft import EventDraft
from models.organisation import Organisation
from models.place import Partner
from models.viewer import Viewer
from store.database import Database, last_change, open_database
from store.datasets import remove_dataset
from store.events import read_event, save_event
from store.kept_entries import forget_entry, keep_entry, kept_entry
from store.outcome import Outcome

ADDRESS = os.environ.get("OUTREACH_TEST_POSTGRES", "")
pytestmark = pytest.mark.skipif(not ADDRESS, reason="no PostgreSQL given: set OUTREACH_TEST_POSTGRES to its address")


def by_key_group(database: Database, viewer: Viewer, filter_: Filter) -> object:
    return rows_by(database, viewer, (filter_,), FIGURES, "key_group")


def by_unit(database: Database, viewer: Viewer, filter_: Filter) -> object:
    return rows_by(database, viewer, (filter_,), FIGURES, "organisation")


QUESTIONS: list[Callable[..., Any]] = [headline, by_key_group, by_unit, count_events]
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


def test_its_copy_in_columns_gives_the_same_answers_and_follows(on_postgresql: Database, viewer: Viewer) -> None:
    load_made_up(on_postgresql, viewer)
    copied = on_postgresql.with_copy(READY)
    assert copied.snapshot is not None
    copied.snapshot.make()
    for title in ("第一场", "第二场"):
        assert save_event(on_postgresql, viewer, EventDraft(title=title, organisation="支行")).done
        for asked in (Filter(), *FILTERS[:2]):
            for question in QUESTIONS:
                answers = [question(database, viewer, asked) for database in (on_postgresql, copied)]
                assert _in_order(answers[0]) == _in_order(answers[1]), question.__name__
    assert copied.snapshot.report() is not None
    copied.snapshot.close()


@pytest.mark.parametrize("word", ["防范", "防", "存款保险", "讲座 防范", "社区（", "没有此词", "%"])
def test_a_word_is_found_on_postgresql_as_on_sqlite(
    on_postgresql: Database, made_up_ledger: Database, viewer: Viewer, word: str
) -> None:
    load_made_up(on_postgresql, viewer)
    asked = Filter(dataset=Dataset.MADE_UP, text=word)
    assert count_events(on_postgresql, viewer, asked) == count_events(made_up_ledger, viewer, asked)
    found = [
        [event.title for event in list_events(database, viewer, asked)] for database in (on_postgresql, made_up_ledger)
    ]
    assert found[0] == found[1]


def test_a_changed_event_is_found_by_what_it_says_now(on_postgresql: Database, viewer: Viewer) -> None:
    saved = save_event(on_postgresql, viewer, EventDraft(title="獬豸课堂", organisation="支行"))
    draft = read_event(on_postgresql, viewer, saved.id or 0)
    assert draft is not None
    assert save_event(on_postgresql, viewer, draft.model_copy(update={"title": "饕餮课堂"})).done
    counted = [count_events(on_postgresql, viewer, Filter(text=word)) for word in ("獬豸", "饕餮")]
    assert counted == [0, 1]


def test_trial_data_leaves_postgresql_as_a_whole(on_postgresql: Database, viewer: Viewer) -> None:
    load_made_up(on_postgresql, viewer)
    assert remove_dataset(on_postgresql, viewer, Dataset.MADE_UP) == 2400
    assert count_events(on_postgresql, viewer, Filter(dataset=Dataset.MADE_UP)) == 0


def test_a_new_name_that_eight_bring_at_once_is_made_once(on_postgresql: Database, viewer: Viewer) -> None:
    together = Barrier(8)

    def save(number: int) -> Outcome:
        together.wait()
        return save_event(
            on_postgresql, viewer, EventDraft(title=f"第{number}场", organisation="新支行", partners=("新单位",))
        )

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(save, range(8)))
    assert all(outcome.done for outcome in outcomes)
    with on_postgresql.reading() as connection:
        for table, name in ((table_of(Organisation).c.name_zh, "新支行"), (table_of(Partner).c.name, "新单位")):
            assert connection.scalar(select(func.count()).where(table == name)) == 1


def test_a_number_of_the_change_sequence_is_never_drawn_while_a_lower_one_is_not_committed(
    on_postgresql: Database, viewer: Viewer
) -> None:
    drawn = Event()

    def second() -> int:
        with on_postgresql.writing(viewer, "second") as writing:
            number = writing.change
            drawn.set()
            return number

    with ThreadPoolExecutor(1) as pool:
        with on_postgresql.writing(viewer, "first") as writing:
            first = writing.change
            later = pool.submit(second)
            assert not drawn.wait(0.5)
        assert later.result() > first


def test_all_questions_of_one_reading_see_the_same_state(on_postgresql: Database, viewer: Viewer) -> None:
    with on_postgresql.reading() as connection:
        before = last_change(connection)
        assert save_event(on_postgresql, viewer, EventDraft(title="后来的", organisation="支行")).done
        assert last_change(connection) == before
    with on_postgresql.reading() as connection:
        assert last_change(connection) > before


def _in_order(answer: Any) -> Any:
    return sorted(map(str, answer)) if isinstance(answer, list) else answer


def test_whoever_types_does_not_wait_for_a_long_import(on_postgresql: Database, viewer: Viewer) -> None:
    kept = keep_entry(on_postgresql, viewer, "new", "一")
    assert kept is not None
    with on_postgresql.writing(viewer, "long import"):
        assert keep_entry(on_postgresql, viewer, "new", "一二", before=kept) is None
        assert not forget_entry(on_postgresql, viewer, kept)
    later = keep_entry(on_postgresql, viewer, "new", "一二", before=kept)
    assert later is not None
    assert kept_entry(on_postgresql, viewer, "new") == later
    assert forget_entry(on_postgresql, viewer, later)
    with on_postgresql.engine.connect() as connection:
        assert connection.scalar(text("SHOW lock_timeout")) == "0"
