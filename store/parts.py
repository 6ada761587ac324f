"""Writing what hangs on an event: places, partners, campaigns, words, numbers, links."""

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from locales import mark
from models.base import table_of
from models.dataset import Dataset
from models.division import Division
from models.draft import EventDraft, PlaceDraft
from models.event import (
    Event,
    EventCampaign,
    EventCoOrganiser,
    EventPartner,
    EventPlace,
)
from models.place import Campaign, Partner, Place
from models.problem import Problem
from store.database import Writing
from store.event_rows import plain_parts
from store.many import insert_rows
from store.units import AmbiguousUnitError, find_unit, unknown_unit


def write_parts(writing: Writing, event: Event, draft: EventDraft, dataset: Dataset) -> list[Problem]:
    """Add all parts of `draft` to `event`, which has an id and no parts yet; the problems met on the way."""
    assert event.id is not None  # noqa: S101 - the caller has flushed it
    for model, rows in plain_parts(draft).items():
        insert_rows(writing.session.connection(), table_of(model), [{**row, "event_id": event.id} for row in rows])
    problems: list[Problem] = []
    # By id and by two names the same unit, partner or place may be told several times: it is linked once.
    co_organisers, partners, campaigns = set[int](), set[int](), set[int]()
    places = dict[tuple[int | None, str | None], EventPlace]()
    for co_organiser in draft.co_organisers:
        try:
            unit = find_unit(writing.session, writing.viewer, co_organiser, dataset, action=None)
        except AmbiguousUnitError as error:
            problems.append(error.about("co_organisers"))
            continue
        if unit is None or unit.id is None:
            problems.append(unknown_unit("co_organisers", co_organiser))
        elif unit.id != event.organisation_id:
            co_organisers.add(unit.id)
    for name in draft.partners:
        partners.add(_partner(writing, name, dataset))
    for campaign in draft.campaigns:
        campaign_id = _campaign(writing, campaign, event, dataset)
        if campaign_id is None:
            problems.append(
                Problem.of("campaigns", "unknown", mark("there is no campaign “{name}”."), name=str(campaign)[:60])
            )
        else:
            campaigns.add(campaign_id)
    for place in draft.places:
        part = _place(writing, place, event.id, event.venue_type, dataset)
        if part is None:
            problems.append(
                Problem.of(
                    "places",
                    "unknown",
                    mark("there is no place “{name}”."),
                    name=place.name or place.division_id or place.place_id,
                )
            )
        else:
            places.setdefault((part.place_id, part.division_id), part)
    writing.session.add_all(EventCoOrganiser(event_id=event.id, organisation_id=id_) for id_ in co_organisers)
    writing.session.add_all(EventPartner(event_id=event.id, partner_id=id_) for id_ in partners)
    writing.session.add_all(EventCampaign(event_id=event.id, campaign_id=id_) for id_ in campaigns)
    writing.session.add_all(places.values())
    return problems


def _partner(writing: Writing, name: str, dataset: Dataset) -> int:
    session = writing.session
    found = session.exec(select(Partner).where(Partner.name == name, Partner.dataset == dataset.value)).first()
    return _kept(session, found or Partner(name=name, dataset=dataset.value, change=writing.change))


def _campaign(writing: Writing, reference: int | str, event: Event, dataset: Dataset) -> int | None:
    session = writing.session
    allowed = col(Campaign.dataset).in_({dataset.value, Dataset.RECORDED.value})
    meant = func.coalesce(col(Campaign.merged_into), col(Campaign.id))  # a misspelt one was merged into another
    if isinstance(reference, int):
        return session.exec(select(meant).where(Campaign.id == reference, allowed)).first()
    if not reference.strip():  # else it would be every campaign without an English name
        return None
    year = event.when_start.year if event.when_start else None
    named = or_(col(Campaign.name_zh) == reference, col(Campaign.name_en) == reference)
    same_year = col(Campaign.year) == year if year else col(Campaign.year).is_(None)
    found = session.exec(select(meant).where(named, allowed, same_year)).first()
    if found is not None:
        return int(found)
    return _kept(session, Campaign(name_zh=reference, year=year, dataset=dataset.value, change=writing.change))


def _place(
    writing: Writing, draft: PlaceDraft, event_id: int, venue_type: str | None, dataset: Dataset
) -> EventPlace | None:
    """The event's link to a place: the known one, the one of that name in that division, a new one, or a division."""
    session = writing.session
    if draft.place_id is not None:
        allowed = col(Place.dataset).in_({dataset.value, Dataset.RECORDED.value})
        known = session.exec(select(Place.id).where(Place.id == draft.place_id, allowed)).first()
        return EventPlace(event_id=event_id, place_id=known) if known else None
    if draft.division_id is not None and session.get(Division, draft.division_id) is None:
        return None
    if not draft.name:
        return EventPlace(event_id=event_id, division_id=draft.division_id)
    found = session.exec(
        select(Place).where(
            Place.name == draft.name, Place.division_id == draft.division_id, Place.dataset == dataset.value
        )
    ).first()
    place = found or Place(
        name=draft.name,
        division_id=draft.division_id,
        venue_type=venue_type,
        lat=draft.lat,
        lng=draft.lng,
        dataset=dataset.value,
        change=writing.change,
    )
    return EventPlace(event_id=event_id, place_id=_kept(session, place))


def _kept(session: Session, row: Partner | Campaign | Place) -> int:
    if row.id is None:
        session.add(row)
        session.flush()
    assert row.id is not None  # noqa: S101 - set by the flush
    return row.id
