"""A list as staff keep it in a sheet: its rows, each with the cells of our columns, and what was passed over."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Final

from exchange import typed
from exchange.asides import aside
from exchange.csv_file import is_comment
from exchange.dates import add_year, lacks_year
from exchange.header import HEADING_ROWS, Header, find_header, likely_header, other_header
from exchange.headings import DETAILS, Heading
from exchange.lines import Line, Range, Row, Sheet
from exchange.units import unit_beside
from exchange.written import Cell
from exchange.years import Told, Where, told_year, years_in

BLANK_ROWS: Final = 1_000  # after so many blank rows nothing more is expected
DATES: Final = ("when", "start", "end", "read_on")

_EXPORTED: Final = {"reference", "precision", "qualifier", "dataset"}  # headings that only our own lists have together


@dataclass(frozen=True, slots=True)
class Clash:
    """Two columns that the person took for the same of ours, `key`, and the different things they say in one row."""

    key: str
    column: str
    first: str
    other_column: str
    second: str


@dataclass(frozen=True, slots=True)
class AmbiguousRow(Row):
    """A row of which only the person can say what it means; its cells hold the first of what clashes."""

    clashes: tuple[Clash, ...] = ()


@dataclass(slots=True)
class KeptList:
    """A list in a sheet, whose rows can be read once; then the other fields tell how.

    `rest` are the lines below the headings. `year` is that of dates without one, if anything says it; `unit` the
    organising unit where no column names it. `dated` counts the rows that needed the year, `undated` those whose date
    still lacks it, `filled` the cells that hold what is merged over several rows. `passed` are the numbers of rows
    that are no events, by what they are; `shared` those without a number of their own, by its heading.
    """

    sheet: Sheet
    header: Header
    rest: Iterator[Line]
    year: Told | None
    unit: str = ""
    dated: int = 0
    undated: int = 0
    filled: int = 0
    passed: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    shared: dict[str, list[int]] = field(default_factory=dict)
    _clashes: list[Clash] = field(default_factory=list)  # of the row just read

    @property
    def headed(self) -> bool:
        """Whether it says what was done; without it, it is no list of events."""
        return "title" in self.header.keys

    def rows(self) -> Iterator[Row]:
        """The rows that are events, in their order."""
        header, last, again = self.header, self.header.last, True
        columns = _Columns(header)
        merged = _Merged(self.sheet.merged, header.last)
        for line in self.rest:
            if line.number - last > BLANK_ROWS:
                self.passed["beyond"].append(line.number)
                break
            held = merged.held(line)
            if is_comment(line.cells) or not line.filled:
                continue
            if again := header.repeated_in(line, again=again):
                self.passed["headings"].append(line.number)
                continue
            if other := other_header(line, header):
                header, last, again = other, line.number, True
                columns = _Columns(header)
                self.passed["headings"].append(line.number)
                continue
            if what := aside(line.filled, columns.keys, widest=merged.widest(line.number)):
                self.passed[what].append(line.number)
                continue
            if cells := self._cells(columns, line, held):
                last = line.number
                yield self._row(line.number, cells)

    def _row(self, number: int, cells: dict[str, Cell]) -> Row:
        if not self._clashes:
            return Row(number, cells, self.sheet.name)
        clashes = tuple(self._clashes)
        self._clashes.clear()
        return AmbiguousRow(number, cells, self.sheet.name, clashes)

    def _cells(self, columns: "_Columns", line: Line, held: Mapping[int, Cell]) -> dict[str, Cell]:
        """The cells of a row by their column; empty where nothing of its own stands in any."""
        own = line.filled
        if columns.keys.keys().isdisjoint(own):
            return {}
        cells: dict[str, Cell] = {}
        for at, key, group, heading in columns.read:
            cell = own.get(at)
            if cell is None and at in held:
                if typed.counts_once(key, group):
                    self.shared.setdefault(heading.text, []).append(line.number)
                else:
                    self.filled += 1
                    cell = held[at]
            if group:
                of_part = typed.material_count if key == DETAILS else typed.group_count
                cell = of_part(group, cell)
            if cell is None or cell == "":
                continue
            if key not in cells:
                cells[key] = cell
            elif key in typed.JOINED:
                cells[key] = typed.joined(cells[key], cell)
            else:
                cells[key] = self._one_of(columns, heading, cells[key], cell)
        if not columns.exported:
            cells = typed.as_exported(cells)
        return self._dated(self._placed(cells)) if cells else {}

    def _one_of(self, columns: "_Columns", heading: Heading, first: Cell, second: Cell) -> Cell:
        """What a row says in two columns taken for the same: the one that says anything, else the first."""
        if not columns.exported:
            if not typed.as_exported({heading.key: first}):
                return second
            if not typed.as_exported({heading.key: second}):
                return first
        if (told := _as_told(first)) != (other := _as_told(second)):
            column = next(one.text for one in columns.headings if one.key == heading.key)
            self._clashes.append(Clash(heading.key, column, told, heading.text, other))
        return first

    def _placed(self, cells: dict[str, Cell]) -> dict[str, Cell]:
        return {"organisation": self.unit, **cells} if self.unit else cells

    def _dated(self, cells: dict[str, Cell]) -> dict[str, Cell]:
        """The cells with the year in dates that lack it."""
        found = dict(cells)
        dates = [key for key in DATES if key in cells]
        for key in dates:
            cell = _as_number(cells[key]) if self.sheet.untyped else cells[key]
            if lacks_year(cell):
                found[key] = add_year(cell, self.year.year) if self.year else cell
        if any(lacks_year(cells[key]) for key in dates):
            self.dated += 1
            # The last day takes its year from the first; a date that may be either day is another matter.
            self.undated += not self.year and lacks_year(found.get("when", found.get("start")))
        return found


def find_list(sheet: Sheet, file: str, chosen: Mapping[str, str], year: int | None) -> KeptList | Header | None:
    """The list in a sheet; where no heading is known, what may be headings; None where there is nothing like a list.

    `file` is the file's name, `chosen` what the person says of headings, `year` that of dates without one.
    """
    lines = iter(sheet.lines)
    first = list(islice(lines, HEADING_ROWS))
    header = find_header(first, sheet.merged, chosen)
    if header is None:
        return likely_header(first)
    titles = [text for line in first if line.number < header.first for text in _texts(line)]
    told = (
        Told(year, Where.PERSON)
        if year
        else told_year({Where.SHEET: sheet.name, Where.TITLE: "  ".join(filter(years_in, titles)), Where.FILE: file})
    )
    below = [line for line in first if line.number > header.last]
    unit = "" if "organisation" in header.keys else unit_beside(sheet.name, titles)
    return KeptList(sheet, header, chain(below, lines), told, unit)


def _as_told(cell: Cell) -> str:
    """A cell as it is compared with another that should say the same: 60 and 60.0 are."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _texts(line: Line) -> Sequence[str]:
    return [str(cell).strip() for cell in line.filled.values() if not isinstance(cell, int | float)]


