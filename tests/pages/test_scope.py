"""What a person sees is what their roles reach: pages, addresses and answers kept for others included."""

import pytest

from locales import gettext as _
from metrics.filter import Filter
from metrics.records import events_by_id, list_events
from metrics.spots import events_at, spots
from models.dataset import Dataset
from models.draft import EventDraft, PlaceDraft
from models.permission import COORDINATOR, LEADER, PUBLICITY, REVIEWER
from models.viewer import Viewer
from models.when import When
from store.accounts import revoke_role, set_active
from store.database import Database
from store.events import read_event, save_event
from store.review import move_event
from store.units import save_unit
from tests.pages.visiting import PAGES, arrival, figures, go_to, rows, said, visit

OURS, THEIRS = "甲支行的讲座", "乙支行的讲座"
SESSIONS = "Sessions"


@pytest.fixture
def units(ledger: Database, viewer: Viewer) -> dict[str, int]:
    """Two sub-branches with an event each, ours submitted and theirs approved."""
    found = {}
    for name, title in (("甲支行", OURS), ("乙支行", THEIRS)):
        unit = save_unit(ledger, viewer, name=name).id
        assert unit is not None
        found[name] = unit
        draft = EventDraft(title=title, when=When.in_month(2026, 9), organisation=unit)
        event = save_event(ledger, viewer, draft, submit=True).id
        assert event is not None
        if title == THEIRS:
            assert move_event(ledger, viewer, event, "approve").done
    return found


def event_id(database: Database, viewer: Viewer, title: str) -> int:
    return next(event.id for event in list_events(database, viewer, Filter()) if event.title == title)


@pytest.mark.parametrize("page", [*PAGES, "manage"])
@pytest.mark.usefixtures("spoken", "units")
def test_nobody_sees_anything_without_signing_in(page: str, ledger: Database) -> None:
    app = visit(ledger, page, by="", period="all")
    assert not app.exception
    assert not app.title
    assert not app.dataframe
    assert not app.metric
    assert OURS not in said(app)


@pytest.mark.usefixtures("spoken")
def test_an_answer_kept_for_one_is_not_given_to_another(ledger: Database, units: dict[str, int]) -> None:
    everything = figures(visit(ledger, period="all"))
    ours = figures(visit(ledger, by=f"{LEADER}@{units['甲支行']}", period="all"))
    approved = figures(visit(ledger, by=f"{PUBLICITY}@{units['甲支行']}", period="all"))
    assert (everything[_(SESSIONS)], ours[_(SESSIONS)], approved) == ("2", "1", {})
    assert figures(visit(ledger, period="all")) == everything


@pytest.mark.parametrize("page", ["events", "export"])
def test_the_lists_hold_ones_own_part_only(ledger: Database, units: dict[str, int], page: str) -> None:
    app = visit(ledger, page, by=f"{COORDINATOR}@{units['甲支行']}", period="all")
    assert list(rows(app)["title"]) == [OURS]
    assert THEIRS not in said(app)


def test_an_address_with_somebody_elses_event_or_unit_shows_nothing_of_it(
    ledger: Database, viewer: Viewer, units: dict[str, int]
) -> None:
    by = f"{COORDINATOR}@{units['甲支行']}"
    theirs = event_id(ledger, viewer, THEIRS)
    app = visit(ledger, "record", by=by, event=str(theirs))
    assert app.warning
    assert THEIRS not in said(app)
    assert app.text_input(key="entry_new_title").value == ""
    for parameters in ({"organisation": str(units["乙支行"])}, {"text": "乙支行"}, {"statuses": "approved"}):
        app = visit(ledger, "events", by=by, period="all", **parameters)
        assert THEIRS not in said(app)
        assert not any(THEIRS in set(frame.value.get("title", [])) for frame in app.dataframe)


@pytest.mark.parametrize(
    ("role", "page", "told"),
    [
        (LEADER, "record", "Your roles do not include recording events. Ask an administrator."),
        (LEADER, "export", "Your roles do not include downloads. Ask an administrator."),
        (COORDINATOR, "manage", "Your roles do not include arranging units and people."),
        (REVIEWER, "upload", "Your roles do not include recording events. Ask an administrator."),
    ],
)
@pytest.mark.usefixtures("spoken")
def test_a_page_that_is_not_for_a_role_says_so(
    ledger: Database, units: dict[str, int], role: str, page: str, told: str
) -> None:
    app = visit(ledger, page, by=f"{role}@{units['甲支行']}")
    assert _(told) in said(app)
    assert not app.button(key="sign_out").disabled
    assert not (*app.download_button, *app.file_uploader, *app.text_input)


def test_a_leader_sees_an_event_and_is_offered_nothing_to_do_with_it(
    ledger: Database, viewer: Viewer, units: dict[str, int]
) -> None:
    ours = event_id(ledger, viewer, OURS)
    app = visit(ledger, "record", by=f"{LEADER}@{units['甲支行']}", event=str(ours))
    assert OURS in said(app)
    offered = {str(button.key) for button in app.button} - {"sign_out"}
    assert not offered


def test_a_role_taken_away_takes_effect_at_the_next_click(
    ledger: Database, viewer: Viewer, units: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("components.session.LOOK_EVERY", 0.0)
    by = f"{LEADER}@{units['甲支行']}"
    app = go_to(arrival(ledger, by=by, lang="zh_CN", period="all"), "overview")
    assert app.metric
    assert revoke_role(ledger, viewer, by, LEADER, units["甲支行"]).done
    app.run()
    assert not app.metric
    assert set_active(ledger, viewer, by, False).done
    app.run()
    assert not app.title


def test_a_co_organiser_of_another_part_of_the_bank_stays_when_the_event_is_changed(
    ledger: Database, viewer: Viewer, units: dict[str, int]
) -> None:
    event = event_id(ledger, viewer, OURS)
    held = read_event(ledger, viewer, event)
    assert held is not None
    joint = held.model_copy(update={"co_organisers": (units["乙支行"],)})
    assert save_event(ledger, viewer, joint).done

    app = visit(ledger, "record", by=f"{COORDINATOR}@{units['甲支行']}", event=str(event))
    app.text_input(key=f"entry_{event}_title").set_value("改过的名称").run()
    app.button(key="save_event").click().run()

    changed = read_event(ledger, viewer, event)
    assert changed is not None
    assert (changed.title, changed.co_organisers) == ("改过的名称", (units["乙支行"],))


def test_a_click_forged_on_somebody_elses_place_opens_nothing(
    ledger: Database, viewer: Viewer, units: dict[str, int]
) -> None:
    for title, name in ((OURS, "甲广场"), (THEIRS, "乙广场")):
        event = event_id(ledger, viewer, title)
        if title == THEIRS:
            assert move_event(ledger, viewer, event, "reopen", "补充地点").done
        held = read_event(ledger, viewer, event)
        assert held is not None
        place = PlaceDraft(name=name, division_id="120114")
        assert save_event(ledger, viewer, held.model_copy(update={"places": (place,)})).done
    keys = {spot.name: spot.key for spot in spots(ledger, viewer, Filter()).spots}
    limited = Viewer.holding("甲", COORDINATOR, f"{units['甲支行']}/")
    assert [spot.name for spot in spots(ledger, limited, Filter()).spots] == ["甲广场"]
    assert events_at(ledger, limited, Filter(), keys["乙广场"]) == []
    theirs = event_id(ledger, viewer, THEIRS)
    assert events_by_id(ledger, limited, Dataset.RECORDED, (theirs,)) == []
