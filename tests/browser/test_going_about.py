"""From page to page by the side bar: what was chosen goes along."""

from playwright.sync_api import Page, expect

from tests.browser.app import go_to, open_app, settle, with_key
from tests.browser.conftest import Served


def test_the_period_of_one_page_is_that_of_the_next_from_the_first_click_on(page: Page, made_up_server: Served) -> None:
    open_app(page, made_up_server.address, "overview")
    chosen = with_key(page, "filter_period").locator("[aria-checked=true]")
    period = chosen.inner_text()

    for path in ("map", "events"):
        go_to(page, path)
        expect(chosen).to_have_text(period)
        assert "period=all" not in page.url

    with_key(page, "filter_period").locator("button").nth(3).click()
    settle(page)
    period = chosen.inner_text()
    go_to(page, "map")
    expect(chosen).to_have_text(period)
