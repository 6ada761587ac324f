"""Takes in a list of events: first a preview that writes nothing, then the rows that are new, all at once."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from exchange.cells import split_items
from exchange.divisions import Divisions, find_codes, load_resolver
from exchange.matching import Match, match
from exchange.names import Names, campaign_of_label, load_names
from exchange.rows import as_text, read_row
from exchange.table import Table, read_table
from geo.parse import Resolver
from locales import mark
from models.dataset import Dataset
from models.draft import EventDraft
from models.permission import Action as Right
from models.problem import Problem
from models.rules import check
from models.viewer import Viewer
from store.bulk import BulkRefusedError, write_events
from store.database import Database, Writing
from store.groundwork import CampaignSeed, write_campaigns
from store.units import AmbiguousUnitError, add_unit, find_unit, unknown_unit

Progress = Callable[[int], None]
"""Told the number of rows done."""

READ_STEP: Final = 100  # rows read between two reports of progress

OWN: Final = Dataset.RECORDED  # an upload is always the bank's own record


class Action(StrEnum):
    """What will become of a row."""

    NEW = "new"
    SAME = "same"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row of the file: its number as Excel counts, what it says, and what will become of it.

    `problems` keep it out. `hints` are to be known, though nothing is wrong. `same_as` is the event it already is.
    `exported`: the row comes from one of our own lists.
    """

    number: int
    draft: EventDraft
    action: Action
    problems: tuple[Problem, ...] = ()
    hints: tuple[Problem, ...] = ()
    same_as: int | None = None
    exported: bool = False

    def refused(self, *problems: Problem) -> "PreviewRow":
        """The same row kept out by these problems."""
        return replace(self, action=Action.PROBLEM, problems=(*self.problems, *problems))


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import of the file would do. `unread` are headings that are not known and columns left out."""

    name: str
    rows: tuple[PreviewRow, ...]
    unread: tuple[str, ...] = ()

    def number(self, action: Action) -> int:
        """How many rows it will happen to."""
        return sum(row.action is action for row in self.rows)


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows were written, were already there, and were refused; `rows` tells of each.

    `change` is the number that the written records carry, None if none was.
    """

    new: int
    same: int
    refused: int
    rows: tuple[PreviewRow, ...]
    change: int | None = None


def preview(
    database: Database,
    viewer: Viewer,
    table: Table,
    *,
    resolver: Callable[[], Resolver] | None = None,
    progress: Progress | None = None,
) -> Preview:
    """What an import of a table would do; nothing is written.

    `resolver` gives the finder of places in texts; it is asked only where a row has no division code, and made from
    the ledger's divisions (some seconds for the whole country) where none is given. `progress` is told the number of
    rows read so far, every hundred rows and at the end.
    """
    with database.reading() as connection:
        names = load_names(connection, viewer, OWN)
        codes = {code for row in table.rows for code in split_items(as_text(row.cells.get("division")))}
        divisions = Divisions(find_codes(connection, codes), resolver or (lambda: load_resolver(database)))
        rows = []
        for row in _read(table, viewer, names, divisions):
            rows.append(row)
            if progress and (len(rows) % READ_STEP == 0 or len(rows) == len(table.rows)):
                progress(len(rows))
        rows = list(_matched(connection, viewer, names, rows))
    return Preview(table.name, tuple(rows), table.unread)


def import_rows(
    database: Database, viewer: Viewer, previewed: Preview, *, progress: Progress | None = None
) -> Imported:
    """Write the new rows of a preview in one transaction. Rows recorded since the preview are recognised."""
    rows = list(previewed.rows)
    while True:
        try:
            with database.writing(viewer, "import list") as writing:
                connection = writing.session.connection()
                names = load_names(connection, viewer, OWN)
                rows = list(_matched(connection, viewer, names, rows))
                new = [row for row in rows if row.action is Action.NEW]
                _make_co_organisers(writing, new)
                drafts = _with_campaigns(writing, new)
                outcome = write_events(writing, drafts, dataset=OWN, progress=progress)
                if not outcome.done:
                    raise BulkRefusedError(outcome)
                break
        except BulkRefusedError as refused:
            # Nothing was written. What the preview could not foresee is kept out, and the others have another go.
            problems = dict(refused.outcome.refused)
            kept_out = {new[number].number: problems[number] for number in problems}
            rows = [row.refused(*kept_out[row.number]) if row.number in kept_out else row for row in rows]
    done = Preview(previewed.name, tuple(rows))
    counts = {action: done.number(action) for action in Action}
    return Imported(counts[Action.NEW], counts[Action.SAME], counts[Action.PROBLEM], done.rows, outcome.change)


