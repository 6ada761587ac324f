"""The history: complete, in order, and told to those who may read the event."""

import os
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.synchronize import Barrier
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from models.base import table_of
from models.dataset import Dataset
from models.event import EventCoOrganiser
from models.organisation import Organisation
from models.permission import ADMINISTRATOR, COORDINATOR, LEADER, PUBLICITY, REVIEWER
from models.viewer import Viewer
from store.baseline import begin_history
from store.chain import entry_hash
from store.database import FILE, NOTES_HELD, Database, last_change
from store.dialects import make_engine, sqlite_url
from store.history import HistoryLine, history_of
from store.migrate import migrate
from tests.processes import PROCESSES
from tests.store.noted import (
    ADMIN,
    GivenUpError,
    change,
    create,
    entries,
    erase,
    opened,
    title,
    told,
    verify,
)

Step = tuple[str, int, str]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["create", "change", "bin", "restore", "erase", "several", "trial", "give up"]),
        st.integers(0, 9),
        st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=8),
    ),
    max_size=12,
)


def take(database: Database, step: Step, alive: list[int]) -> int:
    """One transaction; how many entries it must have added."""
    action, pick, word = step
    number = alive[pick % len(alive)] if alive else None
    try:
        with database.writing(Viewer(word), action) as writing:
            if action == "create":
                alive.append(create(writing, word, topics=("integrity",)))
            elif action == "several":
                alive.extend(create(writing, f"{word}{number}") for number in range(pick))
                return pick
            elif action == "trial":
                create(writing, word, dataset=Dataset.SAMPLE.value)
                return 0
            elif number is None:
                return 0
            elif action == "erase":
                erase(writing, number)
                alive.remove(number)
            elif action == "give up":
                change(writing, number, title="不算")
                raise GivenUpError
            else:
                change(writing, number, action, note=word, deleted_at=writing.now if action == "bin" else None)
    except GivenUpError:
        return 0
    return 1


