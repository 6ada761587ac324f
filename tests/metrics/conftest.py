"""A bank whose units are given points, made once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.database import FILE
from tests.metrics.scored import Bank
from tests.templates import copied


@pytest.fixture(scope="session")
def founded(empty_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    """The file of a ledger with the units of a bank, and the id of each."""
    folder = tmp_path_factory.mktemp("founded")
    with copied(empty_template, folder) as database:
        units = dict(Bank.founded(database).units)
    return folder / FILE, units


@pytest.fixture
def bank(founded: tuple[Path, dict[str, int]], tmp_path: Path) -> Iterator[Bank]:
    """A bank without events."""
    file, units = founded
    with copied(file, tmp_path / "scored") as database:
        yield Bank(database, units)
