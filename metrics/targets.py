"""Progress to the targets of a campaign: what each unit was to reach, has and may reach; and whether they add up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, select

from locales import CHINESE, ENGLISH, either, speaking
from metrics.choices import distinct
from metrics.counting import UNIT, units_within
from metrics.dimension import Asking
from metrics.filter import Filter
from metrics.measures import KEY_GROUP_PREFIX, measure
from metrics.pace import Forecast, Standing, Time, forecast, standing
from metrics.unit_weeks import TOTAL, Reached, UnitWeeks, by_unit_and_week
from metrics.values import amount
from models.base import table_of
from models.dataset import Dataset
from models.permission import Action
from models.place import Campaign
from models.target import MEASURES
from models.viewer import Viewer
from models.words import Words
from store.database import Database
from store.targets import HeldTarget, seen_targets
from store.words import load_words

CAMPAIGN: Final = table_of(Campaign)


@dataclass(frozen=True, slots=True)
class Cascade:
    """The targets of the units right below one, added up: `difference` is what they are more than its own target.

    `missing` are those of them that have no target.
    """

    passed_on: int
    difference: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One target of one unit, and where it stands.

    `names` are the unit's in Chinese and English; `depth` is how far below the topmost unit shown it is. Of a unit
    above the viewer's own part of the bank only the target is told: `reached` is None, and so is all that follows from
    it. `cascade` is None where nothing was passed on to the units below, or there are none.
    """

    unit_id: int
    unit: str
    names: tuple[str, str]
    path: str
    depth: int
    measure: str
    target: int
    set_by: str
    set_at: datetime
    reached: Reached | None
    events: int
    unapproved: int
    standing: Standing
    forecast: Forecast | None
    cascade: Cascade | None

    @property
    def value(self) -> int | None:
        """What is reached; None where that is not known."""
        return None if self.reached is None else amount(self.reached.value)

    @property
    def share(self) -> float | None:
        """The share of the target that is reached; None where nothing was to be."""
        return None if self.reached is None or not self.target else (self.value or 0) / self.target


@dataclass(frozen=True, slots=True)
class Progress:
    """A campaign's targets, in the order of the tree; `total` is all its events together, each once.

    `names` are what it is called in Chinese and English; `measures` the keys of those that targets are set for, in the
    order they are shown in.
    """

    campaign_id: int
    campaign: str
    names: tuple[str, str]
    time: Time
    measures: tuple[str, ...]
    lines: list[Line]
    total: UnitWeeks | None

    @property
    def not_adding_up(self) -> list[Line]:
        """The targets that are not the sum of those right below."""
        return [line for line in self.lines if line.cascade is not None and line.cascade.difference]


def progress(
    database: Database, viewer: Viewer, campaign_id: int, dataset: Dataset = Dataset.RECORDED, *, today: date
) -> Progress | None:
    """Where a campaign's targets stand on a day, for all units that the viewer may see; None without such a campaign.

    `dataset` says whose events count and which units are meant. However many units there are, the events are asked
    about once for each kind of fact.
    """
    with database.reading() as connection:
        campaign = _campaign(connection, campaign_id, dataset)
        if campaign is None or not viewer.reach(Action.READ):
            return None
        words = load_words(connection)
        units = _units(connection, viewer, dataset)
        held = [target for target in seen_targets(connection, viewer, campaign_id) if target.unit_id in units]
    time = Time(campaign.starts, campaign.ends, today)
    measures = in_order({target.measure for target in held}, words)
    filter_ = Filter(dataset=dataset, campaigns=(campaign_id,))
    found: Mapping[int, UnitWeeks] = {}
    if held:
        found = database.answer(
            lambda connection: by_unit_and_week(
                Asking(connection, viewer, filter_, words), campaign_id, measures, time.weeks
            )
        )
    return Progress(
        campaign_id,
        campaign.label,
        _called(campaign),
        time,
        measures,
        list(_lines(held, units, measures, found, time)),
        found.get(TOTAL),
    )


def _called(campaign: Campaign) -> tuple[str, str]:
    with speaking(CHINESE):
        chinese = campaign.label
    with speaking(ENGLISH):
        return chinese, campaign.label


def in_order(measures: Iterable[str], words: Words) -> tuple[str, ...]:
    """The keys of measures in the order people see them, key groups last in the order of their vocabulary."""
    known = [*MEASURES, *(f"{KEY_GROUP_PREFIX}{word.code}" for word in words.words("key_group"))]
    place = {key: number for number, key in enumerate(known)}
    return tuple(sorted(measures, key=lambda key: (place.get(key, len(place)), key)))


