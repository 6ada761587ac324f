"""The list: search, order, pages, one event in full, change, delete and undo."""

import pytest
from streamlit.testing.v1 import AppTest

from components import chosen_rows
from components.event_list import PAGE
from locales import gettext as _
from locales import ngettext
from locales.numbers import number
from metrics import finding
from metrics.filter import Filter
from metrics.records import count_events, datasets_present, list_events
from models.dataset import Dataset
from models.viewer import Viewer, local_administrator
from store.database import Database
from tests.pages.visiting import rows, said, select_row, select_rows, visit

SAMPLE = Filter(dataset=Dataset.SAMPLE)


def counted(database: Database, viewer: Viewer, asked: Filter) -> str:
    total = count_events(database, viewer, asked)
    return ngettext("**{count}** event", "**{count}** events", total).format(count=number(total))


@pytest.mark.usefixtures("spoken")
def test_all_events_of_the_sample_are_counted_and_a_page_of_them_is_listed(
    sample_ledger: Database, viewer: Viewer
) -> None:
    app = visit(sample_ledger, "events", period="all")

    assert counted(sample_ledger, viewer, SAMPLE) in said(app)
    expected = list_events(sample_ledger, viewer, SAMPLE)
    assert list(rows(app)["title"]) == [event.title for event in expected]
    assert len(expected) == PAGE


@pytest.mark.parametrize("word", ["庄河", "反诈", "马场垣", "孛兰 防范"])
def test_a_search_finds_the_events_that_say_the_words(word: str, sample_ledger: Database, viewer: Viewer) -> None:
    expected = list_events(sample_ledger, viewer, Filter(dataset=Dataset.SAMPLE, text=word))
    assert expected
    app = visit(sample_ledger, "events", period="all")

    app.text_input(key="filter_text").set_value(word).run()

    assert list(rows(app)["title"]) == [event.title for event in expected]
    assert app.query_params["text"] == word
    again = visit(sample_ledger, "events", **app.query_params)
    assert list(rows(again)["title"]) == list(rows(app)["title"])


@pytest.mark.parametrize("word", ["%", "_", "' or 1=1 --", "没有这样的活动"])
def test_a_search_for_what_nobody_wrote_finds_nothing_and_says_what_to_do(word: str, sample_ledger: Database) -> None:
    app = visit(sample_ledger, "events", period="all", text=word)

    assert not app.exception
    assert not app.dataframe
    assert _("No event matches. Try another word, a longer period, or clear the filters above.") in said(app)


@pytest.mark.parametrize(
    ("order", "asked"),
    [
        ("when_up", {"order": "when", "descending": False}),
        ("title", {"order": "title", "descending": False}),
        ("attendance", {"order": "attendance", "descending": True}),
        ("updated", {"order": "updated", "descending": True}),
    ],
)
def test_the_list_can_be_ordered(
    order: str, asked: dict[str, object], made_up_ledger: Database, viewer: Viewer
) -> None:
    app = visit(made_up_ledger, "events", period="all")

    app.selectbox(key="list_order").select(order).run()

    expected = list_events(made_up_ledger, viewer, Filter(dataset=Dataset.MADE_UP), **asked)  # type: ignore[arg-type]
    assert list(rows(app)["title"]) == [event.title for event in expected]


def test_the_next_page_goes_on_where_the_first_one_ends(made_up_ledger: Database, viewer: Viewer) -> None:
    app = visit(made_up_ledger, "events", period="all")

    app.pagination[0].set_value(3).run()

    expected = list_events(made_up_ledger, viewer, Filter(dataset=Dataset.MADE_UP), offset=2 * PAGE)
    assert list(rows(app)["title"]) == [event.title for event in expected]


def test_a_filter_chosen_on_a_late_page_shows_what_it_finds(made_up_ledger: Database, viewer: Viewer) -> None:
    app = visit(made_up_ledger, "events", period="all")
    app.pagination[0].set_value(40).run()

    app.multiselect(key="filter_venue_types").set_value(["hospital"]).run()

    asked = Filter(dataset=Dataset.MADE_UP, venue_types=("hospital",))
    expected = list_events(made_up_ledger, viewer, asked)
    assert expected
    assert list(rows(app)["title"]) == [event.title for event in expected]


@pytest.mark.usefixtures("spoken")
def test_a_row_opens_the_whole_event_beside_the_list(sample_ledger: Database, viewer: Viewer) -> None:
    expected = list_events(sample_ledger, viewer, SAMPLE)[4]
    app = visit(sample_ledger, "events", period="all")

    select_row(app, 4)

    plain = said(app).replace("\\", "")
    assert expected.title in plain
    assert expected.organisation in plain


def test_change_opens_the_form_with_the_event(sample_ledger: Database, viewer: Viewer) -> None:
    expected = list_events(sample_ledger, viewer, SAMPLE)[4]
    app = select_row(visit(sample_ledger, "events", period="all"), 4)

    app.button(key="change_event").click().run()

    assert [title.value for title in app.title] == [_("Change an event")]
    assert app.query_params["event"] == str(expected.id)
    assert app.text_input(key=f"entry_{expected.id}_title").value == expected.title


