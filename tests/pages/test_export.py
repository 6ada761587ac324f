"""The export page: it offers what the filter holds, and the file made on a click is that list."""

import io

import openpyxl
import pytest

from components import downloads
from exchange.columns import BY_KEY
from locales import language, ngettext
from locales.numbers import number
from metrics.filter import Filter
from metrics.records import count_events
from models.dataset import Dataset
from models.viewer import Viewer
from store.database import Database
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
    sample_ledger: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTREACH_DATA", str(sample_ledger.data))

    content = downloads._maker(Filter(dataset=Dataset.SAMPLE), "csv")()

    assert content.startswith(b"\xef\xbb\xbf")
    assert "马场垣乡中心学校" in content.decode("utf-8-sig")
