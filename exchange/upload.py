"""Takes in a list of events: after a preview that writes nothing, the rows that are good, all at once."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from exchange.merging import merged
from exchange.names import campaign_of_label, load_names
from exchange.preview import OWN, Action, Place, Preview, PreviewRow, Progress, file_hash, matched_rows, preview
from exchange.table import read_table
from models.draft import EventDraft
from models.permission import Action as Right
from models.problem import Problem
from models.rules import check
from models.viewer import Viewer
from store.batches import begin_batch, change_in_batch, end_batch
from store.bulk import write_events
from store.bulk_changes import current_drafts
from store.database import Database, Writing, last_change
from store.events import gone
from store.groundwork import CampaignSeed, write_campaigns
from store.told_rows import keep_told_rows
from store.uncollected import uncollected
from store.units import AmbiguousUnitError, add_unit, find_unit

AT_ONCE: Final = 500  # events changed in one go

__all__ = ["Action", "Imported", "Preview", "PreviewRow", "import_file", "import_rows", "preview"]


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
    database: Database,
    viewer: Viewer,
    previewed: Preview,
    *,
    update: bool | Collection[Place] = False,
    progress: Progress | None = None,
) -> Imported:
    """Write the new rows of a preview in one transaction, and with `update` the changes of those that differ.

    `update` may also name the rows whose changes are to be made, by where they stand.

    Rows recorded since the preview are recognised; an event changed since by somebody else is not overwritten.
    `progress` is told the number of rows written; what it raises leaves everything as it was.
    """
    rows = list(previewed.rows)
    while True:
        try:
            # Matching takes a while, and everybody else who saves would wait for it: it is done before.
            rows, matched_at = _matched(database, viewer, rows)
            with database.writing(viewer, "import list") as writing, uncollected():
                rows, batch_id = _write(
                    writing, previewed, rows, matched_at=matched_at, update=update, progress=progress
                )
                break
        except _RefusedRowsError as refused:
            # Nothing was written. What the preview could not foresee is kept out, and the others have another go.
            kept_out = refused.problems
            rows = [row.refused(*kept_out[row.at]) if row.at in kept_out else row for row in refused.rows]
    done = Preview(previewed.name, tuple(rows))
    counts = {action: done.number(action) for action in Action}
    updated = len(_to_change(rows, update))
    same = counts[Action.SAME] + counts[Action.UPDATE] - updated
    return Imported(counts[Action.NEW], same, counts[Action.PROBLEM], done.rows, updated, batch_id, bool(update))


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


def _matched(database: Database, viewer: Viewer, rows: list[PreviewRow]) -> tuple[list[PreviewRow], int]:
    """The rows as they are matched now, and the newest change of the ledger that they were matched with."""
    with database.reading() as connection, uncollected():
        names = load_names(connection, viewer, OWN)
        return list(matched_rows(connection, viewer, names, rows)), last_change(connection)


def _write(
    writing: Writing,
    previewed: Preview,
    rows: list[PreviewRow],
    *,
    matched_at: int,
    update: bool | Collection[Place],
    progress: Progress | None,
) -> tuple[list[PreviewRow], int | None]:
    """Write what is to be written; the rows as they were matched now, and the batch if there was anything to write."""
    connection, viewer = writing.session.connection(), writing.viewer
    if last_change(connection) != matched_at:  # somebody was quicker: what was found may no longer hold
        rows = list(matched_rows(connection, viewer, load_names(connection, viewer, OWN), rows))
    new = [row for row in rows if row.action is Action.NEW]
    changed = _to_change(rows, update)
    if not new and not changed:
        return rows, None
    batch_id = begin_batch(writing, previewed.name, previewed.sha256)
    _make_co_organisers(writing, [*new, *changed])
    outcome = write_events(
        writing,
        _with_campaigns(writing, new),
        dataset=OWN,
        progress=progress,
        batch_id=batch_id,
        checked=previewed.checked,
    )
    problems = {new[number].at: found for number, found in outcome.refused}
    drafts = _with_campaigns(writing, changed)
    for start in range(0, len(changed), AT_ONCE):
        some = slice(start, start + AT_ONCE)
        problems |= _change(writing, batch_id, changed[some], drafts[some])
        if progress:
            progress(len(new) + len(changed[: some.stop]))
    if problems:
        raise _RefusedRowsError(rows, problems)
    numbers = {event_id: row.said for event_id, row in zip(outcome.ids, new, strict=True)}
    keep_told_rows(writing, batch_id, numbers | {row.same_as: row.said for row in changed if row.same_as})
    end_batch(writing, batch_id, new=len(new), updated=len(changed))
    return rows, batch_id


def _to_change(rows: Sequence[PreviewRow], update: bool | Collection[Place]) -> list[PreviewRow]:
    """The rows that change events, of those that may."""
    if update is False:
        return []
    return [row for row in rows if row.action is Action.UPDATE and (update is True or row.at in update)]


def _change(
    writing: Writing, batch_id: int, rows: Sequence[PreviewRow], drafts: Sequence[EventDraft]
) -> dict[Place, tuple[Problem, ...]]:
    """Change the events of some rows by what the rows tell; the problems of those where it cannot be."""
    current = current_drafts(writing, [row.same_as for row in rows if row.same_as is not None])
    problems: dict[Place, tuple[Problem, ...]] = {}
    changed: list[tuple[PreviewRow, EventDraft, EventDraft]] = []
    today = date.today()
    for row, draft in zip(rows, drafts, strict=True):
        before = current.get(row.same_as or 0)
        if before is None:
            problems[row.at] = (gone(),)
            continue
        after = merged(before, draft, row.told, [change.field for change in row.changes])
        if found := check(after, today=today):
            problems[row.at] = tuple(found)
        else:
            changed.append((row, before, after))
    refused = change_in_batch(
        writing, batch_id, [before for _row, before, _after in changed], [after for _row, _before, after in changed]
    )
    return problems | {changed[number][0].at: found for number, found in refused}


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
