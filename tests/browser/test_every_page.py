"""Each page as it looks to people: both languages, desktop and phone, light and dark, nothing from outside."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import PAGES, horizontal_overflow, map_frame, open_app
from tests.browser.conftest import Served

LOOKS = [
    pytest.param("zh-CN", 1440, "light", id="Chinese on a desktop"),
    pytest.param("en-GB", 1440, "dark", id="English on a dark desktop"),
    pytest.param("zh-CN", 390, "dark", id="Chinese on a dark phone"),
    pytest.param("en-GB", 390, "light", id="English on a phone"),
]


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_every_page_is_drawn_whole(
    language: str, width: int, scheme: str, new_page: Callable[..., Page], sample_server: Served
) -> None:
    page = new_page(width=width, language=language, scheme=scheme)
    titles = set()
    for name in PAGES:
        open_app(page, sample_server.address, name, period="all")

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
    charts = page.get_by_test_id("stPlotlyChart")
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
