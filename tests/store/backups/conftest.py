"""A ledger worth a backup."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.viewer import local_administrator
from store.database import Database
from tests.store.backups.material import opened, record
from tests.templates import copied


@pytest.fixture(scope="session")
def kept_folder(empty_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a ledger with three events and four photos."""
    with copied(empty_template, tmp_path_factory.mktemp("kept")) as database:
        for title, photos in (("讲座", 3), ("集市", 1), ("入户", 0)):
            record(database, local_administrator(), title, photos=photos)
    return database.data


@pytest.fixture
def kept(kept_folder: Path, tmp_path: Path) -> Iterator[Database]:
    """A ledger of one's own with these."""
    database = opened(Path(shutil.copytree(kept_folder, tmp_path / "ledger")))
    yield database
    database.close()
