"""How long a person waits for the overview after another filter, beside an empty page of Streamlit's."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from bench.many_events import ledger_of
from bench.served import LOG, served
from launch.chromium import find_chromium
from models.permission import ADMINISTRATOR
from models.viewer import local_administrator
from store.accounts import add_account
from store.database import Database
from store.sessions import COOKIE, open_session

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TIMES: Final = 9
COPY_SECONDS: Final = 120
MORE: Final = 300.0  # milliseconds the overview may take beyond two reruns of an empty page
PERIODS: Final = ("year", "last_year", "quarter")
PILLS: Final = {"month": 0, "quarter": 1, "year": 2, "last_year": 3}
EMPTY_PAGE: Final = """import time

import streamlit as st

st.title("Empty")
st.caption(str(time.time()))
st.button("Again", key="again")
"""
# The time from the click to the last change of what is to be seen, once the app is at rest and nothing is stale. What
# tables draw on their canvas is seen; what they write inside of it, later, is for those who cannot see it.
WAITED: Final = """([selector, place, quiet]) => new Promise(done => {
    const app = document.querySelector("[data-testid=stApp]"), main = document.querySelector("[data-testid=stMain]");
    const state = () => app.getAttribute("data-test-script-state");
    let last = null, ran = false;
    const seen = new MutationObserver((changes) => {
        ran = true;
        const unseen = ({ type, target }) => (type === "childList" ? target : target.parentElement).closest("canvas");
        if (!changes.every(unseen)) last = performance.now();
    });
    const paint = CanvasRenderingContext2D.prototype;
    const fillText = paint.fillText;
    paint.fillText = function (...told) { last = performance.now(); return fillText.apply(this, told); };
    seen.observe(main, {subtree: true, childList: true, attributes: true, characterData: true});
    seen.observe(app, {attributeFilter: ["data-test-script-state"]});
    const began = performance.now();
    document.querySelectorAll(selector)[place].click();
    const look = () => {
        const atRest = ran && state() === "notRunning" && performance.now() - last > quiet;
        if (atRest && !document.querySelector("[data-stale=true], [data-testid=stSkeleton]")) {
            seen.disconnect();
            paint.fillText = fillText;
            done(last - began);
        } else if (performance.now() - began > 60000) done(NaN);
        else setTimeout(look, 50);
    };
    look();
})"""
QUIET: Final = 400  # milliseconds without a change after which a page counts as drawn
Told = Callable[[str], None]


@dataclass
class Waits:
    """Milliseconds from a click to the page drawn: an empty page, the overview of a filter new to it, and once more."""

    events: int
    empty: list[float] = field(default_factory=list)
    new: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)

    @property
    def allowed(self) -> float:
        """What the overview may take."""
        return 2 * median(self.empty) + MORE

    def table(self) -> str:
        """All figures, in both languages."""
        lines = [f"活动 · events: {self.events:,}", f"{'':44}| 中位 median ms | 最短–最长 range ms | 次数 n"]
        for name, waits in (
            ("空页重跑 · an empty page's rerun", self.empty),
            ("总览换筛选 · the overview, a new filter", self.new),
            ("总览换回 · the overview, a filter seen before", self.again),
        ):
            lines.append(f"{name:44}| {median(waits):10.0f} | {min(waits):8.0f} – {max(waits):.0f} | {len(waits)}")
        kept = "达到 kept" if median(self.new) <= self.allowed else "未达到 not kept"
        lines.append(f"要求 · allowed: 2 × {median(self.empty):.0f} + {MORE:.0f} = {self.allowed:.0f} ms：{kept}")
        return "\n".join(lines)


def run_page(events: int, *, progress: Told | None = None) -> Waits:
    """Measure on a ledger of so many events, in a temporary folder; raises RuntimeError where there is no Chromium."""
    from playwright.sync_api import sync_playwright  # a tool of the tests: the ledger runs without it

    told = progress or (lambda _text: None)
    chromium = find_chromium()
    if chromium is None:
        raise RuntimeError("no Chromium")
    with TemporaryDirectory(prefix="bench-") as folder, ExitStack() as stack:
        told(f"准备 · preparing {events:,}")
        ledger = Path(folder) / "ledger"
        database = ledger_of(events, ledger, key_groups=2)
        secret = _signed_in(database)
        database.close()
        empty = Path(folder) / "empty.py"
        empty.write_text(EMPTY_PAGE, "utf-8")
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        stack.callback(browser.close)
        waits = Waits(events)
        waits.empty = _empty_page(browser, stack.enter_context(served(Path(folder), script=str(empty))))
        address = stack.enter_context(served(ledger))
        _wait_for_copy(ledger)
        _overview(browser, address, secret, waits, told)
        return waits


def _signed_in(database: Database) -> str:
    account = add_account(database, local_administrator(), name="bench", role=ADMINISTRATOR).id
    if account is None:
        raise AssertionError("no account")
    return open_session(database, account, "password")


def _empty_page(browser: "Browser", address: str) -> list[float]:
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.goto(address)
    page.locator(".st-key-again button").wait_for()
    page.wait_for_timeout(1000)
    _waited(page, ".st-key-again button", 0)
    found = [_waited(page, ".st-key-again button", 0) for _time in range(TIMES)]
    page.close()
    return found


def _overview(browser: "Browser", address: str, secret: str, waits: Waits, told: Told) -> None:
    """Each filter is new to the server: of each comparison and language every period once."""
    for against in ("year_before", "before"):
        for language in ("zh_CN", "en"):
            context = browser.new_context(viewport={"width": 1440, "height": 1000})
            context.set_default_timeout(120_000)
            context.add_cookies([{"name": COOKIE, "value": secret, "domain": "127.0.0.1", "path": "/"}])
            page = context.new_page()
            page.goto(f"{address}/?{urlencode({'lang': language, 'against': against, 'period': 'all'})}")
            page.locator(".js-plotly-plot").nth(2).wait_for()
            page.wait_for_timeout(3000)
            new = [_chosen(page, period) for period in PERIODS]
            again = [_chosen(page, period) for period in PERIODS]
            told(f"{against} {language}: {', '.join(f'{wait:.0f}' for wait in new)} ms")
            waits.new += new
            waits.again += again
            context.close()


def _chosen(page: "Page", period: str) -> float:
    return _waited(page, ".st-key-filter_period button", PILLS[period])


def _waited(page: "Page", selector: str, place: int) -> float:
    page.wait_for_timeout(500)
    found = float(page.evaluate(WAITED, [selector, place, QUIET]))
    if found != found:  # not a number: the page never came to rest
        raise RuntimeError("the page was not drawn within a minute")
    return found


def _wait_for_copy(ledger: Path) -> None:
    """Until the server has made its copy in columns, which its log says."""
    until = time.monotonic() + COPY_SECONDS
    while time.monotonic() < until:
        if "copy made" in (ledger / LOG).read_text("utf-8", errors="replace"):
            return
        time.sleep(0.5)
    raise RuntimeError("no copy was made")
