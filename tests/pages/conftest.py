"""Pages are opened as the app opens them: through app.py, on a ledger of the test's own."""

from collections.abc import Iterator
from functools import cache

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import app_test

from components import front_door, session
from locales import LANGUAGES, speaking
from models.dataset import Dataset
from models.viewer import Viewer
from store.database import Database
from store.datasets import remove_dataset
from tests.pages.visiting import COOKIE_OF_TEST

# A server looks through all that is installed once, as it starts; AppTest does so for every visitor, which takes longer
# than most pages do.
_installed_components = cache(manifest_scanner.scan_component_manifests)


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
