"""What once went wrong in the form without anybody noticing."""

import io
from datetime import date
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import update

from components import event_form
from components.event_form import ROUND, Form
from components.recording import Saved
from components.rows import PlaceRow, filled
from components.speech import CARRIED
from metrics.choices import choices, distinct
from metrics.filter import Filter
from metrics.records import EventRecord, list_events
from models.base import table_of
from models.count import Count
from models.dataset import Dataset
from models.draft import EventDraft, MaterialDraft, ReadingDraft
from models.entry import MaterialEntry, ReadingEntry
from models.permission import ADMINISTRATOR
from models.viewer import Viewer
from models.vocabulary import Basis, Material
from models.when import parse_when
from store.attachments import add_attachment, attachments_of
from store.database import Database
from store.events import read_event, save_event
from store.kept_entries import kept_entry
from store.units import save_unit
from tests.pages.visiting import go_to, said, visit

NEW = Form().key


def recorded(database: Database, viewer: Viewer) -> list[EventRecord]:
    return list_events(database, viewer, Filter(dataset=Dataset.RECORDED))


def picture() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((300, 200), 80).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def event_with(database: Database, viewer: Viewer, **more: Any) -> int:
    draft = EventDraft(title="反诈讲座", when=parse_when("2026-09-04"), organisation="某支行", **more)
    outcome = save_event(database, viewer, draft)
    assert outcome.id is not None
    return outcome.id


def test_of_two_units_with_one_name_the_chosen_one_is_recorded(ledger: Database, viewer: Viewer) -> None:
    ids = []
    for parent in ("甲支行", "乙支行"):
        above = save_unit(ledger, viewer, name=parent).id
        ids.append(save_unit(ledger, viewer, name="营业部", parent_id=above).id)
    labels = [label.strip("\u2003") for label in choices(ledger, viewer, Dataset.RECORDED).units.values()]
    assert len(set(labels)) == len(labels)
    for number, unit in enumerate(ids):
        app = visit(ledger, "record")
        app.text_input(key=NEW("title")).set_value(f"第{number}场")
        app.selectbox(key=NEW("organisation")).set_value(unit).run()
        app.button(key="save_event").click().run()
        assert recorded(ledger, viewer)[0].organisation_id == unit


@pytest.mark.parametrize(
    ("labels", "more", "expected"),
    [
        ({1: "甲", 2: "乙"}, None, {1: "甲", 2: "乙"}),
        ({1: "甲", 2: "甲"}, None, {1: "甲 #1", 2: "甲 #2"}),
        ({1: "甲", 2: "甲"}, {1: "东", 2: "西"}, {1: "甲 (东)", 2: "甲 (西)"}),
        ({1: "甲", 2: "甲", 3: "甲 (东)"}, {1: "东", 2: "西"}, {1: "甲 (东) #1", 2: "甲 (西)", 3: "甲 (东) #3"}),
    ],
)
def test_labels_are_told_apart(labels: dict[int, str], more: dict[int, str] | None, expected: dict[int, str]) -> None:
    assert distinct(labels, more) == expected


def test_a_retired_word_stays_on_the_record_that_has_it(ledger: Database, viewer: Viewer) -> None:
    event = event_with(
        ledger,
        viewer,
        attendance=Count(60, basis="sign_in"),
        materials=(MaterialDraft(material="gift", name="围裙", copies=Count(20)),),
    )
    with ledger.engine.begin() as connection:
        for table, code in ((table_of(Basis), "sign_in"), (table_of(Material), "gift")):
            connection.execute(update(table).where(table.c.code == code).values(retired=True))
    app = visit(ledger, "record", event=str(event))
    app.text_input(key=Form(event).key("title")).set_value("反诈讲座（更正）").run()
    app.button(key="save_event").click().run()
    after = read_event(ledger, viewer, event)
    assert after is not None
    assert after.title == "反诈讲座（更正）"
    assert after.attendance == Count(60, basis="sign_in")
    assert [(part.material, part.copies) for part in after.materials] == [("gift", Count(20))]


