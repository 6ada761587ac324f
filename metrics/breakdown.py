"""Any measures by any dimension: a row for each month, unit, county, … and one for what is in none, and the total."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from sqlalchemy import case, func, select

from locales import gettext, ngettext
from locales.numbers import number, percent
from metrics.asking import answered
from metrics.counting import EVENT, PUBLIC, Figure, conditions, figure_columns, left_out_of_period
from metrics.dimension import Asking, Dimension
from metrics.dimensions import DIMENSIONS, narrowed
from metrics.facts import ADDED_UP, TOGETHER, Apart, Key, asked_of
from metrics.filter import Filter
from metrics.measures import Facts, Measure, measure
from metrics.values import People, Value
from models.review import APPROVED
from models.viewer import Viewer
from store.database import Database
from store.words import load_words

BASICS: Final = "basics"
_BASICS: Final = (func.count(), func.count(case((EVENT.c.status != APPROVED, 1))))
"""Asked of every row: its public events, and how many of them have not been approved."""

Told = dict[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its key and label, its public events, and the values of the measures by their keys.

    `unapproved` of the events have not been approved, and `shared` are in other rows too. `opens` is the question about
    this row alone, to list the events behind it; None where a filter cannot ask it. The key of the row of events in
    none of the others, of what is not known, is empty; so is that of the total.
    """

    key: str
    label: str
    events: int
    unapproved: int
    values: Mapping[str, Value]
    shared: int = 0
    opens: Filter | None = None

    def rests_on(self, key: str) -> list[str]:
        """What has to be said beside a value, in the language now spoken: what is estimated or not approved."""
        value = self.values[key]
        figure = value.high if isinstance(value, People) else value
        said = []
        if isinstance(figure, Figure) and figure.value and figure.estimated:
            said.append(gettext("{share} is estimated").format(share=percent(figure.estimated / figure.value)))
        if self.unapproved:
            said.append(
                ngettext("{number} event is not approved", "{number} events are not approved", self.unapproved).format(
                    number=number(self.unapproved)
                )
            )
        return said


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The rows, in the order they are shown in, and the total, in which every event is counted once.

    `left_out`: public events that may belong to the filter's period but whose date does not say so.
    """

    by: str
    rows: list[Row]
    total: Row
    left_out: int

    @property
    def overlapping(self) -> list[Row]:
        """The rows that have events in common with others: together they are more than the total."""
        return [row for row in self.rows if row.shared]

    def row(self, key: str) -> Row | None:
        """The row with this key."""
        return next((row for row in self.rows if row.key == key), None)


def breakdown(database: Database, viewer: Viewer, filter_: Filter, measures: Sequence[str], by: str = "") -> Breakdown:
    """These measures of a filter's public events, by one dimension, or in total only where none is named.

    `measures` are keys that `metrics.measures.measure` knows, `by` is a key of DIMENSIONS; raises KeyError for others.
    """
    with database.reading() as connection:
        words = load_words(connection)  # they are not in the copy
    return answered(
        database,
        filter_,
        lambda connection: broken_down(Asking(connection, viewer, filter_, words), measures, by),
    )


def broken_down(asking: Asking, measures: Sequence[str], by: str = "") -> Breakdown:
    """The same over an open connection."""
    asked = [measure(key) for key in dict.fromkeys(measures)]
    kinds = [facts for facts in Facts if facts is Facts.EVENTS or any(one.facts is facts for one in asked)]
    if not by:
        total = _told(asking, asked, kinds, TOGETHER)[None]
        return Breakdown(by, [], _row(asked, total, opens=asking.filter_), _left_out(asking))
    dimension = DIMENSIONS[by]
    apart = dimension.apart(asking)
    found = _told(asking, asked, kinds, apart)
    # What is in no two rows is added up; the rest is asked again of all events together.
    added = [facts for facts in kinds if apart.disjoint and facts in ADDED_UP]
    again = [facts for facts in kinds if facts not in added]
    total = _told(asking, asked, again, TOGETHER).get(None, {})
    total |= _added(found.values(), [name for facts in added for name, _columns in _asked_of(facts, asked, apart)])
    whole = _row(asked, total, opens=asking.filter_)
    return Breakdown(by, _rows(asking, dimension, asked, found), whole, _left_out(asking))


def _told(asking: Asking, asked: Sequence[Measure], kinds: Sequence[Facts], apart: Apart) -> dict[Key, Told]:
    """What the columns of each measure, by its key, are in each row; one statement for each kind of fact."""
    found: dict[Key, Told] = defaultdict(dict)
    for facts in kinds:
        named = dict(_asked_of(facts, asked, apart))
        columns = [column for some in named.values() for column in some]
        for key, results in asked_of(asking.connection, asking.viewer, asking.filter_, facts, columns, apart).items():
            rest = iter(results)
            found[key] |= {name: list(islice(rest, len(some))) for name, some in named.items()}
    return found


def _asked_of(facts: Facts, asked: Sequence[Measure], apart: Apart) -> Iterator[tuple[str, Sequence[Any]]]:
    if facts is Facts.EVENTS:
        yield BASICS, (*_BASICS, *([] if apart.several is None else [_is_among(apart.several)]))
        for one in asked:
            if one.known is not None:
                yield f"{one.key} known", (func.count(case((one.known, 1))),)
    for one in asked:
        if one.facts is facts:
            # A key group's row counts its own number of those who came, not that of the whole event.
            yield one.key, figure_columns(*apart.number) if one.key == "attendance" else one.columns


def _is_among(several: Any) -> Any:
    return func.count(case((EVENT.c.id.in_(several), 1)))


def _added(rows: Collection[Told], names: Iterable[str]) -> Told:
    columns = {name: zip(*(told[name] for told in rows if name in told), strict=True) for name in names}
    return {name: [_sum(column) for column in several] for name, several in columns.items()}


def _sum(numbers: Iterable[Any]) -> Any:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _row(asked: Sequence[Measure], told: Told, key: str = "", label: str = "", *, opens: Filter | None = None) -> Row:
    events, unapproved, *several = (int(number or 0) for number in told.get(BASICS) or (0, 0))
    values = {}
    for one in asked:
        columns = told.get(one.key) or [None] * len(one.columns)
        [known] = told.get(f"{one.key} known") or (0,)
        values[one.key] = one.made(columns, events, int(known or 0))
    return Row(key, label, events, unapproved, values, sum(several), opens)


def _rows(asking: Asking, dimension: Dimension, asked: Sequence[Measure], found: Mapping[Key, Told]) -> list[Row]:
    """The rows as they are shown: in their own order or the largest first, and what is in none of them last."""
    names = dimension.names(asking, [key for key in found if key is not None])
    ordered = sorted(names, key=lambda key: str(key).zfill(12)) if dimension.in_order else list(names)
    rows = []
    for raw in ordered:
        key, label = names[raw]
        opens = narrowed(asking.filter_, dimension.key, key, asking.words)
        rows.append(_row(asked, found.get(raw, {}), key, label, opens=opens))
    if not dimension.in_order:
        rows.sort(key=lambda row: (-row.events, row.label))
    return [*rows, *([_row(asked, found[None], "", gettext(dimension.unknown))] if None in found else [])]


def _left_out(asking: Asking) -> int:
    if asking.filter_.start is None or asking.filter_.end is None:
        return 0
    where = (PUBLIC, left_out_of_period(asking.filter_), *conditions(asking.viewer, asking.filter_.without_period()))
    return asking.connection.scalar(select(func.count()).select_from(EVENT).where(*where)) or 0
