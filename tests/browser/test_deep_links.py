"""A link to a page may be the first thing a new server is asked for; app.py must have run before the page."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from locales import gettext as _
from tests.browser.app import PAGES, content, open_app
from tests.browser.conftest import serving


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asked_for_first_comes_through_the_front_door(
    name: str, page: Page, sample_template: Path, tmp_path: Path
) -> None:
    with serving(sample_template, tmp_path / "data") as served:
        open_app(page, served.address, name, period="all")

        sidebar = page.get_by_test_id("stSidebarNav")
        for group in ("Look", "Record", "Deliver"):
            expect(sidebar.get_by_text(_(group), exact=True)).to_be_visible()
        # Streamlit's own discovery would list the files of pages/ instead: no groups, and the files' names.
        expect(page.get_by_test_id("stSidebarNavLink")).to_have_count(len(PAGES))
        expect(page.get_by_test_id("stSidebarContent").locator(".st-key-language")).to_be_visible()
        expect(page.locator("h1")).not_to_be_empty()
        assert page.url.split("?")[0].removeprefix(served.address).strip("/") == ("" if name == "overview" else name)
        # What the page shows and the front door does not: its filters, its form or its box for a file.
        own = ("filter_period", "save_event", "upload_file", "unit_name", "campaign_adding", "score_bar")
        expect(content(page).locator(", ".join(f".st-key-{key}" for key in own)).first).to_be_visible()
        page.close()  # before the server goes, or the browser would complain about the rest of its requests
