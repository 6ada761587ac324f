"""Ledgers that take seconds to make: each is made once in a run, and copied for every test that asks for one."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from models.viewer import Viewer, local_administrator
from store.database import FILE, Database, open_database
from store.dialects import make_engine, sqlite_url

Fill = Callable[[Database, Viewer], object]


@contextmanager
def copied(template: Path, folder: Path) -> Iterator[Database]:
    """A ledger of one's own in `folder`, with all that is in the file `template`."""
    # Opened without `open_database`: its look for missing divisions would read the reference pack for each test.
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(template, folder / FILE)
    database = Database(make_engine(sqlite_url(folder / FILE)), folder)
    yield database
    database.close()


class Templates:
    """The files of ledgers to be copied, which all processes of a run have in common."""

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        own = factory.getbasetemp()
        self._folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "templates"
        self._folder.mkdir(exist_ok=True)

    def empty(self, name: str, *provinces: str) -> Path:
        """A ledger with the divisions of some provinces."""

        def make(folder: Path) -> None:
            open_database(folder, provinces=frozenset(provinces)).close()

        return self._made_once(name, make)

    def filled(self, name: str, start: Path, fill: Fill) -> Path:
        """The ledger in the file `start` with what `fill` puts in."""

        def make(folder: Path) -> None:
            with copied(start, folder) as database:
                fill(database, local_administrator())

        return self._made_once(name, make)

    def _made_once(self, name: str, make: Callable[[Path], None]) -> Path:
        """The ledger that `make` makes in a folder of its own, unless another process has; which is waited for."""
        file = self._folder / f"{name}.db"
        with closing(sqlite3.connect(self._folder / f"{name}.lock", timeout=600, isolation_level=None)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            if not file.exists():
                make(self._folder / name)
                (self._folder / name / FILE).replace(file)
        return file
