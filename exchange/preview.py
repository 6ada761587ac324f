"""What an import of a list would do: each row read, checked and looked for in the ledger; nothing is written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Final
from zlib import crc32

from sqlalchemy import Connection

from exchange.cells import split_items
from exchange.divisions import Divisions, find_codes, load_resolver
from exchange.lines import as_text
from exchange.list_reading import Instead
from exchange.matching import Asked, match
from exchange.merging import NOTHING, FieldChange, Told
from exchange.names import Names, load_names
from exchange.places_near import PlacesNear, load_places
from exchange.rows import RowReader
from exchange.suggestions import PLACE, Settled, Unknown, unknown_words
from exchange.table import Row, Table
from exchange.template import EXAMPLES
from exchange.written import Cell
from geo.parse import Resolver
from locales import mark
from models.dataset import Dataset
from models.draft import EventDraft
from models.entry import tidy_text
from models.permission import Action as Right
from models.problem import Problem
from models.rules import check
from models.viewer import Viewer
from store.database import Database
from store.told_rows import Edit
from store.uncollected import uncollected
from store.units import unknown_unit

Progress = Callable[[int], None]
"""Told the number of rows done."""

Place = tuple[str, int]
"""Where a row stands: its sheet, and its number as Excel counts."""

READ_STEP: Final = 100  # rows read between two reports of progress

OWN: Final = Dataset.RECORDED  # an upload is always the bank's own record


class Action(StrEnum):
    """What will become of a row."""

    NEW = "new"
    UPDATE = "update"
    SAME = "same"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row of the file: its number as Excel counts, what it says, and what will become of it.

    `problems` keep it out. `hints` are to be known, though nothing is wrong. `same_as` is the event it already is, and
    `version` the one which it would change by `changes`; `edited` says that somebody changed it in the ledger itself,
    so that only a person can say which of the two is right. `told` is what the row says something about, `said` a
    check number of all it says. `exported`: the row comes from one of our own lists. `sheet` is the one it stands in,
    where there are several.
    """

    number: int
    draft: EventDraft
    action: Action
    problems: tuple[Problem, ...] = ()
    hints: tuple[Problem, ...] = ()
    same_as: int | None = None
    exported: bool = False
    told: Told = NOTHING
    version: int | None = None
    changes: tuple[FieldChange, ...] = ()
    sheet: str = ""
    said: int = 0
    edited: Edit | None = None

    @property
    def at(self) -> Place:
        """Where in the file it stands."""
        return self.sheet, self.number

    def refused(self, *problems: Problem) -> "PreviewRow":
        """The same row kept out by these problems."""
        return replace(self, action=Action.PROBLEM, problems=(*self.problems, *problems))


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import of the file would do. `unread` are headings that are not known and columns left out.

    `unknown` are words that the ledger does not know, with what may be meant, `settled` those for which something was
    chosen. `sha256` is that of the file. `checked` is the day by whose rules all rows without problems are good.
    """

    name: str
    rows: tuple[PreviewRow, ...]
    unread: tuple[str, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    sha256: str = ""
    settled: tuple[Settled, ...] = ()
    checked: date | None = None

    def number(self, action: Action) -> int:
        """How many rows it will happen to."""
        return sum(row.action is action for row in self.rows)


def preview(
    database: Database,
    viewer: Viewer,
    table: Table,
    *,
    resolver: Callable[[], Resolver] | None = None,
    instead: Instead | None = None,
    sha256: str = "",
    progress: Progress | None = None,
) -> Preview:
    """What an import of a table would do; nothing is written.

    `resolver` gives the finder of places in texts; it is asked only where a row has no division code, and made from
    the ledger's divisions (some seconds for the whole country) where none is given. `instead` are other words chosen
    for some that are not known. `progress` is told the number of rows read so far, every hundred rows and at the end;
    what it raises ends the reading.
    """
    with database.reading() as connection, uncollected():
        names = load_names(connection, viewer, OWN)
        codes = {code for row in table.rows for code in split_items(as_text(row.cells.get("division")))}
        divisions = Divisions(find_codes(connection, codes), resolver or (lambda: load_resolver(database)))
        places = load_places(connection, _bare_places(table))
        reader = RowReader(names, divisions, instead, PlacesNear(places, names.units, divisions))
        rows, today = [], date.today()
        for row in _read(table, viewer, reader, today):
            rows.append(row)
            if progress and (len(rows) % READ_STEP == 0 or len(rows) == len(table.rows)):
                progress(len(rows))
        rows = list(matched_rows(connection, viewer, names, rows))
        unknown, settled = tuple(_unknown(reader, names, divisions)), tuple(_settled(reader, divisions))
    return Preview(table.name, tuple(rows), table.unread, unknown, sha256, settled, today)


def file_hash(content: bytes) -> str:
    """The SHA-256 of a file's content, by which a batch tells where it came from."""
    return sha256(content).hexdigest()


