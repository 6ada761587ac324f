"""Ledgers to test with, and what all tests need."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event

from exchange.made_up import load_made_up
from exchange.sample import load_sample
from models.viewer import Viewer, local_administrator
from store import passwords
from store.database import Database
from tests.statements import put_into_words_once
from tests.templates import Templates, copied

FIGURE = "figure"


@pytest.fixture(autouse=True)
def _main_stays_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest puts the app in the place of the main module, which every process started afterwards would then run."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(scope="session", autouse=True)
def _statements() -> Iterator[None]:
    """What one test has asked of its ledger, another need not put into words again."""
    with put_into_words_once():
        yield


@contextmanager
def hashing_quickly() -> Iterator[None]:
    """Passwords are hashed in no time, as they never may be in use: for tests that are not about how long it takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture
def quick_passwords() -> Iterator[None]:
    """The same while a test runs."""
    with hashing_quickly():
        yield


@pytest.fixture
def show_figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Takes a sentence with a measured figure; all of them are printed at the end of the run."""
    # With the test's own report, which also comes from another process where the tests run in several.
    return lambda figure: request.node.user_properties.append((FIGURE, figure))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures the tests have shown."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    figures = [
        told for report in reports if report.when == "call" for name, told in report.user_properties if name == FIGURE
    ]
    if figures:
        terminalreporter.section("figures")
        for figure in figures:
            terminalreporter.write_line(figure)


@contextmanager
def _only_read(template: Path, folder: Path) -> Iterator[Database]:
    """A ledger that nothing can be written into, so that one is enough for all tests that only ask."""
    with copied(template, folder) as database:
        event.listen(database.engine, "connect", lambda connection, _record: connection.execute("PRAGMA query_only=ON"))
        yield database


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """The ledgers that are made once."""
    return Templates(tmp_path_factory)


@pytest.fixture(scope="session")
def empty_template(templates: Templates) -> Path:
    """The file of an empty ledger with the divisions of 天津市 and 辽宁省."""
    return templates.empty("empty", "12", "21")


@pytest.fixture(scope="session")
def blank_template(templates: Templates) -> Path:
    """The file of an empty ledger with the divisions of the five provinces that the sample names."""
    return templates.empty("blank", "12", "21", "34", "51", "63")


@pytest.fixture(scope="session")
def sample_template(templates: Templates, blank_template: Path) -> Path:
    """The file of a ledger with the sample and the divisions of those provinces."""
    return templates.filled("sample", blank_template, load_sample)


@pytest.fixture(scope="session")
def made_up_template(templates: Templates) -> Path:
    """The file of a ledger with the made-up branch of 2,400 events and the divisions of 天津市."""
    return templates.filled("made_up", templates.empty("one_province", "12"), load_made_up)


@pytest.fixture
def viewer() -> Viewer:
    """The local administrator, who sees and does everything."""
    return local_administrator()


@pytest.fixture
def ledger(empty_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty ledger with the divisions of 天津市 and 辽宁省."""
    with copied(empty_template, tmp_path / "ledger") as database:
        yield database


@pytest.fixture
def second_ledger(empty_template: Path, tmp_path: Path) -> Iterator[Database]:
    """Another empty ledger, to compare with."""
    with copied(empty_template, tmp_path / "second") as database:
        yield database


@pytest.fixture
def sample_ledger(sample_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A ledger with the sample."""
    with copied(sample_template, tmp_path / "sample") as database:
        yield database


@pytest.fixture
def made_up_ledger(made_up_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A ledger with the made-up branch of 2,400 events."""
    with copied(made_up_template, tmp_path / "made_up") as database:
        yield database


@pytest.fixture(scope="session")
def sample_to_read(sample_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A ledger with the sample that cannot be written: one for all tests that only ask."""
    with _only_read(sample_template, tmp_path_factory.mktemp("sample_to_read")) as database:
        yield database


@pytest.fixture(scope="session")
def made_up_to_read(made_up_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A ledger with the made-up branch that cannot be written: one for all tests that only ask."""
    with _only_read(made_up_template, tmp_path_factory.mktemp("made_up_to_read")) as database:
        yield database
