"""Ten thousand texts meant to do harm, in every field and every address: none does, and none stops a page."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from exchange.table import read_table
from exchange.upload import Action, preview
from metrics.filter import Filter, from_address, to_address
from metrics.records import all_events, count_events
from models.viewer import Viewer, local_administrator
from store.database import FILE, Database
from store.dialects import make_engine, sqlite_url
from tests.browser.app import PAGES, content, look_up, map_frame, open_app, pick_row, settle, with_key
from tests.browser.conftest import Served, serving
from tests.browser.test_bad_input import nothing_ran
from tests.hostile import MARK, RUN, hostile_texts
from tests.hostile_records import Fed, feed_form, feed_list

ENTRIES = 110
ROWS = 220
ADDRESSES = 300
SEED = 20260621
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARAMETERS = sorted(to_address(Filter(text="x", division="1", organisation=1, campaigns=(1,), kinds=("x",))))
PARAMETERS += ["start", "end", "dataset", "period", "topics", "venue_types", "key_groups", "lang", "event", "no_such"]


@dataclass(frozen=True)
class Ground:
    """A ledger full of them: its file, what went in each way, and the list that was taken in."""

    file: Path
    form: Fed
    list_: Fed
    workbook: bytes


@pytest.fixture(scope="module")
def ground(blank_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """Every field filled by the form's way and by a list's."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / FILE).write_bytes(blank_template.read_bytes())
    database = Database(make_engine(sqlite_url(folder / FILE)), folder)
    texts = iter(hostile_texts(20_000))
    form = feed_form(database, local_administrator(), texts, ENTRIES)
    list_, workbook = feed_list(database, local_administrator(), texts, ROWS)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return Ground(folder / FILE, form, list_, workbook)


