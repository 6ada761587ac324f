"""The language switch keeps what is typed, what is chosen and the address."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from locales import LANGUAGES, speaking
from locales import gettext as _
from store.database import FILE, Database
from store.dialects import make_engine, sqlite_url
from store.words import load_words
from tests.browser.app import field, open_app, settle, type_into, with_key
from tests.browser.conftest import Served


def switch_to(page: Page, language: str) -> None:
    with_key(page, "language").get_by_text(LANGUAGES[language], exact=True).click()
    page.wait_for_url(re.compile(f"[?&]lang={language}"))
    settle(page)


def address(page: Page) -> dict[str, list[str]]:
    parameters = parse_qs(urlsplit(page.url).query)
    parameters.pop("lang", None)
    return parameters


def test_a_half_typed_event_survives_the_switch(page: Page, sample_server: Served) -> None:
    database = Database(make_engine(sqlite_url(sample_server.data / FILE)), sample_server.data)
    with database.reading() as connection:
        words = load_words(connection)
    database.close()
    open_app(page, sample_server.address, "record")
    type_into(page, "entry_new_title", "反诈讲座")
    type_into(page, "entry_new_attendance", "80余")
    with speaking("zh_CN"):
        chosen = words.label("topic", "telecom_fraud")
    with_key(page, "entry_new_topics").get_by_text(chosen, exact=True).click()
    settle(page)

    switch_to(page, "en")

    with speaking("en"):
        expect(page.locator("h1")).to_have_text(_("Record an event"))
        topic = with_key(page, "entry_new_topics").get_by_role("button", name=words.label("topic", "telecom_fraud"))
    expect(field(page, "entry_new_title")).to_have_value("反诈讲座")
    expect(field(page, "entry_new_attendance")).to_have_value("80余")
    expect(topic).to_have_attribute("aria-pressed", "true")


def test_filters_and_address_survive_the_switch(page: Page, sample_server: Served) -> None:
    open_app(page, sample_server.address, "overview", period="all", venue_types="school")
    sessions = page.get_by_test_id("stMetricValue").first.inner_text()
    before = address(page)

    switch_to(page, "en")
    expect(page.get_by_test_id("stMetricValue").first).to_have_text(sessions)
    assert address(page) == before

    switch_to(page, "zh_CN")
    expect(page.get_by_test_id("stMetricValue").first).to_have_text(sessions)
    assert address(page) == before
    page.reload()
    settle(page)
    expect(page.get_by_test_id("stMetricValue").first).to_have_text(sessions)
