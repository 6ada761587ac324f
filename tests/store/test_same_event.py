"""An event that is recorded already is pointed out, and another unit's can be joined by whoever was there."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import event as listening

from metrics.records import one_event
from models.draft import EventDraft, PlaceDraft
from models.permission import COORDINATOR
from models.viewer import Viewer
from models.when import When
from store.database import Database
from store.events import already_approved, delete_event, read_event, save_event
from store.history import history_of
from store.review import move_event
from store.same_event import alike, join_event
from store.units import save_unit

DAY = When.on(date(2026, 9, 15))
BOLAN, XINGLI = "210214001001", "210211008021"
PULANDIAN = "210214"  # the county that 孛兰社区 lies in
TITLE = "孛兰社区防范非法集资讲座"
SAME = "丰荣街道孛兰社区防范非法集资宣传讲座"


@pytest.fixture
def units(ledger: Database, viewer: Viewer) -> dict[str, int]:
    """Two sub-branches."""
    found = {name: save_unit(ledger, viewer, name=name).id for name in ("甲支行", "乙支行")}
    return {name: unit for name, unit in found.items() if unit is not None}


def record(
    ledger: Database, viewer: Viewer, unit: int, title: str = TITLE, when: When = DAY, place: str = BOLAN
) -> int:
    return record_at(ledger, viewer, unit, PlaceDraft(division_id=place), when, title)


def record_at(
    ledger: Database, viewer: Viewer, unit: int, place: PlaceDraft, when: When = DAY, title: str = TITLE
) -> int:
    draft = EventDraft(title=title, when=when, organisation=unit, places=(place,))
    done = save_event(ledger, viewer, draft, submit=True)
    assert done.id is not None, done.problems
    return done.id


def typed(unit: int, title: str = SAME, when: When = DAY, place: str | None = BOLAN) -> EventDraft:
    places = (PlaceDraft(name="活动室", division_id=place),) if place else ()
    return EventDraft(title=title, when=when, organisation=unit, places=places)


@pytest.mark.parametrize(
    ("when", "title", "place", "found"),
    [
        (DAY, SAME, BOLAN, True),
        (DAY, SAME, None, True),
        (When.on(date(2026, 9, 17)), SAME, BOLAN, True),
        (When.in_month(2026, 9), SAME, BOLAN, True),
        (DAY, "防范非法集资", BOLAN, True),
        (When.on(date(2026, 9, 25)), SAME, BOLAN, False),
        (When.unknown(), SAME, BOLAN, False),
        (DAY, "员工消保制度学习", BOLAN, False),
        (DAY, "兴利社区防范非法集资讲座", XINGLI, False),
        (DAY, "", BOLAN, False),
    ],
)
def test_the_same_units_event_is_known_by_days_place_and_title(
    when: When, title: str, place: str | None, found: bool, ledger: Database, viewer: Viewer, units: dict[str, int]
) -> None:
    event = record(ledger, viewer, units["甲支行"])
    answer = alike(ledger, viewer, typed(units["甲支行"], title, when, place), units["甲支行"])
    assert [(one.id, one.ours, one.joinable) for one in answer] == ([(event, True, False)] if found else [])


ROOM, HALL = PlaceDraft(name="活动室", division_id=BOLAN), PlaceDraft(name="小礼堂", division_id=BOLAN)


@pytest.mark.parametrize(
    ("recorded", "typed_place", "same"),
    [
        (ROOM, ROOM, True),
        (ROOM, HALL, True),
        (ROOM, PlaceDraft(division_id=BOLAN), True),
        (ROOM, PlaceDraft(name="活动室", division_id=XINGLI), False),
        (PlaceDraft(name="活动室", division_id=PULANDIAN), PlaceDraft(name="活动室", division_id=PULANDIAN), True),
        (PlaceDraft(name="活动室", division_id=PULANDIAN), PlaceDraft(name="活动室", division_id="120114"), False),
        (PlaceDraft(name="活动室", division_id=PULANDIAN), PlaceDraft(name="小礼堂", division_id=PULANDIAN), False),
        (PlaceDraft(name="活动室"), PlaceDraft(name="活动室"), False),
    ],
)
def test_a_name_says_where_only_together_with_its_division(
    recorded: PlaceDraft, typed_place: PlaceDraft, same: bool, ledger: Database, viewer: Viewer, units: dict[str, int]
) -> None:
    event = record_at(ledger, viewer, units["乙支行"], recorded)
    draft = EventDraft(title=SAME, when=DAY, organisation=units["甲支行"], places=(typed_place,))
    # Another unit's: that it is told of at all says that it was at the same place.
    assert [one.id for one in alike(ledger, viewer, draft, units["甲支行"])] == ([event] if same else [])


@pytest.mark.parametrize(
    ("known", "recorded", "around"),
    [
        (ROOM, ROOM, True),
        (ROOM, HALL, True),
        (ROOM, PlaceDraft(division_id=BOLAN), True),
        (ROOM, PlaceDraft(name="小礼堂", division_id=XINGLI), False),
        (ROOM, PlaceDraft(division_id=PULANDIAN), False),
        (PlaceDraft(name="工业园", division_id=PULANDIAN), PlaceDraft(division_id=PULANDIAN), False),
        (PlaceDraft(name="工业园", division_id=PULANDIAN), PlaceDraft(name="广场", division_id=PULANDIAN), False),
        (PlaceDraft(name="老年大学"), PlaceDraft(name="广场"), False),
    ],
)
def test_around_a_known_place_is_its_community_and_never_its_county(
    known: PlaceDraft, recorded: PlaceDraft, around: bool, ledger: Database, viewer: Viewer, units: dict[str, int]
) -> None:
    long_ago = read_event(ledger, viewer, record_at(ledger, viewer, units["乙支行"], known, When.in_year(2020)))
    assert long_ago is not None
    [place] = long_ago.places
    assert place.place_id is not None
    event = record_at(ledger, viewer, units["乙支行"], recorded)
    draft = EventDraft(title=SAME, when=DAY, organisation=units["甲支行"], places=(place,))
    assert [one.id for one in alike(ledger, viewer, draft, units["甲支行"])] == ([event] if around else [])


def test_the_rights_to_events_with_other_titles_are_not_looked_up(
    ledger: Database, viewer: Viewer, units: dict[str, int]
) -> None:
    draft, asked = typed(units["甲支行"]), list[str]()
    event = record(ledger, viewer, units["甲支行"])

    def note(*given: Any) -> None:
        asked.append(given[2])

    listening.listen(ledger.engine, "before_cursor_execute", note)
    assert [one.id for one in alike(ledger, viewer, draft, units["甲支行"])] == [event]
    alone = list(asked)
    for title in ("员工消保制度学习", "理财经理晨会", "柜面服务礼仪"):
        record(ledger, viewer, units["甲支行"], title)
    asked.clear()
    assert [one.id for one in alike(ledger, viewer, draft, units["甲支行"])] == [event]
    assert asked == alone


def test_an_event_is_not_like_itself_and_not_like_one_in_the_bin(
    ledger: Database, viewer: Viewer, units: dict[str, int]
) -> None:
    event = record(ledger, viewer, units["甲支行"])
    draft = typed(units["甲支行"])
    assert alike(ledger, viewer, draft.model_copy(update={"id": event}), units["甲支行"]) == []
    assert delete_event(ledger, viewer, event).done
    assert alike(ledger, viewer, draft, units["甲支行"]) == []


def test_of_another_units_event_only_the_very_same_is_told(
    ledger: Database, viewer: Viewer, units: dict[str, int]
) -> None:
    event = record(ledger, viewer, units["乙支行"])
    ours = Viewer.holding("甲", COORDINATOR, f"{units['甲支行']}/")
    unit = units["甲支行"]
    assert [(one.id, one.readable, one.joinable) for one in alike(ledger, ours, typed(unit), unit)] == [
        (event, False, True)
    ]
    for other in (
        typed(unit, title="孛兰社区反诈讲座"),
        typed(unit, when=When.on(date(2026, 9, 17))),
        typed(unit, place=None),
        typed(unit, place=XINGLI),
    ):
        assert alike(ledger, ours, other, unit) == []


def test_whoever_was_there_too_joins_and_the_leading_unit_sees_who_did(
    ledger: Database, viewer: Viewer, units: dict[str, int]
) -> None:
    event = record(ledger, viewer, units["乙支行"])
    unit, ours = units["甲支行"], Viewer.holding("甲", COORDINATOR, f"{units['甲支行']}/")
    assert one_event(ledger, ours, event) is None

    first = join_event(ledger, ours, typed(unit), event, unit)
    assert first.done
    assert join_event(ledger, ours, typed(unit), event, unit).version == first.version  # nothing is left to change

    joined = one_event(ledger, ours, event)
    assert joined is not None
    assert list(joined.co_organisers) == ["甲支行"]
    assert [(line.by, line.action) for line in history_of(ledger, viewer, event)] == [
        ("甲", "join"),
        ("local", "create"),
    ]


def test_nobody_joins_what_they_know_nothing_of_or_may_not(
    ledger: Database, viewer: Viewer, units: dict[str, int]
) -> None:
    event = record(ledger, viewer, units["乙支行"])
    unit, ours = units["甲支行"], Viewer.holding("甲", COORDINATOR, f"{units['甲支行']}/")
    assert not join_event(ledger, ours, typed(unit, title="猜一个名称"), event, unit).done
    assert not join_event(ledger, ours, typed(unit), event + 1, unit).done
    assert not join_event(ledger, Viewer("丙"), typed(unit), event, unit).done
    assert move_event(ledger, viewer, event, "approve").done
    assert join_event(ledger, ours, typed(unit), event, unit).problems == (already_approved(),)
    assert one_event(ledger, ours, event) is None
