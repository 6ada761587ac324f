"""Which units are compared with one another, and how many outlets each has."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, Connection, select

from metrics.counting import UNIT
from models.dataset import Dataset
from models.organisation import KINDS
from store.assessment import UnitThen

PARTS: Final = "organisation"
"""The units right below the one asked about."""
BY: Final = (PARTS, *(f"{PARTS}:{kind}" for kind in KINDS))
"""By what units can be compared: those right below one, or those of one kind below it; keys of dimensions."""


def units_now(connection: Connection, dataset: Dataset) -> list[UnitThen]:
    """All units of a dataset as they are, by id; a unit without any outlet at or below it counts as one."""
    rows = connection.execute(
        select(UNIT.c.id, UNIT.c.name_zh, UNIT.c.name_en, UNIT.c.kind, UNIT.c.path)
        .where(UNIT.c.dataset == dataset.value)
        .order_by(UNIT.c.id)
    ).all()
    outlets = Counter(int(part) for row in rows if row.kind == "outlet" for part in row.path.split("/") if part)
    return [UnitThen(*row, outlets=max(1, outlets[row.id])) for row in rows]


def kind_of(by: str) -> str:
    """The kind of unit that is compared; empty where it is the units right below one."""
    return by.partition(":")[2]


def compared_units(units: Sequence[UnitThen], by: str, organisation: int | None) -> list[UnitThen]:
    """The units that are compared: of one kind, or right below the unit asked about, always without that one.

    Of several of one kind, one below the other, the topmost. Where no unit is asked about, the parts are the topmost
    units, or what is below a single one. Raises KeyError for another `by`.
    """
    if by not in BY:
        raise KeyError(by)
    top = "" if organisation is None else next((unit.path for unit in units if unit.id == organisation), None)
    if top is None:
        return []
    below = sorted((unit for unit in units if unit.path.startswith(top) and unit.path != top), key=lambda u: u.path)
    if kind := kind_of(by):
        return _topmost([unit for unit in below if unit.kind == kind])
    depth = top.count("/") + 1
    parts = [unit for unit in below if unit.path.count("/") == depth]
    while organisation is None and len(parts) == 1:
        further = [unit for unit in below if unit.path.count("/") == depth + 1]
        if not further:
            break
        parts, depth = further, depth + 1
    return parts


def _topmost(units: Sequence[UnitThen]) -> list[UnitThen]:
    found: list[UnitThen] = []
    for unit in units:  # in the order of their paths, so one comes before all below it
        if not found or not unit.path.startswith(found[-1].path):
            found.append(unit)
    return found


def asked_about(units: Sequence[UnitThen], by: str, dataset: Dataset) -> ColumnElement[bool]:
    """A condition on UNIT that all these units meet, and few others: not each by its number, for they may be many."""
    if kind := kind_of(by):
        return (UNIT.c.dataset == dataset.value) & (UNIT.c.kind == kind)
    above = {unit.path.split("/")[-3] for unit in units if unit.path.count("/") > 1}
    of_the_dataset = UNIT.c.dataset == dataset.value
    if not above:
        return of_the_dataset & UNIT.c.parent_id.is_(None)
    return of_the_dataset & UNIT.c.parent_id.in_([int(id_) for id_ in above])
