"""Takes in a list of events: after a preview that writes nothing, the rows that are good, all at once."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from exchange.merging import merged
from exchange.names import campaign_of_label, load_names
from exchange.preview import OWN, Action, Place, Preview, PreviewRow, Progress, file_hash, matched_rows, preview
from exchange.table import read_table
from models.draft import EventDraft
from models.permission import Action as Right
from models.problem import Problem
from models.rules import check
from models.viewer import Viewer
from store.batches import begin_batch, change_in_batch, current_draft, end_batch
from store.bulk import write_events
from store.database import Database, Writing
from store.events import gone
from store.groundwork import CampaignSeed, write_campaigns
from store.uncollected import uncollected
from store.units import AmbiguousUnitError, add_unit, find_unit

__all__ = ["Action", "Imported", "Preview", "PreviewRow", "afterwards", "import_file", "import_rows", "preview"]


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows were written, were already there, and were refused; `rows` tells of each.

    `updated` events were changed, where `update` was asked for; else the rows that differ count as the same.
    `batch_id` is the batch they are undone as, None where nothing was written.
    """

    new: int
    same: int
    refused: int
    rows: tuple[PreviewRow, ...]
    updated: int = 0
    batch_id: int | None = None
    update: bool = False


def import_rows(
    database: Database, viewer: Viewer, previewed: Preview, *, update: bool = False, progress: Progress | None = None
) -> Imported:
    """Write the new rows of a preview in one transaction, and with `update` the changes of those that differ.

    Rows recorded since the preview are recognised; an event changed since by somebody else is not overwritten.
    `progress` is told the number of rows written; what it raises leaves everything as it was.
    """
    rows = list(previewed.rows)
    while True:
        try:
            with database.writing(viewer, "import list") as writing, uncollected():
                rows, batch_id = _write(writing, previewed, rows, update=update, progress=progress)
                break
        except _RefusedRowsError as refused:
            # Nothing was written. What the preview could not foresee is kept out, and the others have another go.
            kept_out = refused.problems
            rows = [row.refused(*kept_out[row.at]) if row.at in kept_out else row for row in refused.rows]
    done = Preview(previewed.name, tuple(rows))
    counts = {action: done.number(action) for action in Action}
    updated = counts[Action.UPDATE] if update else 0
    same = counts[Action.SAME] + counts[Action.UPDATE] - updated
    return Imported(counts[Action.NEW], same, counts[Action.PROBLEM], done.rows, updated, batch_id, update)


def afterwards(previewed: Preview, imported: Imported) -> Preview:
    """What the rows of a preview that has been taken in would do now: those written are there already."""
    there = {Action.NEW, Action.UPDATE} if imported.update else {Action.NEW}
    rows = (replace(row, action=Action.SAME, changes=()) if row.action in there else row for row in imported.rows)
    return replace(previewed, rows=tuple(rows), unknown=())


def import_file(database: Database, viewer: Viewer, path: Path, *, progress: Progress | None = None) -> Imported:
    """Read a file and write its new rows. Raises InvalidError with a sentence where it is no list, and OSError."""
    content = path.read_bytes()
    table = read_table(content, path.name)
    return import_rows(database, viewer, preview(database, viewer, table, sha256=file_hash(content)), progress=progress)


class _RefusedRowsError(Exception):
    """Leaves the transaction without writing anything: some rows, by where they are, have problems nobody foresaw."""

    def __init__(self, rows: list[PreviewRow], problems: Mapping[Place, tuple[Problem, ...]]) -> None:
        self.rows = rows
        self.problems = problems
        super().__init__(len(problems))


def _write(
    writing: Writing, previewed: Preview, rows: list[PreviewRow], *, update: bool, progress: Progress | None
) -> tuple[list[PreviewRow], int | None]:
    """Write what is to be written; the rows as they were matched now, and the batch if there was anything to write."""
    connection, viewer = writing.session.connection(), writing.viewer
    names = load_names(connection, viewer, OWN)
    rows = list(matched_rows(connection, viewer, names, rows))
    new = [row for row in rows if row.action is Action.NEW]
    changed = [row for row in rows if row.action is Action.UPDATE] if update else []
    if not new and not changed:
        return rows, None
    batch_id = begin_batch(writing, previewed.name, previewed.sha256)
    _make_co_organisers(writing, [*new, *changed])
    outcome = write_events(writing, _with_campaigns(writing, new), dataset=OWN, progress=progress, batch_id=batch_id)
    problems = {new[number].at: found for number, found in outcome.refused}
    for done, (row, draft) in enumerate(zip(changed, _with_campaigns(writing, changed), strict=True), start=1):
        if found := _change(writing, batch_id, row, draft):
            problems[row.at] = found
        if progress:
            progress(len(new) + done)
    if problems:
        raise _RefusedRowsError(rows, problems)
    end_batch(writing, batch_id, new=len(new), updated=len(changed))
    return rows, batch_id


def _change(writing: Writing, batch_id: int, row: PreviewRow, draft: EventDraft) -> tuple[Problem, ...]:
    """Change the event of a row by what the row tells; the problems where it cannot be."""
    assert row.same_as is not None  # noqa: S101 - an update is one of an event
    current = current_draft(writing, row.same_as)
    if current is None:
        return (gone(),)
    fields = [change.field for change in row.changes]
    after = merged(current, draft, row.told, fields)
    if problems := check(after, today=date.today()):
        return tuple(problems)
    return change_in_batch(writing, batch_id, current, after).problems


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
