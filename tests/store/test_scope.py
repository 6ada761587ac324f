"""Who may see and touch what: the viewer's part of the bank, and trial data apart from the bank's own."""

from datetime import date

import pytest
from sqlalchemy import func, select

from models.base import table_of
from models.dataset import Dataset
from models.draft import EventDraft, PlaceDraft
from models.event import Event
from models.organisation import Organisation
from models.permission import ADMINISTRATOR
from models.place import Partner, Place
from models.tables import METADATA
from models.viewer import Viewer
from models.when import When
from store.database import Database
from store.events import delete_event, read_event, restore_event, save_event
from store.units import save_unit

SIMPLE = EventDraft(title="讲座", when=When.on(date(2024, 9, 4)), organisation="武清支行")
FULL = SIMPLE.model_copy(
    update={
        "partners": ("居委会",),
        "places": (PlaceDraft(name="文化广场", division_id="120114"), PlaceDraft(division_id="120114")),
        "topics": ("telecom_fraud",),
    }
)


def rows(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.reading() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in METADATA.sorted_tables
        }


def saved(database: Database, viewer: Viewer, draft: EventDraft, dataset: Dataset = Dataset.RECORDED) -> int:
    """The id of a draft that was saved."""
    outcome = save_event(database, viewer, draft, dataset=dataset)
    assert outcome.id is not None, [str(problem) for problem in outcome.problems]
    return outcome.id


def reread(database: Database, viewer: Viewer, event_id: int) -> EventDraft:
    """The draft of an event that is there."""
    draft = read_event(database, viewer, event_id)
    assert draft is not None
    return draft


def unit(database: Database, viewer: Viewer, name: str, parent: int | None = None) -> int:
    """The id of a unit, made if need be."""
    outcome = save_unit(database, viewer, name=name, parent_id=parent)
    assert outcome.id is not None
    return outcome.id


@pytest.fixture
def two_branches(ledger: Database, viewer: Viewer) -> tuple[Viewer, int, int]:
    """Somebody who sees only the first of two branches, and an event of each branch."""
    ours = unit(ledger, viewer, "甲分行")
    theirs = unit(ledger, viewer, "乙分行")
    # Ten more, so that one branch's path begins with the other's digits (1/ and 1x/).
    for number in range(10):
        unit(ledger, viewer, f"分行{number}")
    ours_event = saved(ledger, viewer, SIMPLE.model_copy(update={"organisation": ours}))
    theirs_event = saved(ledger, viewer, SIMPLE.model_copy(update={"organisation": theirs}))
    return Viewer.holding("甲", ADMINISTRATOR, f"{ours}/"), ours_event, theirs_event


def test_a_scope_keeps_to_its_own_part_of_the_bank(
    ledger: Database, viewer: Viewer, two_branches: tuple[Viewer, int, int]
) -> None:
    limited, ours, theirs = two_branches
    assert read_event(ledger, limited, ours) is not None
    before = rows(ledger)
    opened = reread(ledger, viewer, theirs)
    for event_id in (theirs, 999_999):
        assert read_event(ledger, limited, event_id) is None
        outcomes = [
            save_event(ledger, limited, opened.model_copy(update={"id": event_id})),
            delete_event(ledger, limited, event_id),
            restore_event(ledger, limited, event_id),
        ]
        assert [[problem.code for problem in outcome.problems] for outcome in outcomes] == [["gone"]] * 3
        assert len({str(outcome.problems[0]) for outcome in outcomes}) == 1
    assert rows(ledger) == before
    assert reread(ledger, viewer, theirs) == opened


def test_a_unit_outside_the_scope_is_answered_like_one_that_is_not_there(
    ledger: Database, viewer: Viewer, two_branches: tuple[Viewer, int, int]
) -> None:
    limited, _, _ = two_branches
    other = unit(ledger, viewer, "乙分行")
    answers = []
    before = rows(ledger)
    for reference in ("乙分行", "没有的分行", other, 999_999):
        outcome = save_event(ledger, limited, SIMPLE.model_copy(update={"organisation": reference}))
        (problem,) = outcome.problems
        answers.append((problem.field, problem.code, str(problem).replace(str(reference), "…")))
    assert set(answers) == {("organisation", "unknown_unit", answers[0][2])}
    assert rows(ledger) == before


