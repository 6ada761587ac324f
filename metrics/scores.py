"""Score cards: what each unit got for each indicator in a quarter, its rank, and the change against the quarter before.

Everything is counted for the whole bank, so that a rank means the same to everybody; who asks gets the cards of the
units they may see. Of the bank's own records approved events alone count. A closed quarter says what it said when it
was closed, and beside it what the ledger says now.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

from sqlalchemy import Connection, func, select

from locales import either
from metrics.asking import answered
from metrics.breakdown import row_of
from metrics.counting import EVENT, conditions
from metrics.dimension import Asking
from metrics.filter import Filter
from metrics.measures import measure
from metrics.points import Line, line_of, line_then, ranks, total_of
from metrics.records import count_events
from metrics.score_counting import BANK, Cards, counted_cards, quarter_filter
from metrics.score_units import BY, PARTS, asked_about, compared_units, kind_of, units_now
from models.assessment import Quarter, Rule
from models.dataset import Dataset
from models.event import KINDS, TRAINING
from models.permission import Action
from models.review import APPROVED, STATUSES
from models.viewer import Viewer
from store.assessment import Closing, Scores, UnitThen, read_closings, read_scores
from store.database import Database
from store.indicators import read_indicators
from store.words import load_words

MOST_QUARTERS: Final = 40
_USUAL: Final = (
    *(f"{PARTS}:{kind}" for kind in ("sub_branch", "outlet", "branch", "department", "head_office")),
    PARTS,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The points and the rank of a unit in a quarter."""

    points: Fraction
    rank: int


@dataclass(frozen=True, slots=True)
class Card:
    """The score card of a unit: a line for each indicator, its points, its rank, and those of the quarter before."""

    unit: int
    name_zh: str
    name_en: str
    lines: tuple[Line, ...]
    total: Fraction
    rank: int
    before: Standing | None

    @property
    def name(self) -> str:
        """The unit's name in the language now spoken; of a closed quarter as it was then."""
        return either(self.name_zh, self.name_en)

    @property
    def unknown(self) -> int:
        """How many indicators gave no points because something was not known."""
        return sum(line.points is None for line in self.lines)

    @property
    def change(self) -> Fraction | None:
        """By how many points it is more than the quarter before."""
        return None if self.before is None else self.total - self.before.points

    @property
    def climbed(self) -> int | None:
        """By how many ranks it is further up than the quarter before."""
        return None if self.before is None else self.before.rank - self.rank

    @property
    def total_now(self) -> Fraction:
        """Of a closed quarter: the points by what the ledger says now."""
        return total_of(tuple(line.now or line for line in self.lines))

    @property
    def differs(self) -> bool:
        """Whether the ledger says something else now than when the quarter was closed."""
        return any(line.now is not None for line in self.lines)


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """The score cards of a quarter that the viewer may see, by rank.

    `compared` is among how many units they are ranked. `closing` tells when the quarter was closed, None while it is
    open. `others_before` says that the quarter before was closed with other indicators. `empty` are the rules of which
    no unit compared has anything. `unapproved` is how many events that the viewer sees belong to the quarter and do not
    count yet.
    """

    quarter: Quarter
    dataset: Dataset
    by: str
    rules: tuple[Rule, ...]
    cards: tuple[Card, ...]
    compared: int
    closing: Closing | None
    others_before: bool
    empty: tuple[Rule, ...]
    unapproved: int

    @property
    def full(self) -> int:
        """The most points there can be."""
        return sum(rule.weight for rule in self.rules)


@dataclass(frozen=True, slots=True)
class Offered:
    """What one can ask for: quarters, the newest first, which of them to show first, and by what units are compared."""

    quarters: tuple[Quarter, ...]
    first_shown: Quarter
    by: tuple[str, ...]


def score_cards(
    database: Database,
    viewer: Viewer,
    quarter: Quarter,
    *,
    dataset: Dataset = Dataset.RECORDED,
    by: str = "organisation:sub_branch",
    organisation: int | None = None,
) -> Scoreboard:
    """The score cards of one quarter, of the units compared `by`, below `organisation` or in the whole bank.

    `by` is one of `metrics.score_units.BY`; raises KeyError for others.
    """
    with database.reading() as connection:  # what was closed, and the words, are not in the copy
        words = load_words(connection)
        current = [line.rule for line in read_indicators(connection) if not line.retired]
        closed = {one.quarter: one for one in read_closings(connection, dataset) if one.reopened_at is None}
        closing = closed.get(quarter)
        then = read_scores(connection, closing.id, kind=kind_of(by)) if closing else None
        earlier = closed.get(quarter.before)
        before = read_scores(connection, earlier.id, kind=kind_of(by)) if earlier else None
    rules = list(then.rules) if then else current

    def count(connection: Connection) -> tuple[list[UnitThen], list[UnitThen], list[Cards]]:
        everything = units_now(connection, dataset)
        units = compared_units(everything, by, organisation)
        asking = Asking(connection, BANK, Filter(dataset=dataset), words)
        quarters = [quarter] if before else [quarter, quarter.before]
        return everything, units, counted_cards(asking, quarters, rules, units, asked_about(units, by, dataset))

    everything, units, live = answered(database, Filter(), count)
    shown = compared_units(then.units, by, organisation) if then else units
    cards = _beside(_cards_then(then, shown), live[0]) if then else live[0]
    standings = (
        _standings(_cards_then(before, compared_units(before.units, by, organisation)))
        if before
        else _standings(live[1])
    )
    seen = {unit.id for unit in everything if _may_see(viewer, unit, dataset)}
    return Scoreboard(
        quarter,
        dataset,
        by,
        tuple(rules),
        tuple(_by_rank(shown, cards, standings, seen)),
        len(shown),
        closing,
        before is not None and _as_applied(before.rules) != _as_applied(rules),
        tuple(_without_data(rules, cards)),
        _unapproved(database, viewer, quarter, dataset, organisation),
    )


