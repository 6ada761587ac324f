"""The browser itself refuses what no page of ours does: a script put into a page is not run, nothing goes elsewhere."""

import pytest
from playwright.sync_api import Browser

from tests.browser.app import settle
from tests.browser.conftest import PATIENCE, Served
from tests.browser.signing_in import sign_in_browser

ATTEMPTS = {
    "an inline script": "document.body.append(Object.assign(document.createElement('script'),{text:'top.__ran=1'}))",
    "a handler": "document.body.insertAdjacentHTML('beforeend','<img src=x onerror=\"top.__ran=1\">')",
    "a link with a script": "Object.assign(document.createElement('a'),{href:'javascript:top.__ran=1'}).click()",
    "a frame with a script": "document.body.insertAdjacentHTML('beforeend',"
    "'<iframe srcdoc=\"<script>top.__ran=1</script>\"></iframe>')",
    "a script from a text": "setTimeout('top.__ran=1', 0)",
    "a script from elsewhere": "document.body.append(Object.assign(document.createElement('script'),"
    "{src:'data:text/javascript,top.__ran=1'}))",
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_script_that_gets_into_a_page_is_not_run(attempt: str, browser: Browser, sample_server: Served) -> None:
    context = browser.new_context(locale="zh-CN")
    context.set_default_timeout(PATIENCE)
    sign_in_browser(context)
    page = context.new_page()
    page.goto(f"{sample_server.address}/upload")
    settle(page)

    page.evaluate(f"async () => {{ {ATTEMPTS[attempt]}; await new Promise(done => setTimeout(done, 300)) }}")

    assert page.evaluate("() => window.__ran") is None
    context.close()


def test_no_other_page_may_frame_ours(browser: Browser, sample_server: Served) -> None:
    # What is open to everybody: a page that needs signing in is not there for another's frame in the first place.
    page = browser.new_context().new_page()
    page.set_content(f"<iframe src='{sample_server.address}/_stcore/health'></iframe>")
    page.wait_for_timeout(1_000)

    assert [frame.url for frame in page.frames if frame.url.startswith(sample_server.address)] == []
    page.context.close()
