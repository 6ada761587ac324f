"""Many events at once come out exactly as if each had been saved by itself."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from exchange.made_up import LAST_DAY, made_up_drafts
from exchange.made_up.drafts import made_up_branch
from models.base import table_of
from models.count import Count, Qualifier
from models.dataset import Dataset
from models.draft import EventDraft, KeyGroupDraft, LinkDraft, MaterialDraft, PlaceDraft, ReadingDraft
from models.event import Event
from models.permission import ADMINISTRATOR
from models.tables import METADATA
from models.viewer import Viewer
from models.when import When
from store import bulk
from store.bulk import save_events, write_events
from store.database import Database, last_change
from store.events import delete_event, read_event, save_event
from store.groundwork import write_units
from store.units import save_unit

# Which transaction wrote a row, and when, is all that may differ.
DIFFERENT = {"change", "created_at", "updated_at", "status_at"}


def draft(number: int = 1, **values: Any) -> EventDraft:
    """A small valid draft."""
    given = {
        "title": f"第{number}场",
        "organisation": "武清支行",
        "reference": f"R{number}",
        "when": When.in_year(2024),
    }
    return EventDraft(**{**given, **values})


FULL = draft(
    title="丰荣街道孛兰社区防范非法集资宣传",
    when=When.between(date(2024, 9, 4), date(2024, 9, 6)),
    organisation="大连市分行",
    partners=("丰荣街道", "孛兰社区居委会"),
    places=(
        PlaceDraft(name="孛兰社区广场", division_id="210214001001", lat=39.4, lng=121.9),
        PlaceDraft(division_id="210214001"),
        PlaceDraft(name="不知在哪里的广场"),
    ),
    venue_type="community",
    formats=("booth", "handout"),
    topics=("illegal_fundraising", "telecom_fraud"),
    campaigns=("金融教育宣传月", "自办活动"),
    sessions=2,
    attendance=Count(60, Qualifier.AT_LEAST, "head_count"),
    indirect=Count(200, Qualifier.ABOUT, "estimate"),
    consultations=Count(12),
    staff=Count(4),
    media_reports=1,
    key_groups=(
        KeyGroupDraft(key_group="older_people", count=Count(50, Qualifier.OVER, "head_count")),
        KeyGroupDraft(key_group="students"),
    ),
    materials=(MaterialDraft(material="leaflet", name="折页", copies=Count(150)), MaterialDraft(material="gift")),
    readings=(
        ReadingDraft(
            channel="微信", read_on=date(2024, 9, 30), views=Count(12_000, Qualifier.ABOUT, "platform"), likes=3
        ),
        ReadingDraft(channel="微博"),
    ),
    links=(LinkDraft(url="https://bank.example/a", title="报道"),),
    note="两行\n备注",
)


def contents(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table but the sequence of changes, without what may differ."""
    with database.reading() as connection:
        return {
            table.name: [
                {name: value for name, value in row.items() if name not in DIFFERENT}
                for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in METADATA.sorted_tables
            if table.name not in ("change", "division", "division_code", "history")
        }


def number_of_events(database: Database) -> int:
    with database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(table_of(Event))) or 0


def test_saving_at_once_and_one_by_one_leave_the_same_rows(
    ledger: Database, second_ledger: Database, viewer: Viewer
) -> None:
    drafts = [FULL, draft(2), FULL.model_copy(update={"reference": "R3"}), *made_up_drafts(150)]
    drafts.append(draft(4, co_organisers=("大连市分行",), when=When.unknown("多次"), campaigns=("自办活动",)))
    branch = made_up_branch(150)
    for database in (ledger, second_ledger):
        with database.writing(viewer, "units") as writing:
            write_units(writing, branch.units, Dataset.RECORDED)
    for one in drafts:
        outcome = save_event(ledger, viewer, one)
        assert outcome.done, [str(problem) for problem in outcome.problems]
    saved = save_events(second_ledger, viewer, drafts)
    assert saved.saved == len(drafts)
    assert contents(second_ledger) == contents(ledger)


