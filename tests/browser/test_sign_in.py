"""Signing in and out as a person does it, in a browser."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import oidc_provider_mock
import pytest
from playwright.sync_api import Browser, Page, expect

from locales import CHINESE, ENGLISH, speaking
from locales import gettext as _
from models.permission import ADMINISTRATOR, LEADER
from models.viewer import local_administrator
from store.accounts import add_account, grant_role, revoke_role, set_active
from store.sessions import COOKIE
from tests.browser.app import horizontal_overflow, open_app, settle
from tests.browser.conftest import PATIENCE, NewPage, Served, serving
from tests.browser.signing_in import ADMIN, PASSWORD, opened

OUT_WITHIN = 60_000


def type_in(page: Page, name: str = ADMIN, password: str = PASSWORD) -> None:
    """Fill in the sign-in form with the keyboard alone: the cursor is in the first box."""
    expect(page.locator("input:not([type=hidden])").first).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def arrive(page: Page) -> None:
    """Wait until the app is there and has answered."""
    page.get_by_test_id("stApp").wait_for()
    settle(page)


@pytest.mark.parametrize(
    ("language", "spoken", "scheme", "width"),
    [("zh-CN", CHINESE, "light", 1440), ("en-GB", ENGLISH, "dark", 1440), ("zh-CN", CHINESE, "dark", 390)],
)
def test_a_person_signs_in_and_reaches_the_page_asked_for(
    language: str, spoken: str, scheme: Any, width: int, new_page: NewPage, sample_server: Served
) -> None:
    page = new_page(language=language, scheme=scheme, width=width, signed_in=False)
    page.goto(f"{sample_server.address}/events?period=all")
    with speaking(spoken):
        expect(page.locator("h1")).to_have_text(_("Sign in"))
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(244, 246, 246)" if scheme == "light" else "rgb(17, 24, 24)")

    type_in(page)

    arrive(page)
    assert urlsplit(page.url).path == "/events"
    assert horizontal_overflow(page) <= 0
    page.reload()
    arrive(page)
    assert urlsplit(page.url).path == "/events"
    (cookie,) = [one for one in page.context.cookies() if one["name"] == COOKIE]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Lax", "/")
    assert COOKIE not in page.evaluate("document.cookie")


def test_signing_out_leads_to_the_sign_in_page_and_there_is_no_way_back(
    new_page: NewPage, sample_server: Served
) -> None:
    page = new_page(signed_in=False)
    page.goto(f"{sample_server.address}/sign-in")
    type_in(page)
    arrive(page)
    open_app(page, sample_server.address, "events")
    page.locator(".st-key-sign_out button").click()
    expect(page.locator("input[type=password]")).to_be_visible()
    assert urlsplit(page.url).path == "/sign-in"
    expect(page.get_by_role("status")).to_have_count(0)  # who signs out need not be told
    page.go_back()
    expect(page.locator("input[type=password]")).to_be_visible()
    page.goto(f"{sample_server.address}/events")
    assert urlsplit(page.url).path == "/sign-in"


@pytest.fixture
def unwatched(browser: Browser) -> Iterator[Page]:
    """A page whose errors are not held against us: its connection is cut on purpose, or it leaves for another site."""
    context = browser.new_context(locale="zh-CN")
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def test_who_is_disabled_is_out_of_an_open_page_without_touching_it(unwatched: Page, sample_server: Served) -> None:
    page, database = unwatched, opened(sample_server.data)
    done = add_account(database, local_administrator(), name="leaving", password=PASSWORD, role=ADMINISTRATOR)
    assert done.id is not None, done.problems
    page.goto(f"{sample_server.address}/sign-in?next=/events")
    type_in(page, "leaving")
    arrive(page)

    assert set_active(database, local_administrator(), "leaving", False).done

    page.wait_for_url("**/sign-in?**", timeout=OUT_WITHIN)
    expect(page.locator("input[type=password]")).to_be_visible()
    expect(page.get_by_role("status")).to_be_visible()
    type_in(page, "leaving")
    expect(page.get_by_role("alert")).to_be_visible()
    database.close()


def test_a_role_taken_away_is_gone_at_the_next_click(new_page: NewPage, sample_server: Served) -> None:
    page, database = new_page(signed_in=False), opened(sample_server.data)
    asking = local_administrator()
    done = add_account(database, asking, name="changing", password=PASSWORD, role=ADMINISTRATOR)
    assert done.id is not None, done.problems
    page.goto(f"{sample_server.address}/sign-in?next=/events")
    type_in(page, "changing")
    arrive(page)
    rooms = page.get_by_test_id("stSidebarNavLink")
    before = rooms.count()

    assert grant_role(database, asking, "changing", LEADER).done
    assert revoke_role(database, asking, "changing", ADMINISTRATOR).done
    page.wait_for_timeout(5_500)  # what was looked up before holds for five seconds
    rooms.first.click()
    arrive(page)

    assert 0 < rooms.count() < before
    database.close()


def test_the_first_administrator_comes_in_with_the_code_on_the_console(
    new_page: NewPage, blank_template: Path, tmp_path: Path
) -> None:
    with serving(blank_template, tmp_path / "data", administrator=False) as served:
        log = (served.data / "server.log").read_text("utf-8")
        found = re.search(r"/sign-in\?setup=([\w-]{20,})", log)
        assert found is not None, log
        page = new_page(signed_in=False, language="en-GB", width=390)
        page.goto(f"{served.address}/events")
        with speaking(ENGLISH):
            expect(page.locator("h1")).to_have_text(_("Set up"))
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        page.goto(f"{served.address}{found[0]}")
        page.keyboard.type("director")
        for words in ("王伟", PASSWORD, PASSWORD):
            page.keyboard.press("Tab")
            page.keyboard.type(words)
        page.keyboard.press("Enter")
        arrive(page)
        assert urlsplit(page.url).path == "/"
        page.close()


@pytest.fixture
def provider() -> Iterator[str]:
    """The address of a provider that knows the administrator of the tests."""
    with oidc_provider_mock.run_server_in_thread() as server:
        address = f"http://localhost:{server.server_port}"
        httpx.put(f"{address}/users/17", json={"preferred_username": ADMIN}).raise_for_status()
        yield address


def test_a_person_signs_in_at_the_banks_provider(
    unwatched: Page, blank_template: Path, tmp_path: Path, provider: str
) -> None:
    settings = {
        "OUTREACH_OIDC_SERVER_METADATA_URL": f"{provider}/.well-known/openid-configuration",
        "OUTREACH_OIDC_CLIENT_ID": "ledger",
        "OUTREACH_OIDC_CLIENT_SECRET": "secret",
        "OUTREACH_OIDC_NAME": "Bank-ID",
    }
    with serving(blank_template, tmp_path / "data", settings=settings) as served:
        page = unwatched
        page.goto(f"{served.address}/events")
        page.get_by_role("link", name=re.compile("Bank-ID")).click()
        page.locator("input[name=sub]").fill("17")
        page.get_by_role("button", name="Authorize").click()
        arrive(page)
        assert urlsplit(page.url).path == "/events"
        page.close()


def test_a_browser_whose_proxy_signs_it_in_sees_no_sign_in_page(
    new_page: NewPage, blank_template: Path, tmp_path: Path
) -> None:
    settings = {
        "OUTREACH_PROXY_HEADER": "X-Remote-User",
        "OUTREACH_PROXY_ADDRESS": "127.0.0.1",
        "FORWARDED_ALLOW_IPS": "",
    }
    with serving(blank_template, tmp_path / "data", settings=settings) as served:
        page = new_page(signed_in=False)
        page.context.set_extra_http_headers({"X-Remote-User": ADMIN})
        open_app(page, served.address, "events")
        assert urlsplit(page.url).path == "/events"
        page.close()
