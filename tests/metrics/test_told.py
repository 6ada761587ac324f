"""The history in words."""

import pytest
from sqlalchemy import select

from locales import gettext as _
from locales import speaking
from metrics.closing import close_quarter
from metrics.told import recently, told_history
from models.assessment import IndicatorDraft, Quarter
from models.base import table_of
from models.dataset import Dataset
from models.division import Division
from models.draft import EventDraft, PlaceDraft
from models.viewer import Viewer
from models.when import When
from store.accounts import add_account, grant_role, revoke_role
from store.assessment import reopen_quarter
from store.database import Database
from store.events import read_event, save_event
from store.indicators import indicators_of, save_indicators
from store.units import save_unit

DIVISION = table_of(Division)


def division(database: Database, name: str) -> str:
    """The id of the division of this name."""
    with database.reading() as connection:
        return str(connection.scalar(select(DIVISION.c.id).where(DIVISION.c.name == name)))


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_place_of_the_same_name_elsewhere_is_told_with_its_divisions(
    ledger: Database, viewer: Viewer, language: str
) -> None:
    here, there = division(ledger, "普兰店区"), division(ledger, "武清区")
    draft = EventDraft(
        title="讲座",
        when=When.in_year(2026),
        organisation="大连市分行",
        places=(PlaceDraft(name="友谊社区", division_id=here),),
    )
    saved = save_event(ledger, viewer, draft)
    assert saved.id is not None
    held = read_event(ledger, viewer, saved.id)
    assert held is not None
    moved = held.model_copy(update={"places": (PlaceDraft(name="友谊社区", division_id=there),)})
    assert save_event(ledger, viewer, moved).done

    with speaking(language):
        (change,) = told_history(ledger, viewer, saved.id)[0].changes
    assert change.before == "友谊社区 · 普兰店区 · 大连市 · 辽宁省"
    assert change.after == "友谊社区 · 武清区 · 天津市"


def test_units_and_people_are_added_and_events_recorded(ledger: Database, viewer: Viewer) -> None:
    unit = save_unit(ledger, viewer, name="大连市分行").id
    assert unit is not None
    assert add_account(ledger, viewer, name="wang.fang").done
    assert grant_role(ledger, viewer, "wang.fang", "coordinator", unit).done
    assert revoke_role(ledger, viewer, "wang.fang", "coordinator", unit).done
    draft = EventDraft(title="讲座", when=When.in_year(2026), organisation=unit)
    assert save_event(ledger, viewer, draft).done
    told = [(line.record, line.action) for line in reversed(recently(ledger, viewer))]
    assert told == [
        ("大连市分行", _("added")),
        ("wang.fang", _("added")),
        ("wang.fang", _("role given")),
        ("wang.fang", _("role removed")),
        ("讲座", _("recorded")),
    ]


def test_indicators_and_closed_quarters_are_told_by_their_names(ledger: Database, viewer: Viewer) -> None:
    seeds = indicators_of(ledger, viewer)
    drafts = [
        IndicatorDraft(one.id, one.name_zh, "", one.measure, one.narrowing, one.per, one.full_at, 9)
        for one in (line.rule for line in seeds[:1])
    ]
    assert save_indicators(ledger, viewer, drafts, seen=0).done
    assert close_quarter(ledger, viewer, Quarter(2024, 3)).done
    assert reopen_quarter(ledger, viewer, Quarter(2024, 3), Dataset.RECORDED, "更正").done
    with speaking("en"):
        told = [(line.record, line.action, line.reason) for line in reversed(recently(ledger, viewer))]
    assert told == [("每网点宣教场次", "changed", ""), ("2024Q3", "closed", ""), ("2024Q3", "reopened", "更正")]
