"""Two people at the same ledger: neither loses an event to the other."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from metrics.filter import Filter
from metrics.records import list_events
from models.viewer import local_administrator
from store.database import FILE, Database
from store.dialects import make_engine, sqlite_url
from tests.browser.app import choose, field, open_app, press_button, settle, type_into, with_key
from tests.browser.conftest import Served

EACH = 3


def test_events_saved_at_the_same_moment_are_all_there(new_page: Callable[..., Page], blank_server: Served) -> None:
    pages = {"甲": new_page(), "乙": new_page()}
    for name, page in pages.items():
        open_app(page, blank_server.address, "record")
        type_into(page, "entry_new_new_organisation", f"{name}支行")

    expected = set()
    for number in range(EACH):
        for name, page in pages.items():
            title = f"{name}的第{number}场"
            expected.add(title)
            type_into(page, "entry_new_title", title)
            if not field_is_kept(page, name):
                choose(page, "entry_new_organisation", f"{name}支行")
        for page in pages.values():  # neither waits for the other
            with_key(page, "save_event").locator("button").click()
        for page in pages.values():
            expect(page.get_by_test_id("stAlertContentSuccess")).to_be_visible()
            settle(page)

    database = Database(make_engine(sqlite_url(blank_server.data / FILE)), blank_server.data)
    try:
        held = list_events(database, local_administrator(), Filter())
    finally:
        database.close()
    assert {event.title for event in held} == expected
    assert {event.organisation for event in held} == {"甲支行", "乙支行"}
    assert all(event.organisation[0] == event.title[0] for event in held)


def field_is_kept(page: Page, name: str) -> bool:
    box = with_key(page, "entry_new_new_organisation")
    return bool(box.count()) and field(page, "entry_new_new_organisation").input_value() == f"{name}支行"


def test_what_one_records_the_other_sees_at_the_next_click(new_page: Callable[..., Page], blank_server: Served) -> None:
    reader, writer = new_page(), new_page()
    open_app(reader, blank_server.address, "events", period="all", text="后来的一场")
    open_app(writer, blank_server.address, "record")
    type_into(writer, "entry_new_title", "后来的一场")
    choose(writer, "entry_new_organisation", "甲支行")
    press_button(writer, "save_event")

    type_into(reader, "filter_text", "后来的一场 ")
    reader.reload()
    settle(reader)

    expect(reader.get_by_test_id("stDataFrame")).to_be_visible()