def import_file(database: Database, viewer: Viewer, path: Path, *, progress: Progress | None = None) -> Imported:
    """Read a file and write its new rows. Raises InvalidError with a sentence where it is no list, and OSError."""
    return import_rows(database, viewer, preview(database, viewer, read_table(path)), progress=progress)


def _read(table: Table, viewer: Viewer, names: Names, divisions: Divisions) -> Iterator[PreviewRow]:
    """Each row as a draft checked against the rules."""
    today = date.today()
    references: dict[str, int] = {}
    for row in table.rows:
        read = read_row(row, names, divisions)
        problems = [*read.problems, *check(read.draft, today=today), *_unknown_units(viewer, read.draft)]
        if reference := read.draft.reference:
            first = references.setdefault(reference, row.number)
            if first != row.number:
                sentence = mark("row {row} has the reference {reference} too.")
                problems.append(Problem.of("reference", "twice", sentence, row=first, reference=reference))
        action = Action.PROBLEM if problems else Action.NEW
        yield PreviewRow(
            row.number, read.draft, action, tuple(dict.fromkeys(problems)), read.hints, exported=read.exported
        )


def _unknown_units(viewer: Viewer, draft: EventDraft) -> Iterator[Problem]:
    """Units by a name that is not there. Who arranges the whole bank may add units in passing; nobody else may."""
    if not viewer.everywhere(Right.MANAGE):
        for field, unit in (
            ("organisation", draft.organisation),
            *(("co_organisers", unit) for unit in draft.co_organisers),
        ):
            if isinstance(unit, str) and unit:
                yield unknown_unit(field, unit)


def _matched(connection: Connection, viewer: Viewer, names: Names, rows: Sequence[PreviewRow]) -> Iterator[PreviewRow]:
    """The rows, those that are already in the ledger marked as such."""
    new = [row for row in rows if row.action is Action.NEW]
    taken = [row.same_as for row in rows if row.same_as is not None]
    matches = match(connection, viewer, names, [row.draft for row in new], taken=taken)
    found = {row.number: matched for row, matched in zip(new, matches, strict=True)}
    for row in rows:
        matched = found.get(row.number, Match())
        if matched.problem:
            yield row.refused(matched.problem)
        elif matched.event_id is not None:
            hints = (*row.hints, matched.hint) if matched.hint else row.hints
            yield replace(row, action=Action.SAME, same_as=matched.event_id, hints=hints)
        else:
            yield row


def _make_co_organisers(writing: Writing, rows: Sequence[PreviewRow]) -> None:
    """Add units that are only named as co-organising; those that organise are added with their events."""
    if not writing.viewer.everywhere(Right.MANAGE):
        return
    named = dict.fromkeys(unit for row in rows for unit in row.draft.co_organisers if isinstance(unit, str))
    for name in named:
        with suppress(AmbiguousUnitError):  # the rows that name it are refused when they are written
            if find_unit(writing.session, writing.viewer, name, OWN, action=None) is None:
                add_unit(writing, name=name, dataset=OWN)


def _with_campaigns(writing: Writing, rows: Sequence[PreviewRow]) -> list[EventDraft]:
    """The drafts, those of exported rows with their campaigns made as the labels say: of that year, or of none."""
    labels = dict.fromkeys(
        campaign for row in rows if row.exported for campaign in row.draft.campaigns if isinstance(campaign, str)
    )
    seeds = (CampaignSeed(label, name, "", year) for label in labels for name, year in [campaign_of_label(label)])
    made = write_campaigns(writing, seeds, OWN)
    return [
        row.draft.model_copy(update={"campaigns": tuple(made.get(str(c), c) for c in row.draft.campaigns)})
        if row.exported
        else row.draft
        for row in rows
    ]
