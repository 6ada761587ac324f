"""Puts the made-up branch into the ledger, marked as such."""

from collections.abc import Callable
from datetime import date
from typing import Final

from exchange.made_up.calendar import DRIVES, LAST_DAY
from exchange.made_up.drafts import SEED, made_up_branch, made_up_drafts
from metrics.records import datasets_present
from models.dataset import Dataset
from models.permission import Action
from models.viewer import Viewer
from store.bulk import BulkRefusedError, write_events
from store.database import Database
from store.groundwork import write_campaigns, write_places, write_units
from store.outcome import require

EVENTS: Final = 2_400


def load_made_up(
    database: Database,
    viewer: Viewer,
    *,
    events: int = EVENTS,
    seed: int = SEED,
    progress: Callable[[int], None] | None = None,
    today: date | None = None,
) -> int:
    """Write that many made-up events in one transaction; the number of made-up events now there.

    Does nothing where there are some already. `progress` is told the number of events done. `today` is the day by
    which every event must be over: the last made-up day, whatever the clock says, if not given.
    """
    require(viewer, Action.MANAGE)
    if not _present(database, viewer):
        branch = made_up_branch(events, seed=seed)
        with database.writing(viewer, "load made-up branch") as writing:
            units = write_units(writing, branch.units, Dataset.MADE_UP)
            write_campaigns(writing, [drive.seed() for drive in DRIVES], Dataset.MADE_UP)
            write_places(writing, branch.places, Dataset.MADE_UP, units)
            drafts = made_up_drafts(events, seed=seed, branch=branch)
            outcome = write_events(writing, drafts, dataset=Dataset.MADE_UP, progress=progress, today=today or LAST_DAY)
            if not outcome.done:
                raise BulkRefusedError(outcome)
    return _present(database, viewer)


def _present(database: Database, viewer: Viewer) -> int:
    return datasets_present(database, viewer).get(Dataset.MADE_UP, 0)
