"""The pictures in docs/images, taken from the running app.

With OUTREACH_SCREENSHOTS=1 in the environment they are written to docs/images; without it they go to a folder that
pytest throws away, and only what they must show is checked:

    OUTREACH_SCREENSHOTS=1 python manage.py test tests/browser/test_screenshots.py
"""

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.app import map_frame, open_app, settle, type_into, with_key
from tests.browser.conftest import ROOT, Served
from tests.browser.test_every_page import charts_are_drawn, map_is_drawn

LARGEST = 150_000
"""Bytes: a README with five of them opens at once on a slow line."""


@dataclass(frozen=True)
class Picture:
    """One picture: its file, what it shows, and in which browser."""

    name: str
    page: str
    width: int = 1440
    height: int = 1000
    language: str = "zh-CN"
    scheme: str = "light"
    colours: int = 128


PICTURES = [
    Picture("overview", "overview", height=1180),
    Picture("map", "map", height=900),
    Picture("record", "record", height=1100),
    Picture("record-phone", "record", width=390, height=844),
    Picture("overview-dark", "overview", height=1180, language="en-GB", scheme="dark"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the pictures go."""
    chosen = ROOT / "docs" / "images" if os.environ.get("OUTREACH_SCREENSHOTS") == "1" else tmp_path
    chosen.mkdir(parents=True, exist_ok=True)
    return chosen


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_shows_the_page_drawn_and_stays_small(
    picture: Picture, folder: Path, new_page: Callable[..., Page], made_up_server: Served
) -> None:
    page = new_page(width=picture.width, height=picture.height, language=picture.language, scheme=picture.scheme)
    open_app(page, made_up_server.address, picture.page)
    _prepare(page, picture)

    image = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    file = folder / f"{picture.name}.png"
    image.quantize(picture.colours, dither=Image.Dither.NONE).save(file, optimize=True)

    assert len(image.getcolors(image.width * image.height) or ()) > 50
    assert image.size == (picture.width, picture.height)
    assert file.stat().st_size < LARGEST


def _prepare(page: Page, picture: Picture) -> None:
    """Wait until what the picture is about is drawn; a form is more telling with something in it."""
    match picture.page:
        case "overview":
            charts_are_drawn(page, 3)
            page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
        case "map":
            map_is_drawn(page)
            map_frame(page).wait_for_timeout(500)  # the clusters come in with an animation
        case "record":
            type_into(page, "entry_new_title", "东海街道桂江里社区防范电信网络诈骗讲座")
            type_into(page, "entry_new_places_0_name", "河西区东海街道桂江里社区")
            type_into(page, "entry_new_attendance", "60余")
            with_key(page, "entry_new_venue_type").locator("button").first.click()
            settle(page)
            page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
