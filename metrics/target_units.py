"""The units in a table of targets: whose parts somebody may give targets to."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from locales import either
from metrics.choices import distinct
from metrics.counting import UNIT, units_within
from models.dataset import Dataset
from models.viewer import Viewer
from store.database import Database
from store.targets import may_set

TOP: Final = 0
"""Stands for the bank itself, above its topmost units."""


@dataclass(frozen=True, slots=True)
class UnitBelow:
    """A unit by its label, indented by its depth; which are right below it, and whether the viewer sets its targets."""

    label: str
    below: tuple[int, ...]
    settable: bool
    settable_below: bool


def targeted_units(database: Database, viewer: Viewer, dataset: Dataset) -> dict[int, UnitBelow]:
    """The units the viewer reads, in the order of the tree, and TOP with the topmost ones where several may be set."""
    with database.reading() as connection:
        rows = connection.execute(
            select(UNIT.c.id, UNIT.c.parent_id, UNIT.c.path, UNIT.c.name_zh, UNIT.c.name_en).where(
                UNIT.c.dataset == dataset.value, *units_within(viewer)
            )
        ).all()
    ordered = sorted(rows, key=lambda row: [int(part) for part in row.path.split("/") if part])
    held = {row.id for row in ordered}
    below: dict[int, list[Any]] = {}
    for row in ordered:
        below.setdefault(row.parent_id if row.parent_id in held else TOP, []).append(row)
    names = {row.id: either(row.name_zh, row.name_en) for row in ordered}
    labels = distinct(names, {row.id: names.get(row.parent_id, "") for row in ordered})
    shallowest = min((row.path.count("/") for row in ordered), default=0)
    settable = {row.id: may_set(viewer, row.path) for row in ordered}
    tops = below.get(TOP, [])
    found = {
        row.id: UnitBelow(
            "\u2003" * (row.path.count("/") - shallowest) + labels[row.id],
            tuple(child.id for child in below.get(row.id, [])),
            settable[row.id],
            any(settable[child.id] for child in below.get(row.id, [])),
        )
        for row in ordered
    }
    if any(settable[row.id] for row in tops):
        found = {TOP: UnitBelow("", tuple(row.id for row in tops), settable=False, settable_below=True)} | found
    return found
