"""A pill that is pressed is taken, wherever on the page the one lies that was used before; by the keyboard too."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.app import field, open_app, press_button, settle, tab_to, with_key
from tests.browser.conftest import NewPage, Served

TOPICS = "entry_new_topics"


def begin(page: Page, server: Served) -> Locator:
    """The topics of an empty form, of which the last has just been chosen before something else was typed."""
    open_app(page, server.address, "record")
    press_button(page, "start_over")  # what was left by the test before is there again
    pills = with_key(page, TOPICS).locator("button")
    pills.last.click()
    field(page, "entry_new_title").click()
    settle(page)
    return pills


def bring_to_lower_edge(pill: Locator) -> None:
    """Scroll until the pill lies at the lower edge of the window, and what comes after it below."""
    pill.evaluate(
        """async pill => {
            const page = document.querySelector("[data-testid=stMain]");
            page.scrollBy(0, pill.getBoundingClientRect().bottom - innerHeight);
            await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
        }"""
    )


@pytest.mark.parametrize("width", [1440, 390])
def test_a_pill_is_taken_where_the_one_used_before_lies_out_of_sight(
    width: int, new_page: NewPage, blank_server: Served
) -> None:
    page = new_page(width=width, height=600)
    pills = begin(page, blank_server)
    first = pills.first
    bring_to_lower_edge(first)
    box = first.bounding_box()
    assert box is not None

    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_timeout(80)  # a hand takes a moment
    page.mouse.up()

    expect(first).to_have_attribute("aria-pressed", "true")
    expect(pills.last).to_have_attribute("aria-pressed", "true")
    expect(first).to_be_focused()


def test_the_keyboard_comes_back_to_the_pill_used_before(page: Page, blank_server: Served) -> None:
    pills = begin(page, blank_server)

    tab_to(page, TOPICS)
    expect(pills.last).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")

    expect(pills.nth(pills.count() - 2)).to_have_attribute("aria-pressed", "true")
