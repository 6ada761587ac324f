"""What a filter can be set to: the units, campaigns and words that a viewer's events have."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select

from locales import either, gettext
from metrics.counting import EVENT, UNIT, conditions, units_within
from metrics.filter import Filter
from metrics.positions import Position, positions_of
from metrics.records import PlaceRecord
from models.base import table_of
from models.dataset import Dataset
from models.event import KINDS
from models.permission import Action
from models.place import Campaign, Place
from models.review import STATUSES
from models.viewer import Viewer
from models.words import Words
from store.database import Database
from store.words import words_of

MOST_OFFERED: Final = 2000  # a browser list stays quick


@dataclass(frozen=True, slots=True)
class Choices:
    """Options with their labels in the language spoken.

    `units` are indented by their depth and in the order of the tree; `words` by the field of `Filter` they set.
    """

    units: dict[int, str]
    campaigns: dict[int, str]
    words: dict[str, dict[str, str]]
    newest_year: int | None


def vocabularies(database: Database, viewer: Viewer) -> Words:
    """The words a record may use; they are the same for everybody."""
    del viewer
    return words_of(database)


def choices(database: Database, viewer: Viewer, dataset: Dataset) -> Choices:
    """What the filter bar offers over one dataset."""
    campaign = table_of(Campaign)
    words = words_of(database)
    with database.reading() as connection:
        rows = connection.execute(
            select(UNIT.c.id, UNIT.c.path, UNIT.c.name_zh, UNIT.c.name_en).where(
                UNIT.c.dataset == dataset.value, *units_within(viewer)
            )
        ).all()
        campaigns = connection.execute(
            select(campaign.c.id, campaign.c.name_zh, campaign.c.name_en, campaign.c.year, campaign.c.retired_at)
            .where(campaign.c.dataset.in_((dataset.value, Dataset.RECORDED.value)), campaign.c.merged_into.is_(None))
            .order_by(
                campaign.c.retired_at.is_not(None), campaign.c.year.desc(), campaign.c.starts.desc(), campaign.c.id
            )
        ).all()
        newest = connection.scalar(
            select(func.max(EVENT.c.when_start)).where(*conditions(viewer, Filter(dataset=dataset)))
        )
    return Choices(
        units=_tree(rows),
        campaigns=distinct({row.id: _campaign_label(row) for row in campaigns}),
        words={
            "kinds": {kind: gettext(label) for kind, label in KINDS.items()},
            "statuses": {status: gettext(label) for status, label in STATUSES.items()},
            "venue_types": {word.code: word.label for word in words.words("venue_type")},
            "key_groups": {word.code: word.label for word in words.words("key_group")},
            "topics": {word.code: word.label for word in words.words("topic")},
        },
        newest_year=newest.year if newest else None,
    )


def _campaign_label(row: Any) -> str:
    """A campaign as it is offered: one that is retired comes last and says so, for old events have it."""
    label = Campaign(name_zh=row.name_zh, name_en=row.name_en, year=row.year).label
    return label if row.retired_at is None else gettext("{name} (retired)").format(name=label)


def arranged_units(database: Database, viewer: Viewer) -> dict[int, str]:
    """The bank's own units the viewer may arrange, labelled and ordered as in `Choices`."""
    with database.reading() as connection:
        rows = connection.execute(
            select(UNIT.c.id, UNIT.c.path, UNIT.c.name_zh, UNIT.c.name_en).where(
                UNIT.c.dataset == Dataset.RECORDED.value, *units_within(viewer, Action.MANAGE)
            )
        ).all()
    return _tree(rows)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit as the list of units shows it; `label` is indented by its depth."""

    label: str
    kind: str
    name_zh: str
    name_en: str


def arranged_unit_lines(database: Database, viewer: Viewer) -> list[UnitLine]:
    """The units of `arranged_units`, with what else is known of each."""
    labels = arranged_units(database, viewer)
    with database.reading() as connection:
        rows = connection.execute(
            select(UNIT.c.id, UNIT.c.kind, UNIT.c.name_zh, UNIT.c.name_en).where(
                UNIT.c.dataset == Dataset.RECORDED.value, *units_within(viewer, Action.MANAGE)
            )
        ).all()
    known = {row.id: row for row in rows}
    return [
        UnitLine(label, known[id_].kind, known[id_].name_zh, known[id_].name_en)
        for id_, label in labels.items()
        if id_ in known
    ]


@dataclass(frozen=True, slots=True)
class Known:
    """What the form offers for one event: units and campaigns by id, places by id with and without their division.

    `units` may organise it; any unit of the bank may be among `co_organisers`.
    """

    units: dict[int, str]
    co_organisers: dict[int, str]
    places: dict[int, str]
    place_names: dict[int, str]
    campaigns: dict[int, str]


def known(database: Database, viewer: Viewer, dataset: Dataset, including: tuple[int, ...] = ()) -> Known:
    """What an event of one dataset can refer to: the places added last, and those with the ids `including`."""
    place = table_of(Place)
    offered = choices(database, viewer, dataset)
    with database.reading() as connection:
        of_the_bank = select(UNIT.c.id, UNIT.c.path, UNIT.c.name_zh, UNIT.c.name_en, UNIT.c.dataset).where(
            UNIT.c.dataset == dataset.value
        )
        recording = connection.execute(of_the_bank.where(*units_within(viewer, Action.RECORD))).all()
        everywhere = connection.execute(of_the_bank).all()
        columns = select(place.c.id, place.c.name, place.c.division_id).where(place.c.dataset == dataset.value)
        places = [
            *connection.execute(columns.where(place.c.id.in_(including))),
            *connection.execute(columns.order_by(place.c.id.desc()).limit(MOST_OFFERED)),
        ]
        positions = positions_of(connection, {row.division_id for row in places if row.division_id})
    labels = {row.id: PlaceRecord(row.name, positions.get(row.division_id, Position())).label for row in places}
    names = {row.id: row.name for row in places}
    return Known(_tree(recording), _tree(everywhere), distinct(labels), names, offered.campaigns)


def _tree(rows: Sequence[Any]) -> dict[int, str]:
    """Units in the order of the tree: each after its parent, siblings by number."""
    ordered = sorted(rows, key=lambda row: [int(part) for part in row.path.split("/") if part])
    names = {row.id: either(row.name_zh, row.name_en) for row in ordered}
    above = {row.id: names.get(int(row.path.split("/")[-3]), "") if row.path.count("/") > 1 else "" for row in ordered}
    labels = distinct(names, above)
    depths = [row.path.count("/") for row in ordered]
    top = min(depths, default=0)
    return {row.id: "\u2003" * (depth - top) + labels[row.id] for row, depth in zip(ordered, depths, strict=True)}


def distinct(labels: Mapping[int, str], more: Mapping[int, str] | None = None) -> dict[int, str]:
    """The labels, told apart where several are the same: by what `more` says of each, else by its number.

    A drop-down knows its options by their labels alone; of two that read the same it would take the wrong one.
    """
    counted = Counter(labels.values())
    told = {
        key: f"{label} ({more[key]})" if counted[label] > 1 and more and more.get(key) else label
        for key, label in labels.items()
    }
    counted = Counter(told.values())
    return {key: f"{label} #{key}" if counted[label] > 1 else label for key, label in told.items()}
