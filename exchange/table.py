"""Reads lists out of a workbook or a text file: where the headings stand, what they mean, and the rows below them."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from exchange.csv_file import csv_sheets
from exchange.header import HEADING_ROWS, Header
from exchange.headings import Heading, tells_reasons, unmatched
from exchange.kept_list import KeptList, find_list
from exchange.lines import Row, Sheet
from exchange.sheets import is_workbook, sheets
from exchange.understood import as_read, left_out, same_rows
from locales import Message, mark
from models.problem import InvalidError
from store.uncollected import uncollected

__all__ = ["MOST_BYTES", "MOST_ROWS", "Heading", "Row", "Table", "UnknownHeadingsError", "read_table"]

MOST_BYTES: Final = 20 * 1024 * 1024
MOST_ROWS: Final = 50_000


@dataclass(frozen=True, slots=True)
class Table:
    """The lists of a file as read, one below the other.

    `unread` are headings that are not known; what stands below them is left out. `headings` are all, in their order,
    with what each was taken for; those of further sheets follow where they are others. `understood` says in sentences
    what was read how and what was passed over. `undated` counts the rows whose date lacks the year, which nothing
    beside the list says: they are problems until the person says which year it is.
    """

    name: str
    rows: list[Row]
    unread: tuple[str, ...] = ()
    headings: tuple[Heading, ...] = ()
    understood: tuple[Message, ...] = ()
    undated: int = 0


class UnknownHeadingsError(InvalidError):
    """No column says what was done. `headings` are those that were found, for the person to say what they mean."""

    def __init__(self, headings: Sequence[Heading], template: str, /, **values: object) -> None:
        """`template` is an English catalogue entry with named placeholders."""
        super().__init__(template, **values)
        self.headings = tuple(headings)


def read_table(
    source: Path | bytes, name: str = "", *, year: int | None = None, columns: Mapping[str, str] | None = None
) -> Table:
    """The lists in a file or in its bytes; `name` is the file's, to be shown. Every visible sheet with a list counts.

    `year` is that of dates which do not say it. `columns` is what the person says of headings, their text as in
    `Table.headings` → the key of our column, or "" to leave it out; the others are matched as ever.

    Raises InvalidError with a sentence for the person where it is no such list or too large, UnknownHeadingsError
    where only the meaning of the headings is missing, OSError for a path that cannot be read.
    """
    if isinstance(source, Path):
        if source.stat().st_size > MOST_BYTES:
            raise _too_large()
        return read_table(source.read_bytes(), name or source.name, year=year, columns=columns)
    if len(source) > MOST_BYTES:
        raise _too_large()
    if not source.strip():
        raise InvalidError(mark("the file is empty."))
    reader = _Reader(name, columns or {}, year)
    with uncollected():
        if is_workbook(source):
            with closing(sheets(source)) as found:
                reader.read_all(found)
        else:
            reader.read_best(csv_sheets(source))
    return reader.table()


def _too_large() -> InvalidError:
    return InvalidError(
        mark("the file is larger than {most} MB. Remove pictures and other sheets, or split the list."),
        most=MOST_BYTES >> 20,
    )


class _Reader:
    """Reads one sheet after the other, and keeps what was found and what is to be said of it."""

    def __init__(self, name: str, chosen: Mapping[str, str], year: int | None) -> None:
        self._name = name
        self._chosen = chosen
        self._year = year
        self._rows: list[Row] = []
        self._known: dict[frozenset[tuple[str, object]], str] = {}  # rows of the sheets before this one → the sheet
        self._rows_known = 0
        self._lists: list[KeptList] = []
        self._headings: dict[str, Heading] = {}
        self._unknown: list[KeptList | Header] = []
        self._said: list[Message] = []

    def read_all(self, found: Iterable[Sheet]) -> None:
        """Every sheet that holds a list."""
        for sheet in found:
            if sheet.hidden:
                self._said.append(left_out(sheet.name, hidden=True))
                continue
            self._take(find_list(sheet, self._name, self._chosen, self._year), sheet.name)

    def read_best(self, found: Iterable[Sheet]) -> None:
        """The one way to take a text file apart that makes the most of its headings."""
        lists = [find_list(sheet, self._name, self._chosen, self._year) for sheet in found]
        self._take(max(lists, key=_known, default=None), "")

    def table(self) -> Table:
        """All that was read. Raises InvalidError where it is nothing."""
        if not self._lists:
            raise self._unread()
        if not self._rows:
            first = self._lists[0].header.last
            raise InvalidError(mark("there is nothing below the headings in row {row}."), row=first)
        headings = tuple(self._headings.values())
        return Table(
            self._name,
            self._rows,
            tuple(unmatched(headings, self._chosen)),
            headings,
            tuple(self._said),
            sum(list_.undated for list_ in self._lists),
        )

    def _take(self, found: KeptList | Header | None, name: str) -> None:
        if not isinstance(found, KeptList) or not found.headed:
            if found is not None:
                self._unknown.append(found)
            if name:
                self._said.append(left_out(name, headings=isinstance(found, KeptList)))
            return
        self._lists.append(found)
        for heading in found.header.headings:
            if not tells_reasons(heading):
                self._headings.setdefault(heading.text, heading)
        self._know_rows()
        before = len(self._rows)
        same = []
        for row in found.rows():
            if self._known and self._known.get(frozenset(row.cells.items()), name) != name:
                same.append(row.number)
                continue
            self._rows.append(row)
            if len(self._rows) > MOST_ROWS:
                raise InvalidError(
                    mark("the list has more than {most} rows. Split it into several files."), most=f"{MOST_ROWS:,}"
                )
        self._said.extend(as_read(found, len(self._rows) - before))
        if same:
            self._said.append(same_rows(name, same))

    def _know_rows(self) -> None:
        """Take note of the rows read so far: only a further sheet may repeat them, and most workbooks have none."""
        for row in self._rows[self._rows_known :]:
            self._known.setdefault(frozenset(row.cells.items()), row.sheet)
        self._rows_known = len(self._rows)

    def _unread(self) -> InvalidError:
        """What is said where no sheet holds a list."""
        best = max(self._unknown, key=_known, default=None)
        if not isinstance(best, KeptList):
            sentence = mark(
                "none of the first {rows} rows holds headings of a list of events, such as "
                "活动名称、日期、主办机构 (Event, Date, Organising unit). An exported list shows all headings."
            )
            return UnknownHeadingsError(best.headings, sentence, rows=HEADING_ROWS) if best else _none(sentence)
        return UnknownHeadingsError(
            best.header.headings,
            mark("the headings in row {row} lack 活动名称 (Event). Add it to the column that says what was done."),
            row=best.header.last,
        )


def _none(sentence: str) -> InvalidError:
    return InvalidError(sentence, rows=HEADING_ROWS)


def _known(found: KeptList | Header | None) -> tuple[int, int]:
    """How much of a list something is."""
    if isinstance(found, KeptList):
        return 1 + found.headed, found.header.known
    return 0, len(found.headings) if found else 0
