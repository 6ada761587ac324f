"""Events in and out of the ledger, whole or not at all."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from models.base import table_of
from models.count import Count, Qualifier
from models.dataset import Dataset
from models.draft import EventDraft, KeyGroupDraft, LinkDraft, MaterialDraft, PlaceDraft, ReadingDraft
from models.event import Event, EventPlace
from models.organisation import Organisation
from models.place import Campaign, Partner, Place
from models.tables import METADATA
from models.viewer import Viewer
from models.when import When
from store.database import Database, last_change
from store.events import delete_event, read_event, restore_event, save_event
from store.units import save_unit

SIMPLE = EventDraft(title="讲座", when=When.on(date(2024, 9, 4)), organisation="武清支行")
FULL = EventDraft(
    kind="offline",
    title="孛兰社区防范非法集资宣传",
    when=replace(When.between(date(2024, 9, 4), date(2024, 9, 6)), text="中秋前"),
    organisation="武清支行",
    partners=("孛兰社区居委会", "武清公安"),
    places=(
        PlaceDraft(name="孛兰社区广场", division_id="120114001", lat=39.4, lng=117.05),
        PlaceDraft(division_id="120114"),
        PlaceDraft(name="不知在哪里的广场"),
    ),
    venue_type="community",
    formats=("booth", "handout"),
    topics=("illegal_fundraising", "telecom_fraud"),
    campaigns=("金融教育宣传月", "自办活动"),
    sessions=2,
    attendance=Count(60, Qualifier.OVER, "head_count"),
    indirect=Count(200, Qualifier.ABOUT, "estimate"),
    consultations=Count(0),
    staff=Count(4),
    media_reports=1,
    key_groups=(
        KeyGroupDraft(key_group="older_people", count=Count(60, Qualifier.OVER, "head_count")),
        KeyGroupDraft(key_group="women"),
    ),
    materials=(
        MaterialDraft(material="leaflet", name="折页", copies=Count(150, Qualifier.AT_LEAST, "handout_count")),
        MaterialDraft(material="leaflet", name="折页"),
    ),
    readings=(
        ReadingDraft(
            channel="公众号", read_on=date(2024, 9, 8), views=Count(10**10, basis="platform"), likes=5, shares=0
        ),
        ReadingDraft(channel="公众号"),
    ),
    links=(LinkDraft(url="https://example.org/a", title="报道"), LinkDraft(url="https://example.org/b")),
    note="一\n二",
    reference="R-1",
)
HOSTILE = [
    *("'; DROP TABLE event;--", "\\", "%_\\%", "{0}{title}%s", "<script>alert(1)</script>", "=1+1", "$(id)", "a\x00b"),
    *(
        "\u202etxt.exe",
        "👩\u200d👩\u200d👧🫨",
        "\ue863\U00031350村",
        "Ｆｕｌｌ　ｗｉｄｔｈ",
        "e\u0301",
        "NULL",
        "None",
        "长" * 120,
    ),
]


def rows(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.reading() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in METADATA.sorted_tables
        }


def saved(database: Database, viewer: Viewer, draft: EventDraft = SIMPLE, dataset: Dataset = Dataset.RECORDED) -> int:
    """The id of a draft that was saved."""
    outcome = save_event(database, viewer, draft, dataset=dataset)
    assert outcome.done, [str(problem) for problem in outcome.problems]
    assert outcome.id is not None
    return outcome.id


def reread(database: Database, viewer: Viewer, event_id: int) -> EventDraft:
    """The draft of an event that is there."""
    draft = read_event(database, viewer, event_id)
    assert draft is not None
    return draft


def unit(
    database: Database, viewer: Viewer, name: str, parent: int | None = None, dataset: Dataset = Dataset.RECORDED
) -> int:
    """The id of a unit, made if need be."""
    outcome = save_unit(database, viewer, name=name, parent_id=parent, dataset=dataset)
    assert outcome.id is not None
    return outcome.id


def names(database: Database, model: Any, ids: Any) -> list[str]:
    """The names behind ids."""
    table = table_of(model)
    column = table.c["name" if "name" in table.c else "name_zh"]
    with database.reading() as connection:
        return sorted(connection.scalars(select(column).where(table.c.id.in_(ids))))


def test_everything_told_about_an_event_comes_back(ledger: Database, viewer: Viewer) -> None:
    other = unit(ledger, viewer, "和平支行")
    draft = FULL.model_copy(update={"co_organisers": (other,)})
    event_id = saved(ledger, viewer, draft)
    found = reread(ledger, viewer, event_id)
    by_name = ("organisation", "places", "campaigns")
    unordered = ("formats", "topics", "partners")
    assert found.model_copy(
        update={
            **{field: getattr(draft, field) for field in by_name},
            **{field: tuple(sorted(getattr(found, field))) for field in unordered},
        }
    ) == draft.model_copy(
        update={
            "id": event_id,
            "version": 1,
            **{field: tuple(sorted(getattr(draft, field))) for field in unordered},
        }
    )
    assert names(ledger, Organisation, [found.organisation]) == ["武清支行"]
    assert names(ledger, Campaign, found.campaigns) == ["自办活动", "金融教育宣传月"]
    assert names(ledger, Place, [place.place_id for place in found.places]) == ["不知在哪里的广场", "孛兰社区广场"]
    assert [place.division_id for place in found.places if place.place_id is None] == ["120114"]


def test_what_is_read_back_can_be_saved_again_without_a_change(ledger: Database, viewer: Viewer) -> None:
    event_id = saved(ledger, viewer, FULL)
    first, before = reread(ledger, viewer, event_id), rows(ledger)
    saved(ledger, viewer, first)
    assert reread(ledger, viewer, event_id) == first.model_copy(update={"version": 2})
    assert rows(ledger) == before | {"change": before["change"] + 1, "history": before["history"] + 1}


def test_an_edit_replaces_every_part(ledger: Database, viewer: Viewer) -> None:
    event_id = saved(ledger, viewer, FULL)
    bare = SIMPLE.model_copy(update={"id": event_id, "version": 1, "organisation": "南开支行"})
    saved(ledger, viewer, bare)
    found = reread(ledger, viewer, event_id)
    assert found == bare.model_copy(update={"version": 2, "organisation": found.organisation})
    assert names(ledger, Organisation, [found.organisation]) == ["南开支行"]


def test_the_second_of_two_editors_is_told_and_overwrites_nothing(ledger: Database, viewer: Viewer) -> None:
    event_id = saved(ledger, viewer)
    opened = reread(ledger, viewer, event_id)
    saved(ledger, Viewer("王芳", viewer.grants), opened.model_copy(update={"title": "先存的"}))
    before = rows(ledger)
    outcome = save_event(ledger, viewer, opened.model_copy(update={"title": "后存的"}))
    assert [problem.code for problem in outcome.problems] == ["changed_meanwhile"]
    assert "王芳" in str(outcome.problems[0])
    assert (outcome.id, outcome.version) == (None, None)
    assert reread(ledger, viewer, event_id).title == "先存的"
    assert rows(ledger) == before


def test_a_draft_of_an_event_in_the_bin_is_refused(ledger: Database, viewer: Viewer) -> None:
    event_id = saved(ledger, viewer)
    opened = reread(ledger, viewer, event_id)
    delete_event(ledger, viewer, event_id)
    assert [problem.code for problem in save_event(ledger, viewer, opened).problems] == ["gone"]


def test_the_bin_gives_back_the_same_event(ledger: Database, viewer: Viewer) -> None:
    event_id = saved(ledger, viewer, FULL)
    before = reread(ledger, viewer, event_id)
    assert delete_event(ledger, viewer, event_id).done
    assert read_event(ledger, viewer, event_id) is None
    assert restore_event(ledger, viewer, event_id).done
    after = reread(ledger, viewer, event_id)
    assert after == before.model_copy(update={"version": 3})


def test_each_command_leaves_its_number_on_the_event(ledger: Database, viewer: Viewer) -> None:
    def numbers(event_id: int) -> tuple[int, int]:
        with ledger.reading() as connection:
            row = connection.execute(select(table_of(Event).c.change).where(table_of(Event).c.id == event_id)).one()
            return row.change, last_change(connection)

    event_id = saved(ledger, viewer)
    seen = [numbers(event_id)]
    delete_event(ledger, viewer, event_id)
    seen.append(numbers(event_id))
    restore_event(ledger, viewer, event_id)
    seen.append(numbers(event_id))
    assert all(own == last for own, last in seen)
    assert len(set(seen)) == 3


TOMORROW = date.today() + timedelta(days=1)
REFUSED: dict[str, dict[str, Any]] = {
    "a broken rule": {"title": ""},
    "a day to come": {"when": When.on(TOMORROW)},
    "an unknown unit": {"organisation": 999_999},
    "an unknown co-organiser": {"co_organisers": ("没有这个支行",)},
    "a co-organiser without a name": {"co_organisers": (" ",)},
    "an unknown campaign": {"campaigns": ("新活动", 999_999)},
    "a campaign without a name": {"campaigns": (" ",)},
    "an unknown place": {"places": (PlaceDraft(name="新地方"), PlaceDraft(place_id=999_999))},
    "an unknown division": {"places": (PlaceDraft(name="新地方", division_id="999999"),)},
    "an unknown bare division": {"places": (PlaceDraft(division_id="999999"),)},
    "an unknown venue type": {"venue_type": "moon"},
    "an unknown topic": {"topics": ("telecom_fraud", "moon")},
    "an unknown format": {"formats": ("moon",)},
    "an unknown key group": {"key_groups": (KeyGroupDraft(key_group="moon"),)},
    "an unknown material": {"materials": (MaterialDraft(material="moon"),)},
    "an unknown basis": {"attendance": Count(5, basis="moon")},
    "an unknown basis of a part": {"key_groups": (KeyGroupDraft(key_group="women", count=Count(5, basis="moon")),)},
    "an event that is not there": {"id": 999_999, "version": 1},
    "an old version": {"id": 1, "version": 99},
}


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED)
def test_nothing_is_written_when_any_part_is_refused(ledger: Database, viewer: Viewer, change: dict[str, Any]) -> None:
    event_id = saved(ledger, viewer, FULL)
    before, kept = rows(ledger), reread(ledger, viewer, event_id)
    new_names = {"organisation": "新支行", "partners": ("新伙伴",), "campaigns": ("新活动",)}
    outcome = save_event(ledger, viewer, FULL.model_copy(update=new_names | change))
    assert not outcome.done
    assert (outcome.id, outcome.version) == (None, None)
    assert all(str(problem) for problem in outcome.problems)
    assert rows(ledger) == before
    assert reread(ledger, viewer, event_id) == kept


def test_a_retired_word_stays_on_old_records_and_may_be_saved_again(ledger: Database, viewer: Viewer) -> None:
    event_id = saved(ledger, viewer, FULL)
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE topic SET retired = 1")
    saved(ledger, viewer, reread(ledger, viewer, event_id))


def test_what_is_told_twice_in_two_ways_is_linked_once(ledger: Database, viewer: Viewer) -> None:
    with ledger.writing(viewer, "units") as writing:
        writing.session.add(
            Organisation(name_zh="和平支行", name_en="Heping Sub-branch", path="x/", change=writing.change)
        )
    other = unit(ledger, viewer, "和平支行")
    place = PlaceDraft(name="文化广场", division_id="120114")
    first = saved(ledger, viewer, SIMPLE.model_copy(update={"places": (place,), "campaigns": ("自办活动",)}))
    known = reread(ledger, viewer, first)
    twice = SIMPLE.model_copy(
        update={
            "co_organisers": ("和平支行", "Heping Sub-branch", other),
            "partners": ("居委会", "居委会"),
            "topics": ("telecom_fraud", "telecom_fraud"),
            "formats": ("booth", "booth"),
            "campaigns": (*known.campaigns, "自办活动"),
            "places": (place, *known.places, PlaceDraft(division_id="120114"), PlaceDraft(division_id="120114")),
        }
    )
    found = reread(ledger, viewer, saved(ledger, viewer, twice))
    assert found.co_organisers == (other,)
    assert found.partners == ("居委会",)
    assert found.topics == ("telecom_fraud",)
    assert found.formats == ("booth",)
    assert found.campaigns == known.campaigns
    assert found.places == (*known.places, PlaceDraft(division_id="120114"))


def test_the_organising_unit_named_again_under_another_name_is_no_co_organiser(
    ledger: Database, viewer: Viewer
) -> None:
    own = unit(ledger, viewer, "武清支行")
    event_id = saved(ledger, viewer, SIMPLE.model_copy(update={"co_organisers": (own,)}))
    assert reread(ledger, viewer, event_id).co_organisers == ()


def test_names_are_found_again_rather_than_made_twice(ledger: Database, viewer: Viewer) -> None:
    saved(ledger, viewer, FULL)
    before = rows(ledger)
    saved(ledger, viewer, FULL.model_copy(update={"organisation": " 武清支行 ", "reference": "R-2"}))
    after = rows(ledger)
    assert {name for name in after if after[name] != before[name]} == {
        *("event", "event_campaign", "event_format", "event_key_group", "event_link", "event_material"),
        *("event_partner", "event_place", "event_reading", "event_topic", "change", "history"),
    }


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_hostile_text_is_stored_as_it_is(ledger: Database, viewer: Viewer, text: str) -> None:
    draft = SIMPLE.model_copy(
        update={
            "title": text,
            "organisation": text,
            "when": When.unknown(text[:80]),
            "partners": (text,),
            "places": (PlaceDraft(name=text),),
            "campaigns": (text,),
            "materials": (MaterialDraft(material="other", name=text),),
            "readings": (ReadingDraft(channel=text[:80]),),
            "links": (LinkDraft(url="https://example.org", title=text),),
            "note": text,
            "reference": text[:80],
        }
    )
    before = rows(ledger)
    found = reread(ledger, viewer, saved(ledger, viewer, draft))
    for field in ("title", "when", "partners", "materials", "readings", "links", "note", "reference"):
        assert getattr(found, field) == getattr(draft, field)
    assert names(ledger, Organisation, [found.organisation]) == [text]
    assert names(ledger, Campaign, found.campaigns) == [text]
    assert names(ledger, Place, [place.place_id for place in found.places]) == [text]
    after = rows(ledger)
    assert after["event"] == before["event"] + 1
    assert after["topic"] == before["topic"]


def test_an_exception_leaves_nothing_behind(ledger: Database, viewer: Viewer) -> None:
    before = rows(ledger)

    def interrupted() -> None:
        with ledger.writing(viewer, "save event") as writing:
            writing.session.add(Partner(name="半路", change=writing.change))
            writing.session.flush()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert rows(ledger) == before


def test_a_place_and_a_bare_division_are_two_things(ledger: Database, viewer: Viewer) -> None:
    event_id = saved(ledger, viewer, FULL)
    table = table_of(EventPlace)
    with ledger.reading() as connection:
        links = connection.execute(select(table).where(table.c.event_id == event_id)).all()
    assert [(link.place_id is None) != (link.division_id is None) for link in links] == [True] * 3