@settings(max_examples=25, deadline=None)
@given(steps=STEPS)
def test_whatever_is_done_through_the_ledger_verifies(bare_template: Path, steps: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        database = opened(bare_template, Path(folder))
        alive: list[int] = []
        added = sum(take(database, step, alive) for step in steps)
        verdict = verify(database)
        database.close()
    assert verdict.problems == []
    assert (verdict.entries, verdict.events, verdict.without) == (added, len(alive), 0)


def test_the_hash_of_an_entry_is_the_same_for_ever() -> None:
    # Should this fail, every history kept by an earlier release would be told to have been altered.
    entry = {"previous": "", "at": "2026-03-15 01:30:00.000000", "by": "甲", "change": 3, "record": "event"}
    entry |= {"record_id": 7, "action": "change", "reason": "“更正”", "fields": '{"a":[1,2]}', "state": "ab"}
    assert entry_hash(entry) == "00581ba1512b049717c8f36f614ae53260b8f36cf6540a0131992170485ca7a8"


@pytest.mark.parametrize("statement", ["UPDATE history SET by = '丙'", "DELETE FROM history WHERE id = 9"])
def test_the_database_itself_refuses_to_alter_the_history(kept: Database, statement: str) -> None:
    before = entries(kept)
    with pytest.raises(DBAPIError, match="only ever added to"), kept.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert entries(kept) == before


def test_a_transaction_that_is_given_up_leaves_no_entry(bare_ledger: Database) -> None:
    with suppress(GivenUpError), bare_ledger.writing(ADMIN, "create") as writing:
        for number in range(NOTES_HELD + 1):  # so many that some are already written
            writing.note("unit", number, "create", None, {"name": "a"})
        raise GivenUpError
    assert entries(bare_ledger) == []
    with bare_ledger.writing(ADMIN, "create") as writing:
        create(writing, "讲座")
    assert verify(bare_ledger).fine


def test_a_transaction_that_notes_nothing_writes_nothing(bare_ledger: Database) -> None:
    with bare_ledger.writing(ADMIN, "look"):
        pass
    with bare_ledger.reading() as connection:
        assert last_change(connection) == 0
    assert entries(bare_ledger) == []


def test_many_notes_of_one_transaction_are_one_chain_in_their_order(bare_ledger: Database) -> None:
    with bare_ledger.writing(Viewer("甲"), "create") as writing:
        for number in range(2 * NOTES_HELD + 7):
            writing.note("unit", number, "create", None, {"name": str(number)})
        number_of_change = writing.change
    written = entries(bare_ledger)
    assert [entry.record_id for entry in written] == list(range(2 * NOTES_HELD + 7))
    assert {(entry.by, entry.change, entry.at) for entry in written} == {("甲", number_of_change, writing.now)}
    assert verify(bare_ledger).fine


def test_the_history_begins_with_what_is_there_and_begins_once(bare_ledger: Database) -> None:
    with bare_ledger.writing(ADMIN, "create") as writing:
        create(writing, "有历史")
        create(writing, "示例", dataset=Dataset.SAMPLE.value)
        for number in range(600):
            create(writing, f"第{number}场")
        writing._notes[1:] = []
    before = verify(bare_ledger)
    assert (before.entries, before.events, before.without, before.fine) == (1, 1, 600, True)
    with bare_ledger.writing(ADMIN, "begin") as writing:
        assert begin_history(writing) == 600
    begun = verify(bare_ledger)
    assert (begun.entries, begun.events, begun.without, begun.fine) == (1 + 600 + 1, 601, 0, True)
    assert {(entry.action, entry.fields) for entry in entries(bare_ledger)[1:]} == {("baseline", "")}
    with bare_ledger.writing(ADMIN, "begin") as writing:
        assert begin_history(writing) == 0
    assert verify(bare_ledger).head == begun.head


def test_the_history_of_an_event_is_told_newest_first(kept: Database) -> None:
    newest, oldest = history_of(kept, ADMIN, 2)
    assert newest == HistoryLine(newest.at, "乙", "change", "", (("attendance_value", 60, 600),))
    assert newest.at > oldest.at
    assert newest.at.utcoffset() is not None
    assert (oldest.by, oldest.action, oldest.changes) == ("甲", "create", ())
    binned = history_of(kept, ADMIN, 3)[0]
    assert (binned.action, binned.reason) == ("delete", "重复")
    assert [(field, before) for field, before, _ in binned.changes] == [("deleted_at", None)]


@pytest.mark.parametrize(
    ("role", "path", "submitted", "approved", "shared", "binned"),
    [
        (ADMINISTRATOR, "", True, True, True, True),
        (COORDINATOR, "1/", True, True, True, True),
        (COORDINATOR, "2/", False, False, True, False),
        (REVIEWER, "1/", True, True, True, False),
        (LEADER, "", True, True, True, False),
        (PUBLICITY, "1/", False, False, False, False),  # drafts and reasons stand in it
    ],
)
def test_only_who_may_read_an_event_reads_its_history(
    bare_ledger: Database, role: str, path: str, submitted: bool, approved: bool, shared: bool, binned: bool
) -> None:
    with bare_ledger.writing(ADMIN, "create") as writing:
        create(writing, "待审", status="submitted")
        create(writing, "通过", status="approved")
        number = create(writing, "联办", status="submitted")
        writing.session.add(EventCoOrganiser(event_id=number, organisation_id=2))
        number = create(writing, "联办、已删", status="submitted", deleted_at=writing.now)
        writing.session.add(EventCoOrganiser(event_id=number, organisation_id=2))
    viewer = Viewer.holding("甲", role, path)
    assert [bool(history_of(bare_ledger, viewer, number)) for number in (1, 2, 3, 4)] == [
        submitted,
        approved,
        shared,
        binned,
    ]
    assert history_of(bare_ledger, viewer, 99) == []


def _write_many(folder: Path, address: str | None, name: str, start: Barrier) -> None:
    database = Database(make_engine(address or sqlite_url(folder / FILE)), folder)
    start.wait(60)
    for number in range(60):
        with database.writing(Viewer(name), "create") as writing:
            mine = create(writing, f"{name}{number}")
            change(writing, mine, note="补记")
    database.close()


def write_at_once(database: Database, address: str | None = None) -> None:
    with PROCESSES.Manager() as manager, PROCESSES.Pool(2) as pool:
        start = manager.Barrier(2)
        sessions = [pool.apply_async(_write_many, (database.data, address, name, start)) for name in ("甲", "乙")]
        for session in sessions:
            session.get(300)


def test_two_who_write_at_once_do_not_fork_the_chain(bare_ledger: Database) -> None:
    write_at_once(bare_ledger)
    verdict = verify(bare_ledger)
    assert verdict.problems == []
    assert (verdict.entries, verdict.events) == (240, 120)
    assert {entry.by for entry in entries(bare_ledger)} == {"甲", "乙"}


ADDRESS = os.environ.get("OUTREACH_TEST_POSTGRES", "")


@pytest.fixture
def on_postgresql(tmp_path: Path) -> Iterator[Database]:
    database = Database(make_engine(ADDRESS), tmp_path)
    migrate(database.engine)
    with database.engine.begin() as connection:
        connection.execute(insert(table_of(Organisation)), [{"id": 1, "path": "1/", "name_zh": "武清支行"}])
    yield database
    with database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    database.close()


@pytest.mark.skipif(not ADDRESS, reason="no PostgreSQL given: set OUTREACH_TEST_POSTGRES to its address")
def test_the_history_is_kept_the_same_on_postgresql(on_postgresql: Database) -> None:
    with on_postgresql.writing(ADMIN, "begin") as writing:
        begin_history(writing)
    write_at_once(on_postgresql, ADDRESS)
    with suppress(GivenUpError), on_postgresql.writing(ADMIN, "create") as writing:
        create(writing, "不算")
        writing.write_notes()
        raise GivenUpError  # burns an id of the history
    with on_postgresql.writing(ADMIN, "bin") as writing:
        change(writing, 1, "delete", "重复", deleted_at=writing.now)
    verdict = verify(on_postgresql)
    assert verdict.problems == []
    assert (verdict.entries, verdict.events) == (242, 120)
    assert entries(on_postgresql)[-1].id == 243
    assert [line.action for line in history_of(on_postgresql, ADMIN, 1)] == ["delete", "change", "create"]

    for statement in ("UPDATE history SET by = '丙'", "DELETE FROM history", "TRUNCATE history"):
        with pytest.raises(DBAPIError, match="only ever added to"), on_postgresql.engine.begin() as connection:
            connection.execute(text(statement))

    with on_postgresql.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER history_is_kept ON history"))
        connection.execute(text("UPDATE history SET at = at + interval '1 second' WHERE id = 9"))
        connection.execute(text("DELETE FROM history WHERE id IN (20, 243)"))
        connection.execute(text("UPDATE event SET status = 'approved' WHERE id = 2"))
    sentences = told(on_postgresql, verdict.head)
    assert [sentence.split(" (")[0] for sentence in sentences] == [
        "entry 9",
        "entry 21 does not follow what is there: entries 20 to 20 are missing.",
        f"there is no entry {verdict.head}: entries were taken off the end, or all were written anew.",
        f"event 1 “{title(on_postgresql, 1)}” is not as the history left it.",
        f"event 2 “{title(on_postgresql, 2)}” is not as the history left it.",
    ]
