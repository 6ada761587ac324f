"""Pages are opened as the app opens them: through app.py, on a ledger of the test's own."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import TypeVar

import pytest
import streamlit as st
from sqlalchemy import select
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import app_test

from components import front_door, session
from components import ledger as ledger_of_app
from exchange.divisions import load_gazetteer, load_resolver
from geo.gazetteer import Gazetteer
from geo.parse import Resolver
from locales import LANGUAGES, speaking
from models.base import table_of
from models.change import Setting
from models.dataset import Dataset
from models.viewer import Viewer
from store.database import DIVISIONS_LOADED, Database
from store.datasets import remove_dataset
from tests.pages.visiting import COOKIE_OF_TEST

T = TypeVar("T")

# A server looks through all that is installed once, as it starts; AppTest does so for every visitor, which takes longer
# than most pages do.
_installed_components = cache(manifest_scanner.scan_component_manifests)


class Names:
    """The names of the divisions, which take longer to read than a page does to open: once for each set of them."""

    def __init__(self) -> None:
        self._gazetteers: dict[object, Gazetteer] = {}
        self._resolvers: dict[object, Resolver] = {}

    def gazetteer(self, database: Database) -> Gazetteer:
        """As `exchange.divisions.load_gazetteer`."""
        return _once(self._gazetteers, _divisions_of(database), lambda: load_gazetteer(database))

    def resolver(self, database: Database, gazetteer: Gazetteer | None = None) -> Resolver:
        """As `exchange.divisions.load_resolver`."""
        return _once(self._resolvers, _divisions_of(database), lambda: load_resolver(database, gazetteer))


def _once(made: dict[object, T], key: object, make: Callable[[], T]) -> T:
    if key not in made:
        made[key] = make()
    return made[key]


def _divisions_of(database: Database) -> str | None:
    """The provinces whose divisions the ledger was begun with; no page adds any."""
    loaded = table_of(Setting)
    with database.reading() as connection:
        provinces: str | None = connection.scalar(select(loaded.c.value).where(loaded.c.name == DIVISIONS_LOADED))
        return provinces


_names = Names()


@pytest.fixture(autouse=True)
def _an_app_of_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing kept in memory outlives a test, and the environment names no ledger but the test's."""
    monkeypatch.setenv("OUTREACH_DATA", "")
    monkeypatch.delenv("OUTREACH_DATABASE", raising=False)
    # AppTest switches Streamlit's discovery of pages/ on before each run; the server has it off (tests/browser sees to
    # that). Here it may switch it on in a class that nobody asks.
    monkeypatch.setattr(app_test, "PagesManager", type("UnaskedPages", (PagesManager,), {}))
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", _installed_components)
    # AppTest sends no cookies; the secret that a browser would send lies in its session state instead.
    monkeypatch.setattr(session, "_secret", lambda: str(st.session_state.get(COOKIE_OF_TEST, "")))
    monkeypatch.setattr(ledger_of_app, "load_gazetteer", _names.gazetteer)
    monkeypatch.setattr(ledger_of_app, "load_resolver", _names.resolver)
    front_door.close_side_doors()
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture(params=list(LANGUAGES))
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each language in turn, spoken while the test runs."""
    with speaking(request.param):
        yield request.param


@pytest.fixture(params=["ledger", "sample_ledger", "made_up_ledger"])
def any_ledger(request: pytest.FixtureRequest) -> Database:
    """An empty ledger, one with the sample, and one with the made-up branch."""
    database: Database = request.getfixturevalue(request.param)
    return database


@pytest.fixture
def emptied_ledger(sample_ledger: Database, viewer: Viewer) -> Database:
    """An empty ledger with the divisions that the sample needs."""
    remove_dataset(sample_ledger, viewer, Dataset.SAMPLE)
    return sample_ledger
