"""The form: what is typed is saved, a problem loses nothing, and two people cannot overwrite one another unseen."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from components.event_form import ANOTHER_UNIT, Form
from components.wording import bracketed
from locales import gettext as _
from locales import speaking
from locales.numbers import weekday
from metrics.choices import known
from metrics.filter import Filter
from metrics.records import EventRecord, list_events, one_event
from models.count import Count, Qualifier
from models.dataset import Dataset
from models.event import HOME_VISIT, OFFLINE, ONLINE
from models.viewer import Viewer
from models.when import When
from store.database import Database
from store.events import delete_event
from tests.pages.visiting import go_to, said, visit

NEW = Form().key


def recorded(database: Database, viewer: Viewer) -> list[EventRecord]:
    return list_events(database, viewer, Filter(dataset=Dataset.RECORDED))


def fill(app: AppTest, **texts: str) -> AppTest:
    for field, text in texts.items():
        app.text_input(key=NEW(field)).set_value(text)
    return app


def save(app: AppTest) -> AppTest:
    return app.button(key="save_event").click().run()


@pytest.mark.usefixtures("spoken")
def test_title_and_unit_are_enough(ledger: Database, viewer: Viewer) -> None:
    app = visit(ledger, "record")

    save(fill(app, title="兴利社区反诈讲座", new_organisation="大连市分行"))

    [event] = recorded(ledger, viewer)
    assert (event.title, event.organisation) == ("兴利社区反诈讲座", "大连市分行")
    assert event.when == When.on(date.today())
    assert event.attendance is None
    assert app.success
    assert app.text_input(key=NEW("title")).value == ""
    assert not app.error


@pytest.mark.usefixtures("spoken")
def test_everything_typed_is_recorded(ledger: Database, viewer: Viewer) -> None:
    app = visit(ledger, "record")
    fill(app, title="庄河农贸市集宣传", when="2024-09-15 至 2024-09-21", new_organisation="大连市分行")
    fill(app, attendance="80余", sessions="2", new_campaign="消保县域行", consultations="近百", staff="12")
    app.selectbox(key=NEW("basis")).select("press_report")
    app.pills(key=NEW("venue_type")).set_value("rural_market")
    app.pills(key=NEW("topics")).set_value(["telecom_fraud", "illegal_fundraising"])
    app.pills(key=NEW("formats")).set_value(["market_fair", "handout"])
    app.pills(key=NEW("key_groups")).set_value(["older_people", "rural_residents"])
    app.text_area(key=NEW("partners")).set_value("庄河市公安局、村委会")
    app.text_area(key=NEW("note")).set_value("第一行\n第二行")
    app.text_area(key=NEW("links")).set_value("https://bank.example/a\nhttps://bank.example/b")
    fill(app, materials_0_name="折页", materials_0_copies="1.5万")
    fill(app, readings_0_channel="公众号", readings_0_read_on="2024-09-30", readings_0_views="3000")
    fill(app, places_0_name="庄河农贸市集").run()
    fill(app, group_older_people="60多")

    save(app)

    [event] = recorded(ledger, viewer)
    assert event.when == When.between(date(2024, 9, 15), date(2024, 9, 21))
    assert event.attendance == Count(80, Qualifier.AT_LEAST, "press_report")
    assert event.sessions == 2
    assert event.consultations == Count(100, Qualifier.NEARLY)
    assert event.staff == Count(12)
    assert event.venue_type == "rural_market"
    assert set(event.topics) == {"telecom_fraud", "illegal_fundraising"}
    assert set(event.formats) == {"market_fair", "handout"}
    assert event.campaigns == ["消保县域行 2024"]
    assert set(event.partners) == {"庄河市公安局", "村委会"}
    assert event.note == "第一行\n第二行"
    assert event.links == ["https://bank.example/a", "https://bank.example/b"]
    assert [(material.name, material.copies) for material in event.materials] == [("折页", Count(15000))]
    assert [(reading.channel, reading.read_on, reading.views) for reading in event.readings] == [
        ("公众号", date(2024, 9, 30), Count(3000))
    ]
    assert [place.name for place in event.places] == ["庄河农贸市集"]
    counts = {group: count and (count.value, count.qualifier) for group, count in event.key_groups.items()}
    assert counts == {"older_people": (60, Qualifier.OVER), "rural_residents": None}


def too_many_of_a_group(app: AppTest) -> None:
    fill(app, attendance="50")
    app.pills(key=NEW("key_groups")).set_value(["older_people"]).run()
    fill(app, group_older_people="60")


BAD: list[Callable[[AppTest], object]] = [
    lambda app: fill(app, title=""),
    lambda app: fill(app, title="长" * 10_000),
    lambda app: fill(app, new_organisation=""),
    lambda app: fill(app, attendance="-1"),
    lambda app: fill(app, attendance="1000000000000"),
    lambda app: fill(app, attendance="很多"),
    lambda app: fill(app, when="2024-09-21 至 2024-09-15"),
    lambda app: fill(app, when="2024-02-30"),
    lambda app: fill(app, when="2099-01-01"),
    lambda app: fill(app, when="大前年"),
    lambda app: fill(app, sessions="0"),
    lambda app: app.text_area(key=NEW("links")).set_value("javascript:alert(1)"),
    lambda app: fill(app, materials_0_copies="一堆"),
    lambda app: fill(app, readings_0_views="-5"),
    too_many_of_a_group,
]


@pytest.mark.parametrize("spoil", BAD)
def test_a_problem_is_said_and_everything_typed_is_kept(
    spoil: Callable[[AppTest], object], ledger: Database, viewer: Viewer
) -> None:
    app = visit(ledger, "record")
    fill(app, title="反诈讲座", new_organisation="大连市分行", attendance="60", places_0_name="孛兰社区")
    app.pills(key=NEW("topics")).set_value(["telecom_fraud"])
    app.run()
    spoil(app)
    app.run()
    typed = app.session_state.to_dict()

    save(app)

    assert len(app.error) == 1
    assert recorded(ledger, viewer) == []
    assert not app.exception
    kept = app.session_state.to_dict()
    assert {key: value for key, value in kept.items() if str(key).startswith(NEW(""))} == {
        key: value for key, value in typed.items() if str(key).startswith(NEW(""))
    }


def test_all_problems_are_said_at_once(ledger: Database) -> None:
    app = visit(ledger, "record")

    save(fill(app, when="大前年", attendance="很多", sessions="0"))

    listed = [text.value for text in app.text if text.value.startswith("•")]
    assert len(listed) == 5  # the title and the unit are missing too


@pytest.mark.parametrize(
    "text",
    [
        "<script>window.__hacked=1</script>",
        "${window.top.__hacked=1}",
        '"><img src=x onerror="window.top.__hacked=1">',
        "[点我](javascript:alert(1)) **粗** :red[红] $x^2$",
        "=HYPERLINK('http://evil','x')",
        "👨‍👩‍👧‍👦 家庭日 🎉",
        "Robert'); DROP TABLE event;--",
        "反斜杠 \\ 与 `引号`",
    ],
)
def test_any_text_is_kept_as_it_was_typed(text: str, ledger: Database, viewer: Viewer) -> None:
    app = visit(ledger, "record")

    save(fill(app, title=text, new_organisation=text, new_campaign=text, materials_0_name=text, places_0_name=text))

    assert not app.error
    [event] = recorded(ledger, viewer)
    assert (event.title, event.organisation, event.campaigns) == (text, text, [f"{text} {date.today().year}"])
    assert [material.name for material in event.materials] == [text]
    assert [place.name for place in event.places] == [text]


def test_units_and_campaigns_once_named_are_offered_to_the_next_event(ledger: Database, viewer: Viewer) -> None:
    app = visit(ledger, "record")
    save(fill(app, title="第一场", new_organisation="大连市分行", new_campaign="消保县域行"))
    offered = known(ledger, viewer, Dataset.RECORDED)
    [unit] = offered.units
    [campaign] = [key for key, name in offered.campaigns.items() if "消保县域行" in name]

    fill(app, title="第二场")
    app.selectbox(key=NEW("organisation")).select(unit)
    app.multiselect(key=NEW("campaigns")).set_value([campaign])
    save(app)

    second = next(event for event in recorded(ledger, viewer) if event.title == "第二场")
    assert (second.organisation_id, second.campaigns) == (unit, [f"消保县域行 {date.today().year}"])
    assert len(known(ledger, viewer, Dataset.RECORDED).units) == 1


def test_a_unit_that_is_not_on_the_list_can_still_be_named(ledger: Database, viewer: Viewer) -> None:
    app = visit(ledger, "record")
    save(fill(app, title="第一场", new_organisation="大连市分行"))

    app.selectbox(key=NEW("organisation")).select(ANOTHER_UNIT).run()
    save(fill(app, title="第二场", new_organisation="孛兰支行"))

    assert {event.organisation for event in recorded(ledger, viewer)} == {"大连市分行", "孛兰支行"}


def test_an_event_opens_in_the_form_and_saving_it_unchanged_changes_nothing(
    sample_ledger: Database, viewer: Viewer
) -> None:
    before = list_events(sample_ledger, viewer, Filter(dataset=Dataset.SAMPLE), limit=60)
    for event in before[::8]:
        app = visit(sample_ledger, "record", event=str(event.id))
        save(app)
        assert not app.error, event.title

    after = {event.id: event for event in list_events(sample_ledger, viewer, Filter(dataset=Dataset.SAMPLE), limit=60)}
    for event in before:
        event.version, event.updated_at = after[event.id].version, after[event.id].updated_at
        event.updated_by = after[event.id].updated_by
        assert after[event.id] == event


def test_a_change_is_saved_and_the_event_stays_where_it_belongs(sample_ledger: Database, viewer: Viewer) -> None:
    event = list_events(sample_ledger, viewer, Filter(dataset=Dataset.SAMPLE))[0]
    app = visit(sample_ledger, "record", event=str(event.id))

    app.text_input(key=Form(event.id).key("attendance")).set_value("近百")
    save(app)

    changed = one_event(sample_ledger, viewer, event.id)
    assert changed is not None
    assert changed.attendance is not None
    assert (changed.attendance.value, changed.attendance.qualifier) == (100, Qualifier.NEARLY)
    assert (changed.dataset, changed.version) == (Dataset.SAMPLE, event.version + 1)
    assert app.success  # and the event stays open


def test_an_event_deleted_meanwhile_is_not_brought_back_by_saving(sample_ledger: Database, viewer: Viewer) -> None:
    event = list_events(sample_ledger, viewer, Filter(dataset=Dataset.SAMPLE))[0]
    app = visit(sample_ledger, "record", event=str(event.id))
    delete_event(sample_ledger, viewer, event.id)

    save(app)

    assert app.error or app.warning
    assert one_event(sample_ledger, viewer, event.id) is None
    assert recorded(sample_ledger, viewer) == []


@pytest.mark.parametrize("event", ["999999", "0", "-1", "abc", "1e3", "９", "9" * 30, "1;drop"])
def test_an_address_of_no_event_says_so_and_offers_a_new_one(event: str, ledger: Database) -> None:
    app = visit(ledger, "record", event=event)

    assert not app.exception
    assert len(app.warning) == 1
    assert app.text_input(key=NEW("title")).value == ""


def test_a_half_typed_event_survives_a_look_at_another_page(ledger: Database) -> None:
    app = visit(ledger, "record")
    fill(app, title="反诈讲座", attendance="60余", materials_0_name="折页", places_0_name="孛兰社区")
    app.text_area(key=NEW("note")).set_value("未完").run()

    go_to(app, "overview")
    go_to(app, "record")

    held = [app.text_input(key=NEW(field)).value for field in ("title", "attendance", "materials_0_name")]
    assert held == ["反诈讲座", "60余", "折页"]
    assert app.text_input(key=NEW("places_0_name")).value == "孛兰社区"
    assert app.text_area(key=NEW("note")).value == "未完"


def test_start_over_empties_the_form(ledger: Database) -> None:
    app = visit(ledger, "record")
    fill(app, title="反诈讲座", materials_0_name="折页", places_0_name="孛兰社区").run()

    app.button(key="start_over").click().run()

    held = [app.text_input(key=NEW(field)).value for field in ("title", "materials_0_name", "places_0_name")]
    assert held == ["", "", ""]


def test_switching_the_language_keeps_what_is_typed_and_chosen(ledger: Database, viewer: Viewer) -> None:
    app = visit(ledger, "record")
    fill(app, title="反诈讲座", new_organisation="大连市分行", attendance="80余")
    app.pills(key=NEW("topics")).set_value(["telecom_fraud"])
    app.pills(key=NEW("venue_type")).set_value("community")
    app.selectbox(key=NEW("basis")).select("sign_in")
    app.run()

    app.segmented_control(key="language").set_value("en").run()
    with speaking("en"):
        assert _("Record an event") in said(app)
        assert app.text_input(key=NEW("title")).value == "反诈讲座"
        assert app.pills(key=NEW("topics")).value == ["telecom_fraud"]
        save(app)

    [event] = recorded(ledger, viewer)
    assert (event.topics, event.venue_type) == (["telecom_fraud"], "community")
    assert event.attendance == Count(80, Qualifier.AT_LEAST, "sign_in")


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        ("普兰店区丰荣街道孛兰社区", "within"),
        ("庄河市", "itself"),
        ("没有这个地方的小屋", "open"),
    ],
)
def test_what_a_place_was_taken_for_is_shown_and_can_be_changed(typed: str, choice: str, ledger: Database) -> None:
    app = visit(ledger, "record")

    fill(app, places_0_name=typed).run()

    meant = app.selectbox(key=NEW("places_0_choice"))
    assert str(meant.value).partition(":")[0] == choice
    assert typed in meant.label.replace("\\", "")


@pytest.mark.usefixtures("spoken")
def test_a_day_as_one_says_it_is_recorded_and_shown(ledger: Database, viewer: Viewer) -> None:
    app = visit(ledger, "record")
    yesterday = date.today() - timedelta(days=1)
    fill(app, title="社区讲座", new_organisation="大连市分行", when="昨天").run()
    assert _("→ {understood}").format(understood=bracketed(str(When.on(yesterday)), weekday(yesterday))) in said(app)
    save(app)
    [event] = recorded(ledger, viewer)
    assert event.when == When.on(yesterday)


def test_what_the_kind_implied_goes_with_it(ledger: Database) -> None:
    app = visit(ledger, "record")
    app.pills(key=NEW("venue_type")).set_value("online").run()
    app.pills(key=NEW("kind")).set_value(ONLINE).run()
    assert app.session_state[NEW("venue_type")] == "online"
    app.pills(key=NEW("kind")).set_value(OFFLINE).run()
    assert app.session_state[NEW("venue_type")] is None
    app.pills(key=NEW("venue_type")).set_value("school").run()
    app.pills(key=NEW("kind")).set_value(HOME_VISIT).run()
    assert app.session_state[NEW("venue_type")] == "school"
