"""The exact point of a new place, told by the phone or picked on the map."""

import re

import pytest
from playwright.sync_api import Geolocation, Page, expect

from geo import boundaries
from metrics.filter import Filter
from metrics.records import list_events
from models.viewer import local_administrator
from tests.browser.app import map_frame, open_app, press_button, settle, type_into, with_key
from tests.browser.conftest import NewPage, Served
from tests.browser.signing_in import opened

HERE: Geolocation = {"latitude": 39.6801, "longitude": 122.9702}


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A phone."""
    return new_page(width=390)


def begin(page: Page, address: str, title: str, place: str) -> None:
    open_app(page, address, "record")
    type_into(page, "entry_new_title", title)
    if with_key(page, "entry_new_new_organisation").count():  # later it is the unit of the last one
        type_into(page, "entry_new_new_organisation", "大连市分行")
    type_into(page, "entry_new_places_0_name", place)
    with_key(page, "entry_new_places_0_point").locator("button").first.click()
    settle(page)


def test_the_phone_tells_where_it_is(page: Page, blank_server: Served) -> None:
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(HERE)
    begin(page, blank_server.address, "赶大集", "庄河市农贸市集")

    with_key(page, "entry_new_places_0_here").locator("button").click()

    expect(with_key(page, "entry_new_places_0_point").locator("button").first).to_contain_text("39.68010, 122.97020")
    settle(page)
    page.keyboard.press("Escape")
    press_button(page, "save_event")
    expect(page.get_by_test_id("stAlertContentSuccess")).to_be_visible()
    ledger = opened(blank_server.data)
    event = next(event for event in list_events(ledger, local_administrator(), Filter()) if event.title == "赶大集")
    ledger.close()
    [place] = event.places
    assert (place.position.lat, place.position.lng, place.position.precision) == (39.6801, 122.9702, "exact")


def test_a_click_on_the_map_is_the_point(page: Page, blank_server: Served) -> None:
    begin(page, blank_server.address, "另一场", "庄河市实验小学")
    frame = map_frame(page)
    box = page.locator("iframe[title*=folium]").bounding_box()
    assert box is not None
    frame.wait_for_selector(".leaflet-container")

    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    label = with_key(page, "entry_new_places_0_point").locator("button").first
    expect(label).to_contain_text(", 12")
    found = re.search(r"(\d+\.\d+), (\d+\.\d+)", label.inner_text())
    assert found is not None
    assert 39 < float(found[1]) < 41
    assert 122 < float(found[2]) < 124


def test_the_whole_country_is_shown_with_its_boundary_lines_and_their_source(page: Page, blank_server: Served) -> None:
    begin(page, blank_server.address, "又一场", "某小区")
    frame = map_frame(page)

    expect(page.get_by_text(boundaries.APPROVAL)).to_be_visible()
    drawn = frame.wait_for_function(
        """() => {
            const map = Object.values(window).find(held => held instanceof L.Map), names = [];
            map && map.eachLayer(layer => layer.feature && names.push(layer.feature.properties.name));
            return names.length && names;
        }"""
    ).json_value()
    assert {feature["properties"]["name"] for feature in boundaries.lines()["features"]} <= set(drawn)
