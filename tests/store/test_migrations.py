"""From nothing, and from every version that was ever in use, to the newest."""

import gzip
import os
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, insert, inspect, select
from sqlalchemy.exc import IntegrityError

from metrics.filter import Filter
from metrics.overview import headline
from metrics.records import count_events
from models.base import table_of
from models.count import Count, Qualifier
from models.draft import LinkDraft
from models.event import Event, EventTopic
from models.permission import Action
from models.review import SUBMITTED
from models.tables import METADATA
from models.viewer import Viewer
from models.when import When
from store.baseline import BASELINE
from store.database import FILE, Database, open_database
from store.dialects import make_engine, sqlite_url
from store.events import read_event, restore_event
from store.history import history_of
from store.migrate import NewerDatabaseError, current_revision, migrate
from store.verification import verify_history

LANDED = sorted((Path(__file__).parent / "landed").glob("*.gz"))


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """A database without any table."""
    return make_engine(sqlite_url(tmp_path / FILE))


def everything(engine: Engine) -> dict[str, list[Any]]:
    """All rows of all tables."""
    with engine.connect() as connection:
        return {
            table.name: list(map(tuple, connection.execute(select(table).order_by(*table.primary_key))))
            for table in METADATA.sorted_tables
        }


def not_of_the_search(name: str | None, kind: str, _parents: object) -> bool:
    """The tables of the search belong to one kind of database each, and no model describes them."""
    return kind != "table" or not str(name).startswith("event_search")


def test_the_migrations_make_exactly_the_tables_of_the_models(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        compared = {"compare_type": True, "compare_server_default": True, "include_name": not_of_the_search}
        context = MigrationContext.configure(connection, opts=compared)
        assert compare_metadata(context, METADATA) == []


def test_the_migrations_make_the_same_checks_as_the_models(engine: Engine) -> None:
    migrate(engine)
    modelled = make_engine("sqlite://")
    METADATA.create_all(modelled)

    def checks(of: Engine) -> dict[str, set[tuple[str | None, str]]]:
        found = inspect(of)
        return {
            table: {(check["name"], check["sqltext"]) for check in found.get_check_constraints(table)}
            for table in METADATA.tables
        }

    assert checks(engine) == checks(modelled)
    assert any(checks(engine).values())


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    before = everything(engine)
    migrate(engine)
    assert everything(engine) == before


def test_there_is_a_landed_ledger_to_start_from() -> None:
    assert LANDED


def put_back(dump: Path, file: Path) -> None:
    """Make the SQLite file that a dump was made of."""
    content = gzip.decompress(dump.read_bytes())
    if dump.name.endswith(".db.gz"):
        file.write_bytes(content)
        return
    with sqlite3.connect(file) as connection:
        connection.executescript(content.decode())
    connection.close()


@pytest.mark.parametrize("dump", LANDED, ids=lambda path: path.name)
def test_a_ledger_of_an_earlier_version_keeps_its_data(dump: Path, tmp_path: Path, viewer: Viewer) -> None:
    put_back(dump, tmp_path / FILE)
    database = open_database(tmp_path, provinces=frozenset({"46"}))
    with database.reading() as reading:
        assert current_revision(reading) is not None
        assert reading.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert reading.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        ids = list(reading.scalars(select(table_of(Event).c.id).order_by(table_of(Event).c.id)))
    first, second, third = ids
    # What was recorded before there was a review waits for it, and the history begins with what was found.
    waiting = Filter(statuses=(SUBMITTED,))
    assert count_events(database, viewer, waiting, Action.DECIDE) == count_events(database, viewer, Filter()) == 1
    verdict = verify_history(database, viewer)
    assert verdict.fine
    assert verdict.events == 2  # the one in the bin too
    begun = [BASELINE] if dump.name.startswith("0001") else ["create"]
    assert [line.action for line in history_of(database, viewer, first)] == begun

    full = read_event(database, viewer, first)
    assert full is not None
    assert (full.title, full.note, full.reference) == ("防范非法集资宣传", "一\n二", "R-1")
    assert full.when == When.between(date(2024, 9, 4), date(2024, 9, 6))
    assert full.attendance == Count(60, Qualifier.OVER, "head_count")
    assert full.topics == ("illegal_fundraising", "telecom_fraud")
    assert [part.views for part in full.readings] == [Count(10_000_000_000)]
    assert [part.copies for part in full.materials] == [Count(150, Qualifier.AT_LEAST)]
    assert full.links == (LinkDraft(url="https://example.org/a", title="报道"),)
    assert (len(full.places), len(full.partners), len(full.campaigns), len(full.key_groups)) == (1, 1, 1, 1)

    undated = read_event(database, viewer, second)
    assert undated is not None
    assert undated.when == When.unknown("春节期间")
    assert read_event(database, viewer, third) is None
    assert headline(database, viewer, Filter()).events == 1
    assert restore_event(database, viewer, third).done
    assert headline(database, viewer, Filter()).events == 2
    database.close()


def test_a_ledger_of_a_newer_release_is_refused_and_left_alone(engine: Engine, tmp_path: Path) -> None:
    migrate(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = everything(engine)
    with pytest.raises(NewerDatabaseError, match="9999"):
        migrate(engine)
    with pytest.raises(NewerDatabaseError, match="9999"):
        open_database(tmp_path, provinces=frozenset({"46"}))
    assert everything(engine) == before
    with engine.connect() as connection:
        assert current_revision(connection) == "9999"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(OSError, match="file"):
        open_database(tmp_path / "file" / "data")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "50%3F?x=1#y"
    folder.mkdir()
    engine = make_engine(sqlite_url(folder / FILE))
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE kept (id INTEGER)")
    engine.dispose()
    assert (folder / FILE).is_file()
    assert list(tmp_path.iterdir()) == [folder]


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(ValueError, match="mysql is not supported"):
        make_engine("mysql://localhost/ledger")


def test_no_row_can_refer_to_what_is_not_there(ledger: Database) -> None:
    orphan = insert(table_of(EventTopic)).values(event_id=999, topic="telecom_fraud")
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), ledger.engine.begin() as connection:
        connection.execute(orphan)


def test_no_word_can_go_that_an_event_has(sample_ledger: Database) -> None:
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), sample_ledger.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM topic")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET sessions = 0",
        "UPDATE event SET attendance_value = -1",
        "UPDATE event_place SET place_id = NULL, division_id = NULL",
        "UPDATE event_key_group SET value = -1",
        "UPDATE event_material SET value = -1",
        "UPDATE event_reading SET views_value = -1",
    ],
)
def test_the_tables_themselves_refuse_what_cannot_be(sample_ledger: Database, statement: str) -> None:
    with pytest.raises(IntegrityError, match="CHECK"), sample_ledger.engine.begin() as connection:
        connection.exec_driver_sql(statement)
