"""The form remembers: what was begun, what was recorded last, what is there already; and asks only what belongs."""

import json
import sqlite3
from contextlib import closing
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from components.event_form import Form
from locales import gettext as _
from metrics.filter import Filter
from metrics.records import EventRecord, list_events, one_event
from models.count import Count
from models.draft import EventDraft, KeyGroupDraft, LinkDraft, MaterialDraft, PlaceDraft, ReadingDraft
from models.event import HOME_VISIT, OFFLINE, ONLINE, TRAINING
from models.permission import ADMINISTRATOR, COORDINATOR
from models.viewer import Viewer
from models.when import When, parse_when
from store.database import FILE, Database
from store.events import read_event, save_event
from store.kept_entries import kept_entry
from store.units import save_unit
from tests.pages.visiting import said, visit

NEW = Form().key
BOLAN = "210214001001"


def events(database: Database, viewer: Viewer) -> list[EventRecord]:
    return list_events(database, viewer, Filter())


def type_in(app: AppTest, **texts: str) -> AppTest:
    for field, text in texts.items():
        app.text_input(key=NEW(field)).set_value(text)
    return app.run()


@pytest.mark.usefixtures("spoken")
def test_what_was_begun_is_there_after_a_closed_browser_and_for_nobody_else(ledger: Database) -> None:
    begun = type_in(visit(ledger, "record"), title="讲座讲到一半", places_0_name="孛兰社区", attendance="60余")
    assert _("Kept as you type, for you alone ({when}); not in the ledger yet.")[:8] in said(begun)

    again = visit(ledger, "record")

    assert again.text_input(key=NEW("title")).value == "讲座讲到一半"
    assert again.text_input(key=NEW("places_0_name")).value == "孛兰社区"
    assert again.text_input(key=NEW("attendance")).value == "60余"
    assert any("60" not in info.value and info.value for info in again.info)
    other = visit(ledger, "record", by=COORDINATOR)
    assert other.text_input(key=NEW("title")).value == ""


def test_what_was_saved_or_dropped_does_not_come_back(ledger: Database, viewer: Viewer) -> None:
    app = type_in(visit(ledger, "record"), title="讲座", new_organisation="某支行")
    app.button(key="save_event").click().run()
    assert len(events(ledger, viewer)) == 1
    assert visit(ledger, "record").text_input(key=NEW("title")).value == ""
    app = type_in(visit(ledger, "record"), title="不要了")
    app.button(key="start_over").click().run()
    assert visit(ledger, "record").text_input(key=NEW("title")).value == ""
    assert kept_entry(ledger, Viewer(ADMINISTRATOR), "new") is None


def test_a_change_begun_on_a_version_that_is_no_more_shows_both(ledger: Database, viewer: Viewer) -> None:
    event = save_event(ledger, viewer, EventDraft(title="原名", when=When.in_year(2026), organisation="某支行")).id
    assert event is not None
    app = visit(ledger, "record", event=str(event))
    app.text_input(key=Form(event).key("title")).set_value("我改的").run()
    draft = read_event(ledger, viewer, event)
    assert draft is not None
    assert save_event(ledger, viewer, draft.model_copy(update={"title": "别人改的"})).done

    again = visit(ledger, "record", event=str(event))
    assert again.text_input(key=Form(event).key("title")).value == "我改的"
    again.button(key="save_event").click().run()

    assert again.button(key="save_merged")
    assert [one.title for one in events(ledger, viewer)] == ["别人改的"]


def test_a_form_open_on_two_devices_keeps_what_is_typed_on_each(ledger: Database, viewer: Viewer) -> None:
    computer, phone = visit(ledger, "record"), visit(ledger, "record")
    type_in(computer, title="电脑上的一场")
    type_in(phone, title="手机上的一场", new_organisation="某支行")
    phone.button(key="save_event").click().run()
    assert [one.title for one in events(ledger, viewer)] == ["手机上的一场"]
    # The next one on the phone is a new one; what stands on the computer waits there, or for the next visit.
    assert phone.text_input(key=NEW("title")).value == ""
    assert visit(ledger, "record").text_input(key=NEW("title")).value == "电脑上的一场"
    computer.button(key="start_over").click().run()
    assert visit(ledger, "record").text_input(key=NEW("title")).value == ""


