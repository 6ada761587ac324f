"""In a browser: a bar opens the events behind it, and a picture is made there."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from locales import gettext as _
from tests.browser.app import content, open_app, settle, with_key
from tests.browser.conftest import Served

PERIOD = {"start": "2025-01-01", "end": "2025-12-31"}


def test_a_bar_opens_the_events_behind_it(page: Page, made_up_server: Served) -> None:
    open_app(page, made_up_server.address, "overview", **PERIOD)
    chart = with_key(page, "chart_groups")
    words = chart.locator("text.bartext").first
    words.wait_for()
    sessions = int((words.text_content() or "").replace(",", ""))
    bar = chart.locator(".barlayer .point path").first.bounding_box()
    assert bar is not None

    page.mouse.click(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] / 2)
    page.wait_for_url(re.compile("/events"))
    settle(page)
    asked = parse_qs(urlsplit(page.url).query)
    assert (asked["start"], asked["end"]) == ([PERIOD["start"]], [PERIOD["end"]])
    assert len(asked["key_groups"]) == 1
    count = content(page).locator("strong").first
    count.wait_for()
    assert 0 < int(count.inner_text().replace(",", "")) <= sessions


def test_the_picture_of_a_chart_is_made_in_the_browser(page: Page, made_up_server: Served) -> None:
    open_app(page, made_up_server.address, "overview", **PERIOD)
    button = with_key(page, "chart_groups").locator(".modebar-btn")
    expect(button).to_have_attribute("data-title", _("Download as a picture"))
    with page.expect_download() as download:
        button.click()
    assert re.search(r"\.png$", download.value.suggested_filename)
