"""The review on the pages: drafts, what waits for whom, approving many, returning with a reason, and the bin."""

from dataclasses import replace

import pytest

from locales import gettext as _
from locales import ngettext
from metrics.filter import Filter
from metrics.records import list_events, one_event
from models.draft import EventDraft
from models.permission import ADMINISTRATOR, COORDINATOR
from models.review import APPROVED, DRAFT, RETURNED, SUBMITTED
from models.viewer import Viewer
from models.when import When
from store.database import Database
from store.events import delete_event, save_event
from store.review import move_event
from store.units import save_unit
from tests.pages.visiting import rows, said, select_row, select_rows, visit


def event_of(database: Database, viewer: Viewer, title: str, *steps: str) -> int:
    """An event that has gone these steps of the review."""
    outcome = save_event(
        database, viewer, EventDraft(title=title, when=When.in_month(2026, 9), organisation="大连市分行")
    )
    assert outcome.id is not None
    for step in steps:
        assert move_event(database, viewer, outcome.id, step, "地点不清楚").done
    return outcome.id


def status(database: Database, viewer: Viewer, event_id: int) -> str:
    found = one_event(database, viewer, event_id)
    assert found is not None
    return found.status


@pytest.fixture
def reviewed(ledger: Database, viewer: Viewer) -> dict[str, int]:
    """One event in each status, and two that wait."""
    return {
        "draft": event_of(ledger, replace(viewer, name=ADMINISTRATOR), "草稿一场"),
        "waiting": event_of(ledger, viewer, "待审一场", "submit"),
        "waiting too": event_of(ledger, viewer, "待审又一场", "submit"),
        "approved": event_of(ledger, viewer, "通过一场", "submit", "approve"),
        "returned": event_of(ledger, viewer, "退回一场", "submit", "return"),
    }


@pytest.mark.usefixtures("spoken")
def test_what_waits_is_counted_in_the_sidebar_and_listed(ledger: Database, reviewed: dict[str, int]) -> None:
    assert reviewed
    app = visit(ledger, "events", queue="finish", period="all")
    links = {str(getattr(link, "label", "")) for link in app.sidebar.get("page_link")}
    assert links >= {f"{_('To finish')} · 2", f"{_('To decide')} · 2"}
    assert set(rows(app)["title"]) == {"草稿一场", "退回一场"}

    app = visit(ledger, "events", queue="decide", period="all")
    assert set(rows(app)["title"]) == {"待审一场", "待审又一场"}
    assert app.query_params["queue"] == "decide"


def test_the_drafts_of_others_are_not_for_one_to_finish(ledger: Database, viewer: Viewer) -> None:
    unit = save_unit(ledger, viewer, name="大连市分行").id
    event_of(ledger, viewer, "别人的草稿")
    event_of(ledger, viewer, "退回的一场", "submit", "return")
    app = visit(ledger, "events", by=f"{COORDINATOR}@{unit}", queue="finish", period="all")
    assert list(rows(app)["title"]) == ["退回的一场"]
    app = visit(ledger, "events", by=f"{COORDINATOR}@{unit}", period="all")
    assert set(rows(app)["title"]) == {"别人的草稿", "退回的一场"}


def test_several_are_approved_at_once(ledger: Database, viewer: Viewer, reviewed: dict[str, int]) -> None:
    app = select_rows(visit(ledger, "events", queue="decide", period="all"), 0, 1)
    app.button(key="approve_selected").click().run()

    assert [status(ledger, viewer, reviewed[name]) for name in ("waiting", "waiting too")] == [APPROVED] * 2
    assert [told.value for told in app.success] == [
        ngettext("{count} event approved.", "{count} events approved.", 2).format(count=2)
    ]
    assert not app.dataframe


