"""The campaigns running now, each with how far one unit is with its targets: for whoever looks at all else too."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, select

from locales import either
from metrics.breakdown import breakdown
from metrics.counting import UNIT, Figure, units_within
from metrics.filter import Filter
from metrics.pace import Standing, Time, standing
from metrics.targets import in_order
from metrics.values import amount
from models.dataset import Dataset
from models.permission import Action
from models.place import Campaign
from models.viewer import Viewer
from store.campaigns import TARGET, held_campaigns
from store.database import Database
from store.words import load_words

MOST: Final = 3


@dataclass(frozen=True, slots=True)
class CurrentTarget:
    """What a unit is to reach of one measure, what it has, and where that stands."""

    measure: str
    target: int
    reached: Figure
    standing: Standing


@dataclass(frozen=True, slots=True)
class CurrentCampaign:
    """A campaign that is running, and the targets of one unit in it."""

    campaign_id: int
    campaign: str
    time: Time
    unit: str
    targets: tuple[CurrentTarget, ...]


def current_targets(
    database: Database,
    viewer: Viewer,
    dataset: Dataset,
    organisation: int | None = None,
    *,
    today: date,
    most: int = MOST,
) -> list[CurrentCampaign]:
    """The running campaigns with targets for a unit, those that end first at the head; at most `most`.

    Without an `organisation` it is the topmost unit with targets that the viewer sees.
    """
    if not viewer.reach(Action.READ):
        return []
    with database.reading() as connection:
        words = load_words(connection)
        held = [
            (Campaign(**row._mapping), *found)
            for row in held_campaigns(connection, dataset)
            if Time(row.starts, row.ends, today).running
            and (found := _topmost(connection, viewer, row.id, dataset, organisation))
        ]
    held.sort(key=lambda one: (one[0].ends or today, one[0].id))
    current = []
    for campaign, unit_id, unit, targets in held[:most]:
        time = Time(campaign.starts, campaign.ends, today)
        filter_ = Filter(dataset=dataset, campaigns=(campaign.id or 0,), organisation=unit_id)
        measures = in_order(targets, words)
        values = breakdown(database, viewer, filter_, measures).total.values
        lines = []
        for key in measures:
            figure = values[key]
            if isinstance(figure, Figure):
                stands = standing(targets[key], amount(figure), time)
                lines.append(CurrentTarget(key, targets[key], figure, stands))
        current.append(CurrentCampaign(campaign.id or 0, campaign.label, time, unit, tuple(lines)))
    return current


def _topmost(
    connection: Connection, viewer: Viewer, campaign_id: int, dataset: Dataset, organisation: int | None
) -> tuple[int, str, dict[str, int]] | None:
    """The unit asked about, else the topmost one, with its name and its targets by measure; None where it has none."""
    asked = (
        select(UNIT.c.id, UNIT.c.path, UNIT.c.name_zh, UNIT.c.name_en, TARGET.c.measure, TARGET.c.value)
        .join_from(TARGET, UNIT, UNIT.c.id == TARGET.c.organisation_id)
        .where(TARGET.c.campaign_id == campaign_id, UNIT.c.dataset == dataset.value, *units_within(viewer))
    )
    if organisation is not None:
        asked = asked.where(UNIT.c.id == organisation)
    rows = connection.execute(asked).all()
    if not rows:
        return None
    top = min(rows, key=lambda row: (row.path.count("/"), row.id))
    return top.id, either(top.name_zh, top.name_en), {row.measure: row.value for row in rows if row.id == top.id}
