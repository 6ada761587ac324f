"""Each page as it looks to people: both languages, desktop and phone, light and dark, nothing from outside."""

from collections.abc import Callable
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page, expect

from metrics.filter import Filter
from metrics.records import list_events
from models.dataset import Dataset
from models.viewer import local_administrator
from tests.browser.app import (
    PAGES,
    content,
    go_to,
    horizontal_overflow,
    map_frame,
    open_app,
    settle,
    type_into,
    with_key,
)
from tests.browser.conftest import Served
from tests.browser.signing_in import opened, sign_in_browser

LOOKS = [
    pytest.param("zh-CN", 1440, "light", id="Chinese on a desktop"),
    pytest.param("en-GB", 1440, "dark", id="English on a dark desktop"),
    pytest.param("zh-CN", 390, "dark", id="Chinese on a dark phone"),
    pytest.param("en-GB", 390, "light", id="English on a phone"),
]

THUMB = 44  # pixels, the least that WCAG 2.2 (2.5.5) and the makers of phones ask for
CONTROLS = """() => [...document.querySelectorAll("[data-testid=stMain] :is(button, summary, textarea, input, a)")]
    // A drop-down is pressed anywhere in its box, which for several choices is higher than the line one types in.
    .map(part => [
        part.tagName,
        part.getAttribute("aria-label") || part.innerText,
        part.matches("[data-testid=stMultiSelect] input") ? part.closest("[role=group]") : part,
    ])
    .map(([kind, name, part]) => [kind, name, part.getBoundingClientRect().height])
    .filter(([_kind, _name, height]) => height)"""


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_every_page_is_drawn_whole(
    language: str, width: int, scheme: str, new_page: Callable[..., Page], sample_server: Served
) -> None:
    page = new_page(width=width, language=language, scheme=scheme)
    titles = set()
    open_app(page, sample_server.address, period="all")
    for name in PAGES:
        if name != PAGES[0]:
            go_to(page, name)

        expect(page.locator("h1"), name).to_have_count(1)
        titles.add(page.locator("h1").inner_text())
        expect(page.get_by_test_id("stException"), name).to_have_count(0)
        assert horizontal_overflow(page) <= 0, name
        if name == "overview":
            charts_are_drawn(page, 3)
        if name == "map":
            map_is_drawn(page)
    assert len(titles - {""}) == len(PAGES)


def charts_are_drawn(page: Page, number: int) -> None:
    charts = page.locator(".drawing")
    expect(charts).to_have_count(number)
    for chart in charts.all():
        chart.scroll_into_view_if_needed()
        expect(chart.locator("svg.main-svg").first).to_be_visible()
        assert chart.locator("g.points path").count() > 0


def map_is_drawn(page: Page) -> None:
    frame = map_frame(page)
    frame.wait_for_selector(".spot-cluster")
    assert frame.locator(".spot-cluster").count() > 0
    # The counties are drawn on a canvas: it must hold more than its ground.
    assert frame.evaluate(
        """() => [...document.querySelectorAll("canvas")].some(canvas => {
            const dots = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
            for (let at = 3; at < dots.length; at += 4) if (dots[at]) return true;
            return false;
        })"""
    )


@pytest.mark.parametrize("touch", [False, True], ids=["a narrow window", "a phone"])
@pytest.mark.parametrize("event", ["new", "with campaigns"])
def test_a_thumb_hits_everything_on_the_record_page(
    event: str, touch: bool, browser: Browser, sample_server: Served
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=touch, is_mobile=touch)
    with closing(context):
        sign_in_browser(context)
        page = context.new_page()
        asked = {} if event == "new" else {"event": _with_campaigns(sample_server)}
        open_app(page, sample_server.address, "record", **asked)
        if event == "new":
            type_into(page, "entry_new_places_0_name", "某小区")
            with_key(page, "entry_new_key_groups").locator("button").first.click()
            settle(page)
        folds = content(page).locator("summary")
        for fold in folds.all():
            if fold.locator("xpath=..").get_attribute("open") is None:
                fold.click()
        expect(content(page).get_by_test_id("stFileUploader").locator("button").first).to_be_visible()
        settle(page)

        controls = page.evaluate(CONTROLS)

        assert {kind for kind, _name, _height in controls} >= {"BUTTON", "SUMMARY", "INPUT", "TEXTAREA"}
        assert len(controls) > 100
        assert [control for control in controls if control[2] < THUMB - 0.5] == []
        assert horizontal_overflow(page) <= 0


def _with_campaigns(server: Served) -> str:
    """The id of an event of the sample that counts in campaigns, which are taken off one by one."""
    ledger = opened(server.data)
    with closing(ledger):
        events = list_events(ledger, local_administrator(), Filter(dataset=Dataset.SAMPLE))
        return str(next(event.id for event in events if len(event.campaigns) > 1))
