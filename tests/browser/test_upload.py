"""The upload page in a browser: on a phone, and stopped in the middle of saving."""

from playwright.sync_api import Page, expect

from locales import gettext as _
from metrics.filter import Filter
from metrics.records import count_events
from models.viewer import local_administrator
from store.database import FILE, Database
from store.dialects import make_engine, sqlite_url
from tests.browser.app import content, horizontal_overflow, open_app, press_button, settle, with_key
from tests.browser.conftest import NewPage, Served

HEADINGS = "活动名称,日期,主办机构,活动场景,受众,经办人员及其联系方式和备注\n"
LIST = HEADINGS + (
    "进社区反诈宣传讲座,2024-09-04,大连市分行,社区广场,60余,某\n"
    "进学校,昨天,大连市分行,校园,很多,某\n"
    "进农村,2024-09-05,大连市分行,村,12,某\n"
)
LONG = HEADINGS + "".join(f"第{number}场讲座,2024-09-04,大连市分行,社区,{number},\n" for number in range(1, 8_001))


def upload(page: Page, name: str, text: str) -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": text.encode()})
    with_key(page, "upload_rows").wait_for(timeout=120_000)
    settle(page)


def test_saving_is_stopped_and_nothing_is_saved(page: Page, blank_server: Served) -> None:
    open_app(page, blank_server.address, "upload")
    upload(page, "长清单.csv", LONG)
    with_key(page, "upload_save").locator("button").click()
    with_key(page, "upload_stop_saving").locator("button").click()
    expect(page.get_by_text(_("Saving was stopped. Nothing of the list was saved."))).to_be_visible(timeout=60_000)
    settle(page)
    database = Database(make_engine(sqlite_url(blank_server.data / FILE)), blank_server.data)
    assert count_events(database, local_administrator(), Filter()) == 0
    database.close()


def test_on_a_phone_the_page_is_never_wider_than_the_screen(new_page: NewPage, blank_server: Served) -> None:
    page = new_page(width=390)
    open_app(page, blank_server.address, "upload")
    assert horizontal_overflow(page) == 0
    upload(page, "九月台账（武清支行消保联络员填报，含示例与说明的最终版）.csv", LIST)
    assert horizontal_overflow(page) == 0
    content(page).get_by_test_id("stExpander").first.locator("summary").click()
    settle(page)
    assert horizontal_overflow(page) == 0
    page.get_by_role("button", name="→ 社区").click()
    settle(page)
    press_button(page, "upload_save")
    assert horizontal_overflow(page) == 0