def test_rows_emptied_before_others_do_not_take_them_away(ledger: Database, viewer: Viewer) -> None:
    app = visit(ledger, "record")
    for number, name in enumerate(("甲地", "乙地", "丙地")):
        app.text_input(key=NEW(f"places_{number}_name")).set_value(name).run()
    for number in (0, 1):
        app.text_input(key=NEW(f"places_{number}_name")).set_value("").run()
    app.text_input(key=NEW("title")).set_value("讲座").run()
    app.text_input(key=NEW("new_organisation")).set_value("某支行").run()
    app.button(key="save_event").click().run()
    assert [place.name for place in recorded(ledger, viewer)[0].places] == ["丙地"]


def test_only_rows_with_something_typed_count() -> None:
    assert filled([PlaceRow(), PlaceRow("甲"), PlaceRow(" ")]) == [PlaceRow("甲")]
    free, bare = MaterialEntry(material=""), MaterialEntry("poster", bare=True)
    assert filled([free, bare, MaterialEntry(material="", copies="5")]) == [bare, MaterialEntry("", copies="5")]
    assert filled([ReadingEntry(), ReadingEntry(read_on="2024-09-30")]) == [ReadingEntry(read_on="2024-09-30")]


def test_materials_and_counters_told_without_a_number_stay_when_something_else_is_changed(
    ledger: Database, viewer: Viewer
) -> None:
    told = {
        "materials": (MaterialDraft(material="leaflet"), MaterialDraft(material="poster")),
        "readings": (ReadingDraft(read_on=date(2026, 9, 30)),),
    }
    event = event_with(ledger, viewer, **told)
    key = Form(event).key
    app = visit(ledger, "record", event=str(event))
    app.text_input(key=key("title")).set_value("另一个名称").run()
    app.button(key="save_event").click().run()
    after = read_event(ledger, viewer, event)
    assert after is not None
    assert (after.title, after.materials, after.readings) == ("另一个名称", *told.values())

    # A row goes when its kind is taken out of it.
    app.selectbox(key=key("materials_0_material")).set_value(None).run()
    app.button(key="save_event").click().run()
    after = read_event(ledger, viewer, event)
    assert after is not None
    assert after.materials == (MaterialDraft(material="poster"),)


def test_a_number_alone_is_one_of_what_is_handed_out_most(ledger: Database, viewer: Viewer) -> None:
    app = visit(ledger, "record")
    app.text_input(key=NEW("title")).set_value("讲座")
    app.text_input(key=NEW("new_organisation")).set_value("某支行")
    app.text_input(key=NEW("materials_0_copies")).set_value("200").run()
    assert app.selectbox(key=NEW("materials_0_material")).value == "leaflet"
    assert app.selectbox(key=NEW("materials_1_material")).value is None
    app.button(key="save_event").click().run()
    [event] = recorded(ledger, viewer)
    assert [(part.material, part.copies) for part in event.materials] == [("leaflet", Count(200))]


def test_a_form_saved_once_is_not_saved_again_by_a_second_click(ledger: Database, viewer: Viewer) -> None:
    app = visit(ledger, "record")
    app.text_input(key=NEW("title")).set_value("讲座")
    app.text_input(key=NEW("new_organisation")).set_value("某支行").run()
    # The first click has saved it, but its run was broken off by the second before it could say so.
    token = app.session_state[NEW("token")]
    app.session_state["record_saved"] = {token: Saved(event_with(ledger, viewer), "讲座", submitted=False)}
    app.button(key="save_event").click().run()
    assert len(recorded(ledger, viewer)) == 1
    assert app.success
    assert app.text_input(key=NEW("title")).value == ""


def test_whoever_goes_on_before_it_is_said_that_a_form_was_saved_loses_nothing(
    ledger: Database, viewer: Viewer
) -> None:
    app = visit(ledger, "record")
    app.text_input(key=NEW("title")).set_value("第一场")
    app.text_input(key=NEW("new_organisation")).set_value("某支行").run()
    # Its run has saved it and was broken off by the next thing pressed, before it could say so and empty the form.
    token = app.session_state[NEW("token")]
    app.session_state["record_saved"] = {token: Saved(event_with(ledger, viewer), "第一场", submitted=False)}
    app.pills(key=NEW("topics")).set_value(["telecom_fraud"]).run()
    assert app.success
    assert app.text_input(key=NEW("title")).value == ""
    assert app.pills(key=NEW("topics")).value == []
    assert kept_entry(ledger, Viewer(ADMINISTRATOR), "new") is None

    app.text_input(key=NEW("title")).set_value("第二场").run()
    app.button(key="save_event").click().run()
    assert {event.title for event in recorded(ledger, viewer)} == {"反诈讲座", "第二场"}


