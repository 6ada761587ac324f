"""Whether an event is recorded already: by the same unit, or by another one that held it together with ours."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, exists, false, func, or_, select
from sqlmodel import Session

from locales import either, mark
from models.alike import likeness
from models.base import table_of
from models.dataset import Dataset
from models.draft import EventDraft
from models.event import Event, EventCoOrganiser, EventPlace
from models.organisation import Organisation
from models.permission import Action
from models.place import Place
from models.problem import Problem
from models.review import APPROVED
from models.viewer import Viewer
from models.when import Precision, When
from store.database import Database
from store.events import already_approved, gone, note_event, state_of, touch, visible_event
from store.outcome import Outcome

NEAR: Final = timedelta(days=3)
MOST_COMPARED: Final = 2_000
MOST_SHOWN: Final = 3
# Of the 271 pairs of events of one unit in the sample 7 reach this, six of them the same fair in different towns.
SAME_UNIT: Final = 0.5
SAME_PLACE: Final = 0.3
ELSEWHERE: Final = 0.9  # the same talk in another community is another event
# Of a record that is not ours to read no more is told than that it is there: by then the title must be much the same.
NOT_OURS: Final = 0.6
# Only a place as small as this says that two were at the same one.
SHORTEST_PLACE: Final = 9  # digits of a township's code

_EVENT: Final = table_of(Event)
_UNIT: Final = table_of(Organisation)
_LINK: Final = table_of(EventPlace)
_PLACE: Final = table_of(Place)
_KNOWN: Final = _PLACE.alias("known_place")


@dataclass(frozen=True, slots=True)
class Alike:
    """An event that may be the one being typed.

    `readable`: the viewer may open it. `ours`: its own unit is the one being typed. `joinable`: another unit leads
    it, and ours may be named as co-organising.
    """

    id: int
    title: str
    when: When
    organisation: str
    readable: bool
    ours: bool
    joinable: bool


def alike(database: Database, viewer: Viewer, draft: EventDraft, unit_id: int | None = None) -> list[Alike]:
    """Events near in time and of the same unit or place, with a similar title, the likest first; three at most.

    `unit_id` is the draft's unit where it is a known one. Of events that the viewer may not read, only those on the
    same days at the same place with much the same title are told, with their unit, so that the two can find each
    other.
    """
    start, end = draft.when.start, draft.when.end
    if start is None or end is None or not draft.title.strip():
        return []
    with database.reading() as connection, Session(connection) as session:
        found = []
        for row in _candidates(connection, draft, start, end, unit_id):
            same = likeness(draft.title, row.title)
            if same < (SAME_PLACE if row.there else ELSEWHERE if row.elsewhere else SAME_UNIT):
                continue  # before the rights are looked at, which takes a query for each
            readable = visible_event(session, viewer, row.id) is not None
            if readable or (row.there and same >= NOT_OURS and _same_days(row, start, end)):
                found.append((same, _told(row, readable, unit_id)))
    return [one for _likeness, one in sorted(found, key=lambda pair: -pair[0])[:MOST_SHOWN]]


def join_event(database: Database, viewer: Viewer, draft: EventDraft, event_id: int, unit_id: int) -> Outcome:
    """Name a unit the viewer records for as co-organising an event that another unit has recorded.

    It must be one that `alike` told of for this draft: nobody joins an event of which they know nothing.
    """
    known = {one.id for one in alike(database, viewer, draft, unit_id)}
    with database.writing(viewer, "join event") as writing:
        session = writing.session
        event, unit = session.get(Event, event_id), session.get(Organisation, unit_id)
        if event_id not in known or event is None or event.deleted_at is not None:
            return Outcome.refused(gone())
        if unit is None or not viewer.may(Action.RECORD, unit.path):
            sentence = mark("you do not record for this unit.")
            return Outcome.refused(Problem.of("organisation", "not_allowed", sentence))
        if event.status == APPROVED:
            return Outcome.refused(already_approved())
        held = session.get(EventCoOrganiser, (event_id, unit_id))
        if held is None and event.organisation_id != unit_id:
            before = state_of(session, event_id)
            session.add(EventCoOrganiser(event_id=event_id, organisation_id=unit_id))
            touch(writing, event)
            note_event(writing, event, "join", before)
        return Outcome(id=event_id, version=event.version)


def _candidates(connection: Connection, draft: EventDraft, start: date, end: date, unit_id: int | None) -> Any:
    """Events near the days, at the same unit or place; `there` says whether it is the place."""
    there = _at_places(draft)
    of_unit = [_EVENT.c.organisation_id == unit_id] if unit_id is not None else []
    where = [*([there] if there is not None else []), *of_unit]
    if not where:
        return []
    return connection.execute(
        select(
            _EVENT.c.id,
            _EVENT.c.title,
            _EVENT.c.when_start,
            _EVENT.c.when_end,
            _EVENT.c.when_precision,
            _EVENT.c.when_text,
            _EVENT.c.status,
            _EVENT.c.organisation_id,
            _UNIT.c.name_zh,
            _UNIT.c.name_en,
            (there if there is not None else false()).label("there"),
            (false() if there is None else and_(~there, _is_placed())).label("elsewhere"),
        )
        .join_from(_EVENT, _UNIT, _UNIT.c.id == _EVENT.c.organisation_id)
        .where(
            _EVENT.c.dataset == Dataset.RECORDED.value,
            _EVENT.c.deleted_at.is_(None),
            _EVENT.c.when_start <= _later(end),
            func.coalesce(_EVENT.c.when_end, _EVENT.c.when_start) >= _earlier(start),
            _EVENT.c.id != (draft.id or 0),
            or_(*where),
        )
        .order_by(_EVENT.c.when_start.desc())
        .limit(MOST_COMPARED)
    ).all()


def _at_places(draft: EventDraft) -> ColumnElement[bool] | None:
    """Whether an event took place at one of the draft's places, or in one of their communities or townships."""
    places = [place.place_id for place in draft.places if place.place_id is not None]
    divisions = [
        place.division_id
        for place in draft.places
        if place.division_id is not None and len(place.division_id) >= SHORTEST_PLACE
    ]
    # There is an activity room (活动室) in every community: a name says where only together with its division.
    ways: list[ColumnElement[bool]] = [
        and_(_PLACE.c.name == place.name, _PLACE.c.division_id == place.division_id)
        for place in draft.places
        if place.name and place.division_id is not None
    ]
    if places:
        # A known place, and whatever lies in the same community or township.
        around = select(_KNOWN.c.division_id).where(
            _KNOWN.c.id.in_(places), func.length(_KNOWN.c.division_id) >= SHORTEST_PLACE
        )
        ways += [_LINK.c.place_id.in_(places), _LINK.c.division_id.in_(around), _PLACE.c.division_id.in_(around)]
    if divisions:
        ways += [_LINK.c.division_id.in_(divisions), _PLACE.c.division_id.in_(divisions)]
    if not ways:
        return None
    there = select(_LINK.c.id).outerjoin(_PLACE, _PLACE.c.id == _LINK.c.place_id)
    return exists(there.where(_LINK.c.event_id == _EVENT.c.id, or_(*ways)).correlate(_EVENT))


def _is_placed() -> ColumnElement[bool]:
    return exists().where(_LINK.c.event_id == _EVENT.c.id).correlate(_EVENT)


def _earlier(day: date) -> date:
    return day - NEAR if day - date.min > NEAR else day


def _later(day: date) -> date:
    return day + NEAR if date.max - day > NEAR else day


def _same_days(row: Any, start: date, end: date) -> bool:
    return bool(row.when_start <= end and (row.when_end or row.when_start) >= start)


def _told(row: Any, readable: bool, unit_id: int | None) -> Alike:
    when = When(row.when_start, row.when_end, Precision(row.when_precision), row.when_text)
    ours = row.organisation_id == unit_id
    joinable = not ours and unit_id is not None and row.status != APPROVED
    return Alike(row.id, row.title, when, either(row.name_zh, row.name_en), readable, ours, joinable)
