"""Photos on a phone: several at once, in a box that a thumb can hit, with what is remarked about them beside them."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from metrics.filter import Filter
from metrics.records import list_events
from models.dataset import Dataset
from models.viewer import local_administrator
from store.attachments import attachments_of
from store.database import FILE, Database
from store.dialects import make_engine, sqlite_url
from tests.browser.app import open_app, press_button, settle, type_into, with_key
from tests.browser.conftest import Served
from tests.browser.signing_in import sign_in_browser
from tests.pictures import photo

THUMB = 44  # pixels, the least that WCAG 2.2 (2.5.5) and the makers of phones ask for


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page on a phone of 390 pixels, used with a thumb."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", has_touch=True, is_mobile=True
    )
    sign_in_browser(context)
    yield context.new_page()
    context.close()


def test_several_photos_are_chosen_and_kept_with_a_thumb(phone: Page, blank_server: Served, tmp_path: Path) -> None:
    files = [tmp_path / "IMG_1.HEIC", tmp_path / "IMG_2.JPG"]
    files[0].write_bytes(photo(1, "HEIF", taken=datetime(2024, 9, 7, 9)))
    files[1].write_bytes(photo(2, taken=datetime(2024, 9, 4, 9)))
    open_app(phone, blank_server.address, "record")
    type_into(phone, "entry_new_title", "讲座")
    type_into(phone, "entry_new_when", "2024-09-04")
    type_into(phone, "entry_new_new_organisation", "武清支行")
    evidence = with_key(phone, "evidence")
    fold = phone.get_by_test_id("stExpander").filter(has=evidence)
    fold.locator("summary").click()
    button = evidence.get_by_test_id("stFileUploader").locator("button").first
    button.tap(trial=True)  # the fold is still opening
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= THUMB
    assert box["width"] > 250
    with phone.expect_file_chooser() as chooser:
        button.tap()
    assert chooser.value.is_multiple()
    chooser.value.set_files(files)
    expect(evidence.get_by_test_id("stImage")).to_have_count(len(files))
    settle(phone)
    expect(evidence.get_by_text("event_busy")).to_have_count(1)
    for remove in evidence.get_by_test_id("stFileChipDeleteBtn").get_by_role("button").all():
        size = remove.bounding_box()
        assert size is not None
        assert min(size["width"], size["height"]) >= THUMB
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    press_button(phone, "save_event")
    expect(phone.get_by_test_id("stAlert").first).to_be_visible()

    database = Database(make_engine(sqlite_url(blank_server.data / FILE)), blank_server.data)
    viewer = local_administrator()
    [event] = list_events(database, viewer, Filter(dataset=Dataset.RECORDED))
    kept = [attachment.path.read_bytes() for attachment in attachments_of(database, viewer, event.id)]
    database.close()
    assert kept == [file.read_bytes() for file in files]
