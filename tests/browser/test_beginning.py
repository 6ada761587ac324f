"""The first minutes with an empty ledger: the ways on, the sample in and out again, and deleting with undo."""

import re

from playwright.sync_api import Page, expect

from tests.browser.app import content, open_app, pick_row, press_button, settle, with_key
from tests.browser.conftest import Served


def test_the_sample_comes_in_with_progress_and_goes_out_again(page: Page, blank_server: Served) -> None:
    open_app(page, blank_server.address)
    expect(content(page).get_by_test_id("stPageLink")).to_have_count(3)
    expect(with_key(page, "load_made_up")).to_be_visible()

    with_key(page, "load_sample").locator("button").click()
    expect(page.get_by_test_id("stProgress")).to_be_visible()
    expect(page.get_by_test_id("stMetricValue").first).to_have_text("51")
    settle(page)

    page.get_by_test_id("stSidebarContent").get_by_test_id("stPopover").locator("button").click()
    press_button(page, "remove_sample")
    expect(with_key(page, "load_sample")).to_be_visible()
    expect(page.get_by_test_id("stMetricValue")).to_have_count(0)


def test_the_ways_on_lead_to_the_units_the_form_and_the_upload(page: Page, blank_server: Served) -> None:
    for at, name in enumerate(("manage", "record", "upload")):
        open_app(page, blank_server.address)
        content(page).get_by_test_id("stPageLink").nth(at).locator("a").click()
        page.wait_for_url(re.compile(f"/{name}"))
        settle(page)


def test_a_deletion_asks_nothing_can_be_undone_and_selects_no_other_event(page: Page, sample_server: Served) -> None:
    open_app(page, sample_server.address, "events", period="all")
    title = pick_row(page).inner_text()

    press_button(page, "delete_event")
    expect(with_key(page, "undo_delete")).to_be_visible()
    expect(with_key(page, "delete_event")).to_have_count(0)

    press_button(page, "undo_delete")
    expect(with_key(page, "undo_delete")).to_have_count(0)
    expect(pick_row(page)).to_have_text(title)
