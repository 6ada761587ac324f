"""Text meant to do harm does none anywhere, and what is wrong is said without losing what was typed."""

import csv
import io
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import (
    choose,
    click_spot,
    content,
    field,
    map_frame,
    open_app,
    pick_row,
    press_button,
    settle,
    type_into,
    with_key,
)
from tests.browser.conftest import Served

SCRIPT = "<script>top.__hacked=1</script>"
IMAGE = '"><img src=x onerror="top.__hacked=1">'
TEMPLATE = "${top.__hacked=1}`+(top.__hacked=1)+`"
LINK = "[点我](javascript:top.__hacked=1) ![x](https://evil.example/x.png)"
FORMULA = '=HYPERLINK("http://evil.example","x")'

TEXTS = {
    "title": FORMULA + SCRIPT,
    "new_organisation": IMAGE + TEMPLATE,
    "places_0_name": SCRIPT + IMAGE + TEMPLATE,
    "new_campaign": LINK + IMAGE,
    "partners": SCRIPT + LINK,
    "materials_0_name": IMAGE + LINK,
    "readings_0_channel": SCRIPT + TEMPLATE,
    "note": FORMULA + SCRIPT + IMAGE + TEMPLATE + LINK,
    "links": "https://bank.example/?q=" + "%22><script>top.__hacked=1</script>",
}


def nothing_ran(page: Page) -> None:
    for frame in page.frames:
        assert frame.evaluate("() => window.__hacked") is None, frame.url
    assert page.locator("img[src=x], img[src*=evil]").count() == 0
    assert page.locator("a[href^='javascript:']").count() == 0
    for link in page.locator("a[href*='evil.example']").all():
        # A bare address may be a link to itself, never a link under another name.
        assert link.inner_text() in unquote(str(link.get_attribute("href")))


@pytest.fixture(scope="module")
def done() -> set[str]:
    """The addresses of the servers on which the event with all the harmful texts has been recorded."""
    return set()


@pytest.fixture
def recorded(page: Page, blank_server: Served, done: set[str]) -> Page:
    """A page of a visitor of the ledger that holds one event in which every text is meant to do harm."""
    if blank_server.address not in done:
        open_app(page, blank_server.address, "record")
        for fold in content(page).get_by_test_id("stExpander").locator("summary").all():
            fold.click()
        for key, text in TEXTS.items():
            type_into(page, f"entry_new_{key}", text)
        type_into(page, "entry_new_places_0_search", "庄河市")
        choose(page, "entry_new_places_0_choice", "庄河市")
        nothing_ran(page)
        press_button(page, "save_event")
        expect(page.get_by_test_id("stAlertContentSuccess")).to_be_visible()
        nothing_ran(page)
        done.add(blank_server.address)
    return page


def test_no_page_runs_or_links_what_was_typed(recorded: Page, blank_server: Served) -> None:
    for name in ("overview", "events", "export", "record"):
        parameters = {"event": "1"} if name == "record" else {"period": "all"}
        open_app(recorded, blank_server.address, name, **parameters)

        expect(recorded.get_by_test_id("stException"), name).to_have_count(0)
        nothing_ran(recorded)


def test_the_whole_event_beside_the_list_shows_it_as_text(recorded: Page, blank_server: Served) -> None:
    open_app(recorded, blank_server.address, "events", period="all")

    expect(pick_row(recorded)).to_have_text(TEXTS["title"])

    shown = content(recorded).inner_text()
    for key in ("new_organisation", "partners", "materials_0_name", "note"):
        assert TEXTS[key] in shown, key
    nothing_ran(recorded)


def test_the_map_shows_it_as_text_when_hovered_and_clicked(recorded: Page, blank_server: Served) -> None:
    open_app(recorded, blank_server.address, "map", period="all")
    frame = map_frame(recorded)

    click_spot(recorded, frame, TEXTS["places_0_name"])

    assert TEXTS["places_0_name"] in frame.locator(".leaflet-tooltip").inner_text()
    expect(content(recorded).locator("h5")).to_have_text(TEXTS["title"])
    nothing_ran(recorded)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_formula_is_text_in_the_exported_file(form: str, recorded: Page, blank_server: Served) -> None:
    open_app(recorded, blank_server.address, "export", period="all")
    with recorded.expect_download() as started:
        with_key(recorded, f"download_{form}").locator("button").click()

    path = Path(started.value.path())
    if form == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).worksheets[0]
        found = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith(FORMULA)]
        assert len(found) == 2  # title and note
        assert all(cell.data_type != "f" for cell in found)
    else:
        lines = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
        cells = [cell for line in lines for cell in line if "HYPERLINK" in cell]
        assert cells
        assert not any(cell.lstrip().startswith(("=", "+", "@")) for cell in cells)


WRONG = [
    ("attendance", "-1"),
    ("attendance", "1000000000000"),
    ("attendance", "很多"),
    ("when", "2024-09-21 至 2024-09-15"),
    ("title", "长" * 10_000),
]


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(page: Page, sample_server: Served) -> None:
    good = {
        "title": "👨‍👩‍👧‍👦 家庭日 🎉",
        "when": "2024-09",
        "new_organisation": "大连市分行",
        "attendance": "60余",
        "note": "别丢",
    }
    open_app(page, sample_server.address, "record")
    content(page).get_by_test_id("stExpander").last.locator("summary").click()
    for name, typed in good.items():
        type_into(page, f"entry_new_{name}", typed)
    for key, text in WRONG:
        type_into(page, f"entry_new_{key}", text)

        press_button(page, "save_event")

        expect(with_key(page, "problems").get_by_test_id("stText")).to_have_count(1)
        for name, typed in {**good, key: text}.items():
            expect(field(page, f"entry_new_{name}")).to_have_value(typed)
        type_into(page, f"entry_new_{key}", good[key])


def test_a_group_above_the_total_is_said(page: Page, sample_server: Served) -> None:
    open_app(page, sample_server.address, "record")
    for name, typed in {"title": "讲座", "new_organisation": "大连市分行", "attendance": "50"}.items():
        type_into(page, f"entry_new_{name}", typed)
    with_key(page, "entry_new_key_groups").locator("button").first.click()
    settle(page)
    group = content(page).locator("[class*=st-key-entry_new_group_] input")
    group.fill("60")
    group.press("Tab")
    settle(page)

    press_button(page, "save_event")

    expect(with_key(page, "problems")).to_contain_text("60")
    expect(with_key(page, "problems")).to_contain_text("50")
    expect(group).to_have_value("60")
