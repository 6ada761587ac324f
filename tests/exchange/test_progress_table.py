"""The progress of a campaign as a workbook: a row for each target, and what the figures mean."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from exchange.progress_table import progress_workbook, suggested_name
from locales import gettext as _
from metrics.targets import progress
from models.campaign import CampaignDraft
from models.dataset import Dataset
from models.draft import EventDraft
from models.viewer import Viewer
from models.when import When
from store.campaigns import save_campaign
from store.database import Database
from store.events import save_event
from store.targets import set_targets
from store.units import save_unit

TODAY = date(2026, 6, 20)


@pytest.fixture
def campaign(ledger: Database, viewer: Viewer) -> int:
    """A campaign whose branch has a target of 10 and an event, and its sub-branch one of 12, with a hostile name."""
    branch = save_unit(ledger, viewer, name="=1+1 分行").id
    below = save_unit(ledger, viewer, name="支行", parent_id=branch).id
    draft = CampaignDraft(name_zh='守住"钱袋子" 6/30', starts=date(2026, 6, 1), ends=date(2026, 6, 30))
    made = save_campaign(ledger, viewer, draft).id
    assert made is not None
    assert branch is not None
    assert below is not None
    event = EventDraft(title="讲座", when=When.on(date(2026, 6, 3)), organisation=below, campaigns=(made,))
    assert save_event(ledger, viewer, event).done
    assert set_targets(ledger, viewer, made, {(branch, "events"): 10, (below, "events"): 12}).done
    return made


def test_each_target_is_a_row_and_nothing_in_it_a_formula(ledger: Database, viewer: Viewer, campaign: int) -> None:
    made = progress_workbook(ledger, viewer, campaign, Dataset.RECORDED, today=TODAY)
    assert made is not None
    assert made.rows == 2
    first, about = load_workbook(io.BytesIO(made.content)).worksheets
    rows = [[cell.value for cell in row] for row in first.iter_rows(min_row=2)]
    assert [row[:5] for row in rows] == [
        ["=1+1 分行", _("Number of events"), 10, 1, 0.1],
        ["\u3000支行", _("Number of events"), 12, 1, pytest.approx(1 / 12)],
    ]
    assert {cell.data_type for row in first.iter_rows() for cell in row} <= {"s", "n"}
    assert rows[0][9] == _("{number} too many").format(number=2)
    assert about.max_row == 7


def test_the_name_of_the_file_can_be_one_everywhere(ledger: Database, viewer: Viewer, campaign: int) -> None:
    found = progress(ledger, viewer, campaign, today=TODAY)
    assert found is not None
    name = suggested_name(found, Dataset.MADE_UP)
    assert name.endswith("2026-06-20.xlsx")
    assert not set(name) & set('\\/:*?"<>| ')


def test_there_is_nothing_for_whom_it_is_not_to_see(ledger: Database, viewer: Viewer, campaign: int) -> None:
    assert progress_workbook(ledger, Viewer("乙"), campaign, Dataset.RECORDED, today=TODAY) is None
    assert progress_workbook(ledger, viewer, 999, Dataset.RECORDED, today=TODAY) is None
