"""The export page: it offers what the filter holds, and the files made on a click are that list and its photos."""

import io
from datetime import date

import openpyxl
import pytest

from components import downloads, photo_downloads
from exchange.columns import BY_KEY
from locales import language, ngettext
from locales.numbers import number
from metrics.filter import Filter
from metrics.records import count_events
from models.dataset import Dataset
from models.draft import EventDraft
from models.permission import COORDINATOR, LEADER, PUBLICITY
from models.viewer import Viewer
from models.when import When
from store.attachments import add_attachment, attachments_of
from store.database import Database
from store.events import save_event
from tests.exchange.test_photos import jpeg, png
from tests.pages.visiting import said, visit


@pytest.mark.parametrize(
    ("parameters", "asked"),
    [({}, {}), ({"venue_types": "school"}, {"venue_types": ("school",)}), ({"text": "庄河"}, {"text": "庄河"})],
)
@pytest.mark.usefixtures("spoken")
def test_the_page_says_how_many_rows_the_file_will_hold(
    parameters: dict[str, str], asked: dict[str, object], sample_ledger: Database, viewer: Viewer
) -> None:
    total = count_events(sample_ledger, viewer, Filter(dataset=Dataset.SAMPLE, **asked))  # type: ignore[arg-type]
    assert total

    app = visit(sample_ledger, "export", period="all", **parameters)

    sentence = ngettext("The list holds **{count}** event.", "The list holds **{count}** events.", total)
    assert sentence.format(count=number(total)) in said(app)
    assert [button.disabled for button in app.download_button] == [False, False]


def test_an_empty_list_cannot_be_downloaded(sample_ledger: Database) -> None:
    app = visit(sample_ledger, "export", start="1999-01-01", end="1999-12-31")

    assert [button.disabled for button in app.download_button] == [True, True]


def test_the_workbook_made_on_a_click_holds_the_list_in_the_language_of_the_page(
    sample_ledger: Database, viewer: Viewer, spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTREACH_DATA", str(sample_ledger.data))
    monkeypatch.setattr("components.session.later", lambda _ledger: lambda: viewer)
    make = downloads._maker(Filter(dataset=Dataset.SAMPLE, venue_types=("school",)), "xlsx")

    book = openpyxl.load_workbook(io.BytesIO(make()))

    cells = [[str(cell or "") for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    heading = str(BY_KEY["title"])
    at = next(index for index, row in enumerate(cells) if heading in row)
    titles = [row[cells[at].index(heading)] for row in cells[at + 1 :]]
    asked = Filter(dataset=Dataset.SAMPLE, venue_types=("school",))
    assert len([title for title in titles if title]) == count_events(sample_ledger, viewer, asked)
    assert language() == spoken


def test_the_csv_made_on_a_click_opens_in_excel_with_its_characters_whole(
    sample_ledger: Database, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTREACH_DATA", str(sample_ledger.data))
    monkeypatch.setattr("components.session.later", lambda _ledger: lambda: viewer)

    content = downloads._maker(Filter(dataset=Dataset.SAMPLE), "csv")()

    assert content.startswith(b"\xef\xbb\xbf")
    assert "马场垣乡中心学校" in content.decode("utf-8-sig")


@pytest.fixture
def with_photos(ledger: Database, viewer: Viewer) -> Database:
    """An event with two pictures, one of which is gone from the disk, and a paper."""
    draft = EventDraft(title="进社区", organisation="武清支行", when=When.on(date(2024, 9, 4)))
    event = save_event(ledger, viewer, draft).id
    assert event is not None
    for name, content in {"1.jpg": jpeg(), "2.png": png(), "签到.pdf": b"%PDF-1.7"}.items():
        assert add_attachment(ledger, viewer, event, name=name, content=content).done
    attachments_of(ledger, viewer, event)[1].path.unlink()
    return ledger


@pytest.mark.usefixtures("spoken")
def test_the_photos_are_counted_prepared_on_a_click_and_offered(with_photos: Database) -> None:
    app = visit(with_photos, "export", period="all")
    expected = ngettext("**{count}** picture", "**{count}** pictures", 2).format(count=2)
    assert expected in said(app)
    assert len(app.download_button) == 2

    app = app.button(key="prepare_photos").click().run()

    assert not app.exception
    assert len(app.download_button) == 3
    assert len(app.warning) == 1  # one is missing
    made = app.session_state["photo_archive"]
    assert (made.archive.pictures, made.archive.papers, made.archive.missing) == (1, 1, 1)


def test_a_prepared_archive_is_not_offered_for_another_list(with_photos: Database) -> None:
    app = visit(with_photos, "export", period="all").button(key="prepare_photos").click().run()

    app = app.text_input(key="filter_text").set_value("进社区").run()

    assert len(app.download_button) == 2
    assert "photo_archive" not in app.session_state


def test_events_without_photos_offer_none(sample_ledger: Database) -> None:
    app = visit(sample_ledger, "export", period="all")

    assert not [button for button in app.button if button.key == "prepare_photos"]


def test_more_photos_than_one_download_holds_ask_for_a_shorter_period(
    with_photos: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photo_downloads, "MOST_BYTES", 1_000)

    app = visit(with_photos, "export", period="all")

    assert len(app.info) == 1
    assert not [button for button in app.button if button.key == "prepare_photos"]


@pytest.mark.parametrize("role", [LEADER, PUBLICITY, COORDINATOR])
def test_who_may_not_export_gets_nothing(role: str, with_photos: Database) -> None:
    app = visit(with_photos, "export", by=role, period="all")

    assert not app.exception
    offered = [button.disabled for button in app.download_button]
    assert offered == {LEADER: [], PUBLICITY: [], COORDINATOR: [False, False]}[role]
    assert bool([b for b in app.button if b.key == "prepare_photos"]) == (role == COORDINATOR)