def offered(database: Database, viewer: Viewer, dataset: Dataset, *, today: date) -> Offered:
    """What score cards can be asked for: quarters since the first event, and units the viewer sees any of."""
    where = conditions(viewer, Filter(dataset=dataset))
    ends = select(func.min(EVENT.c.when_start), func.max(EVENT.c.when_start)).where(*where)

    def look(connection: Connection) -> tuple[date | None, date | None, list[UnitThen]]:
        first, last = connection.execute(ends).one()
        return first, last, units_now(connection, dataset)

    first, last, units = answered(database, Filter(), look)
    over = Quarter.of(today).before
    quarters = [max(over, Quarter.of(today), Quarter.of(last or today))]
    while quarters[-1] > min(over, Quarter.of(first or today)) and len(quarters) < MOST_QUARTERS:
        quarters.append(quarters[-1].before)
    shown = {by: compared_units(units, by, None) for by in BY}
    return Offered(
        tuple(quarters),
        min(over, max(Quarter.of(last or today), quarters[-1])),
        tuple(
            sorted(
                (by for by in BY if any(_may_see(viewer, unit, dataset) for unit in shown[by])),
                key=lambda by: (len(shown[by]) < 2, _USUAL.index(by)),
            )
        ),
    )


def _may_see(viewer: Viewer, unit: UnitThen, dataset: Dataset) -> bool:
    # Of the bank's own records approved events alone are in a score; trial data was never approved.
    return viewer.may(Action.READ, unit.path, approved=dataset is Dataset.RECORDED)


def _as_applied(rules: Iterable[Rule]) -> list[tuple[object, ...]]:
    return [(one.measure, one.narrowing, one.per, one.full_at, one.weight) for one in rules]


def _cards_then(scores: Scores, units: Sequence[UnitThen]) -> Cards:
    held = {(line.unit, line.indicator): line for line in scores.lines}
    nothing = {
        rule.id: line_of(rule, row_of([measure(rule.measure)], {}).values[rule.measure], None) for rule in scores.rules
    }
    return {
        unit.id: tuple(
            line_then(rule, line) if (line := held.get((unit.id, rule.id))) else nothing[rule.id]
            for rule in scores.rules
        )
        for unit in units
    }


def _beside(cards: Cards, now: Cards) -> Cards:
    """The cards of a closed quarter, with what the ledger says now where that is something else."""
    return {
        unit: tuple(line.beside(other) for line, other in zip(lines, now[unit], strict=True)) if unit in now else lines
        for unit, lines in cards.items()
    }


def _standings(cards: Cards) -> dict[int, Standing]:
    totals = {unit: total_of(lines) for unit, lines in cards.items()}
    return {unit: Standing(totals[unit], rank) for unit, rank in ranks(totals).items()}


def _by_rank(units: Sequence[UnitThen], cards: Cards, before: Mapping[int, Standing], seen: set[int]) -> list[Card]:
    standings = _standings(cards)
    found = [
        Card(
            unit.id,
            unit.name_zh,
            unit.name_en,
            cards[unit.id],
            standings[unit.id].points,
            standings[unit.id].rank,
            before.get(unit.id),
        )
        for unit in units
        if unit.id in seen
    ]
    return sorted(found, key=lambda card: (card.rank, card.name_zh, card.unit))


def _without_data(rules: Sequence[Rule], cards: Cards) -> Iterator[Rule]:
    for number, rule in enumerate(rules):
        if not any(lines[number].figure.value for lines in cards.values()):
            yield rule


def _unapproved(
    database: Database, viewer: Viewer, quarter: Quarter, dataset: Dataset, organisation: int | None
) -> int:
    if dataset is not Dataset.RECORDED:
        return 0
    waiting = tuple(status for status in STATUSES if status != APPROVED)
    public = tuple(kind for kind in KINDS if kind != TRAINING)
    asked = replace(quarter_filter(quarter, dataset), statuses=waiting, kinds=public, organisation=organisation)
    return count_events(database, viewer, asked)
