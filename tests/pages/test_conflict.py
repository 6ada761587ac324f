"""Two people change one event: both versions are shown, what is chosen is saved, nothing is lost."""

import pytest
from streamlit.testing.v1 import AppTest

from components.conflict import _take
from components.event_form import Form
from locales import gettext as _
from metrics.filter import Filter
from metrics.records import EventRecord, list_events, one_event
from models.dataset import Dataset
from models.entry import Entry
from models.viewer import Viewer
from store.database import Database
from store.events import read_event, save_event
from tests.pages.visiting import said, visit


def save(app: AppTest) -> AppTest:
    return app.button(key="save_event").click().run()


@pytest.fixture
def at_odds(sample_ledger: Database, viewer: Viewer) -> tuple[AppTest, EventRecord]:
    """A form saved on top of somebody else's change: they changed title and note, we title and attendance."""
    event = list_events(sample_ledger, viewer, Filter(dataset=Dataset.SAMPLE))[0]
    app = visit(sample_ledger, "record", event=str(event.id))
    app.text_input(key=Form(event.id).key("title")).set_value("我改的名称")
    app.text_input(key=Form(event.id).key("attendance")).set_value("近百").run()
    draft = read_event(sample_ledger, viewer, event.id)
    assert draft is not None
    theirs = draft.model_copy(update={"title": "别人改的名称", "note": "别人的备注"})
    assert save_event(sample_ledger, Viewer("王芳", viewer.grants), theirs).done
    return save(app), event


def test_a_change_on_top_of_somebody_elses_shows_both_and_saves_neither(
    at_odds: tuple[AppTest, EventRecord], sample_ledger: Database, viewer: Viewer
) -> None:
    app, event = at_odds
    told = said(app) + "".join(option for radio in app.radio for option in radio.options)
    for words in ("王芳", "我改的名称", "别人改的名称", "别人的备注", "近100"):
        assert words in told.replace("近百", "近100")
    assert {radio.label for radio in app.radio} == {_("What was done"), _("Note"), _("Attendance")}
    assert app.text_input(key=Form(event.id).key("title")).value == "我改的名称"
    now = one_event(sample_ledger, viewer, event.id)
    assert now is not None
    assert (now.title, now.version) == ("别人改的名称", event.version + 1)


@pytest.mark.parametrize("whose", ["mine", "theirs"])
def test_of_two_changes_the_chosen_one_is_saved_and_the_undisputed_ones_are_kept(
    at_odds: tuple[AppTest, EventRecord], sample_ledger: Database, viewer: Viewer, whose: str
) -> None:
    app, event = at_odds
    app.radio(key=Form(event.id).key("conflict_title")).set_value(whose == "mine").run()
    app.button(key="save_merged").click().run()

    now = one_event(sample_ledger, viewer, event.id)
    assert now is not None
    assert now.title == ("我改的名称" if whose == "mine" else "别人改的名称")
    assert now.note == "别人的备注"
    assert now.attendance is not None
    assert now.attendance.value == 100
    assert app.success
    assert not app.radio


def test_a_third_change_while_choosing_is_shown_too(
    at_odds: tuple[AppTest, EventRecord], sample_ledger: Database, viewer: Viewer
) -> None:
    app, event = at_odds
    draft = read_event(sample_ledger, viewer, event.id)
    assert draft is not None
    assert save_event(sample_ledger, viewer, draft.model_copy(update={"title": "第三个名称"})).done

    app.button(key="save_merged").click().run()

    assert any("第三个名称" in option for radio in app.radio for option in radio.options)
    now = one_event(sample_ledger, viewer, event.id)
    assert now is not None
    assert now.title == "第三个名称"


def test_a_number_taken_over_keeps_what_it_rests_on_and_a_date_its_words() -> None:
    mine = Entry(staff="5", bases={"staff": "sign_in", "indirect": "estimate"}, when="", when_text="春节期间")
    theirs = Entry(staff="4", bases={"staff": "estimate", "indirect": "platform"}, when="2024")
    for name in ("staff", "when"):
        _take(theirs, mine, name)
    assert (theirs.staff, theirs.bases) == ("5", {"staff": "sign_in", "indirect": "platform"})
    assert (theirs.when, theirs.when_text) == ("", "春节期间")


def test_theirs_can_be_taken_as_it_is(
    at_odds: tuple[AppTest, EventRecord], sample_ledger: Database, viewer: Viewer
) -> None:
    app, event = at_odds
    app.button(key="take_theirs").click().run()

    assert app.text_input(key=Form(event.id).key("title")).value == "别人改的名称"
    assert app.button(key="save_event")
    now = one_event(sample_ledger, viewer, event.id)
    assert now is not None
    assert now.version == event.version + 1
