"""Whole events with everything that hangs on them, for lists, exports and the page of one event."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, func, select, union_all
from sqlalchemy.sql import Select

from locales import either
from metrics.asking import answered
from metrics.counting import (
    CO_ORGANISER,
    EVENT,
    EVENT_PLACE,
    KEY_GROUP,
    MATERIAL,
    PLACE,
    READING,
    UNIT,
    Condition,
    conditions,
    mentions,
    named,
)
from metrics.filter import Filter
from metrics.positions import Position, positions_of
from models.base import table_of
from models.count import Count, stored_count
from models.dataset import Dataset
from models.event import EventCampaign, EventFormat, EventLink, EventPartner, EventTopic
from models.permission import Action
from models.place import Campaign, Partner
from models.viewer import Viewer
from models.when import Precision, When
from store.database import Database
from store.search import events_saying_all

CHUNK: Final = 500  # events fetched with their parts in one go

ORDERS: Final = {
    "when": (EVENT.c.when_start, EVENT.c.id),
    "title": (EVENT.c.title, EVENT.c.id),
    "attendance": (EVENT.c.attendance_value, EVENT.c.id),
    "updated": (EVENT.c.updated_at, EVENT.c.id),
}


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """Where an event took place: a name (empty for a bare division) and its position."""

    name: str
    position: Position

    @property
    def label(self) -> str:
        """The name with its divisions, smallest first; a division that the name already says is not repeated."""
        chain = [name for name in self.position.chain if name and name not in self.name]
        return " · ".join([self.name, *chain] if self.name else chain)


@dataclass(frozen=True, slots=True)
class MaterialRecord:
    """Something handed out."""

    material: str
    name: str
    copies: Count | None


@dataclass(frozen=True, slots=True)
class ReadingRecord:
    """An online counter as read on a day."""

    channel: str
    read_on: date | None
    views: Count | None
    likes: int | None
    shares: int | None


@dataclass(slots=True)
class EventRecord:
    """One event, names resolved in the language now spoken, vocabulary words as codes."""

    id: int
    version: int
    kind: str
    title: str
    when: When
    organisation_id: int
    organisation_path: str
    organisation: str
    venue_type: str | None
    sessions: int
    attendance: Count | None
    indirect: Count | None
    consultations: Count | None
    staff: Count | None
    media_reports: int | None
    note: str
    reference: str | None
    dataset: str
    status: str
    status_at: datetime | None
    status_by: str | None
    status_reason: str
    updated_at: datetime
    updated_by: str
    created_by: str
    co_organisers: list[str] = field(default_factory=list)
    co_organiser_ids: list[int] = field(default_factory=list)
    partners: list[str] = field(default_factory=list)
    places: list[PlaceRecord] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    campaigns: list[str] = field(default_factory=list)
    key_groups: dict[str, Count | None] = field(default_factory=dict)
    materials: list[MaterialRecord] = field(default_factory=list)
    readings: list[ReadingRecord] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def datasets_present(database: Database, viewer: Viewer) -> dict[Dataset, int]:
    """How many events, the bin not counted, the viewer may see of each dataset; only those that have some."""
    counted = {dataset: count_events(database, viewer, Filter(dataset=dataset)) for dataset in Dataset}
    return {dataset: number for dataset, number in counted.items() if number}


def count_events(
    database: Database, viewer: Viewer, filter_: Filter, action: Action = Action.READ, *, binned: bool = False
) -> int:
    """How many events of a filter the viewer may do this with, staff trainings included; or how many in the bin."""

    def counted(connection: Connection) -> int:
        if not binned and viewer.everywhere(action) and (saying := _count_saying(connection, filter_)) is not None:
            return saying
        query = select(func.count()).select_from(EVENT).where(*conditions(viewer, filter_, action, binned=binned))
        return connection.scalar(query) or 0

    if not binned:
        return answered(database, filter_, counted)
    with database.reading() as connection:  # the copy has nothing that is in the bin
        return counted(connection)


def list_events(
    database: Database,
    viewer: Viewer,
    filter_: Filter,
    action: Action = Action.READ,
    *,
    order: str = "when",
    descending: bool = True,
    offset: int = 0,
    limit: int = 50,
    binned: bool = False,
) -> list[EventRecord]:
    """One page of a filter's events with which the viewer may do this, or of those in the bin.

    `order` is a key of ORDERS; events without the value come last.
    """
    with database.reading() as connection:
        where = conditions(viewer, filter_, action, binned=binned)
        query = ordered(where, order, descending).offset(offset).limit(limit)
        return fetch(connection, list(connection.scalars(query)))


def all_events(
    database: Database, viewer: Viewer, filter_: Filter, action: Action = Action.READ
) -> Iterator[EventRecord]:
    """All of a filter's events with which the viewer may do this, newest first, in one consistent state.

    Memory does not grow with their number.
    """
    with database.reading() as connection:
        ids = list(connection.scalars(ordered(conditions(viewer, filter_, action), "when", True)))
        for start in range(0, len(ids), CHUNK):
            yield from fetch(connection, ids[start : start + CHUNK])


def one_event(database: Database, viewer: Viewer, event_id: int) -> EventRecord | None:
    """One event that is not in the bin; None when there is none or the viewer may not see it."""
    with database.reading() as connection:
        dataset = connection.scalar(select(EVENT.c.dataset).where(EVENT.c.id == event_id))
        if dataset is None:
            return None
        visible = conditions(viewer, Filter(dataset=Dataset(dataset)))
        found = connection.scalars(select(EVENT.c.id).where(EVENT.c.id == event_id, *visible)).all()
        return next(iter(fetch(connection, found)), None)


def events_by_id(database: Database, viewer: Viewer, dataset: Dataset, ids: tuple[int, ...]) -> list[EventRecord]:
    """The events with these ids that the viewer may see, in this order; at most CHUNK of them."""
    with database.reading() as connection:
        visible = conditions(viewer, Filter(dataset=dataset))
        seen = set(connection.scalars(select(EVENT.c.id).where(EVENT.c.id.in_(ids), *visible)))
        return fetch(connection, [id_ for id_ in ids if id_ in seen])


def ordered(where: Sequence[Condition], order: str, descending: bool) -> Select[Any]:
    """The ids of the events of which all of this is true, in an order (a key of ORDERS)."""
    # Said in these words, every order is read off an index in both directions.
    columns = ORDERS.get(order, ORDERS["when"])
    return (
        select(EVENT.c.id)
        .where(*where)
        .order_by(*((column.desc() if descending else column.asc()).nulls_last() for column in columns))
    )


def _count_saying(connection: Connection, filter_: Filter) -> int | None:
    """How many of all events of a dataset have the words searched for; None where more than words is asked.

    The index alone counts those that say all of them; only those that have one as a name are looked at one by one.
    """
    saying = events_saying_all(filter_.words, filter_.dataset)
    if saying is None or filter_ != Filter(dataset=filter_.dataset, text=filter_.text):
        return None
    besides = select(func.count()).where(
        EVENT.c.dataset.concat("") == filter_.dataset.value,
        EVENT.c.deleted_at.is_(None),
        EVENT.c.id.in_(union_all(*(ids for word in filter_.words for ids in named(word)))),
        EVENT.c.id.not_in(saying),
        *(mentions(word, filter_.dataset) for word in filter_.words if len(filter_.words) > 1),
    )
    said = connection.scalar(select(func.count()).select_from(saying.subquery()))
    return (said or 0) + (connection.scalar(besides) or 0)


def fetch(connection: Connection, ids: Sequence[int]) -> list[EventRecord]:
    """The events with these ids, in this order, with all their parts; at most CHUNK of them."""
    if not ids:
        return []
    rows = connection.execute(
        select(EVENT, UNIT.c.name_zh, UNIT.c.name_en, UNIT.c.path.label("unit_path"))
        .join_from(EVENT, UNIT, UNIT.c.id == EVENT.c.organisation_id)
        .where(EVENT.c.id.in_(ids))
    )
    events = {row.id: _event(row) for row in rows}
    _add_names(connection, events)
    _add_places(connection, events)
    _add_numbers(connection, events)
    return [events[id_] for id_ in ids if id_ in events]


def _event(row: Any) -> EventRecord:
    return EventRecord(
        id=row.id,
        version=row.version,
        kind=row.kind,
        title=row.title,
        when=When(row.when_start, row.when_end, Precision(row.when_precision), row.when_text),
        organisation_id=row.organisation_id,
        organisation_path=row.unit_path,
        organisation=either(row.name_zh, row.name_en),
        venue_type=row.venue_type,
        sessions=row.sessions,
        attendance=stored_count(row.attendance_value, row.attendance_qualifier, row.attendance_basis),
        indirect=stored_count(row.indirect_value, row.indirect_qualifier, row.indirect_basis),
        consultations=stored_count(row.consultations_value, row.consultations_qualifier, row.consultations_basis),
        staff=stored_count(row.staff_value, row.staff_qualifier, row.staff_basis),
        media_reports=row.media_reports,
        note=row.note,
        reference=row.reference,
        dataset=row.dataset,
        status=row.status,
        status_at=row.status_at,
        status_by=row.status_by,
        status_reason=row.status_reason or "",
        updated_at=row.updated_at,
        updated_by=row.updated_by,
        created_by=row.created_by,
    )


def _add_names(connection: Connection, events: dict[int, EventRecord]) -> None:
    topic, form, link = table_of(EventTopic), table_of(EventFormat), table_of(EventLink)
    event_partner, partner = table_of(EventPartner), table_of(Partner)
    event_campaign, campaign = table_of(EventCampaign), table_of(Campaign)
    for row in connection.execute(select(topic).where(topic.c.event_id.in_(events)).order_by(topic.c.topic)):
        events[row.event_id].topics.append(row.topic)
    for row in connection.execute(select(form).where(form.c.event_id.in_(events)).order_by(form.c.format)):
        events[row.event_id].formats.append(row.format)
    for row in connection.execute(select(link).where(link.c.event_id.in_(events)).order_by(link.c.id)):
        events[row.event_id].links.append(row.url)
    partners = (
        select(event_partner.c.event_id, partner.c.name)
        .join_from(event_partner, partner, partner.c.id == event_partner.c.partner_id)
        .where(event_partner.c.event_id.in_(events))
        .order_by(partner.c.id)
    )
    for event_id, name in connection.execute(partners):
        events[event_id].partners.append(name)
    campaigns = (
        select(event_campaign.c.event_id, campaign.c.name_zh, campaign.c.name_en, campaign.c.year)
        .join_from(event_campaign, campaign, campaign.c.id == event_campaign.c.campaign_id)
        .where(event_campaign.c.event_id.in_(events))
        .order_by(campaign.c.id)
    )
    for event_id, zh, en, year in connection.execute(campaigns):
        events[event_id].campaigns.append(Campaign(name_zh=zh, name_en=en, year=year).label)
    co_organisers = (
        select(CO_ORGANISER.c.event_id, UNIT.c.id, UNIT.c.name_zh, UNIT.c.name_en)
        .join_from(CO_ORGANISER, UNIT, UNIT.c.id == CO_ORGANISER.c.organisation_id)
        .where(CO_ORGANISER.c.event_id.in_(events))
        .order_by(UNIT.c.id)
    )
    for event_id, unit_id, zh, en in connection.execute(co_organisers):
        events[event_id].co_organisers.append(either(zh, en))
        events[event_id].co_organiser_ids.append(unit_id)


def _add_places(connection: Connection, events: dict[int, EventRecord]) -> None:
    rows = connection.execute(
        select(
            EVENT_PLACE.c.event_id,
            func.coalesce(PLACE.c.division_id, EVENT_PLACE.c.division_id).label("division_id"),
            PLACE.c.name,
            PLACE.c.lat,
            PLACE.c.lng,
        )
        .outerjoin_from(EVENT_PLACE, PLACE, PLACE.c.id == EVENT_PLACE.c.place_id)
        .where(EVENT_PLACE.c.event_id.in_(events))
        .order_by(EVENT_PLACE.c.id)
    ).all()
    positions = positions_of(connection, {row.division_id for row in rows if row.division_id})
    for row in rows:
        position = positions.get(row.division_id, Position())
        if row.lat is not None:
            position = position.at(row.lat, row.lng)
        events[row.event_id].places.append(PlaceRecord(row.name or "", position))


def _add_numbers(connection: Connection, events: dict[int, EventRecord]) -> None:
    for row in _rows(connection, KEY_GROUP, events, KEY_GROUP.c.key_group):
        events[row.event_id].key_groups[row.key_group] = stored_count(row.value, row.qualifier, row.basis)
    for row in _rows(connection, MATERIAL, events, MATERIAL.c.id):
        events[row.event_id].materials.append(
            MaterialRecord(row.material, row.name, stored_count(row.value, row.qualifier, row.basis))
        )
    for row in _rows(connection, READING, events, READING.c.id):
        events[row.event_id].readings.append(
            ReadingRecord(
                row.channel,
                row.read_on,
                stored_count(row.views_value, row.views_qualifier, row.views_basis),
                row.likes,
                row.shares,
            )
        )


def _rows(connection: Connection, table: Any, events: Iterable[int], order: Any) -> Iterator[Any]:
    yield from connection.execute(select(table).where(table.c.event_id.in_(list(events))).order_by(order))


def newest(readings: Sequence[ReadingRecord]) -> list[ReadingRecord]:
    """The newest reading of each channel that gives views; one without a day is older than any with one."""
    by_channel: dict[str, list[ReadingRecord]] = defaultdict(list)
    for reading in readings:
        if reading.views is None:
            continue
        by_channel[reading.channel].append(reading)
    # Of two readings on one day the one written last counts, as in `counting.newest_readings`.
    return [
        max(reversed(group), key=lambda reading: (reading.read_on is not None, reading.read_on or date.min))
        for group in by_channel.values()
    ]
