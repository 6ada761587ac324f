"""The workbook of score cards: what the page shows, with the arithmetic and the definitions, of one's own units."""

import io
from datetime import date

import openpyxl
import pytest
from sqlalchemy import select

from exchange.export import Exported
from exchange.score_book import RULES, export_scores
from locales import gettext, speaking
from metrics.closing import close_quarter
from metrics.counting import UNIT
from metrics.score_wording import arithmetic
from metrics.scores import score_cards
from models.assessment import Quarter
from models.dataset import Dataset
from models.draft import EventDraft
from models.permission import PERMISSIONS, ROLES, Action
from models.viewer import Grant, Viewer
from models.when import When
from store.database import Database
from store.events import save_event
from store.review import move_event
from store.units import save_unit

QUARTER = Quarter(2026, 2)


def cells(exported: Exported) -> list[list[list[object]]]:
    """The cells of each sheet."""
    book = openpyxl.load_workbook(io.BytesIO(exported.content))
    return [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_workbook_says_what_the_page_says(made_up_ledger: Database, viewer: Viewer, language: str) -> None:
    board = score_cards(made_up_ledger, viewer, QUARTER, dataset=Dataset.MADE_UP)
    with speaking(language):
        exported = export_scores(made_up_ledger, viewer, QUARTER, dataset=Dataset.MADE_UP)
        ranking, lines, about = cells(exported)
        assert [row[1] for row in ranking[2:]] == [card.name for card in board.cards]
        assert [row[0] for row in ranking[2:]] == [card.rank for card in board.cards]
        told = [arithmetic(line) for card in board.cards for line in card.lines]
        assert [row[5] for row in lines[2:]] == told
        said = [str(row[1]) for row in about[1:]]
        assert all(gettext(sentence) in said for sentence in RULES)
        assert all(any(rule.name == row[0] for row in about) for rule in board.rules)
    assert exported.rows == len(board.cards) == 12
    assert exported.name.endswith(".xlsx")
    assert "2026Q2" in exported.name
    assert all("MADE-UP" in str(sheet[0][0]) or "演示" in str(sheet[0][0]) for sheet in (ranking, lines, about))


@pytest.mark.parametrize("role", ROLES)
def test_the_cards_of_units_one_may_export_are_in_it_and_no_others(ledger: Database, viewer: Viewer, role: str) -> None:
    bank = save_unit(ledger, viewer, name="分行").id
    own, _other = (
        save_unit(ledger, viewer, name=name, parent_id=bank, kind="sub_branch").id for name in ("甲支行", "=乙支行")
    )
    with ledger.reading() as connection:
        path = str(connection.scalar(select(UNIT.c.path).where(UNIT.c.id == own)))
    reading = Viewer("甲", frozenset({Grant(role, path), Grant("viewer", "")}))
    exported = export_scores(ledger, reading, QUARTER)
    names = [row[1] for row in cells(exported)[0][1:]]
    assert names == (["甲支行"] if Action.EXPORT in PERMISSIONS[role] else [])
    everything = cells(export_scores(ledger, viewer, QUARTER))[0]
    assert [row[1] for row in everything[1:]] == ["=乙支行", "甲支行"], "a name stays a name"


def test_a_closed_quarter_says_so_and_what_the_ledger_says_now(ledger: Database, viewer: Viewer) -> None:
    bank = save_unit(ledger, viewer, name="分行").id
    unit = save_unit(ledger, viewer, name="甲支行", parent_id=bank, kind="sub_branch").id
    assert unit is not None
    event = save_event(
        ledger,
        viewer,
        EventDraft(title="讲座", organisation=unit, when=When.on(date(2026, 5, 1)), sessions=3),
        submit=True,
    ).id
    assert event is not None
    assert move_event(ledger, viewer, event, "approve").done
    assert close_quarter(ledger, viewer, QUARTER).done
    assert move_event(ledger, viewer, event, "reopen", "有误").done
    ranking, lines, _about = cells(export_scores(ledger, viewer, QUARTER))
    assert (ranking[1][2], ranking[1][7]) == (20, 0)
    assert lines[1][7]