def test_a_deleted_event_is_gone_until_the_deletion_is_undone(sample_ledger: Database, viewer: Viewer) -> None:
    doomed = list_events(sample_ledger, viewer, SAMPLE)[2]
    app = select_row(visit(sample_ledger, "events", period="all"), 2)

    app.button(key="delete_event").click().run()
    assert datasets_present(sample_ledger, local_administrator()) == {Dataset.SAMPLE: 56}
    assert doomed.id not in [event.id for event in list_events(sample_ledger, viewer, SAMPLE)]
    assert doomed.title in said(app).replace("\\", "")

    app.button(key="undo_delete").click().run()
    assert doomed.id in [event.id for event in list_events(sample_ledger, viewer, SAMPLE)]
    assert not any(button.key == "undo_delete" for button in app.button)


def test_after_a_deletion_no_other_event_is_left_selected(sample_ledger: Database) -> None:
    app = select_row(visit(sample_ledger, "events", period="all"), 2)

    app.button(key="delete_event").click().run()

    assert not any(button.key == "delete_event" for button in app.button)


def test_another_order_leaves_the_same_event_selected(sample_ledger: Database) -> None:
    app = select_row(visit(sample_ledger, "events", period="all"), 2)
    title = rows(app)["title"][2]

    app.selectbox(key="list_order").select("title").run()

    (row,) = selected(app)
    assert rows(app)["title"][row] == title != rows(app)["title"][2]


def selected(app: AppTest) -> list[int]:
    """The rows of the first table that are ticked."""
    chosen: list[int] = app.session_state[str(app.dataframe[0].key)]["selection"]["rows"]
    return chosen


def many_selected(count: int) -> str:
    return ngettext("**{count}** event selected", "**{count}** events selected", count).format(count=number(count))


@pytest.mark.usefixtures("spoken")
def test_what_is_chosen_on_one_page_stays_chosen_on_the_next(sample_ledger: Database) -> None:
    app = select_rows(visit(sample_ledger, "events", period="all"), 1, 3)
    first = list(rows(app)["title"])
    app.pagination[0].set_value(2).run()
    elsewhere = ngettext(
        "{count} of those chosen is on another page.", "{count} of those chosen are on other pages.", 2
    )
    assert elsewhere.format(count=2) in said(app)
    assert selected(app) == []
    select_rows(app, 0)
    assert many_selected(3) in said(app)

    app.pagination[0].set_value(1).run()
    assert list(rows(app)["title"]) == first
    assert selected(app) == [1, 3]
    assert many_selected(3) in said(app)
    select_rows(app, 3)
    assert many_selected(2) in said(app)

    app.button(key="choose_none").click().run()
    assert selected(app) == []
    assert _("Select a row to see the whole event, or several to change them together.") in said(app)
    assert not [button for button in app.button if button.key == "choose_none"]


@pytest.mark.usefixtures("spoken")
def test_all_that_is_found_is_chosen_and_changed_and_another_list_begins_anew(sample_ledger: Database) -> None:
    app = visit(sample_ledger, "events", period="all")
    total = len(select_all(app))
    assert many_selected(total) in said(app)
    assert not [button for button in app.button if button.key == "choose_all"]

    app.text_input(key="filter_text").set_value("反诈").run()
    assert selected(app) == []
    app.text_input(key="filter_text").set_value("").run()
    select_all(app)
    app.button(key="delete_selected").click().run()
    assert datasets_present(sample_ledger, local_administrator()) == {}
    app.button(key="undo_together").click().run()
    assert datasets_present(sample_ledger, local_administrator()) == {Dataset.SAMPLE: total}


def select_all(app: AppTest) -> list[int]:
    app.button(key="choose_all").click().run()
    assert selected(app) == list(range(PAGE))
    chosen: list[int] = app.session_state["list_chosen"]
    return chosen


@pytest.mark.usefixtures("spoken")
def test_one_event_chosen_on_another_page_is_shown_whole(sample_ledger: Database, viewer: Viewer) -> None:
    expected = list_events(sample_ledger, viewer, SAMPLE)[4]
    app = select_row(visit(sample_ledger, "events", period="all"), 4)
    app.pagination[0].set_value(2).run()
    assert expected.title in said(app).replace("\\", "")
    assert app.button(key="delete_event")


@pytest.mark.usefixtures("spoken")
def test_of_too_many_to_count_the_page_says_so_and_how_far_its_pages_reach(
    made_up_ledger: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_FOUND", 120)
    monkeypatch.setattr(chosen_rows, "MOST_AT_ONCE", 100)
    app = visit(made_up_ledger, "events", period="all", text="防范")
    assert _("More than **{count}** events").format(count=120) in said(app)
    narrow = _("The pages hold the first {count} in this order. Add a word, a period or a filter to see the others.")
    assert narrow.format(count=120) in said(app)
    app.pagination[0].set_value(3).run()
    assert len(rows(app)) == 20
    assert not [button for button in app.button if button.key == "choose_all"]
    select_row(app, 0)
    most = _(
        "No more than {most} can be changed at once, for nobody else can save meanwhile: "
        "narrow the list to choose all of them."
    )
    assert most.format(most=100) in said(app)