def measure_name(key: str, words: Words) -> str:
    """What a measure is called, in the language now spoken; a key group's by the group."""
    group = key.removeprefix(KEY_GROUP_PREFIX)
    return measure(key).name if group == key else words.label("key_group", group)


@dataclass(frozen=True, slots=True)
class _Unit:
    id: int
    parent_id: int | None
    path: str
    label: str
    names: tuple[str, str]
    seen: bool
    """Whether the viewer reads what it does, not only what it was to reach."""


def _campaign(connection: Connection, campaign_id: int, dataset: Dataset) -> Campaign | None:
    row = connection.execute(
        select(CAMPAIGN).where(
            CAMPAIGN.c.id == campaign_id,
            CAMPAIGN.c.merged_into.is_(None),
            CAMPAIGN.c.dataset.in_((dataset.value, Dataset.RECORDED.value)),
        )
    ).first()
    return None if row is None else Campaign(**row._mapping)


def _units(connection: Connection, viewer: Viewer, dataset: Dataset) -> dict[int, _Unit]:
    """The units the viewer reads and those above them, in the order of the tree."""
    columns = (UNIT.c.id, UNIT.c.parent_id, UNIT.c.path, UNIT.c.name_zh, UNIT.c.name_en)
    of_them = select(*columns).where(UNIT.c.dataset == dataset.value)
    rows = {row.id: row for row in connection.execute(of_them.where(*units_within(viewer)))}
    seen = set(rows)
    above = {int(part) for row in rows.values() for part in row.path.split("/") if part} - seen
    if above:
        rows |= {row.id: row for row in connection.execute(of_them.where(UNIT.c.id.in_(above)))}
    names = {id_: either(row.name_zh, row.name_en) for id_, row in rows.items()}
    labels = distinct(names, {id_: names.get(row.parent_id, "") for id_, row in rows.items()})
    ordered = sorted(rows.values(), key=lambda row: [int(part) for part in row.path.split("/") if part])
    return {
        row.id: _Unit(row.id, row.parent_id, row.path, labels[row.id], (row.name_zh, row.name_en), row.id in seen)
        for row in ordered
    }


def _lines(
    held: Sequence[HeldTarget],
    units: Mapping[int, _Unit],
    measures: Sequence[str],
    found: Mapping[int, UnitWeeks],
    time: Time,
) -> Iterable[Line]:
    targets = {(target.unit_id, target.measure): target for target in held}
    below: dict[int | None, list[_Unit]] = {}
    for unit in units.values():
        below.setdefault(unit.parent_id, []).append(unit)
    with_one = [units[unit_id] for unit_id in units if any((unit_id, key) in targets for key in measures)]
    top = min((unit.path.count("/") for unit in with_one), default=0)
    for unit in with_one:
        told = found.get(unit.id)
        for key in measures:
            target = targets.get((unit.id, key))
            if target is None:
                continue
            reached = (told.reached[key] if told else nothing(key, len(time.weeks))) if unit.seen else None
            value = None if reached is None else amount(reached.value)
            weekly = () if reached is None else reached.weekly[: time.whole_weeks]
            yield Line(
                unit_id=unit.id,
                unit=unit.label,
                names=unit.names,
                path=unit.path,
                depth=unit.path.count("/") - top,
                measure=key,
                target=target.value,
                set_by=target.set_by,
                set_at=target.set_at,
                reached=reached,
                events=told.events if told and unit.seen else 0,
                unapproved=told.unapproved if told and unit.seen else 0,
                standing=standing(target.value, value, time),
                forecast=forecast(value, weekly, time),
                cascade=_cascade(target, below.get(unit.id, []), targets) if unit.seen else None,
            )


def nothing(key: str, weeks: int) -> Reached:
    """What a unit without any event of the campaign has reached of a measure."""
    one = measure(key)
    return Reached(one.made([None] * len(one.columns), 0, 0), (0,) * weeks, 0)


def _cascade(
    target: HeldTarget, below: Sequence[_Unit], targets: Mapping[tuple[int, str], HeldTarget]
) -> Cascade | None:
    passed_on = [targets[unit.id, target.measure].value for unit in below if (unit.id, target.measure) in targets]
    if not passed_on:
        return None
    missing = tuple(unit.label for unit in below if (unit.id, target.measure) not in targets)
    return Cascade(sum(passed_on), sum(passed_on) - target.value, missing)
