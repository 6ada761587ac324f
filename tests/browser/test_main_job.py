"""The main job, with the keyboard alone: two real events from the form to the list, the figures, the map, the file."""

import io
from collections.abc import Iterator

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from locales import CHINESE, speaking
from locales import gettext as _
from metrics.filter import Filter
from metrics.records import EventRecord, list_events
from models.count import Count, Qualifier
from models.dataset import Dataset
from models.viewer import local_administrator
from models.when import When
from models.words import Words
from store.database import FILE, Database
from store.dialects import make_engine, sqlite_url
from store.words import load_words
from tests.browser.app import (
    choose_with_arrows,
    click_spot,
    field,
    map_frame,
    open_app,
    press_button,
    settle,
    tab_to,
    with_key,
)
from tests.browser.conftest import Served, visitors

SCHOOL = "走进马场垣乡中心学校开展诚信教育"
MARKET = "庄河农贸市集“赶大集”金融知识宣传"
TOPICS = ("credit_reporting", "rational_consumption", "personal_information", "telecom_fraud")
FAIR_FORMATS = ("market_fair", "wall_painting", "loudspeaker", "handout")


@pytest.fixture(scope="module")
def held(blank_server: Served) -> Iterator[Database]:
    """The ledger behind the server, to see what it holds."""
    database = Database(make_engine(sqlite_url(blank_server.data / FILE)), blank_server.data)
    yield database
    database.close()


@pytest.fixture(scope="module")
def words(held: Database) -> Words:
    with held.reading() as connection:
        return load_words(connection)


def find(database: Database, title: str) -> EventRecord:
    [event] = list_events(database, local_administrator(), Filter(dataset=Dataset.RECORDED, text=title))
    return event


def labels(words: Words, name: str, *codes: str) -> list[str]:
    return [words.label(name, code) for code in codes]


@pytest.fixture(scope="module")
def recorded(browser: Browser, blank_server: Served, words: Words) -> None:
    """Both events, typed into the form of an empty ledger by one who never touches the mouse."""
    with visitors(browser) as new_page:
        record_school_visit(new_page(), blank_server.address, words)
        record_market(new_page(), blank_server.address, words)


def record_school_visit(page: Page, address: str, words: Words) -> None:
    keys = page.keyboard
    open_app(page, address, "record")
    field(page, "entry_new_title").focus()

    keys.type(SCHOOL)
    keys.press("Enter")  # as people do after a line; nothing may be lost or saved by it
    settle(page)
    tab_to(page, "entry_new_when")
    keys.press("Control+a")
    keys.type("2021年")
    tab_to(page, "entry_new_new_organisation")
    keys.type("民和县支行")
    tab_to(page, "entry_new_places_0_name")
    keys.type("马场垣乡中心学校")
    tab_to(page, "entry_new_venue_type")
    choose_with_arrows(page, *labels(words, "venue_type", "school"))
    tab_to(page, "entry_new_attendance")
    keys.type("80余")
    tab_to(page, "entry_new_basis")
    keys.type(words.label("basis", "press_report"))
    keys.press("Enter")
    settle(page)
    tab_to(page, "entry_new_key_groups")
    choose_with_arrows(page, *labels(words, "key_group", "students", "teachers"))
    tab_to(page, "entry_new_topics")
    choose_with_arrows(page, *labels(words, "topic", *TOPICS))
    tab_to(page, "entry_new_formats")
    choose_with_arrows(page, *labels(words, "format", "small_class", "handout"))
    tab_to(page, "entry_new_new_campaign")
    keys.type("诚信教育宣传进校园")
    keys.press("Tab")  # to the part that is folded
    keys.press("Enter")
    settle(page)
    tab_to(page, "entry_new_materials_0_name")
    keys.type("金融知识读本")
    tab_to(page, "entry_new_materials_0_copies")
    keys.type("150余")
    tab_to(page, "save_event")
    settle(page)
    keys.press("Enter")
    expect(page.get_by_test_id("stAlertContentSuccess")).to_be_visible()


