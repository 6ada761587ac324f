"""Photos in the form and with an event: what is remarked about them, to whom, and that nothing is a wall."""

from datetime import datetime
from hashlib import sha256

import pytest
from sqlalchemy import delete
from streamlit.testing.v1 import AppTest

from components.event_form import Form
from components.recording import Saved
from locales import gettext as _
from metrics.filter import Filter
from metrics.records import EventRecord, list_events
from models.draft import EventDraft, LinkDraft, PlaceDraft
from models.permission import COORDINATOR
from models.viewer import Viewer
from models.when import parse_when
from store.attachments import FOLDER, add_attachment, attachments_of
from store.database import Database
from store.events import save_event
from store.picture_rows import PICTURE
from store.pictures import looks_of
from store.units import save_unit
from tests.pages.visiting import said, visit
from tests.pictures import photo

NEW = Form().key
LATE = photo(1, "HEIF", taken=datetime(2024, 9, 7, 9, 30))
ON = "2024-09-04"


def saved(
    database: Database, viewer: Viewer, unit: str | int = "武清支行", title: str = "反诈讲座", **more: object
) -> int:
    draft = EventDraft.model_validate({"title": title, "when": parse_when(ON), "organisation": unit, **more})
    outcome = save_event(database, viewer, draft, submit=True)
    assert outcome.id is not None
    return outcome.id


def choose(app: AppTest, *files: bytes) -> AppTest:
    """Choose files in the form, several at once."""
    return (
        app.file_uploader[0].set_value([(f"IMG_{at}.HEIC", file, "image/heic") for at, file in enumerate(files)]).run()
    )


def filled(database: Database, unit: int | None = None) -> AppTest:
    app = visit(database, "record")
    app.text_input(key=NEW("title")).set_value("讲座")
    app.text_input(key=NEW("when")).set_value(ON)
    if unit is None:
        return app.text_input(key=NEW("new_organisation")).set_value("武清支行").run()
    return app.selectbox(key=NEW("organisation")).set_value(unit).run()


def recorded(database: Database, viewer: Viewer) -> list[EventRecord]:
    return list_events(database, viewer, Filter())


def test_several_files_can_be_chosen_at_once_and_are_kept_as_they_came(ledger: Database, viewer: Viewer) -> None:
    app = choose(filled(ledger), LATE, photo(2), b"%PDF-1.7 sheet")
    assert not app.exception
    app.button(key="save_event").click().run()
    [event] = recorded(ledger, viewer)
    kept = attachments_of(ledger, viewer, event.id)
    assert [attachment.media_type for attachment in kept] == ["image/heic", "image/jpeg", "application/pdf"]
    assert kept[0].path.read_bytes() == LATE


def test_a_remark_stands_beside_a_picture_before_anything_is_saved(ledger: Database) -> None:
    app = filled(ledger)
    assert "event_busy" not in said(choose(app, photo(2)))
    assert "event_busy" in said(choose(app, LATE))
    # It follows what is typed.
    app.text_input(key=NEW("when")).set_value("2024-09").run()
    assert "event_busy" not in said(app)


def test_a_picture_of_another_event_is_pointed_out_in_the_form(ledger: Database, viewer: Viewer) -> None:
    unit = save_unit(ledger, viewer, name="武清支行").id
    first = saved(ledger, viewer, unit or 0, title="第一场")
    add_attachment(ledger, viewer, first, name="x", content=photo(1, quality=60))
    app = choose(filled(ledger, unit), LATE)
    assert "content_copy" in said(app)
    assert "第一场" in said(app)


def test_with_an_event_the_same_is_said_to_those_who_may_see_it(ledger: Database, viewer: Viewer) -> None:
    other = save_unit(ledger, viewer, name="滨海支行").id
    own = save_unit(ledger, viewer, name="武清支行").id
    hidden, event = saved(ledger, viewer, other or 0, "内部安排"), saved(ledger, viewer, own or 0)
    for at in (hidden, event):
        add_attachment(ledger, viewer, at, name="x", content=LATE)
    for by, seen in (("administrator", True), (f"{COORDINATOR}@{own}", False)):
        app = visit(ledger, "record", by=by, event=str(event))
        assert not app.exception
        assert "event_busy" in said(app)
        assert "content_copy" in said(app)
        assert ("内部安排" in said(app)) == seen


def test_who_only_looks_reads_the_remarks_too(ledger: Database, viewer: Viewer) -> None:
    place = PlaceDraft(name="市集", lat=39.681, lng=122.967)
    event = saved(ledger, viewer, places=(place,))
    add_attachment(ledger, viewer, event, name="x", content=photo(1, at=(38.914, 121.615)))
    app = visit(ledger, "record", by="viewer", event=str(event))
    assert "wrong_location" in said(app)


