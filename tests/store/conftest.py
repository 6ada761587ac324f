"""Ledgers without divisions: quickly made and quickly copied, for what needs no places."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from models.base import table_of
from models.change import Setting
from models.organisation import Organisation
from models.viewer import Viewer
from store.baseline import begin_history
from store.database import DIVISIONS_LOADED, FILE, Database
from store.dialects import make_engine, sqlite_url
from store.migrate import migrate
from tests.store.noted import ADMIN, change, create, erase, opened

UNITS = ({"id": 1, "path": "1/", "name_zh": "武清支行"}, {"id": 2, "path": "2/", "name_zh": "滨海支行"})


@pytest.fixture(scope="session")
def bare_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a ledger with two units, no divisions, and a history that has not begun."""
    folder = tmp_path_factory.mktemp("bare")
    engine = make_engine(sqlite_url(folder / FILE))
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(insert(table_of(Organisation)), UNITS)
        connection.execute(insert(table_of(Setting)).values(name=DIVISIONS_LOADED, value="none"))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return folder / FILE


@pytest.fixture
def bare_ledger(bare_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A ledger with two units and nothing else."""
    database = opened(bare_template, tmp_path)
    yield database
    database.close()


@pytest.fixture(scope="session")
def kept_template(bare_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a ledger with five events and a history of nine entries, one event in the bin, one erased."""
    folder = tmp_path_factory.mktemp("told")
    database = opened(bare_template, folder)
    with database.writing(ADMIN, "begin") as writing:
        begin_history(writing)
    with database.writing(Viewer("甲"), "create") as writing:
        for number in range(1, 6):
            create(writing, f"第{number}场", topics=("integrity", "telecom_fraud"), attendance_value=60)
    with database.writing(Viewer("乙"), "erase") as writing:
        erase(writing, 5)
    with database.writing(Viewer("乙"), "change") as writing:
        change(writing, 2, attendance_value=600)
    with database.writing(Viewer("乙"), "bin") as writing:
        change(writing, 3, "delete", "重复", deleted_at=writing.now)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return folder / FILE


@pytest.fixture
def kept(kept_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A copy of that ledger."""
    database = opened(kept_template, tmp_path / "kept")
    yield database
    database.close()
