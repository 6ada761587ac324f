"""The list as one likes it: columns chosen, views kept under a name, several events changed at once."""

from datetime import date

import pytest

from components.event_columns import COLUMNS
from components.saved_views import parameters_of
from locales import gettext as _
from locales import ngettext
from metrics.filter import Filter
from metrics.records import count_events, list_events
from models.dataset import Dataset
from models.draft import EventDraft
from models.permission import COORDINATOR
from models.review import DRAFT, SUBMITTED
from models.viewer import Viewer
from models.when import When
from store.database import Database
from store.events import save_event
from tests.pages.visiting import rows, said, select_rows, visit

SAMPLE = Filter(dataset=Dataset.SAMPLE)


def test_the_columns_chosen_are_shown_in_the_order_chosen(sample_ledger: Database) -> None:
    app = visit(sample_ledger, "events", period="all")
    assert list(rows(app)) == ["when", "title", "organisation", "place", "venue", "attendance"]

    app.multiselect(key="list_columns").set_value(["title", "topics", "note"]).run()
    assert list(rows(app)) == ["title", "topics", "note"]

    app.multiselect(key="list_columns").set_value([]).run()
    assert next(iter(rows(app))) == "when"
    app.button(key="list_columns_default").click().run()
    assert list(rows(app)) == ["when", "title", "organisation", "place", "venue", "attendance"]


def test_every_column_can_be_shown(ledger: Database, sample_ledger: Database) -> None:
    draft = EventDraft(title="讲座", when=When.in_year(2026), organisation="支行", media_reports=0, note="备注")
    assert save_event(ledger, Viewer.holding("local", "administrator"), draft).done
    for database in (ledger, sample_ledger):
        app = visit(database, "events", period="all")
        app.multiselect(key="list_columns").set_value(list(COLUMNS)).run()
        assert not app.exception
        assert set(COLUMNS) - set(rows(app)) <= {"status"}


@pytest.mark.usefixtures("spoken")
def test_a_view_kept_under_a_name_brings_back_filters_order_and_columns(sample_ledger: Database) -> None:
    app = visit(sample_ledger, "events", period="all", text="防范")
    app.selectbox(key="list_order").select("title")
    app.multiselect(key="list_columns").set_value(["title", "topics"]).run()
    found = list(rows(app)["title"])
    app.text_input(key="view_name").set_value("防范类")
    app.button(key="view_save").click().run()
    assert app.selectbox(key="list_view").value is not None

    again = visit(sample_ledger, "events", period="all")
    view = again.selectbox(key="list_view")
    assert view.value is None
    assert view.options == ["防范类"]
    assert list(rows(again)["title"]) != found
    view.select_index(0).run()
    assert list(rows(again)["title"]) == found
    assert list(rows(again)) == ["title", "topics"]
    assert again.text_input(key="filter_text").value == "防范"
    assert again.selectbox(key="list_order").value == "title"
    assert again.query_params["text"] == "防范"

    other = visit(sample_ledger, "events", by=COORDINATOR, period="all")
    assert not [box for box in other.selectbox if box.key == "list_view"]


@pytest.mark.usefixtures("spoken")
def test_a_view_is_renamed_and_deleted(sample_ledger: Database) -> None:
    app = visit(sample_ledger, "events", period="all")
    app.button(key="view_save").click().run()
    assert _("give the view a name.") in said(app).replace("\\", "")
    for button, name in (("view_save", "甲"), ("view_rename", "乙")):
        app.text_input(key="view_name").set_value(name)
        app.button(key=button).click().run()
        assert app.selectbox(key="list_view").options == [name]
    app.button(key="view_delete").click().run()
    assert not [box for box in app.selectbox if box.key == "list_view"]
    assert not app.exception


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("period=month&text=a", {"text": "a", "start": "2026-02-01", "end": "2026-02-28"}),
        ("period=last_year", {"start": "2025-01-01", "end": "2025-12-31"}),
        ("period=all&topics=integrity", {"period": "all", "topics": "integrity"}),
        ("start=2024-01-01&end=2024-01-31", {"start": "2024-01-01", "end": "2024-01-31"}),
        ("queue=decide&order=title&lang=en&evil=1", {"queue": "decide", "order": "title"}),
        ("%%%&=&", {}),
    ],
)
def test_a_period_with_a_name_moves_on_with_the_calendar(address: str, expected: dict[str, str]) -> None:
    assert parameters_of(address, date(2026, 2, 14)) == expected


@pytest.fixture
def drafts(ledger: Database, viewer: Viewer) -> Database:
    """Three drafts of one unit."""
    for title in ("一场", "二场", "三场"):
        assert save_event(ledger, viewer, EventDraft(title=title, when=When.in_year(2026), organisation="支行")).done
    return ledger


@pytest.mark.usefixtures("spoken")
def test_several_events_get_a_topic_and_lose_it_again(drafts: Database, viewer: Viewer) -> None:
    app = select_rows(visit(drafts, "events", period="all"), 0, 2)
    assert ngettext("**{count}** event selected", "**{count}** events selected", 2).format(count=2) in said(app)
    app.selectbox(key="together_topic_chosen").set_value("integrity")
    app.button(key="add_topic_selected").click().run()
    assert [event.topics for event in list_events(drafts, viewer, Filter())] == [["integrity"], [], ["integrity"]]

    app.button(key="undo_together").click().run()
    assert [event.topics for event in list_events(drafts, viewer, Filter())] == [[], [], []]
    told = ngettext("{count} event is as it was before.", "{count} events are as they were before.", 2)
    assert told.format(count=2) in said(app)
    assert not [button for button in app.button if button.key == "undo_together"]


def test_several_events_are_submitted_or_deleted_and_that_is_undone(drafts: Database, viewer: Viewer) -> None:
    app = select_rows(visit(drafts, "events", period="all"), 0, 1, 2)
    app.button(key="submit_selected").click().run()
    assert {event.status for event in list_events(drafts, viewer, Filter())} == {SUBMITTED}
    app.button(key="undo_together").click().run()
    assert {event.status for event in list_events(drafts, viewer, Filter())} == {DRAFT}

    app.button(key="delete_selected").click().run()
    assert count_events(drafts, viewer, Filter()) == 0
    app.button(key="undo_together").click().run()
    assert count_events(drafts, viewer, Filter()) == 3


def test_who_may_only_look_is_offered_no_change(drafts: Database) -> None:
    app = select_rows(visit(drafts, "events", by="viewer", period="all"), 0, 1)
    assert not [button for button in app.button if str(button.key).endswith("_selected")]
    assert not app.exception


def test_one_event_selected_is_shown_whole_and_several_are_not(drafts: Database) -> None:
    app = select_rows(visit(drafts, "events", period="all"), 1)
    assert app.button(key="delete_event")
    app = select_rows(app, 0, 1)
    assert not [button for button in app.button if button.key == "delete_event"]
