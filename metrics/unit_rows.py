"""Rows by who organised: the parts of the unit asked about, or the units of one kind below it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import func, select

from locales import either, gettext, mark
from metrics.choices import distinct
from metrics.counting import EVENT, UNIT, units_within
from metrics.dimension import Asking, Dimension
from metrics.facts import ADDED_UP, ROW, Apart, Key, in_several
from metrics.filter import Filter
from metrics.prepared import CO_ORGANISED, SHARED_BY
from models.organisation import KINDS
from models.permission import Action
from models.words import Words
from store.prepared import is_copy

ITSELF: Final = "-itself"
"""Ends the key of the row of what a unit organised itself, without those below it."""


@dataclass(frozen=True)
class ByUnit(Dimension):
    """By units with all below them. An event of several units is credited in full to the row of each.

    Without a `kind`: the unit asked about, as far as it acted itself, and those right below it; where none is asked
    about, the topmost ones, or what is below a single one. With it: the units of that kind below the unit asked about,
    or all; of several one below the other the topmost.
    """

    unknown: str = mark("Other units")
    kind: str = ""

    def apart(self, asking: Asking) -> Apart:
        """By the unit that leads an event; those of several units by pairs of the event and the row of each."""
        rows, for_itself = self._rows(asking)
        apart = _apart(tuple(rows), frozenset(for_itself))
        return apart if is_copy(asking.connection) else replace(apart, good_for=())

    def names(self, asking: Asking, found: Collection[Key]) -> dict[Key, tuple[str, str]]:
        """All of them: a unit that did nothing is a row too, but not what one that only has others below did itself."""
        rows, alone = self._rows(asking)
        labels = {unit.id: either(unit.name_zh, unit.name_en) for unit in rows.values()}
        idle = {id_ for id_ in alone - set(found) if len(rows) > 1}
        told = distinct(labels)
        return {
            id_: (f"{id_}{ITSELF}", gettext("{name}, itself").format(name=label)) if id_ in alone else (str(id_), label)
            for id_, label in told.items()
            if id_ not in idle
        }

    def narrowed(self, filter_: Filter, key: str, _words: Words) -> Filter | None:
        """Events of this unit and all below; what a unit did itself a filter cannot ask for."""
        return replace(filter_, organisation=int(key)) if key.isdecimal() and len(key) <= 15 else None

    def _rows(self, asking: Asking) -> tuple[dict[int, Any], set[int]]:
        """The units of the rows by their number, and which of them are for what the unit did itself."""
        asked = (self.key, asking.filter_.dataset, asking.filter_.organisation)
        if asked not in asking.found:
            asking.found[asked] = self._found(asking)
        rows: tuple[dict[int, Any], set[int]] = asking.found[asked]
        return rows

    def _found(self, asking: Asking) -> tuple[dict[int, Any], set[int]]:
        units = select(UNIT.c.id, UNIT.c.path, UNIT.c.name_zh, UNIT.c.name_en).where(
            UNIT.c.dataset == asking.filter_.dataset.value, *units_within(asking.viewer)
        )
        rows = self._of_kind(asking, units) if self.kind else None
        return ({row.id: row for row in rows}, set()) if rows is not None else _parts(asking, units)

    def _of_kind(self, asking: Asking, units: Any) -> Sequence[Any]:
        asked = asking.filter_.organisation
        path = asking.connection.scalar(select(UNIT.c.path).where(UNIT.c.id == asked)) if asked is not None else ""
        if path is None:
            return []
        below = units.where(UNIT.c.kind == self.kind, UNIT.c.path.startswith(path), UNIT.c.path != path)
        return _topmost(asking.connection.execute(below).all())


def _parts(asking: Asking, units: Any) -> tuple[dict[int, Any], set[int]]:
    asked = asking.filter_.organisation
    tops = asking.viewer.reach(Action.READ)
    everywhere = UNIT.c.parent_id.is_(None) if "" in tops else UNIT.c.path.in_(list(tops))
    top = UNIT.c.id == asked if asked is not None else everywhere
    level: Sequence[Any] = _topmost(asking.connection.execute(units.where(top)).all())
    rows: dict[int, Any] = {}
    alone: set[int] = set()
    while len(level) == 1 and (asked is None or not alone):
        [unit] = level
        level = asking.connection.execute(units.where(UNIT.c.parent_id == unit.id)).all()
        rows[unit.id] = unit
        if not level:  # with none below it, it acts by itself anyway
            break
        alone.add(unit.id)
    return rows | {unit.id: unit for unit in level}, alone


def _topmost(units: Sequence[Any]) -> list[Any]:
    """Those that lie below no other of them: what is below two rows would be in the one twice."""
    found: list[Any] = []
    for unit in sorted(units, key=lambda unit: str(unit.path)):
        if not found or not unit.path.startswith(found[-1].path):
            found.append(unit)
    return found


@lru_cache(maxsize=100)
def _apart(rows: tuple[int, ...], for_itself: frozenset[int]) -> Apart:
    belongs_to = _members(rows, for_itself)
    leader, member, part = belongs_to.alias(), belongs_to.alias(), SHARED_BY.relation
    links = (
        select(part.c.event_id, member.c[ROW])
        .distinct()
        .join_from(part, member, member.c.unit_id == part.c.unit_id)
        .subquery("links")
    )
    by_leader = (leader, leader.c.unit_id == EVENT.c.organisation_id)
    by_pair = (links, links.c.event_id == EVENT.c.id)
    # Most events have one unit only: these need no pairs. The ledger, row by row, finds both sooner in one go.
    alone = Apart(leader.c[ROW], (by_leader,), only=(~CO_ORGANISED,))
    shared = Apart(links.c[ROW], (by_pair,), only=(CO_ORGANISED,))
    key = func.coalesce(links.c[ROW], leader.c[ROW])
    return Apart(key, (by_leader, by_pair), in_several(links), simply=(alone, shared), good_for=ADDED_UP)


def _members(rows: tuple[int, ...], alone: frozenset[int]) -> Any:
    """Pairs of a row and a unit of it: the row's own, and all below it but where the row is for that unit alone."""
    below, child = select(UNIT.c.id.label(ROW), UNIT.c.id.label("unit_id")).where(UNIT.c.id.in_(rows)), UNIT.alias()
    members = below.cte("members", recursive=True)
    return members.union_all(
        select(members.c[ROW], child.c.id)
        .join_from(members, child, child.c.parent_id == members.c.unit_id)
        .where(members.c[ROW].not_in(alone))
    )


UNIT_ROWS: Final[tuple[Dimension, ...]] = (
    ByUnit("organisation", mark("Organising unit")),
    *(ByUnit(f"organisation:{kind}", label, kind=kind) for kind, label in KINDS.items()),
)