def test_several_are_not_returned_without_a_reason(ledger: Database, viewer: Viewer, reviewed: dict[str, int]) -> None:
    app = select_rows(visit(ledger, "events", queue="decide", period="all"), 0, 1)
    app.button(key="return_selected").click().run()
    assert _("say why, so that the unit knows what to put right.") in said(app)
    assert status(ledger, viewer, reviewed["waiting"]) == SUBMITTED

    app.text_area(key="return_selected_reason").set_value("人数请核实")
    app.button(key="return_selected").click().run()
    assert status(ledger, viewer, reviewed["waiting"]) == RETURNED
    assert [told.value for told in app.success] == [
        ngettext("{count} event returned.", "{count} events returned.", 2).format(count=2)
    ]


def test_one_is_returned_with_a_reason_that_its_unit_then_sees(
    ledger: Database, viewer: Viewer, reviewed: dict[str, int]
) -> None:
    event_id = reviewed["waiting"]
    app = visit(ledger, "events", queue="decide", period="all")
    app = select_row(app, list(rows(app)["title"]).index("待审一场"))
    app.button(key="return_event").click().run()
    assert _("say why, so that the unit knows what to put right.") in said(app)
    app.text_area(key=f"return_reason_{event_id}").set_value("人数请核实")
    app.button(key="return_event").click().run()

    assert status(ledger, viewer, event_id) == RETURNED
    assert "人数请核实" in said(visit(ledger, "record", event=str(event_id)))


@pytest.mark.usefixtures("spoken")
def test_an_approved_event_is_shown_and_not_changed_until_it_is_reopened(
    ledger: Database, viewer: Viewer, reviewed: dict[str, int]
) -> None:
    event_id = reviewed["approved"]
    app = visit(ledger, "record", event=str(event_id))
    assert not app.text_input
    assert not [button for button in app.button if button.key == "save_event"]

    app.text_area(key=f"reopen_reason_{event_id}").set_value("补充人数")
    app.button(key="reopen_event").click().run()
    assert status(ledger, viewer, event_id) == RETURNED
    assert app.button(key="submit_event")


def test_a_new_event_is_kept_as_a_draft_or_submitted(ledger: Database, viewer: Viewer) -> None:
    for button, expected in (("save_event", DRAFT), ("submit_event", SUBMITTED)):
        app = visit(ledger, "record")
        app.text_input(key="entry_new_title").set_value(f"活动 {expected}")
        unit = "entry_new_new_organisation"
        if any(field.key == unit for field in app.text_input):
            app.text_input(key=unit).set_value("大连市分行")
        else:
            app.selectbox(key="entry_new_organisation").set_value(1)
        app.button(key=button).click().run()
        assert app.success, said(app)
    found = {event.title: event.status for event in list_events(ledger, viewer, Filter())}
    assert found == {"活动 draft": DRAFT, "活动 submitted": SUBMITTED}


def test_what_is_in_the_bin_can_be_taken_out_again(ledger: Database, viewer: Viewer, reviewed: dict[str, int]) -> None:
    delete_event(ledger, viewer, reviewed["draft"])
    app = visit(ledger, "events", queue="bin", period="all")
    assert list(rows(app)["title"]) == ["草稿一场"]

    select_row(app, 0).button(key="restore_from_bin").click().run()
    assert status(ledger, viewer, reviewed["draft"]) == DRAFT


@pytest.mark.usefixtures("spoken", "reviewed")
def test_the_history_of_an_event_tells_what_was_changed(ledger: Database) -> None:
    app = visit(ledger, "events", period="all")
    app = select_row(app, list(rows(app)["title"]).index("退回一场"))
    told = said(app)
    for words in (_("returned"), _("submitted"), _("recorded"), "地点不清楚"):
        assert words in told


def test_the_figures_say_how_many_are_not_approved(ledger: Database, reviewed: dict[str, int]) -> None:
    assert reviewed
    told = said(visit(ledger, "overview", period="all"))
    assert ngettext("{count} event not yet approved", "{count} events not yet approved", 4).format(count=4) in told
