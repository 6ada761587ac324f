"""The copy in columns: it holds what the ledger holds, follows it, and is done without where it is damaged."""

import stat
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import duckdb
import pytest
from sqlalchemy import Connection, Engine, Select, column, func, insert, literal_column, select
from sqlalchemy import table as table_named

from exchange.made_up import load_made_up
from metrics.filter import Filter
from metrics.overview import headline
from metrics.summed import READY
from models.base import table_of
from models.dataset import Dataset
from models.draft import EventDraft, KeyGroupDraft, PlaceDraft
from models.event import Event as EventRow
from models.viewer import Viewer
from models.vocabulary import Topic
from models.when import When
from store import copy_making
from store import snapshot as module
from store.copied import DIVISION, EVENT, PARTS, REFERRED_TO
from store.copy_making import make_file
from store.database import COPIES, Database
from store.datasets import remove_dataset
from store.dialects import make_engine
from store.events import delete_event, read_event, restore_event, save_event
from store.prepared import Ready, Summed
from store.review import move_event
from store.snapshot import NotReadyError, Snapshot
from store.together import ADD_TOPIC, change_together
from store.together import Change as Together
from store.units import save_unit

DRAFT = EventDraft(
    title="孛兰社区讲座",
    when=When.on(date(2026, 3, 15)),
    organisation="瓦房店支行",
    places=(PlaceDraft(name="孛兰社区活动室", division_id="210214002001"),),
    topics=("integrity",),
    key_groups=(KeyGroupDraft(key_group="older_people"),),
)
TABLES = (EVENT, *PARTS, *REFERRED_TO, DIVISION)


@pytest.fixture
def copied(ledger: Database) -> Iterator[Database]:
    """An empty ledger with a copy."""
    database = ledger.with_copy(READY)
    snapshot_of(database).make()
    yield database
    snapshot_of(database).close()


def snapshot_of(database: Database) -> Snapshot:
    assert database.snapshot is not None
    return database.snapshot


