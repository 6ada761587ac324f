"""The watch over the browser itself: it must notice what the other tests rely on it to notice."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Served, Watch


@pytest.mark.parametrize(
    "address", ["http://outside.example/x.js", "https://192.0.2.1/x.png", "wss://outside.example/"]
)
def test_a_request_to_another_machine_is_noticed_and_fails(address: str, browser: Browser) -> None:
    watch, context = Watch(), browser.new_context()
    watch.over(context)
    page = context.new_page()
    page.goto("about:blank")  # a page of the app would not even try: its policy forbids it

    reached = page.evaluate(
        """address => address.startsWith("wss")
            ? new Promise(done => { const s = new WebSocket(address); s.onopen = () => done(true);
                                    s.onerror = () => done(false); })
            : fetch(address, {mode: "no-cors"}).then(() => true, () => false)""",
        address,
    )

    context.close()
    assert not reached
    assert watch.outside == [address]


def test_an_error_in_a_page_is_noticed(browser: Browser, blank_server: Served) -> None:
    watch, context = Watch(), browser.new_context()
    watch.over(context)
    page = context.new_page()
    page.goto(f"{blank_server.address}/_stcore/health")

    page.evaluate("() => { setTimeout(() => { throw new Error('broken'); }); }")
    page.evaluate("() => { console.error('complaint'); }")
    page.goto(f"{blank_server.address}/_stcore/health")

    context.close()
    assert any("broken" in error for error in watch.errors)
    assert any("complaint" in error for error in watch.errors)
