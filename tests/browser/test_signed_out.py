"""A real server, asked for everything it has by somebody who is not signed in."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from models.base import table_of
from models.event import Event
from store.sessions import COOKIE
from tests.browser.app import PAGES, open_app
from tests.browser.conftest import NewPage, Served, serving
from tests.browser.signing_in import opened

OPEN_TO_ALL = {"/sign-in", "/sign-in/style.css", "/sign-in/icon.png", "/sign-in/here", "/_stcore/health"}
KINDS = ["/", "/sign-in/../events", "/events/", "//events", "/index.html", "/static/index.html", "/app/static/icon.png"]
KINDS += ["/app/static/../data/outreach.db", "/media/1.jpg", "/component/streamlit_folium.st_folium/index.html"]
KINDS += [
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/script-health-check",
    "/_stcore/allowed-message-origins",
]
KINDS += ["/_stcore/upload_file/session/file", "/_stcore/bidi-components/x/y.js", "/oauth2callback", "/auth/login"]
KINDS += [
    "/_stcore/agent",
    "/docs",
    "/openapi.json",
    "/.streamlit/secrets.toml",
    "/data/outreach.db",
    "/nothing/at/all",
]


@pytest.fixture(scope="module")
def titles(sample_server: Served) -> set[str]:
    """The titles of all events in the ledger."""
    database = opened(sample_server.data)
    with database.reading() as connection:
        found = set(connection.scalars(select(table_of(Event).c.title)))
    database.close()
    assert len(found) > 40
    return found


@pytest.fixture
def stranger(sample_server: Served) -> Iterator[httpx.Client]:
    """A program that is not signed in."""
    with httpx.Client(base_url=sample_server.address) as client:
        yield client


def tells(text: str, titles: set[str]) -> list[str]:
    return [title for title in titles if title in text]


@pytest.mark.parametrize("path", [f"/{name}" for name in PAGES] + KINDS)
@pytest.mark.parametrize("accept", ["text/html,*/*;q=0.8", "*/*"])
def test_every_address_leads_to_the_sign_in_page_or_nowhere(
    path: str, accept: str, stranger: httpx.Client, titles: set[str]
) -> None:
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
        answer = stranger.request(method, path, headers={"accept": accept})
        assert answer.status_code in (303, 400, 401, 404, 405)
        assert len(answer.content) < 200
        if answer.status_code == 303:
            assert answer.headers["location"].split("?")[0] == "/sign-in"
            assert not tells(stranger.get(answer.headers["location"]).text, titles)


def test_what_a_signed_in_browser_fetched_is_refused_without_its_cookie(
    new_page: NewPage, sample_server: Served, stranger: httpx.Client
) -> None:
    page, fetched = new_page(), set()
    page.on("request", lambda request: fetched.add(request.url))
    for name in ("overview", "map", "events"):
        open_app(page, sample_server.address, name, period="all")
    paths = {urlsplit(url)._replace(scheme="", netloc="").geturl() for url in fetched if url.startswith("http")}
    for kind in ("/static/", "/_stcore/host-config", "/component/", "/app/static/"):
        assert any(path.startswith(kind) for path in paths), f"nothing of {kind} among {sorted(paths)}"
    answers = {path: stranger.get(path).status_code for path in paths if urlsplit(path).path not in OPEN_TO_ALL}
    assert {path: status for path, status in answers.items() if status != 401} == {}


@pytest.mark.parametrize("path", ["/_stcore/stream", "/events/_stcore/stream", "/", "/sign-in"])
def test_no_websocket_is_opened(path: str, sample_server: Served) -> None:
    address = sample_server.address.replace("http", "ws") + path
    with pytest.raises(InvalidStatus) as refused:
        connect(address, origin=Origin(sample_server.address), subprotocols=[Subprotocol("streamlit")], proxy=None)
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_a_person_sees_the_sign_in_page_and_no_event(
    name: str, new_page: NewPage, sample_server: Served, titles: set[str]
) -> None:
    page = new_page(signed_in=False)
    page.goto(f"{sample_server.address}/{'' if name == 'overview' else name}?period=all")
    expect(page.locator("input[type=password]")).to_be_visible()
    assert urlsplit(page.url).path == "/sign-in"
    assert not tells(page.content(), titles)


def test_the_health_address_says_only_that_it_works(stranger: httpx.Client) -> None:
    answer = stranger.get("/_stcore/health")
    assert (answer.status_code, answer.text) == (200, "ok")
    assert COOKIE not in answer.headers.get("set-cookie", "")


def test_without_the_server_the_app_shows_nothing(
    new_page: NewPage, sample_template: Path, tmp_path: Path, titles: set[str]
) -> None:
    with serving(sample_template, tmp_path / "data", script="app.py") as served:
        page = new_page(signed_in=False)
        for name in PAGES:
            page.goto(f"{served.address}/{'' if name == 'overview' else name}?period=all")
            expect(page.get_by_text(re.compile(r"manage\.py run"))).to_be_visible()
            assert not tells(_all_text(page), titles)
        page.close()


def _all_text(page: Page) -> str:
    return "\n".join(frame.content() for frame in page.frames)
