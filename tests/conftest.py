"""Ledgers to test with. Each is made once in a session and copied for every test that asks for one."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from exchange.made_up import load_made_up
from exchange.sample import load_sample
from models.viewer import Viewer, local_administrator
from store.database import FILE, Database, open_database
from store.dialects import make_engine, sqlite_url

Fill = Callable[[Database, Viewer], object]
FIGURE = "figure"


@pytest.fixture(autouse=True)
def _main_stays_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest puts the app in the place of the main module, which every process started afterwards would then run."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


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


def _template(folder: Path, provinces: set[str], fill: Fill | None = None) -> Path:
    """A ledger with the divisions of some provinces, filled and closed: one file that can be copied."""
    database = open_database(folder, provinces=frozenset(provinces))
    if fill:
        fill(database, local_administrator())
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return folder / FILE


def _copy(template: Path, folder: Path) -> Iterator[Database]:
    # Opened without `open_database`: its look for missing divisions would read the reference pack for each test.
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(template, folder / FILE)
    database = Database(make_engine(sqlite_url(folder / FILE)), folder)
    yield database
    database.close()


@pytest.fixture(scope="session")
def empty_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an empty ledger with the divisions of 天津市 and 辽宁省."""
    return _template(tmp_path_factory.mktemp("empty"), {"12", "21"})


@pytest.fixture(scope="session")
def sample_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a ledger with the sample and the divisions of the five provinces it names."""
    return _template(tmp_path_factory.mktemp("sample"), {"12", "21", "34", "51", "63"}, load_sample)


@pytest.fixture(scope="session")
def made_up_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a ledger with the made-up branch of 2,400 events and the divisions of 天津市."""
    return _template(tmp_path_factory.mktemp("made_up"), {"12"}, load_made_up)


@pytest.fixture
def viewer() -> Viewer:
    """The local administrator, who sees and does everything."""
    return local_administrator()


@pytest.fixture
def ledger(empty_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty ledger with the divisions of 天津市 and 辽宁省."""
    yield from _copy(empty_template, tmp_path / "ledger")


@pytest.fixture
def second_ledger(empty_template: Path, tmp_path: Path) -> Iterator[Database]:
    """Another empty ledger, to compare with."""
    yield from _copy(empty_template, tmp_path / "second")


@pytest.fixture
def sample_ledger(sample_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A ledger with the sample."""
    yield from _copy(sample_template, tmp_path / "sample")


@pytest.fixture
def made_up_ledger(made_up_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A ledger with the made-up branch of 2,400 events."""
    yield from _copy(made_up_template, tmp_path / "made_up")