def test_a_co_organised_event_is_seen_from_both_branches(
    ledger: Database, viewer: Viewer, two_branches: tuple[Viewer, int, int]
) -> None:
    limited, ours, theirs = two_branches
    own = reread(ledger, viewer, ours).organisation
    shared = reread(ledger, viewer, theirs).model_copy(update={"co_organisers": (own,)})
    saved(ledger, viewer, shared)
    seen = reread(ledger, limited, theirs)
    # Seen, but changed only where it is kept.
    for outcome in (save_event(ledger, limited, seen), delete_event(ledger, limited, theirs)):
        assert [problem.code for problem in outcome.problems] == ["not_allowed"]


def test_any_unit_of_the_bank_may_be_named_as_co_organising(
    ledger: Database, viewer: Viewer, two_branches: tuple[Viewer, int, int]
) -> None:
    limited, ours, _ = two_branches
    other = unit(ledger, viewer, "乙分行")
    own = reread(ledger, limited, ours)
    for reference in (other, "乙分行"):
        joint = SIMPLE.model_copy(update={"organisation": own.organisation, "co_organisers": (reference,)})
        assert reread(ledger, limited, saved(ledger, limited, joint)).co_organisers == (other,)
    nobody = SIMPLE.model_copy(update={"organisation": own.organisation, "co_organisers": ("没有的分行",)})
    assert [problem.code for problem in save_event(ledger, limited, nobody).problems] == ["unknown_unit"]


def test_below_the_scope_everything_can_be_done(
    ledger: Database, viewer: Viewer, two_branches: tuple[Viewer, int, int]
) -> None:
    limited, ours, _ = two_branches
    below = unit(ledger, viewer, "甲支行", parent=int(str(reread(ledger, viewer, ours).organisation)))
    event_id = saved(ledger, limited, SIMPLE.model_copy(update={"organisation": below}))
    saved(ledger, limited, reread(ledger, limited, event_id))
    assert delete_event(ledger, limited, event_id).done
    assert restore_event(ledger, limited, event_id).done


def test_trial_data_never_mixes_with_the_banks_own(ledger: Database, viewer: Viewer) -> None:
    draft = FULL.model_copy(update={"organisation": "样本支行", "campaigns": ("样本活动",)})
    sample = reread(ledger, viewer, saved(ledger, viewer, draft, Dataset.SAMPLE))
    for change in (
        {"organisation": sample.organisation},
        {"co_organisers": (sample.organisation,)},
        {"co_organisers": ("样本支行",)},
        {"places": (sample.places[0],)},
        {"campaigns": (sample.campaigns[-1],)},
    ):
        before = rows(ledger)
        assert not save_event(ledger, viewer, SIMPLE.model_copy(update=change)).done
        assert rows(ledger) == before

    # The same names are made anew for the bank's own records.
    own = reread(ledger, viewer, saved(ledger, viewer, draft.model_copy(update={"reference": "R-2"})))
    assert own.organisation != sample.organisation
    assert set(own.campaigns).isdisjoint(sample.campaigns)
    for model in (Organisation, Place, Partner):
        table = table_of(model)
        with ledger.reading() as connection:
            datasets = connection.execute(select(table.c.dataset, func.count()).group_by(table.c.dataset))
            assert len({number for _, number in datasets}) == 1


@pytest.mark.parametrize("dataset", [Dataset.SAMPLE, Dataset.MADE_UP])
def test_an_edited_trial_event_stays_trial_data(ledger: Database, viewer: Viewer, dataset: Dataset) -> None:
    event_id = saved(ledger, viewer, FULL, dataset)
    change = {"organisation": "另一个支行", "partners": ("另一个伙伴",), "places": (PlaceDraft(name="另一处"),)}
    saved(ledger, viewer, reread(ledger, viewer, event_id).model_copy(update=change))
    for model in (Event, Organisation, Partner, Place):
        table = table_of(model)
        with ledger.reading() as connection:
            assert set(connection.scalars(select(table.c.dataset))) == {dataset.value}


def test_a_trial_event_may_name_the_banks_own_unit_and_campaign(ledger: Database, viewer: Viewer) -> None:
    own = unit(ledger, viewer, "武清支行")
    event_id = saved(ledger, viewer, SIMPLE.model_copy(update={"organisation": own}), Dataset.SAMPLE)
    assert reread(ledger, viewer, event_id).organisation == own