def held(snapshot: Snapshot) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables of a copy, in one order."""

    def rows(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
        asked: dict[str, Any] = {table.table.name: select(table.table) for table in TABLES}
        asked |= {one.name: _all_of(one) for one in READY}
        return {
            name: sorted((tuple(row) for row in connection.execute(question)), key=repr)
            for name, question in asked.items()
        }

    return snapshot.answer(rows)


def _all_of(ready: Ready) -> Select[Any]:
    if not isinstance(ready, Summed):
        return select(literal_column("*")).select_from(table_named(ready.name))
    by: list[Any] = [column(name) for name in ready.by]
    rows = (
        select(*by, *(func.sum(column(name)) for name in ready.columns))
        .select_from(table_named(ready.name))
        .group_by(*by)
    )
    return rows.having(func.sum(column("number")) > 0)  # what was taken off stands there with the opposite sign


def made_anew(database: Database) -> dict[str, list[tuple[object, ...]]]:
    fresh = Snapshot(database.engine, database.data / COPIES, READY)
    fresh.make()
    try:
        return held(fresh)
    finally:
        fresh.close()


def saved(database: Database, viewer: Viewer, draft: EventDraft = DRAFT) -> int:
    outcome = save_event(database, viewer, draft)
    assert outcome.id is not None, outcome.problems
    return outcome.id


def change_title(database: Database, viewer: Viewer, event_id: int, title: str) -> None:
    draft = read_event(database, viewer, event_id)
    assert draft is not None
    assert save_event(database, viewer, draft.model_copy(update={"title": title, "topics": ()})).done


def test_after_every_command_it_is_as_if_made_anew(copied: Database, viewer: Viewer) -> None:
    first = saved(copied, viewer)
    second = saved(
        copied, viewer, DRAFT.model_copy(update={"title": "另一场", "attendance": None, "partners": ("街道办",)})
    )
    steps: list[Callable[[], object]] = [
        lambda: None,
        lambda: change_title(copied, viewer, first, "改了名字"),
        lambda: move_event(copied, viewer, second, "submit"),
        lambda: change_together(copied, viewer, [first, second], Together(ADD_TOPIC, "integrity")),
        lambda: delete_event(copied, viewer, first),
        lambda: saved(copied, viewer, DRAFT.model_copy(update={"places": (PlaceDraft(division_id="120114001"),)})),
        lambda: restore_event(copied, viewer, first),
        lambda: save_unit(copied, viewer, name="新支行"),
        lambda: load_made_up(copied, viewer, events=30),
    ]
    for step in steps:
        step()
        assert held(snapshot_of(copied)) == made_anew(copied)
    assert len(held(snapshot_of(copied))["event"]) == 3 + 30


def test_what_was_in_the_bin_when_it_was_made_is_not_in_it(ledger: Database, viewer: Viewer) -> None:
    event_id = saved(ledger, viewer)
    delete_event(ledger, viewer, event_id)
    assert not any(made_anew(ledger)[table.table.name] for table in (EVENT, *PARTS))


def test_trial_data_that_is_removed_leaves_it(copied: Database, viewer: Viewer) -> None:
    load_made_up(copied, viewer, events=50)
    asked = Filter(dataset=Dataset.MADE_UP)
    assert headline(copied, viewer, asked).events + headline(copied, viewer, asked).trainings == 50
    remove_dataset(copied, viewer, Dataset.MADE_UP)
    assert headline(copied, viewer, asked).events == 0
    assert snapshot_of(copied).report() is None  # rows that are gone cannot be followed
    snapshot_of(copied).make()
    assert held(snapshot_of(copied))["event"] == []


def test_a_saved_event_is_in_the_next_answer_of_every_thread(copied: Database, viewer: Viewer) -> None:
    def record(number: int) -> tuple[int, int]:
        before = headline(copied, viewer, Filter()).events
        saved(copied, viewer, DRAFT.model_copy(update={"title": f"第{number}场"}))
        return before, headline(copied, viewer, Filter()).events

    with ThreadPoolExecutor(8) as threads:
        counted = list(threads.map(record, range(40)))
    assert all(after > before for before, after in counted)
    assert headline(copied, viewer, Filter()).events == 40
    assert snapshot_of(copied).report() is not None


def test_where_it_is_damaged_the_ledger_answers_and_another_is_made(copied: Database, viewer: Viewer) -> None:
    saved(copied, viewer)
    snapshot = snapshot_of(copied)

    def damage(connection: Connection) -> None:
        connection.exec_driver_sql("DROP TABLE event_sums")
        connection.commit()

    snapshot.answer(damage)
    assert headline(copied, viewer, Filter()).events == 1
    assert snapshot.report() is None
    with pytest.raises(NotReadyError):
        held(snapshot)
    snapshot.make()
    assert held(snapshot) == made_anew(copied)


def test_a_word_added_to_a_vocabulary_does_not_stop_it(copied: Database, viewer: Viewer) -> None:
    topic = table_of(Topic)
    with copied.writing(viewer, "add word") as writing:
        connection = writing.session.connection()
        connection.execute(insert(topic).values(code="digital_yuan", label_zh="数字人民币", label_en="Digital yuan"))
    saved(copied, viewer, DRAFT.model_copy(update={"topics": ("digital_yuan",)}))
    assert headline(copied, viewer, Filter(topics=("digital_yuan",))).events == 1
    snapshot_of(copied).make()
    assert headline(copied, viewer, Filter(topics=("digital_yuan",))).events == 1
    assert snapshot_of(copied).report() is not None


def test_too_much_at_once_is_not_followed(copied: Database, viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_FOLLOWED", 2)
    saved(copied, viewer)
    assert headline(copied, viewer, Filter()).events == 1
    assert snapshot_of(copied).report() is not None
    load_made_up(copied, viewer, events=30)
    assert headline(copied, viewer, Filter(dataset=Dataset.MADE_UP)).events > 0
    assert snapshot_of(copied).report() is None


def test_a_ledger_that_cannot_be_read_is_told(copied: Database) -> None:
    nowhere = copied.engine.url.set(database=f"{copied.data}/nowhere.db")
    folder = copied.data / "elsewhere"
    broken = Snapshot(make_engine(nowhere), folder, READY)
    with pytest.raises(Exception, match=r"no such table|could not be made"):
        broken.make()
    assert broken.report() is None


def test_a_copy_that_cannot_be_made_is_told(copied: Database, capfd: pytest.CaptureFixture[str]) -> None:
    snapshot = Snapshot(copied.engine, copied.data / COPIES, READY)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(copy_making, "SETTINGS", {"memory_limit": "as much as there is"})
        with pytest.raises(OSError, match="could not be made"):
            snapshot.make()
    assert "Memory must have a number" in capfd.readouterr().err
    assert snapshot.report() is None
    snapshot.make()
    assert held(snapshot) == made_anew(copied)
    snapshot.close()


def test_its_file_goes_with_it(copied: Database) -> None:
    folder, snapshot = copied.data / COPIES, Snapshot(copied.engine, copied.data / COPIES, READY)
    before = set(folder.iterdir())
    for _again in range(2):
        snapshot.make()
        made = set(folder.iterdir()) - before
        assert len(made) == 1
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    snapshot.close()
    assert set(folder.iterdir()) == before


def test_what_a_killed_program_has_left_is_swept_away_and_what_another_has_open_stays(copied: Database) -> None:
    folder = copied.data / COPIES
    (inside,) = folder.iterdir()
    left, half, journal = (folder / name for name in ("left.duckdb", "half.duckdb", "left.duckdb.wal"))
    duckdb.connect(str(left)).close()
    half.write_bytes(b"\0" * 100)
    journal.write_bytes(b"")
    mine = Snapshot(copied.engine, folder, READY)
    mine.make()
    made = {file for file in folder.iterdir() if file not in (inside, left, half, journal)}
    assert len(made) == 1
    assert set(folder.iterdir()) == {inside, *made}
    mine.close()
    assert held(snapshot_of(copied)) == made_anew(copied)


def test_while_another_is_made_the_one_before_follows_and_answers(
    copied: Database, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, filling, go_on = snapshot_of(copied), Event(), Event()

    def slowly(ledger: Engine, file: Path, ready: Sequence[Ready]) -> None:
        make_file(ledger, file, ready)
        filling.set()
        assert go_on.wait(60)

    monkeypatch.setattr(module, "make_file", slowly)
    with ThreadPoolExecutor(1) as other:
        making = other.submit(snapshot.make)
        try:
            assert filling.wait(60)
            saved(copied, viewer)
            before = snapshot.answer(
                lambda connection: connection.scalar(select(func.count()).select_from(EVENT.table))
            )
        finally:
            go_on.set()
        making.result(60)
    assert before == 1
    assert held(snapshot) == made_anew(copied)


def test_it_follows_by_itself(ledger: Database, viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOKS_EVERY", 0.01)
    database = ledger.with_copy(READY)
    snapshot = snapshot_of(database)
    thread = snapshot.keep_following()
    try:
        wait_until(lambda: snapshot.report() is not None)
        saved(database, viewer)
        with database.reading() as connection:
            newest = connection.scalar(select(func.max(table_of(EventRow).c.change)))
        wait_until(lambda: (report := snapshot.report()) is not None and report.change == newest and report.events == 1)
    finally:
        snapshot.close()
    thread.join(timeout=30)
    assert not thread.is_alive()


def wait_until(true: Callable[[], bool]) -> None:
    from time import monotonic, sleep

    until = monotonic() + 60
    while not true():
        assert monotonic() < until
        sleep(0.02)
