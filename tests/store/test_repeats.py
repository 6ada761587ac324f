"""What is held regularly is recorded once, and its other days are drafts."""

from datetime import date

import pytest
from sqlalchemy import update

from metrics.filter import Filter
from metrics.own_records import home_of, last_event, usual_unit
from metrics.records import list_events
from models.base import table_of
from models.count import Count
from models.draft import EventDraft, KeyGroupDraft, LinkDraft, PlaceDraft
from models.organisation import Organisation
from models.permission import COORDINATOR
from models.review import DRAFT
from models.viewer import Viewer
from models.when import When
from store.database import Database
from store.events import read_event, save_event
from store.repeats import repeat_event
from store.units import save_unit

DAYS = [date(2026, 9, 8), date(2026, 9, 15)]


@pytest.fixture
def salon(ledger: Database, viewer: Viewer) -> int:
    """A small talk in the hall, held each week."""
    draft = EventDraft(
        title="厅堂微沙龙",
        when=When.on(date(2026, 9, 1)),
        organisation="武清支行",
        places=(PlaceDraft(name="武清支行营业厅", division_id="120114001"),),
        topics=("telecom_fraud",),
        attendance=Count(12),
        key_groups=(KeyGroupDraft(key_group="older_people", count=Count(7)),),
        links=(LinkDraft(url="https://example.org/1"),),
        note="第一场",
        reference="R-1",
    )
    done = save_event(ledger, viewer, draft, submit=True).id
    assert done is not None
    return done


def test_each_day_is_a_draft_with_nothing_only_that_day_can_tell(ledger: Database, viewer: Viewer, salon: int) -> None:
    outcome, ids = repeat_event(ledger, viewer, salon, DAYS)

    assert outcome.done
    first = read_event(ledger, viewer, salon)
    assert first is not None
    for event_id, day in zip(ids, DAYS, strict=True):
        draft = read_event(ledger, viewer, event_id)
        assert draft is not None
        assert (draft.when, draft.title, draft.topics, draft.organisation) == (
            When.on(day),
            first.title,
            first.topics,
            first.organisation,
        )
        assert draft.places == first.places
        assert (draft.attendance, draft.links, draft.note, draft.reference) == (None, (), "", None)
        assert draft.key_groups == (KeyGroupDraft(key_group="older_people"),)
    made = [event for event in list_events(ledger, viewer, Filter()) if event.id in ids]
    assert {event.status for event in made} == {DRAFT}


@pytest.mark.parametrize(
    ("days", "code"), [([], "days"), ([date(2026, 1, 1)] * 54, "days"), ([DAYS[0], date(2999, 1, 1)], "future")]
)
def test_all_days_or_none(days: list[date], code: str, ledger: Database, viewer: Viewer, salon: int) -> None:
    outcome, ids = repeat_event(ledger, viewer, salon, days)
    assert ([problem.code for problem in outcome.problems], ids) == ([code], [])
    assert len(list_events(ledger, viewer, Filter())) == 1


def test_nobody_repeats_what_is_not_theirs(ledger: Database, viewer: Viewer, salon: int) -> None:
    other = save_unit(ledger, viewer, name="别的支行").id
    outcome, ids = repeat_event(ledger, Viewer.holding("乙", COORDINATOR, f"{other}/"), salon, DAYS)
    assert (outcome.done, ids) == (False, [])
    assert len(list_events(ledger, viewer, Filter())) == 1


def test_the_next_record_begins_where_the_last_one_was(ledger: Database, viewer: Viewer, salon: int) -> None:
    unit = one(ledger, viewer)
    mine = Viewer.holding("甲", COORDINATOR, f"{unit}/")
    assert (last_event(ledger, mine), usual_unit(ledger, mine)) == (None, unit)  # the only unit there is for them
    assert (last_event(ledger, viewer), usual_unit(ledger, viewer)) == (salon, unit)
    other = save_unit(ledger, viewer, name="别的支行").id
    assert other is not None
    with ledger.engine.begin() as connection:
        table = table_of(Organisation)
        connection.execute(update(table).where(table.c.id == other).values(division_id="120114"))
    theirs = Viewer("甲", mine.grants | Viewer.holding("甲", COORDINATOR, f"{other}/").grants)
    assert usual_unit(ledger, theirs) is None  # two, and none recorded for yet
    assert home_of(ledger, theirs, other) == "120114"
    assert home_of(ledger, mine, other) is None


def one(ledger: Database, viewer: Viewer) -> int:
    draft = read_event(ledger, viewer, list_events(ledger, viewer, Filter())[0].id)
    assert draft is not None
    assert isinstance(draft.organisation, int)
    return draft.organisation