def test_a_form_broken_off_while_it_is_being_filled_is_filled_again(
    ledger: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_off(*_given: object) -> list[PlaceRow]:
        raise RuntimeError("somebody pressed something")

    with monkeypatch.context() as patch:
        patch.setattr(event_form, "rows_of", broken_off)
        app = visit(ledger, "record")
        assert not app.text_input

    app.run()
    assert not app.error
    assert app.text_input(key=NEW("title")).value == ""
    assert app.text_input(key=NEW("when")).value == date.today().isoformat()


def test_starting_over_takes_the_chosen_files_away_too(ledger: Database) -> None:
    app = visit(ledger, "record")
    app.button(key="start_over").click().run()
    assert app.session_state[ROUND] == 1


def test_a_damaged_picture_is_refused_and_one_damaged_later_breaks_no_page(ledger: Database, viewer: Viewer) -> None:
    event, whole = event_with(ledger, viewer), picture()
    cut = add_attachment(ledger, viewer, event, name="照片.jpg", content=whole[: len(whole) // 2])
    assert [problem.code for problem in cut.problems] == ["type"]
    assert add_attachment(ledger, viewer, event, name="照片.jpg", content=whole).done
    [kept] = attachments_of(ledger, viewer, event)
    kept.path.write_bytes(whole[:200])
    app = visit(ledger, "record", event=str(event))
    assert not app.exception
    app.button(key=f"take_off_{kept.id}").click().run()
    assert attachments_of(ledger, viewer, event) == []


def test_no_button_is_carried_over_a_change_of_language(ledger: Database, viewer: Viewer) -> None:
    event = event_with(ledger, viewer)
    add_attachment(ledger, viewer, event, name="照片.jpg", content=picture())
    app = visit(ledger, "record", event=str(event))
    assert [button.key for button in app.button if str(button.key).startswith(CARRIED)] == []


def test_what_an_address_says_is_shown_as_it_stands(ledger: Database, viewer: Viewer) -> None:
    event_with(ledger, viewer)
    app = visit(ledger, "events", text="[点我](https://example.invalid) ![x](https://example.invalid/y)")
    assert "](https" not in said(app).replace("\\", "\\ ")
    assert "点我" in said(app)


def test_a_division_in_the_address_narrows_and_stays_there(sample_ledger: Database) -> None:
    app = visit(sample_ledger, "overview", division="210200", period="all")
    narrowed = int(app.metric[0].value)
    everything = int(visit(sample_ledger, "overview", period="all").metric[0].value)
    assert 0 < narrowed < everything
    assert app.query_params["division"] == ["210200"] or app.query_params["division"] == "210200"
    assert int(go_to(app, "overview").metric[0].value) == narrowed


def test_a_community_that_is_searched_for_is_taken_and_shown(ledger: Database, viewer: Viewer) -> None:
    app = visit(ledger, "record")
    app.text_input(key=NEW("title")).set_value("讲座")
    app.text_input(key=NEW("new_organisation")).set_value("某支行")
    app.text_input(key=NEW("places_0_name")).set_value("老年活动中心").run()
    app.text_input(key=NEW("places_0_search")).set_value("孛兰").run()
    assert app.selectbox(key=NEW("places_0_choice")).value == "within:210214001001"
    app.text_input(key=NEW("places_0_search")).set_value("没有这个地方").run()
    assert app.selectbox(key=NEW("places_0_choice")).value == "within:210214001001"
    app.button(key="save_event").click().run()
    [place] = recorded(ledger, viewer)[0].places
    assert (place.name, place.position.division_id) == ("老年活动中心", "210214001001")
