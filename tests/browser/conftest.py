"""A real server on a ledger of its own, and a Chromium that fails the test when anything goes wrong behind it."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from bench.served import served
from exchange.made_up import load_made_up
from launch.chromium import advice, find_chromium, under_ci
from store.database import FILE
from tests.browser.signing_in import add_signed_in_administrator, sign_in_browser
from tests.templates import Templates

ROOT: Final = Path(__file__).resolve().parents[2]
OURS: Final = ("127.0.0.1", "localhost")
PATIENCE: Final = 30_000
"""Milliseconds until something awaited counts as missing: long, for the machine may have other work."""
# Streamlit looks for its own addresses below the page's first, and takes a 404 as the answer "not here".
PROBES: Final = ("/_stcore/health", "/_stcore/host-config")
ARGUMENTS: Final = [
    "--no-sandbox",  # the tests may run as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
]
LONGEST: Final = "test_every_real_event.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser, and is tried once more where the machine was too slow for it.

    The summary says which: a test that needs it twice in a row has a race to be found. The longest file comes first,
    lest one process be left with it when the other has nothing to do, and then browser tests, which mostly wait, and
    others, which mostly reckon, by turns.
    """
    turn: dict[Path, float] = {}
    for ours in (True, False):
        files = dict.fromkeys(item.path for item in items if (Path(__file__).parent in item.path.parents) == ours)
        turn |= {file: 0 if file.name == LONGEST else at / len(files) for at, file in enumerate(files, start=1)}
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1))
    items.sort(key=lambda item: turn[item.path])


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; without one the tests are left out, and fail where nobody would notice."""
    found = find_chromium()
    if found is None:
        message = advice(Path(__file__).parent)
        if under_ci():
            pytest.fail(message)
        pytest.skip(message)
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for all tests; no name but this machine's resolves in it."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def branch_template(templates: Templates, blank_template: Path) -> Path:
    """The file of a ledger with the made-up branch and the five provinces of the sample."""
    return templates.filled("branch", blank_template, load_made_up)


@dataclass(frozen=True)
class Served:
    """A running server: its address and the folder of its ledger."""

    address: str
    data: Path


@contextmanager
def serving(
    file: Path,
    data: Path,
    *,
    administrator: bool = True,
    settings: Mapping[str, str] | None = None,
    script: str = "server.py",
) -> Iterator[Served]:
    """The app on a free port, on a copy of the ledger `file` in the new folder `data`.

    With an `administrator` who is signed in in the browsers of `visitors`; `settings` goes into the environment.
    """
    data.mkdir(parents=True)
    shutil.copyfile(file, data / FILE)
    if administrator:
        add_signed_in_administrator(data)
    with served(data, script=script, settings=settings) as address:
        yield Served(address, data)


@pytest.fixture(scope="module")
def blank_server(blank_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose ledger is empty."""
    with serving(blank_template, tmp_path_factory.mktemp("served") / "data") as served:
        yield served


@pytest.fixture(scope="module")
def sample_server(sample_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose ledger holds the sample."""
    with serving(sample_template, tmp_path_factory.mktemp("served") / "data") as served:
        yield served


@pytest.fixture(scope="module")
def made_up_server(branch_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose ledger holds the made-up branch."""
    with serving(branch_template, tmp_path_factory.mktemp("served") / "data") as served:
        yield served


@dataclass
class Watch:
    """What went wrong in a browser's pages while a test was looking elsewhere."""

    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Note every request that would leave this machine, and every error, in all pages of `context`.

        They do not get out: no other name resolves (ARGUMENTS). Stopping them one by one here would switch the
        browser's cache off, with which people use the app.
        """
        context.on("request", lambda request: self._asked(request.url))
        context.on("page", lambda page: page.on("websocket", lambda socket: self._asked(socket.url)))
        context.on("weberror", lambda error: self.errors.append(f"page error: {error.error}"))
        context.on("console", self._hear)
        context.on("response", self._answered)

    def _asked(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname not in OURS:
            self.outside.append(url)

    def _hear(self, message: ConsoleMessage) -> None:
        address = urlsplit(message.location.get("url", ""))
        if message.type == "error" and not _is_probe(address.path):
            self.errors.append(f"console: {message.text} ({address.path})")

    def _answered(self, response: Any) -> None:
        path = urlsplit(response.url).path
        if response.status >= 400 and not _is_probe(path):
            self.errors.append(f"{response.status} for {path}")


def _is_probe(path: str) -> bool:
    """`/<page>/_stcore/health` and the like: below a page, not at the root, where an error would be one of ours."""
    return any(path.endswith(probe) and path != probe for probe in PROBES)


NewPage = Callable[..., Page]


@contextmanager
def visitors(browser: Browser) -> Iterator[NewPage]:
    """Opens a new visitor's page; `width`, `language` ("zh-CN", "en-GB") and `scheme` say what kind of browser it is.

    The visitor is signed in as the administrator of the tests unless `signed_in` says otherwise.

    At the end the test fails if any of them asked for anything outside, or met an error.
    """
    watch = Watch()
    contexts: list[BrowserContext] = []

    def open_page(
        *, width: int = 1440, language: str = "zh-CN", scheme: Any = "light", height: int = 0, signed_in: bool = True
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height or (1000 if width > 600 else 844)},
            locale=language,
            color_scheme=scheme,
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE)
        if signed_in:
            sign_in_browser(context)
        watch.over(context)
        contexts.append(context)
        return context.new_page()

    try:
        yield open_page
    finally:
        for context in contexts:
            context.close()
    assert watch.outside == []
    assert watch.errors == []


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Opens visitors' pages for one test."""
    with visitors(browser) as open_page:
        yield open_page


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page of a Chinese browser on a desktop."""
    return new_page()