def _bare_places(table: Table) -> set[str]:
    """The names of places that stand in a list without the code of their division."""
    return {
        tidy_text(name)
        for row in table.rows
        if "place" in row.cells and "division" not in row.cells
        for name in split_items(as_text(row.cells["place"]))
    }


def _unknown(reader: RowReader, names: Names, divisions: Divisions) -> Iterator[Unknown]:
    """The words to be settled, and behind them the names of places of which more than the name may be known."""
    met = reader.unknown
    yield from unknown_words({key: times for key, times in met.items() if key[0] != PLACE}, names)
    for name, near in sorted(reader.places_asked.items(), key=lambda one: (-met[PLACE, one[0]], one[0])):
        labels = {id_: divisions.brief(id_) for id_ in near.choices}
        yield Unknown(PLACE, name, met[PLACE, name], near.nearest, near.choices, near.sure, labels)


def _settled(reader: RowReader, divisions: Divisions) -> Iterator[Settled]:
    for (kind, text), times in reader.settled.items():
        chosen = reader.chosen(kind, text)
        label = divisions.brief(chosen) if kind == PLACE and chosen else chosen
        yield Settled(kind, text, chosen, times, label)


def _check_number(cells: Mapping[str, Cell]) -> int:
    """A number by which the same row is known again, whatever the order of its columns."""
    told = "\x1f".join([f"{key}\x1e{cells[key]}" for key in sorted(cells)])
    return crc32(told.encode("utf-8", "surrogatepass"))


def _read(table: Table, viewer: Viewer, reader: RowReader, today: date) -> Iterator[PreviewRow]:
    """Each row as a draft checked against the rules."""
    adds_units = viewer.everywhere(Right.MANAGE)  # in passing; nobody else may
    references: dict[tuple[int | str, str], Row] = {}  # of each unit
    told: dict[tuple[str | None, ...], Told] = {}  # most rows tell the same: kept once
    for row in table.rows:
        if as_text(row.cells.get("reference")) in EXAMPLES:
            continue
        read = reader.read(row)
        problems = [*read.problems, *check(read.draft, today=today)]
        if not adds_units:
            problems.extend(_unknown_units(read.draft))
        if reference := read.draft.reference:
            first = references.setdefault((read.draft.organisation, reference), row)
            if first is not row:
                sentence = mark("row {row} has the reference {reference} too.")
                problems.append(Problem.of("reference", "twice", sentence, row=first.number, reference=reference))
        keys = (read.basis, *row.cells)
        if keys not in told:
            told[keys] = Told(frozenset(row.cells), read.basis)
        yield PreviewRow(
            row.number,
            read.draft,
            Action.PROBLEM if problems else Action.NEW,
            tuple(dict.fromkeys(problems)) if problems else (),
            read.hints,
            exported=read.exported,
            told=told[keys],
            sheet=row.sheet,
            said=_check_number(row.cells),
        )


def _unknown_units(draft: EventDraft) -> Iterator[Problem]:
    """Units by a name that is not there."""
    named = [("organisation", draft.organisation), *(("co_organisers", unit) for unit in draft.co_organisers)]
    for field, unit in named:
        if isinstance(unit, str) and unit:
            yield unknown_unit(field, unit)


def matched_rows(
    connection: Connection, viewer: Viewer, names: Names, rows: Sequence[PreviewRow]
) -> Iterator[PreviewRow]:
    """The rows, those that are already in the ledger marked as such; matched again where they were before."""
    open_ = [row for row in rows if row.action in (Action.NEW, Action.UPDATE)]
    taken = [row.same_as for row in rows if row.action is Action.SAME and row.same_as is not None]
    matches = match(connection, viewer, names, [Asked(row.draft, row.told, row.said) for row in open_], taken=taken)
    found = iter(matches)
    for row in rows:
        if row.action not in (Action.NEW, Action.UPDATE):
            yield row
            continue
        matched = next(found)
        if matched.problem:
            yield row.refused(matched.problem)
        elif row.version is not None and row.version != matched.version and matched.changes:
            sentence = mark("the event has been changed since this list was read. Read the list again.")
            yield row.refused(Problem.of("reference", "changed_meanwhile", sentence))
        elif matched.event_id is None:
            yield row
        else:
            yield replace(
                row,
                action=Action.UPDATE if matched.changes else Action.SAME,
                same_as=matched.event_id,
                hints=(*row.hints, matched.hint) if matched.hint else row.hints,
                version=matched.version,
                changes=matched.changes,
                edited=matched.edited,
            )
