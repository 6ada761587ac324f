"""Units, places and campaigns that a whole set of events refers to, written before the events in one transaction.

Each is found again where the dataset already holds it, so that writing the same groundwork twice adds nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.dataset import Dataset
from models.organisation import Organisation
from models.place import Campaign, Place
from store.database import Writing
from store.units import add_unit


@dataclass(frozen=True, slots=True)
class UnitSeed:
    """A unit to be there; `key` is how places and events of the same set refer to it, `parent` another's key."""

    key: str
    name_zh: str
    name_en: str
    kind: str
    parent: str | None = None
    division_id: str | None = None


@dataclass(frozen=True, slots=True)
class CampaignSeed:
    """A campaign to be there."""

    key: str
    name_zh: str
    name_en: str
    year: int | None = None
    starts: date | None = None
    ends: date | None = None
    slogan: str = ""
    organiser: str = ""


@dataclass(frozen=True, slots=True)
class PlaceSeed:
    """A place to be there; `organisation` is the key of the unit it belongs to, `standing` its kind if one's own."""

    name: str
    division_id: str | None = None
    venue_type: str | None = None
    standing: str | None = None
    organisation: str | None = None
    note: str = ""


def write_units(writing: Writing, seeds: Iterable[UnitSeed], dataset: Dataset) -> dict[str, int]:
    """Key → id of each unit. Parents come before their children."""
    units: dict[str, Organisation] = {}
    for seed in seeds:
        parent = units[seed.parent] if seed.parent else None
        units[seed.key] = _unit(writing.session, seed, parent, dataset) or add_unit(
            writing,
            name=seed.name_zh,
            name_en=seed.name_en,
            kind=seed.kind,
            parent=parent,
            division_id=seed.division_id,
            dataset=dataset,
        )
    return {key: unit.id for key, unit in units.items() if unit.id is not None}


def write_campaigns(writing: Writing, seeds: Iterable[CampaignSeed], dataset: Dataset) -> dict[str, int]:
    """Key → id of each campaign; the bank's own campaign of that name and year serves as well as a new one."""
    session = writing.session
    usable = col(Campaign.dataset).in_({dataset.value, Dataset.RECORDED.value})
    campaigns: dict[str, Campaign] = {}
    for seed in seeds:
        same_year = col(Campaign.year).is_(None) if seed.year is None else col(Campaign.year) == seed.year
        named = select(Campaign).where(Campaign.name_zh == seed.name_zh, same_year, usable)
        campaign = session.exec(named.order_by(col(Campaign.dataset) != dataset.value, col(Campaign.id))).first()
        if campaign is None:
            campaign = Campaign(
                name_zh=seed.name_zh,
                name_en=seed.name_en,
                year=seed.year,
                starts=seed.starts,
                ends=seed.ends,
                slogan=seed.slogan,
                organiser=seed.organiser,
                dataset=dataset.value,
                change=writing.change,
            )
            session.add(campaign)
        campaigns[seed.key] = campaign
    session.flush()
    return {key: campaign.id for key, campaign in campaigns.items() if campaign.id is not None}


def write_places(
    writing: Writing, seeds: Iterable[PlaceSeed], dataset: Dataset, units: Mapping[str, int] | None = None
) -> None:
    """Put the places there; `units` are the ids behind the keys the seeds name."""
    session = writing.session
    for seed in seeds:
        there = select(Place.id).where(
            Place.name == seed.name, Place.division_id == seed.division_id, Place.dataset == dataset.value
        )
        if session.exec(there).first() is None:
            session.add(
                Place(
                    name=seed.name,
                    division_id=seed.division_id,
                    venue_type=seed.venue_type,
                    standing=seed.standing,
                    organisation_id=units[seed.organisation] if units and seed.organisation else None,
                    note=seed.note,
                    dataset=dataset.value,
                    change=writing.change,
                )
            )
    session.flush()


def _unit(session: Session, seed: UnitSeed, parent: Organisation | None, dataset: Dataset) -> Organisation | None:
    return session.exec(
        select(Organisation).where(
            Organisation.name_zh == seed.name_zh,
            Organisation.parent_id == (parent.id if parent else None),
            Organisation.dataset == dataset.value,
        )
    ).first()