def record_market(page: Page, address: str, words: Words) -> None:
    keys = page.keyboard
    open_app(page, address, "record")
    field(page, "entry_new_title").focus()

    keys.type(MARKET)
    tab_to(page, "entry_new_when")
    keys.press("Control+a")
    keys.press("Delete")
    tab_to(page, "entry_new_organisation")  # where the unit of the last event stands
    with speaking(CHINESE):
        keys.type(_("A unit that is not on the list"))
    keys.press("Enter")
    settle(page)
    tab_to(page, "entry_new_new_organisation")
    keys.type("大连市分行")
    tab_to(page, "entry_new_places_0_name")
    keys.type("庄河农贸市集")
    tab_to(page, "entry_new_places_0_search")
    keys.type("庄河市")
    keys.press("Enter")
    settle(page)
    keys.press("Shift+Tab")
    with speaking(CHINESE):
        keys.type(_("new place in {where}").format(where="庄河市 · 大连市"))
    keys.press("Enter")
    settle(page)
    tab_to(page, "entry_new_venue_type")
    choose_with_arrows(page, *labels(words, "venue_type", "rural_market"))
    tab_to(page, "entry_new_key_groups")
    choose_with_arrows(page, *labels(words, "key_group", "rural_residents"))
    tab_to(page, "entry_new_formats")
    choose_with_arrows(page, *labels(words, "format", *FAIR_FORMATS))
    tab_to(page, "entry_new_new_campaign")
    keys.type("担当新使命 消保县域行")
    tab_to(page, "save_event")
    settle(page)
    keys.press("Enter")
    expect(page.get_by_test_id("stAlertContentSuccess")).to_be_visible()


@pytest.mark.usefixtures("recorded")
def test_a_school_visit_of_2021_is_recorded_without_touching_the_mouse(held: Database) -> None:
    event = find(held, SCHOOL)
    assert event.when == When.in_year(2021)
    assert event.organisation == "民和县支行"
    assert [place.name for place in event.places] == ["马场垣乡中心学校"]
    assert event.venue_type == "school"
    assert event.attendance == Count(80, Qualifier.AT_LEAST, "press_report")
    assert event.key_groups == {"students": None, "teachers": None}
    assert set(event.topics) == set(TOPICS)
    assert set(event.formats) == {"small_class", "handout"}
    assert event.campaigns == ["诚信教育宣传进校园 2021"]
    assert [(material.name, material.copies) for material in event.materials] == [
        ("金融知识读本", Count(150, Qualifier.AT_LEAST))
    ]


@pytest.mark.usefixtures("recorded")
def test_a_market_without_date_or_number_is_recorded_without_inventing_any(held: Database) -> None:
    event = find(held, MARKET)
    assert event.when == When.unknown()
    assert event.organisation == "大连市分行"
    [place] = event.places
    assert (place.name, place.position.division_id) == ("庄河农贸市集", "210283")
    assert event.venue_type == "rural_market"
    assert event.key_groups == {"rural_residents": None}
    assert set(event.formats) == set(FAIR_FORMATS)
    assert [campaign.split(" 20")[0] for campaign in event.campaigns] == ["担当新使命 消保县域行"]
    assert event.attendance is None
    assert event.sessions == 1


@pytest.mark.usefixtures("recorded")
def test_both_are_on_the_list_and_in_the_figures(page: Page, blank_server: Served) -> None:
    open_app(page, blank_server.address, "overview", period="all")
    values = page.get_by_test_id("stMetricValue")
    expect(values.nth(0)).to_have_text("2")
    expect(values.nth(1)).to_contain_text("80")
    expect(values.nth(2)).to_contain_text("150")

    open_app(page, blank_server.address, "events", period="all", text="庄河")
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    assert "**" not in page.get_by_test_id("stMain").inner_text()
    expect(page.get_by_test_id("stMain").get_by_text("1", exact=True)).to_be_visible()


@pytest.mark.usefixtures("recorded")
def test_the_map_shows_the_market_and_a_click_opens_it(page: Page, blank_server: Served) -> None:
    open_app(page, blank_server.address, "map", period="all")
    frame = map_frame(page)

    click_spot(page, frame, "庄河农贸市集")

    card = page.get_by_test_id("stMain").locator("h5")
    expect(card).to_have_text(MARKET)
    press_button(page, "map_open")
    expect(page.locator("h1")).to_have_text(_("Change an event"))
    assert "event=" in page.url


@pytest.mark.usefixtures("recorded")
def test_the_workbook_holds_both(page: Page, blank_server: Served) -> None:
    open_app(page, blank_server.address, "export", period="all")

    with page.expect_download() as started:
        with_key(page, "download_xlsx").locator("button").click()
    download = started.value

    assert download.suggested_filename.endswith(".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(download.path().read_bytes()))
    cells = {str(cell) for row in book.worksheets[0].iter_rows(values_only=True) for cell in row if cell is not None}
    assert {SCHOOL, MARKET, "民和县支行", "大连市分行", "马场垣乡中心学校", "庄河农贸市集"} <= cells
