"""All divisions in memory, compactly: names and ids as long strings that `str.find` searches at C speed.

The whole country (666,000 divisions) takes 30 MB this way; as Python objects it would be ten times that.
A tree is never changed after it is built, so any number of threads may read it.
"""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Self

from models.division import CITY, COMMUNITY, PROVINCE

NameRow = tuple[str, int, str | None, str]
"""Id, level, parent id, name."""

_END: Final = "\n"
_NOBODY: Final = -1


class Column:
    """Many short strings kept as one text; a string's position is its row."""

    def __init__(self, values: Iterable[str]) -> None:
        """Join `values`; line feeds within them become spaces."""
        cleaned = [value.replace(_END, " ") for value in values]
        self.text = _END + "".join(value + _END for value in cleaned)
        self.starts = array("I", [1])
        for value in cleaned:
            self.starts.append(self.starts[-1] + len(value) + 1)

    def __len__(self) -> int:
        """How many strings."""
        return len(self.starts) - 1

    def __getitem__(self, row: int) -> str:
        """The string of a row."""
        return self.text[self.starts[row] : self.starts[row + 1] - 1]

    def row_of(self, value: str) -> int | None:
        """The first row that is exactly `value`."""
        return next(self.rows_with(_END + value + _END, 0, len(self)), None)

    def rows_with(self, part: str, first: int, last: int, text: str | None = None) -> Iterator[int]:
        """Rows from `first` until before `last` that contain `part`, in order.

        A line feed in `part` stands for the beginning or end of a string. `text` may be a transliteration of the
        column's text, character by character.
        """
        searched = self.text if text is None else text
        position, end = self.starts[first] - 1, self.starts[last]
        while (hit := searched.find(part, position, end)) >= 0:
            row = bisect_right(self.starts, hit + 1 if part[0] == _END else hit) - 1
            yield row
            position = self.starts[row + 1] - 1


@dataclass(frozen=True)
class Span:
    """The rows of a division and all below it: one run of upper rows and one of communities."""

    first: int
    last: int
    first_community: int
    last_community: int

    def holds(self, row: int) -> bool:
        """Whether a row lies in the span."""
        return self.first <= row < self.last or self.first_community <= row < self.last_community


class DivisionTree:
    """Divisions of all levels. A row below `upper_count` is a province to township, from there on a community.

    Both kinds are in depth-first order, so that what lies under a division is two runs of rows (`span`).
    """

    def __init__(self, ids: Column, upper: Column, community: Column, parents: "array[int]", levels: bytes) -> None:
        """Used by `build`."""
        self.ids: Final = ids
        self.upper: Final = upper
        self.community: Final = community
        self.upper_count: Final = len(upper)
        self._parents = parents
        self._levels = levels
        self._ends, self._community_starts = _spans(parents, len(upper), len(parents))

    @classmethod
    def build(cls, rows: Iterable[NameRow]) -> Self:
        """A tree of rows in any order; a row whose parent is missing is left out, with all below it."""
        children: dict[str | None, list[tuple[str, int, str]]] = defaultdict(list)
        communities: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for identity, level, parent, name in rows:
            if level < COMMUNITY:
                children[parent].append((identity, level, name))
            elif parent is not None:
                communities[parent].append((identity, name))

        ids: list[str] = []
        names: list[str] = []
        levels = bytearray()
        parents = array("i")
        waiting = [(_NOBODY, child) for child in sorted(children[None], reverse=True)]
        while waiting:
            parent_row, (identity, level, name) = waiting.pop()
            row = len(ids)
            ids.append(identity)
            names.append(name)
            levels.append(level)
            parents.append(parent_row)
            waiting.extend((row, child) for child in sorted(children.get(identity, ()), reverse=True))

        community_names: list[str] = []
        for row in range(len(ids)):
            for identity, name in sorted(communities.pop(ids[row], ())):
                ids.append(identity)
                community_names.append(name)
                parents.append(row)
        return cls(Column(ids), Column(names), Column(community_names), parents, bytes(levels))

    def __len__(self) -> int:
        """How many divisions."""
        return len(self._parents)

    def row_of(self, identity: str) -> int | None:
        """The row of a division."""
        return self.ids.row_of(identity)

    def id_of(self, row: int) -> str:
        """The id of a row."""
        return self.ids[row]

    def name(self, row: int) -> str:
        """The name of a row."""
        return self.upper[row] if row < self.upper_count else self.community[row - self.upper_count]

    def level(self, row: int) -> int:
        """The level of a row."""
        return self._levels[row] if row < self.upper_count else COMMUNITY

    def parent(self, row: int) -> int | None:
        """The row of the division above."""
        above = self._parents[row]
        return None if above == _NOBODY else above

    def line(self, row: int) -> Iterator[int]:
        """The row itself and those above it, upwards."""
        above: int | None = row
        while above is not None:
            yield above
            above = self.parent(above)

    def span(self, row: int) -> Span:
        """The rows of a division and all below it."""
        if row >= self.upper_count:
            return Span(0, 0, row, row + 1)
        end = self._ends[row]
        return Span(row, end, self._community_starts[row], self._community_starts[end])

    def everything(self) -> Span:
        """The span of the whole tree."""
        return Span(0, self.upper_count, self.upper_count, len(self))

    def chain(self, row: int) -> tuple[str, ...]:
        """Names from a division upwards; the province is left out where a city stands between.

        A name that repeats the one before it (东莞市, its own county) is given once.
        """
        line = list(self.line(row))
        if any(self.level(above) == CITY for above in line):
            line = [above for above in line if self.level(above) != PROVINCE]
        names = [self.name(above) for above in line]
        return tuple(name for index, name in enumerate(names) if index == 0 or name != names[index - 1])


def _spans(parents: "array[int]", upper_count: int, count: int) -> tuple["array[int]", "array[int]"]:
    """For each upper row the end of its subtree, and the first community row of it or of what follows."""
    ends = array("i", range(1, upper_count + 1))
    for row in range(upper_count - 1, -1, -1):
        above = parents[row]
        if above != _NOBODY and ends[above] < ends[row]:
            ends[above] = ends[row]
    starts = array("i", [count]) * (upper_count + 1)
    for row in range(count - 1, upper_count - 1, -1):
        starts[parents[row]] = row
    for row in range(upper_count - 1, -1, -1):
        starts[row] = min(starts[row], starts[row + 1])
    return ends, starts