def test_the_size_of_the_runs_in_memory_does_not_show(
    ledger: Database, second_ledger: Database, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = [draft(number, partners=(f"单位{number % 7}",)) for number in range(25)]
    save_events(ledger, viewer, drafts)
    monkeypatch.setattr(bulk, "CHUNK", 4)
    done: list[int] = []
    save_events(second_ledger, viewer, iter(drafts), progress=done.append)
    assert contents(second_ledger) == contents(ledger)
    assert done == [4, 8, 12, 16, 20, 24, 25]


def test_the_ids_come_back_in_the_order_of_the_drafts(ledger: Database, viewer: Viewer) -> None:
    drafts = [draft(number) for number in range(9, 0, -1)]
    saved = save_events(ledger, viewer, drafts)
    for event_id, one in zip(saved.ids, drafts, strict=True):
        event = read_event(ledger, viewer, event_id)
        assert event is not None
        assert event.reference == one.reference


def test_a_reference_the_dataset_holds_is_not_written_again(ledger: Database, viewer: Viewer) -> None:
    first = save_events(ledger, viewer, [draft(1), draft(2)])
    delete_event(ledger, viewer, first.ids[1])
    with ledger.reading() as connection:
        before = last_change(connection)
    again = save_events(ledger, viewer, [draft(1, title="另一个", partners=("新单位",)), draft(2)])
    assert (again.saved, list(again.same), list(again.ids), again.change) == (0, [0, 1], list(first.ids), None)
    assert contents(ledger)["partner"] == []
    with ledger.reading() as connection:
        assert last_change(connection) == before


def test_a_reference_given_twice_is_written_once(ledger: Database, viewer: Viewer) -> None:
    saved = save_events(ledger, viewer, [draft(1), draft(2), draft(1)])
    assert (saved.saved, list(saved.same)) == (2, [2])
    assert saved.ids[2] == saved.ids[0]


def test_a_reference_of_another_dataset_is_another_event(ledger: Database, viewer: Viewer) -> None:
    save_events(ledger, viewer, [draft(1)], dataset=Dataset.SAMPLE)
    assert save_events(ledger, viewer, [draft(1)]).saved == 1


def test_a_place_of_the_sample_is_not_there_for_own_events(ledger: Database, viewer: Viewer) -> None:
    (event_id,) = save_events(ledger, viewer, [FULL], dataset=Dataset.SAMPLE).ids
    event = read_event(ledger, viewer, event_id)
    assert event is not None
    own = draft(2, places=event.places[:1])
    assert not save_event(ledger, viewer, own).done
    assert not save_events(ledger, viewer, [own]).done
    assert save_events(ledger, viewer, [own], dataset=Dataset.SAMPLE).done


def test_drafts_without_a_reference_are_all_written(ledger: Database, viewer: Viewer) -> None:
    assert save_events(ledger, viewer, [draft(1, reference=None)] * 3).saved == 3


BAD = [
    ("no title", {"title": " "}, "title"),
    ("a day to come", {"when": When.on(date(2099, 1, 1))}, "when"),
    ("a division that is not there", {"places": (PlaceDraft(name="甲", division_id="999999"),)}, "places"),
    ("a bare division that is not there", {"places": (PlaceDraft(division_id="999999"),)}, "places"),
    ("a place that is not there", {"places": (PlaceDraft(place_id=999),)}, "places"),
    ("a campaign that is not there", {"campaigns": (999,)}, "campaigns"),
    ("a unit that is not there", {"organisation": 999}, "organisation"),
    ("a co-organiser nobody knows", {"co_organisers": ("不存在的支行",)}, "co_organisers"),
    ("a unit whose name two have", {"organisation": "营业部"}, "organisation"),
    ("a co-organiser whose name two have", {"co_organisers": ("营业部",)}, "co_organisers"),
]


@pytest.mark.parametrize(("values", "field"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_one_refused_draft_keeps_all_of_them_out(
    ledger: Database, viewer: Viewer, values: dict[str, Any], field: str
) -> None:
    for branch in ("甲分行", "乙分行"):
        save_unit(ledger, viewer, name="营业部", parent_id=save_unit(ledger, viewer, name=branch).id)
    before = contents(ledger)
    outcome = save_events(ledger, viewer, [FULL, draft(2, **values), draft(3)])
    assert not outcome.done
    assert outcome.saved == 0
    ((number, problems),) = outcome.refused
    assert (number, [problem.field for problem in problems]) == (1, [field])
    single = save_event(ledger, viewer, draft(2, **values))
    assert [str(problem) for problem in single.problems] == [str(problem) for problem in problems]
    assert contents(ledger) == before


def test_every_refused_draft_is_named(ledger: Database, viewer: Viewer) -> None:
    outcome = save_events(ledger, viewer, [draft(1, title=""), draft(2), draft(3, sessions=0)])
    assert [number for number, _ in outcome.refused] == [0, 2]


def test_a_draft_with_an_id_replaces_that_event(ledger: Database, viewer: Viewer) -> None:
    (event_id,) = save_events(ledger, viewer, [draft(1)]).ids
    event = read_event(ledger, viewer, event_id)
    assert event is not None
    saved = save_events(ledger, viewer, [draft(2), event.model_copy(update={"title": "改过的"}), draft(3)])
    assert saved.ids[1] == event_id
    changed = read_event(ledger, viewer, event_id)
    assert changed is not None
    assert (changed.title, changed.version) == ("改过的", 2)
    assert number_of_events(ledger) == 3


def test_all_rows_carry_the_one_change(ledger: Database, viewer: Viewer) -> None:
    saved = save_events(ledger, viewer, [FULL, draft(2)])
    with ledger.reading() as connection:
        assert set(connection.scalars(select(table_of(Event).c.change))) == {saved.change}
        assert last_change(connection) == saved.change


def test_a_viewer_of_one_sub_branch_cannot_write_for_another(ledger: Database, viewer: Viewer) -> None:
    (event_id,) = save_events(ledger, viewer, [draft(1)]).ids
    event = read_event(ledger, viewer, event_id)
    assert event is not None
    own = Viewer.holding("wuqing", ADMINISTRATOR, f"{event.organisation}/")
    assert save_events(ledger, own, [draft(2)]).saved == 1
    assert not save_events(ledger, own, [draft(3, organisation="大连市分行")]).done


def test_drafts_are_taken_a_few_thousand_at_a_time(ledger: Database, viewer: Viewer) -> None:
    taken = 0
    waiting: list[int] = []

    def drafts() -> Iterator[EventDraft]:
        nonlocal taken
        for one in made_up_drafts(5_000):
            taken += 1
            yield one

    branch = made_up_branch(5_000)
    with ledger.writing(viewer, "units") as writing:
        write_units(writing, branch.units, Dataset.MADE_UP)
    saved = save_events(
        ledger,
        viewer,
        drafts(),
        dataset=Dataset.MADE_UP,
        today=LAST_DAY,
        progress=lambda done: waiting.append(taken - done),
    )
    assert saved.saved == 5_000
    assert waiting == [0, 0, 0]


@pytest.mark.parametrize(
    ("checked", "refused"), [(None, True), (date(2024, 12, 30), True), (date(2024, 12, 31), False)]
)
def test_rules_are_checked_again_unless_they_were_on_the_same_day(
    ledger: Database, viewer: Viewer, checked: date | None, refused: bool
) -> None:
    with ledger.writing(viewer, "bulk") as writing:
        outcome = write_events(
            writing,
            [draft(when=When.in_year(2025))],
            dataset=Dataset.RECORDED,
            today=date(2024, 12, 31),
            checked=checked,
        )
    assert bool(outcome.refused) == refused
