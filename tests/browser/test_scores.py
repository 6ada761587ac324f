"""The score cards as whoever arranges the bank uses them: rank, arithmetic, events, weights, closing, the file."""

import io
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from metrics.filter import from_address
from metrics.records import count_events
from models.assessment import Quarter
from models.dataset import Dataset
from models.viewer import local_administrator
from store.assessment import closings_of
from store.database import Database
from store.indicators import indicators_of
from tests.browser.app import content, open_app, pick_row, press_button, settle, with_key
from tests.browser.conftest import Served
from tests.browser.signing_in import opened

QUARTER = Quarter(2026, 2)
ME = local_administrator()


@pytest.fixture(scope="module")
def held(made_up_server: Served) -> Iterator[Database]:
    """The ledger behind the server."""
    database = opened(made_up_server.data)
    yield database
    database.close()


def test_from_a_rank_to_the_events_behind_it(page: Page, made_up_server: Served, held: Database) -> None:
    open_app(page, made_up_server.address, "scores", quarter=QUARTER.key)
    title = pick_row(page)
    assert title.inner_text()
    card = with_key(page, "score_card")
    expect(card.get_by_test_id("stProgress")).to_have_count(len(indicators_of(held, ME)))
    card.get_by_test_id("stPageLink").first.click()
    page.wait_for_url("**/events?*")
    settle(page)
    told = dict(parse_qsl(page.url.partition("?")[2]))
    asked = replace(from_address(told), dataset=Dataset.MADE_UP)  # there is no other here, so the address leaves it out
    assert (asked.start, asked.end) == (QUARTER.start, QUARTER.end)
    assert asked.organisation is not None
    number = count_events(held, ME, asked)
    assert number > 0
    expect(content(page).get_by_text(str(number), exact=True).first).to_be_visible()


def test_a_weight_is_changed_in_the_table(page: Page, made_up_server: Served, held: Database) -> None:
    open_app(page, made_up_server.address, "scores", quarter=QUARTER.key)
    page.get_by_role("tab").nth(1).click()
    settle(page)
    table = page.locator("[class*=st-key-score_editor]").get_by_test_id("stDataFrame")
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 84 + 180 + 50, box["y"] + 52)  # the weight of the first indicator
    page.keyboard.press("Enter")
    page.locator("#portal input").fill("25")
    page.wait_for_timeout(500)  # the cell takes over what is typed a moment later
    page.keyboard.press("Enter")
    with_key(page, "score_drop").wait_for()  # the app has heard of it
    press_button(page, "score_save")
    expect(page.get_by_test_id("stToast").first).to_be_visible()
    assert [line.rule.weight for line in indicators_of(held, ME)][:2] == [25, 15]
    expect(content(page).get_by_test_id("stAlert").filter(has_text="105")).to_have_count(1)


def test_the_quarter_is_closed_and_its_cards_downloaded(page: Page, made_up_server: Served, held: Database) -> None:
    open_app(page, made_up_server.address, "scores", quarter=QUARTER.key)
    with page.expect_download() as started:
        press_button(page, "score_download")
    book = openpyxl.load_workbook(io.BytesIO(started.value.path().read_bytes()))
    assert [sheet.max_row > 8 for sheet in book.worksheets] == [True, True, True]

    page.get_by_role("tab").nth(2).click()
    expect(with_key(page, "score_close").locator("button")).to_be_disabled()
    with_key(page, "score_close_sure").locator("label").click()
    settle(page)
    press_button(page, "score_close")
    expect(page.get_by_test_id("stToast").first).to_be_visible()
    [closing] = closings_of(held, ME, Dataset.MADE_UP)
    assert closing.quarter == QUARTER
    expect(with_key(page, "score_reopen")).to_have_count(1)
