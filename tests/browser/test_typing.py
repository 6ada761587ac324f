"""What the form says while one is still typing."""

from playwright.sync_api import Page, expect

from tests.browser.app import content, field, open_app, settle, with_key
from tests.browser.conftest import Served

BOX = "entry_new_attendance"


def test_how_a_number_was_understood_is_said_before_one_leaves_the_box(page: Page, blank_server: Served) -> None:
    open_app(page, blank_server.address, "record")
    box = field(page, BOX)
    box.focus()

    box.press_sequentially("一百二十余人", delay=30)

    understood = content(page).get_by_test_id("stCaptionContainer").get_by_text("120余")
    expect(understood).to_be_visible()
    expect(box).to_be_focused()
    # Typing goes on where it was, and what was said follows.
    box.press("Backspace")
    box.press("Backspace")
    box.press_sequentially("多人", delay=30)
    expect(content(page).get_by_test_id("stCaptionContainer").get_by_text("120多")).to_be_visible()
    expect(understood).to_have_count(0)
    settle(page)
    expect(box).to_be_focused()
    expect(with_key(page, BOX).locator("input")).to_have_value("一百二十多人")
