"""Events read back as drafts, many at a time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from models.base import Base, table_of
from models.count import Count, stored_count
from models.draft import EventDraft, KeyGroupDraft, LinkDraft, MaterialDraft, PlaceDraft, ReadingDraft
from models.event import (
    Event,
    EventCampaign,
    EventCoOrganiser,
    EventFormat,
    EventKeyGroup,
    EventLink,
    EventMaterial,
    EventPartner,
    EventPlace,
    EventReading,
    EventTopic,
)
from models.place import Partner
from models.when import Precision, When
from store.states import BATCH

EVENT, EVENT_PARTNER, PARTNER = table_of(Event), table_of(EventPartner), table_of(Partner)
_PARTS: Final[tuple[type[Base], ...]] = (
    EventCoOrganiser,
    EventPlace,
    EventFormat,
    EventTopic,
    EventCampaign,
    EventKeyGroup,
    EventMaterial,
    EventReading,
    EventLink,
)
Parts = dict[type[Base], list[Any]]


def drafts_of(connection: Connection, ids: Iterable[int]) -> dict[int, EventDraft]:
    """The events with these ids as drafts to edit, those left out that are not there.

    Whoever asks: the caller has looked whether they may be seen.
    """
    drafts: dict[int, EventDraft] = {}
    waiting = iter(ids)
    while batch := list(islice(waiting, BATCH)):
        parts: defaultdict[int, Parts] = defaultdict(lambda: defaultdict(list))
        for model in _PARTS:
            table = table_of(model)
            for row in connection.execute(_of(select(table), table.c.event_id, batch).order_by(*table.primary_key)):
                parts[row.event_id][model].append(row)
        named = select(EVENT_PARTNER.c.event_id, PARTNER.c.name).join(PARTNER).order_by(PARTNER.c.name)
        for event_id, name in connection.execute(_of(named, EVENT_PARTNER.c.event_id, batch)):
            parts[event_id][EventPartner].append(name)
        for event in connection.execute(_of(select(EVENT), EVENT.c.id, batch)):
            drafts[event.id] = _draft(event, parts[event.id])
    return drafts


def _of(query: Select[Any], column: Any, ids: Sequence[int]) -> Select[Any]:
    return query.where(column.in_(ids))


def _draft(event: Any, parts: Parts) -> EventDraft:
    return EventDraft(
        id=event.id,
        version=event.version,
        kind=event.kind,
        title=event.title,
        when=When(event.when_start, event.when_end, Precision(event.when_precision), event.when_text),
        organisation=event.organisation_id,
        co_organisers=tuple(part.organisation_id for part in parts[EventCoOrganiser]),
        partners=tuple(parts[EventPartner]),
        places=tuple(PlaceDraft(place_id=part.place_id, division_id=part.division_id) for part in parts[EventPlace]),
        venue_type=event.venue_type,
        formats=tuple(part.format for part in parts[EventFormat]),
        topics=tuple(part.topic for part in parts[EventTopic]),
        campaigns=tuple(part.campaign_id for part in parts[EventCampaign]),
        sessions=event.sessions,
        attendance=stored_count(event.attendance_value, event.attendance_qualifier, event.attendance_basis),
        indirect=stored_count(event.indirect_value, event.indirect_qualifier, event.indirect_basis),
        consultations=stored_count(event.consultations_value, event.consultations_qualifier, event.consultations_basis),
        staff=stored_count(event.staff_value, event.staff_qualifier, event.staff_basis),
        media_reports=event.media_reports,
        key_groups=tuple(KeyGroupDraft(key_group=part.key_group, count=_count(part)) for part in parts[EventKeyGroup]),
        materials=tuple(
            MaterialDraft(material=part.material, name=part.name, copies=_count(part)) for part in parts[EventMaterial]
        ),
        readings=tuple(
            ReadingDraft(
                channel=part.channel,
                read_on=part.read_on,
                views=stored_count(part.views_value, part.views_qualifier, part.views_basis),
                likes=part.likes,
                shares=part.shares,
            )
            for part in parts[EventReading]
        ),
        links=tuple(LinkDraft(url=part.url, title=part.title) for part in parts[EventLink]),
        note=event.note,
        reference=event.reference,
    )


def _count(part: Any) -> Count | None:
    return stored_count(part.value, part.qualifier, part.basis)
