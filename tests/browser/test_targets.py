"""The main job with targets, in a browser: set them for two units, see how far they are and who needs a reminder."""

from contextlib import closing, suppress
from datetime import date, timedelta
from uuid import uuid4

from playwright.sync_api import Page, expect

from models.campaign import CampaignDraft
from models.draft import EventDraft
from models.viewer import local_administrator
from models.when import When
from store.campaigns import save_campaign
from store.events import save_event
from store.targets import targets_of
from store.units import save_unit
from tests.browser.app import choose, content, open_app, settle, with_key
from tests.browser.conftest import Served
from tests.browser.signing_in import opened

TODAY = date.today()
EVERYWHERE = local_administrator()


def test_targets_are_typed_saved_and_followed(page: Page, blank_server: Served) -> None:
    with closing(opened(blank_server.data)) as ledger:
        top = save_unit(ledger, EVERYWHERE, name="大连市分行").id
        busy, idle = (save_unit(ledger, EVERYWHERE, name=name, parent_id=top).id for name in ("庄河支行", "瓦房店支行"))
        draft = CampaignDraft(
            # Another one each time the test is tried: a name is given once.
            name_zh=f"金融教育宣传月 {uuid4().hex[:6]}",
            starts=TODAY - timedelta(days=30),
            ends=TODAY + timedelta(days=30),
        )
        campaign = save_campaign(ledger, EVERYWHERE, draft).id
        assert campaign is not None
        assert busy is not None
        event = EventDraft(title="讲座", when=When.on(TODAY), organisation=busy, campaigns=(campaign,))
        assert save_event(ledger, EVERYWHERE, event).done

    open_app(page, blank_server.address, "campaigns", campaign=str(campaign))
    tabs = page.get_by_role("tab")
    tabs.nth(1).click()
    settle(page)
    choose(page, f"target_parent_{campaign}", "大连")

    _type(page, row=0, number="1")
    _type(page, row=1, number="4")
    with_key(page, "save_targets").locator("button").click()
    expect(page.get_by_test_id("stToast")).to_be_visible()  # looked for first, for it leaves by itself
    settle(page)
    with closing(opened(blank_server.data)) as ledger:
        held = {target.unit_id: target.value for target in targets_of(ledger, EVERYWHERE, campaign)}
    assert held == {busy: 1, idle: 4}

    tabs.nth(0).click()
    settle(page)
    expect(with_key(page, "target_way")).to_be_visible()
    page.get_by_test_id("stExpander").first.locator("summary").click()
    words_to_send = content(page).get_by_test_id("stCode").first
    expect(words_to_send).to_contain_text("瓦房店支行")
    expect(words_to_send).not_to_contain_text("庄河支行")


def _type(page: Page, *, row: int, number: str) -> None:
    """Type a number into the first column of numbers, as one does in a table: press the cell, type, Enter."""
    table = page.get_by_test_id("stDataFrame").filter(visible=True).first
    before, box = None, table.bounding_box()
    while box is None or box != before:
        page.wait_for_timeout(200)
        before, box = box, table.bounding_box()
    editor = page.locator("#portal input, #portal textarea").first
    for _attempt in range(10):
        page.mouse.click(box["x"] + 300, box["y"] + 52 + 35 * row)
        page.wait_for_timeout(500)  # the cell is painted; only what it leads to is told to the page
        page.keyboard.type(number)
        with suppress(AssertionError):  # what is typed before the table listens is lost
            expect(editor).to_have_value(number, timeout=2_000)
            break
        page.keyboard.press("Escape")
    expect(editor).to_have_value(number)
    page.keyboard.press("Enter")
    page.wait_for_timeout(1_000)  # several changes made quickly are sent together
    settle(page)