def _as_number(cell: Cell) -> Cell:
    """A date such as 9.1 in a text file is what a number was written as, 9.10 perhaps."""
    whole, dot, tenth = str(cell or "").strip().partition(".")
    return float(f"{whole}.{tenth}") if dot and whole.isdecimal() and tenth.isdecimal() and len(tenth) == 1 else cell


class _Columns:
    """The columns of a list that mean something: their headings, and their keys by position."""

    def __init__(self, header: Header) -> None:
        self.headings = [heading for heading in header.headings if heading.key]
        self.keys = {heading.position: heading.key for heading in self.headings}
        self.read = [(heading.position, heading.key, heading.group, heading) for heading in self.headings]
        self.exported = header.keys >= _EXPORTED


class _Merged:
    """The merged ranges below the headings, followed line by line."""

    def __init__(self, ranges: Sequence[Range], last: int) -> None:
        self._downward: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self._width: dict[int, int] = {}
        self._held: dict[int, tuple[int, Cell]] = {}
        for top, left, bottom, right in ranges:
            if top > last:
                self._width[top] = max(self._width.get(top, 1), right - left + 1)
                if bottom > top:
                    self._downward[top].append((left, bottom))

    def held(self, line: Line) -> dict[int, Cell]:
        """What holds for a line from above, by position."""
        if not self._held and line.number not in self._downward:
            return {}
        for at in [at for at, (bottom, _) in self._held.items() if bottom < line.number]:
            del self._held[at]
        found = {at: cell for at, (_, cell) in self._held.items()}
        own = line.filled
        for left, bottom in self._downward.pop(line.number, ()):
            if left in own:
                self._held[left] = (bottom, own[left])
        return found

    def widest(self, number: int) -> int:
        """Over how many columns a cell of a line is merged at most."""
        return self._width.get(number, 1)
