"""Closing a quarter: everything its score cards say is counted once more, and kept."""

from typing import Final

from sqlalchemy import Connection

from metrics.asking import answered
from metrics.counting import UNIT
from metrics.dimension import Asking
from metrics.filter import Filter
from metrics.points import kept
from metrics.score_counting import BANK, counted_cards
from metrics.score_units import units_now
from models.assessment import Quarter
from models.dataset import Dataset
from models.permission import Action
from models.viewer import Viewer
from store.assessment import MOVED, Scores, keep_scores
from store.database import Database, newest
from store.indicators import read_indicators
from store.outcome import Outcome, require
from store.words import load_words

ATTEMPTS: Final = 5
"""How often it begins anew because somebody saved something while it was counting."""


def close_quarter(database: Database, viewer: Viewer, quarter: Quarter, dataset: Dataset = Dataset.RECORDED) -> Outcome:
    """Close a quarter that is over, of every unit of the bank; later changes then appear as differences.

    Raises NotAllowedError where the viewer does not arrange the whole bank.
    """
    require(viewer, Action.MANAGE)
    for _attempt in range(ATTEMPTS):
        as_of = newest(database)
        outcome = keep_scores(database, viewer, quarter, dataset, _scores(database, quarter, dataset), as_of=as_of)
        if outcome.done or outcome.problems[0].code != MOVED:
            break
    return outcome


def _scores(database: Database, quarter: Quarter, dataset: Dataset) -> Scores:
    with database.reading() as connection:
        words = load_words(connection)
        rules = [line.rule for line in read_indicators(connection) if not line.retired]

    def count(connection: Connection) -> Scores:
        units = units_now(connection, dataset)
        asking = Asking(connection, BANK, Filter(dataset=dataset), words)
        [cards] = counted_cards(asking, [quarter], rules, units, UNIT.c.dataset == dataset.value)
        lines = [kept(unit.id, line) for unit in units for line in cards[unit.id]]
        return Scores(rules, units, lines)

    return answered(database, Filter(), count)