def test_pictures_of_an_older_ledger_are_looked_at_when_their_event_is_opened(ledger: Database, viewer: Viewer) -> None:
    event = saved(ledger, viewer)
    add_attachment(ledger, viewer, event, name="x", content=LATE)
    with ledger.writing(viewer, "forget") as writing:
        writing.session.execute(delete(PICTURE))
    assert "event_busy" in said(visit(ledger, "record", by="viewer", event=str(event)))
    assert looks_of(ledger, viewer, event)[0].taken_at == datetime(2024, 9, 7, 9, 30)


@pytest.mark.parametrize("evidence", ["nothing", "a photo", "a link"])
def test_an_event_without_evidence_is_submitted_with_a_word_about_it(
    ledger: Database, viewer: Viewer, evidence: str
) -> None:
    app = filled(ledger)
    if evidence == "a photo":
        choose(app, photo(2))
    if evidence == "a link":
        app.text_area(key=NEW("links")).set_value("https://example.invalid/a").run()
    app.button(key="submit_event").click().run()
    [event] = recorded(ledger, viewer)
    assert event.status == "submitted"
    word = _("there is none, and no link. The event is submitted all the same; add one if you can.")
    assert any(word in warning.value.replace("\\", "") for warning in app.warning) == (evidence == "nothing")


def test_an_event_without_evidence_says_so_where_it_is_decided(ledger: Database, viewer: Viewer) -> None:
    bare, linked = saved(ledger, viewer), saved(ledger, viewer, links=(LinkDraft(url="https://example.invalid/a"),))
    words = _("No photo, paper or link yet")
    assert words in said(visit(ledger, "record", by="viewer", event=str(bare)))
    assert words not in said(visit(ledger, "record", by="viewer", event=str(linked)))


def proof_is_open(app: AppTest) -> bool:
    [fold] = [fold for fold in app.expander if fold.label == _("Proof · photos and papers · links · note")]
    return bool(fold.proto.expanded)


def test_the_fold_for_proof_stands_open_where_there_are_files_and_stays_so(ledger: Database, viewer: Viewer) -> None:
    bare, with_photo = saved(ledger, viewer), saved(ledger, viewer, "武清支行", "第二场")
    add_attachment(ledger, viewer, with_photo, name="x", content=photo(1))
    assert not proof_is_open(visit(ledger, "record"))
    assert not proof_is_open(visit(ledger, "record", event=str(bare)))
    app = visit(ledger, "record", event=str(with_photo))
    assert proof_is_open(app)
    # Taking the only file off, to give another one, does not close the fold over the box for it.
    [kept] = attachments_of(ledger, viewer, with_photo)
    app.button(key=f"take_off_{kept.id}").click().run()
    assert attachments_of(ledger, viewer, with_photo) == []
    assert proof_is_open(app)


def test_an_event_is_saved_once_though_the_disk_takes_none_of_its_photos(ledger: Database, viewer: Viewer) -> None:
    taken, refused = photo(2), photo(3)
    app = choose(filled(ledger), refused, taken)
    # Where the folder of one of them should be made, nothing can be made: as on a full or read-only disk.
    folder = ledger.data / FOLDER
    folder.mkdir(exist_ok=True)
    (folder / sha256(refused).hexdigest()[:2]).write_bytes(b"")
    for _press in range(2):
        app.button(key="save_event").click().run()
        assert not app.exception
    [event] = recorded(ledger, viewer)
    assert [kept.name for kept in attachments_of(ledger, viewer, event.id)] == ["IMG_1.HEIC"]


def test_a_photo_that_was_not_kept_is_named(ledger: Database) -> None:
    app = choose(filled(ledger), photo(3))
    (ledger.data / FOLDER).write_bytes(b"")
    app.button(key="save_event").click().run()
    assert [warning.value for warning in app.warning if "IMG" in warning.value]
    assert app.success


def test_photos_are_kept_by_the_second_press_where_it_broke_off_the_first(ledger: Database, viewer: Viewer) -> None:
    app = choose(filled(ledger), photo(2))
    event = saved(ledger, viewer)
    app.session_state["record_saved"] = {app.session_state[NEW("token")]: Saved(event, "讲座", submitted=False)}
    app.button(key="save_event").click().run()
    assert [one.id for one in recorded(ledger, viewer)] == [event]
    assert len(attachments_of(ledger, viewer, event)) == 1


def test_a_file_that_is_none_of_these_is_refused_with_the_form_kept(ledger: Database, viewer: Viewer) -> None:
    app = choose(filled(ledger), b"no picture at all", LATE[: len(LATE) // 2])
    app.button(key="save_event").click().run()
    assert recorded(ledger, viewer) == []
    assert all(name in said(app) for name in ("IMG_0.HEIC", "IMG_1.HEIC"))
    assert app.text_input(key=NEW("title")).value == "讲座"
