"""Finds the headings of a list in the first lines of a sheet: below titles and notes, in one row or in several."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from exchange.aliases import heading_key
from exchange.headings import GROUP_COUNTS, LEFT_OUT, Heading, Path, known, match_headings
from exchange.lines import Line, Range
from exchange.written import Cell

HEADING_ROWS: Final = 20  # the headings stand in one of the first lines, below titles and notes
DEEPEST: Final = 3  # rows that headings take: a group, its parts, and their parts
FEWEST_HEADINGS: Final = 2
LONGEST_HEADING: Final = 100  # characters; what is longer is a remark


@dataclass(frozen=True)
class Header:
    """The headings of a list: the lines they stand in, and what each was taken for."""

    lines: tuple[Line, ...]
    headings: tuple[Heading, ...]

    @property
    def first(self) -> int:
        """The number of their first row."""
        return self.lines[0].number

    @property
    def last(self) -> int:
        """The number of their last row."""
        return self.lines[-1].number

    @cached_property
    def keys(self) -> set[str]:
        """The columns that are there."""
        return {heading.key for heading in self.headings} - {LEFT_OUT}

    @property
    def known(self) -> int:
        """How many headings mean something; in several rows they are worth it only if more do."""
        return len(self.keys) + sum(heading.key == GROUP_COUNTS for heading in self.headings)

    @cached_property
    def _keys_of_lines(self) -> list[dict[int, str]]:
        return [_keys(line) for line in self.lines]

    def repeated_in(self, line: Line, *, again: bool) -> bool:
        """Whether a line further down only repeats the headings; `again`: so did the one before it."""
        if len(line.filled) < (1 if again else FEWEST_HEADINGS):
            return False
        at, cell = next(iter(line.filled.items()))
        first = heading_key(str(cell))  # looking up all cells of all rows would take most of the time
        return any(own.get(at) == first and _keys(line).items() <= own.items() for own in self._keys_of_lines)


def find_header(lines: Sequence[Line], merged: Sequence[Range], chosen: Mapping[str, str]) -> Header | None:
    """The headings: the row among the first, or the rows below one another, where most are known. None if none is."""
    found = [
        header
        for at in range(len(lines))
        for depth in range(1, DEEPEST + 1)
        if (header := _header(lines[at : at + depth], depth, merged, chosen))
    ]
    best = max(found, key=lambda header: (_worth(header, chosen), -len(header.lines), -header.first), default=None)
    if best is None or _worth(best, chosen) < FEWEST_HEADINGS:
        return None
    deeper = [header for header in found if _completes(header, best) and _worth(header, chosen) == _worth(best, chosen)]
    return deeper[0] if deeper else best


def likely_header(lines: Sequence[Line]) -> Header | None:
    """Where nothing is known: the first line that has most texts, to be shown to the person."""
    texts = [line for line in lines if line.filled and _is_text(line)]
    line = max(texts, key=lambda line: (len(line.filled), -line.number), default=None)
    if line is None or len(line.filled) < FEWEST_HEADINGS:
        return None
    return _header([line], 1, (), {})


def other_header(line: Line, header: Header) -> Header | None:
    """The headings of another list that begins at a line further down, None where the line is a row as any."""
    filled = line.filled
    if len(filled) <= FEWEST_HEADINGS or any(map(_says_number, filled.values())) or not _is_text(line):
        return None
    if sum(known(str(cell)) for cell in filled.values()) <= max(FEWEST_HEADINGS, len(filled) // 2):
        return None
    found = _header([line], 1, (), {})
    return found if found and len(found.keys) >= min(len(header.keys), 3) and "title" in found.keys else None


def _says_number(cell: Cell) -> bool:
    return any(letter.isdigit() for letter in str(cell))


def _completes(deeper: Header, header: Header) -> bool:
    """Whether one row more, which says nothing new, is still no event: it names columns that had no heading yet."""
    if deeper.lines[:-1] != header.lines:
        return False
    texts, above = deeper.lines[-1].filled, {heading.position for heading in header.headings}
    titles = {heading.position for heading in header.headings if heading.key == "title"}
    return bool(texts.keys() - above) and len(texts) >= FEWEST_HEADINGS and not texts.keys() & titles


def _worth(header: Header, chosen: Mapping[str, str]) -> int:
    return header.known + sum(h.text in chosen and not h.key for h in header.headings)


def _header(lines: Sequence[Line], depth: int, merged: Sequence[Range], chosen: Mapping[str, str]) -> Header | None:
    """The headings that these lines make together, None where they cannot be headings."""
    if len(lines) < depth or not all(_is_text(line) for line in lines):
        return None
    if any(below.number != above.number + 1 for above, below in pairwise(lines)):
        return None
    paths = dict(_paths(lines, merged))
    return Header(tuple(lines), tuple(match_headings(paths, chosen))) if paths else None


def _is_text(line: Line) -> bool:
    cells = line.filled.values()
    return all(isinstance(cell, str) and len(cell) <= LONGEST_HEADING for cell in cells)


def _paths(lines: Sequence[Line], merged: Sequence[Range]) -> Iterator[tuple[int, Path]]:
    """Position → the texts that stand above one another there; a text also stands over the blank cells it spans."""
    texts = [_spread(line, lines[number + 1 :], merged) for number, line in enumerate(lines)]
    for at in range(max(len(line.cells) for line in lines)):
        path: list[str] = []
        for row in texts:
            text = row.get(at, "")
            if text and text not in path[-1:]:
                path.append(text)
        if path:
            yield at, tuple(path)


def _spread(line: Line, below: Sequence[Line], merged: Sequence[Range]) -> dict[int, str]:
    """The texts of a line of headings by position, each also where it is merged over, or plainly heads the next row."""
    texts = {at: str(cell).strip() for at, cell in line.filled.items()}
    spread = dict(texts)
    widest: dict[int, int] = {}  # what is spanned twice is gone over once
    for top, left, _bottom, right in merged:
        if top == line.number and left in texts:
            widest[left] = max(right, widest.get(left, left))
    for left, right in widest.items():
        spread |= dict.fromkeys(range(left, right + 1), texts[left])
    if below:
        parts = below[0].filled
        for at in sorted(parts):
            # 受众人次 stands once, over 合计 and 老年人: what is below has it as its heading, merged or not.
            if at not in spread and at - 1 in spread and at - 1 in parts:
                spread[at] = spread[at - 1]
    return spread


def _keys(line: Line) -> dict[int, str]:
    return {at: heading_key(str(cell)) for at, cell in line.filled.items()}