def test_typing_goes_on_while_somebody_else_writes_for_long(ledger: Database) -> None:
    app = type_in(visit(ledger, "record"), title="讲")
    with closing(sqlite3.connect(ledger.data / FILE, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        type_in(app, title="讲座讲到一半")
        assert not app.exception
        assert not app.error
        assert visit_title(ledger) == "讲"
    type_in(app, attendance="60")
    assert visit_title(ledger) == "讲座讲到一半"


def visit_title(ledger: Database) -> str | None:
    """The title that the next visit would begin with."""
    kept = kept_entry(ledger, Viewer(ADMINISTRATOR), "new")
    return str(json.loads(kept.content)["title"]) if kept else None


def test_a_campaign_that_is_not_on_the_list_is_there_after_a_closed_browser_too(ledger: Database) -> None:
    type_in(visit(ledger, "record"), title="讲座", new_campaign="本行反诈季")
    again = visit(ledger, "record")
    assert again.text_input(key=NEW("new_campaign")).value == "本行反诈季"
    assert kept_entry(ledger, Viewer(ADMINISTRATOR), "new")


@pytest.mark.parametrize("kind", [OFFLINE, ONLINE, TRAINING, HOME_VISIT])
def test_an_event_only_looked_at_is_not_begun(kind: str, ledger: Database, viewer: Viewer) -> None:
    draft = EventDraft(
        title="推文",
        kind=kind,
        when=When.in_month(2026, 9),
        organisation="某支行",
        partners=("居委会、物业",),
        places=(PlaceDraft(name="孛兰社区", division_id=BOLAN), PlaceDraft(division_id=BOLAN)),
        campaigns=("反诈季",),
        attendance=Count(60, basis="sign_in"),
        key_groups=(KeyGroupDraft(key_group="students"),),
        materials=(MaterialDraft(material="poster"), MaterialDraft(material="leaflet", name="折页", copies=Count(5))),
        readings=(ReadingDraft(read_on=date(2026, 9, 30)),),
        links=(LinkDraft(url="https://example.org/a", title="报道"),),
        note="两行\n备注",
    )
    event = save_event(ledger, viewer, draft).id
    assert event is not None
    app = visit(ledger, "record", event=str(event)).run()
    assert kept_entry(ledger, Viewer(ADMINISTRATOR), str(event)) is None
    held = read_event(ledger, viewer, event)
    assert held is not None
    assert save_event(ledger, viewer, held.model_copy(update={"title": "别人改的"})).done
    assert app.run().text_input(key=Form(event).key("title")).value == "别人改的"


@pytest.mark.parametrize(
    ("kind", "there", "not_there"),
    [
        (ONLINE, {"readings_0_channel"}, {"places_0_name", "attendance", "materials_0_name", "consultations"}),
        (TRAINING, {"places_0_name", "attendance"}, {"readings_0_channel", "consultations", "indirect"}),
        (HOME_VISIT, {"places_0_name", "attendance", "consultations"}, {"readings_0_channel", "indirect"}),
    ],
)
def test_only_what_belongs_to_the_kind_is_asked(
    kind: str, there: set[str], not_there: set[str], ledger: Database
) -> None:
    app = visit(ledger, "record")
    app.button_group(key=NEW("kind")).set_value(kind).run()
    keys = {str(box.key) for box in app.text_input}
    assert {NEW(field) for field in there} <= keys
    assert not {NEW(field) for field in not_there} & keys


def test_the_kind_itself_says_where_and_what_stands_in_a_field_stays_shown(ledger: Database, viewer: Viewer) -> None:
    app = type_in(visit(ledger, "record"), title="上门服务", new_organisation="某支行", indirect="200")
    app.button_group(key=NEW("kind")).set_value(HOME_VISIT).run()
    assert app.text_input(key=NEW("indirect")).value == "200"
    app.button(key="save_event").click().run()
    [event] = events(ledger, viewer)
    assert (event.venue_type, event.indirect) == ("home_visit", Count(200))


def test_two_questions_choose_the_kind(ledger: Database) -> None:
    app = visit(ledger, "record")
    app.button_group(key=NEW("guide_who")).set_value("no").run()
    assert app.button_group(key=NEW("kind")).value == TRAINING
    app.button_group(key=NEW("guide_who")).set_value("yes").run()
    app.button_group(key=NEW("guide_where")).set_value("online").run()
    assert app.button_group(key=NEW("kind")).value == ONLINE


def last_one(ledger: Database, by: Viewer) -> int:
    draft = EventDraft(
        title="孛兰社区防范非法集资讲座",
        when=When.in_month(2026, 9),
        organisation="某支行",
        places=(PlaceDraft(division_id=BOLAN),),
        topics=("illegal_fundraising",),
        attendance=Count(60),
        note="只属于那一天",
    )
    done = save_event(ledger, by, draft).id
    assert done is not None
    return done


def test_the_next_one_can_be_like_the_last_or_like_any(ledger: Database, viewer: Viewer) -> None:
    last = last_one(ledger, Viewer(ADMINISTRATOR, viewer.grants))
    app = visit(ledger, "record")
    app.button(key="copy_last").click().run()
    like = visit(ledger, "record", copy=str(last))
    # Begun by the button and not saved: it is asked about before another takes its place.
    assert like.warning
    like.button(key="like_drop").click().run()
    for form in (app, like):
        assert form.text_input(key=NEW("title")).value == "孛兰社区防范非法集资讲座"
        assert form.button_group(key=NEW("topics")).value == ["illegal_fundraising"]
        assert form.text_input(key=NEW("attendance")).value == ""
        assert form.text_area(key=NEW("note")).value == ""
        assert parse_when(form.text_input(key=NEW("when")).value) == When.on(date.today())


def test_what_is_recorded_already_is_pointed_out_while_one_types(ledger: Database, viewer: Viewer) -> None:
    last_one(ledger, viewer)
    app = type_in(visit(ledger, "record"), when="2026-09-15", places_0_name="孛兰社区")
    assert _("Perhaps recorded already") not in said(app)
    app = type_in(app, title="孛兰社区非法集资防范讲座")
    assert _("Perhaps recorded already") in said(app)


def test_another_units_record_of_the_same_event_is_joined(ledger: Database, viewer: Viewer) -> None:
    event = last_one(ledger, viewer)
    ours = save_unit(ledger, viewer, name="甲支行").id
    app = visit(ledger, "record", by=f"{COORDINATOR}@{ours}")
    app = type_in(app, title="孛兰社区防范非法集资讲座", when="2026-09", places_0_name="孛兰社区")
    app.button(key=NEW(f"join_{event}")).click().run()
    joined = one_event(ledger, viewer, event)
    assert joined is not None
    assert list(joined.co_organisers) == ["甲支行"]


def test_the_other_days_of_a_weekly_event_are_made_as_drafts(ledger: Database, viewer: Viewer) -> None:
    draft = EventDraft(title="厅堂微沙龙", when=When.on(date(2026, 9, 1)), organisation="某支行")
    event = save_event(ledger, viewer, draft).id
    app = visit(ledger, "record", event=str(event))
    app.button_group(key="repeat_rhythm").set_value("weekly").run()
    app.date_input(key="repeat_until").set_value(date(2026, 9, 20)).run()
    app.button(key="repeat_go").click().run()
    assert sorted(str(one.when.start) for one in events(ledger, viewer)) == ["2026-09-01", "2026-09-08", "2026-09-15"]
