"""Rows by where events were: the provinces, cities, counties, townships or communities of their places."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import and_, case, func, or_, select, true

from locales import mark
from metrics.choices import distinct
from metrics.counting import DIVISION, EVENT_PLACE, is_used
from metrics.dimension import Asking, Dimension
from metrics.facts import ROW, Apart, Key, in_several, told_apart
from metrics.filter import Filter
from metrics.positions import positions_of
from metrics.reach import placed
from models.division import CITY, COMMUNITY, COUNTY, PROVINCE, TOWNSHIP
from models.words import Words

MUNICIPALITIES: Final = ("110000", "120000", "310000", "500000")
"""直辖市: provinces that are cities too (GB/T 2260), whose counties lie in no other city."""


@dataclass(frozen=True)
class ByDivision(Dimension):
    """By divisions of one level. An event in two is in both rows; of a filter's division only what lies in it is shown.

    Where a line of divisions has none of this level, as a county right below its province, the next one below stands
    for it. A place that is known less precisely is in no row.
    """

    unknown: str = mark("Not placed precisely enough")
    level: int = PROVINCE

    def apart(self, asking: Asking) -> Apart:
        """By pairs of an event and a division one of its places lies in."""
        line = [DIVISION.alias() for _level in range(COMMUNITY)]
        source: Any = line[0]
        for below, above in pairwise(line):
            source = source.outerjoin(above, above.c.id == below.c.parent_id)
        topmost = case(*((self._is_row(asking, division), division.c.id) for division in reversed(line)))
        # The few divisions first: then the events' many places look up one row each.
        lies_in = select(line[0].c.id, topmost.label(ROW)).select_from(source).where(is_used(line[0])).subquery()
        places = placed()
        pairs = (
            select(places.c.event_id, lies_in.c[ROW])
            .join_from(places, lies_in, lies_in.c.id == places.c.division_id)
            .where(lies_in.c[ROW].is_not(None))
        )
        place = EVENT_PLACE.alias()
        with_several = select(place.c.event_id).group_by(place.c.event_id).having(func.count() > 1)
        return told_apart(pairs.distinct().subquery("links"), in_several(pairs.subquery(), among=with_several))

    def _is_row(self, asking: Asking, division: Any) -> Any:
        deep = division.c.level >= self.level
        if self.level == CITY:
            deep = or_(deep, division.c.id.in_(MUNICIPALITIES))
        return and_(deep, _inside(asking, division))

    def names(self, asking: Asking, found: Collection[Key]) -> dict[Key, tuple[str, str]]:
        """Their names; of several of one name each with what it lies in."""
        positions = positions_of(asking.connection, [str(id_) for id_ in found])
        chains = dict(enumerate(position.chain for position in positions.values()))
        labels = distinct(
            {number: chain[0] for number, chain in chains.items()},
            {number: chain[1] for number, chain in chains.items() if len(chain) > 1},
        )
        return {id_: (id_, labels[number]) for number, id_ in enumerate(positions)}

    def narrowed(self, filter_: Filter, key: str, _words: Words) -> Filter | None:
        """Events in this division."""
        return replace(filter_, division=key) if key.isalnum() else None


def _inside(asking: Asking, division: Any) -> Any:
    if asking.filter_.division is None:
        return true()
    path = asking.connection.scalar(select(DIVISION.c.path).where(DIVISION.c.id == asking.filter_.division))
    return division.c.path.startswith(path or asking.filter_.division, autoescape=True)


DIVISION_ROWS: Final[tuple[Dimension, ...]] = (
    ByDivision("province", mark("Province"), level=PROVINCE),
    ByDivision("city", mark("City"), level=CITY),
    ByDivision("county", mark("County"), level=COUNTY),
    ByDivision("township", mark("Township"), level=TOWNSHIP),
    ByDivision("community", mark("Community"), level=COMMUNITY),
)