@pytest.fixture(scope="module")
def hostile_server(ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of that ledger."""
    with serving(ground.file, tmp_path_factory.mktemp("served") / "data") as served:
        yield served


@pytest.fixture
def guarded(page: Page) -> Iterator[Page]:
    """A page on which no box may come up, and no script of theirs may run."""
    boxes: list[str] = []

    def noted(box: object) -> None:
        boxes.append(str(box))

    page.on("dialog", noted)
    yield page
    assert boxes == []
    harmless(page)


def harmless(page: Page) -> None:
    """Nothing ran, nothing failed, and nothing that was typed has become a part of the page."""
    assert page.get_by_test_id("stException").count() == 0
    nothing_ran(page)
    assert page.evaluate(f"() => top.{MARK}") is None
    assert page.locator("base, meta[http-equiv=refresh], form[action*=evil], iframe[srcdoc*=hacked]").count() == 0


def addresses(number: int) -> list[dict[str, str]]:
    """Addresses with one of the texts in each parameter."""
    texts = iter(hostile_texts(number * len(PARAMETERS), seed=SEED))
    return [{name: next(texts) for name in PARAMETERS} for _number in range(number)]


def test_every_field_and_every_parameter_took_ten_thousand_of_them(
    ground: Ground, show_figure: Callable[[str], None]
) -> None:
    asked = addresses(ADDRESSES)
    for parameters in asked:
        filter_ = from_address(to_address(from_address(parameters)))
        assert from_address(to_address(filter_)) == filter_

    total = ground.form.texts + ground.list_.texts + sum(map(len, asked))
    assert total >= 10_000
    # Most records are there to be shown; what was refused was refused in words.
    assert ground.form.saved > ENTRIES * 0.7
    assert ground.list_.saved > ROWS * 0.2
    refused = sum(ground.form.problems.values()) + sum(ground.list_.problems.values())
    assert refused > 1_000
    show_figure(
        f"{total:,} hostile texts: {ground.form.texts:,} in {ENTRIES} entries, {ground.list_.texts:,} in a list of "
        f"{ROWS} rows, {sum(map(len, asked)):,} in addresses; {ground.form.saved + ground.list_.saved} events to "
        f"show, {refused:,} told as problems, no exception"
    )


def test_each_filter_of_an_address_is_answered(ground: Ground, tmp_path: Path, viewer: Viewer) -> None:
    (tmp_path / FILE).write_bytes(ground.file.read_bytes())
    database = Database(make_engine(sqlite_url(tmp_path / FILE)), tmp_path)
    for parameters in addresses(ADDRESSES):
        assert count_events(database, viewer, from_address(parameters)) >= 0
    titles = [record.title for record in all_events(database, viewer, Filter())][:100]
    for title in titles:
        word = next((word for word in title.split() if len(word) < 100), "")
        assert count_events(database, viewer, Filter(text=word)) >= 1, title
    database.close()


@pytest.mark.parametrize("name", ["overview", "events", "record", "upload", "export", "map"])
def test_each_page_shows_them_as_text(name: str, guarded: Page, hostile_server: Served) -> None:
    open_app(guarded, hostile_server.address, name, period="all")

    assert content(guarded).inner_text().strip()
    harmless(guarded)


@pytest.mark.parametrize("key", ["entry_new_organisation", "entry_new_campaigns"])
def test_the_boxes_of_the_form_offer_them_as_text(key: str, guarded: Page, hostile_server: Served) -> None:
    open_app(guarded, hostile_server.address, "record")
    look_up(guarded, key, "x")
    harmless(guarded)


def test_whole_events_show_them_as_text(guarded: Page, hostile_server: Served) -> None:
    for row in range(4):
        open_app(guarded, hostile_server.address, "events", period="all")  # anew: no row is ticked
        expect(pick_row(guarded, row)).to_be_visible()
        harmless(guarded)


def test_forms_filled_with_them_can_be_opened(guarded: Page, hostile_server: Served) -> None:
    for event in (2, 7, 102):
        open_app(guarded, hostile_server.address, "record", event=str(event))

        expect(with_key(guarded, f"entry_{event}_title").locator("input")).not_to_have_value("")
        harmless(guarded)


def test_every_spot_of_the_map_shows_them_as_text(guarded: Page, hostile_server: Served) -> None:
    open_app(guarded, hostile_server.address, "map", period="all")
    frame = map_frame(guarded)
    frame.wait_for_selector(".spot-cluster, canvas")

    shown = frame.evaluate(
        """async () => {
            const map = Object.values(window).find(held => held instanceof L.Map);
            const spots = [];
            const look = layer => layer.getAllChildMarkers ? spots.push(...layer.getAllChildMarkers())
                : layer.feature && layer.getTooltip && layer.getTooltip() && spots.push(layer);
            map.eachLayer(look);
            map.setZoom(map.getMaxZoom(), {animate: false});
            for (const spot of spots.slice(0, 120)) {
                const held = spot.getTooltip();
                L.tooltip().setLatLng(map.getCenter())
                    .setContent(typeof held._content === "function" ? held._content(spot) : held._content).addTo(map);
            }
            await new Promise(done => setTimeout(done, 300));
            return document.querySelectorAll(".leaflet-tooltip").length;
        }"""
    )

    assert shown >= 50
    harmless(guarded)


def test_downloaded_lists_hold_them_as_text_and_read_back_as_themselves(
    guarded: Page, ground: Ground, hostile_server: Served, tmp_path: Path, viewer: Viewer
) -> None:
    open_app(guarded, hostile_server.address, "export", period="all")
    (tmp_path / FILE).write_bytes(ground.file.read_bytes())
    database = Database(make_engine(sqlite_url(tmp_path / FILE)), tmp_path)
    for form in ("xlsx", "csv"):
        with guarded.expect_download() as started:
            with_key(guarded, f"download_{form}").locator("button").click()
        content_ = Path(started.value.path()).read_bytes()
        if form == "xlsx":
            sheet = openpyxl.load_workbook(io.BytesIO(content_)).worksheets[0]
            assert not [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        read = preview(database, viewer, read_table(content_, f"台账.{form}"))
        assert len(read.rows) == count_events(database, viewer, Filter())
        # Of units that differ in nothing but width or case ("x", "ｘ") a list cannot tell which is meant.
        others = {problem.code for row in read.rows if row.action is not Action.SAME for problem in row.problems}
        assert others <= {"ambiguous_unit"}
        assert read.number(Action.SAME) > 0.8 * len(read.rows)
    database.close()


def test_the_preview_of_a_list_shows_them_as_text(guarded: Page, ground: Ground, hostile_server: Served) -> None:
    open_app(guarded, hostile_server.address, "upload")
    guarded.locator("input[type=file]").set_input_files(
        {"name": f"=1+1<img src=x onerror={RUN}>${{{RUN}}}.xlsx", "mimeType": XLSX_TYPE, "buffer": ground.workbook}
    )

    guarded.locator(".st-key-upload_rows").wait_for()
    settle(guarded)
    harmless(guarded)


def test_addresses_full_of_them_open_the_page(guarded: Page, hostile_server: Served) -> None:
    for at, parameters in enumerate(addresses(6)):
        sent = {name: text.encode("utf-8", "replace").decode()[:150] for name, text in parameters.items()}
        sent.pop("lang")
        query = "&".join(f"{quote(name)}={quote(text)}" for name, text in sent.items())
        name = PAGES[at % len(PAGES)]
        guarded.goto(f"{hostile_server.address}/{'' if name == 'overview' else name}?{query}")
        settle(guarded)
        harmless(guarded)
