"""Suggestions how a unit's target may be shared out among the units right below it: whole numbers that add up."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, TypeVar

from sqlalchemy import Connection, select

from metrics.breakdown import breakdown
from metrics.counting import UNIT, units_within
from metrics.filter import Filter
from metrics.values import amount
from models.dataset import Dataset
from models.viewer import Viewer
from store.database import Database

BY_OUTLETS: Final = "outlets"
BY_LAST_YEAR: Final = "last_year"
_OUTLET: Final = "outlet"
Part = TypeVar("Part")


def suggest_split(
    database: Database,
    viewer: Viewer,
    unit_id: int,
    total: int,
    measure: str,
    by: str,
    *,
    until: date,
    dataset: Dataset = Dataset.RECORDED,
) -> dict[int, int]:
    """A share of `total` for each unit right below `unit_id` that the viewer sees; together they are exactly that.

    `BY_OUTLETS`: by the number of outlets at and below each; `BY_LAST_YEAR`: by what each reached of the measure in the
    twelve months up to the day `until`. In equal parts where there is nothing to go by. Only a suggestion: nothing is
    written. Raises ValueError for another way.
    """
    with database.reading() as connection:
        below = _below(connection, viewer, unit_id, dataset)
        weights: dict[int, int] = dict.fromkeys(below, 0)
        if by == BY_OUTLETS:
            weights |= _outlets(connection, below, dataset)
    if by == BY_LAST_YEAR:
        year = Filter(dataset=dataset, organisation=unit_id, start=until - timedelta(days=364), end=until)
        rows = {row.key: row for row in breakdown(database, viewer, year, (measure,), "organisation").rows}
        weights = {id_: amount(rows[str(id_)].values[measure]) or 0 if str(id_) in rows else 0 for id_ in below}
    elif by != BY_OUTLETS:
        raise ValueError(f"unknown way to share out {by!r}")
    return split(total, weights)


def split(total: int, weights: Mapping[Part, int]) -> dict[Part, int]:
    """`total` in whole parts as near to the weights as may be, exactly adding up; in equal ones where all weigh 0.

    By largest remainders: what is left over after rounding down goes, one each, to those who lost most by it, of
    several the first. Nothing for nobody.
    """
    if not weights:
        return {}
    if not any(weights.values()):
        weights = dict.fromkeys(weights, 1)
    whole = sum(weights.values())
    parts = {part: total * weight // whole for part, weight in weights.items()}
    left = total - sum(parts.values())
    for part in sorted(weights, key=lambda part: -(total * weights[part] % whole))[:left]:
        parts[part] += 1
    return parts


def _below(connection: Connection, viewer: Viewer, unit_id: int, dataset: Dataset) -> dict[int, str]:
    """The units right below one, with their paths, in the order of their ids."""
    rows = connection.execute(
        select(UNIT.c.id, UNIT.c.path)
        .where(UNIT.c.parent_id == unit_id, UNIT.c.dataset == dataset.value, *units_within(viewer))
        .order_by(UNIT.c.id)
    )
    return {row.id: row.path for row in rows}


def _outlets(connection: Connection, below: Mapping[int, str], dataset: Dataset) -> Counter[int]:
    """How many outlets there are at and below each of these units."""
    paths = connection.scalars(select(UNIT.c.path).where(UNIT.c.kind == _OUTLET, UNIT.c.dataset == dataset.value))
    found: Counter[int] = Counter()
    for path in paths:
        found.update(int(part) for part in path.split("/") if part and int(part) in below)
    return found
