"""The map says where one is: the names of the counties in sight, once one has come near enough."""

from typing import Final

import pytest
from playwright.sync_api import Page

from tests.browser.app import map_frame, open_app
from tests.browser.conftest import Served

# Asked again and again: the map, while it comes, still moves to where its spots are.
GO: Final = """([lat, lng, zoom, names]) => {
    const map = Object.values(window).find(held => held instanceof L.Map);
    map.setView([lat, lng], zoom, {animate: false});
    const shown = [...document.querySelectorAll(".area-name")].map(name => name.textContent);
    return names ? shown.filter(name => name.includes(names)).length === 1 : shown.length === 0;
}"""


@pytest.mark.parametrize(
    ("at", "county"),
    [([39.68, 122.2, 9.5], "庄河市"), ([39.75, 122.15, 12], "普兰店区")],  # of the second, the middle is out of sight
)
def test_the_counties_in_sight_have_their_names(
    page: Page, sample_server: Served, at: list[float], county: str
) -> None:
    open_app(page, sample_server.address, "map", period="all")
    frame = map_frame(page)
    frame.wait_for_function("() => Object.values(window).some(held => held instanceof L.Map)")
    frame.wait_for_function(GO, arg=[*at, county], polling=300)
    frame.wait_for_function(GO, arg=[at[0], at[1], 6, ""], polling=300)
