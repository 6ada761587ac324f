"""Any measures by any dimension: a row for each month, unit, county, … and one for what is in none, and the total."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any, Final

from sqlalchemy import case, func

from locales import gettext, ngettext
from locales.numbers import number, percent
from metrics.asking import answered
from metrics.counting import EVENT, PUBLIC, Figure, conditions, figure_columns, left_out_of_period
from metrics.dimension import Asking
from metrics.dimensions import DIMENSIONS, narrowed
from metrics.facts import ADDED_UP, TOGETHER, Apart, Key, added, asked_of
from metrics.filter import Filter
from metrics.measures import Facts, Measure, measure
from metrics.summed import BASIC, CAME, KNOWN, count_events
from metrics.values import People, Value
from models.viewer import Viewer
from store.database import Database
from store.words import words_of

BASICS: Final = "basics"
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

    def figure(self, key: str) -> Figure:
        """A value that is one figure. Raises TypeError for a measure that has several."""
        value = self.values[key]
        if not isinstance(value, Figure):
            raise TypeError(f"{key} is no single figure")
        return value

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
    words = words_of(database)
    return answered(
        database,
        filter_,
        lambda connection: broken_down(Asking(connection, viewer, filter_, words), measures, by),
    )


def broken_down(asking: Asking, measures: Sequence[str], by: str = "") -> Breakdown:
    """The same over an open connection."""
    [found] = each_broken_down(asking, [asking.filter_], measures, by)
    return found


def each_broken_down(
    asking: Asking, periods: Sequence[Filter], measures: Sequence[str], by: str = ""
) -> list[Breakdown]:
    """The same for each of several filters that differ in their period only, asked together."""
    asked = [measure(key) for key in dict.fromkeys(measures)]
    kinds = kinds_of(asked)
    if not by:
        totals = told(asking, periods, asked, kinds, TOGETHER)
        rows: list[list[Row]] = [[] for _period in periods]
    else:
        apart = DIMENSIONS[by].apart(asking)
        found = told(asking, periods, asked, kinds, apart)
        # What is in no two rows is added up; the rest is asked again of all events together.
        summed = [facts for facts in kinds if apart.disjoint and facts in ADDED_UP]
        totals = told(asking, periods, asked, [facts for facts in kinds if facts not in summed], TOGETHER)
        for total, told_of_rows in zip(totals, found, strict=True):
            names = [name for facts in summed for name, _columns in _asked_of(facts, asked, apart)]
            total[None] = total.get(None, {}) | told_together(told_of_rows.values(), names)
        rows = _rows_of_each(asking, periods, by, asked, found)
    return [
        Breakdown(by, rows[number], row_of(asked, totals[number].get(None, {}), opens=period), left_out(asking, period))
        for number, period in enumerate(periods)
    ]


def rows_of_each(
    asking: Asking, periods: Sequence[Filter], measures: Sequence[str], by: str, *, unknown: bool = True
) -> list[list[Row]]:
    """Only the rows, for who knows the total and what is left out; and not how many of their events they share.

    Without `unknown`, also not the row of what is in none of the others.
    """
    asked = [measure(key) for key in dict.fromkeys(measures)]
    apart = DIMENSIONS[by].apart(asking)
    found = told(asking, periods, asked, kinds_of(asked), replace(apart, several=None, unknown=unknown))
    return _rows_of_each(asking, periods, by, asked, found)


def _rows_of_each(
    asking: Asking,
    periods: Sequence[Filter],
    by: str,
    asked: Sequence[Measure],
    found: Sequence[Mapping[Key, Told]],
) -> list[list[Row]]:
    return [
        named_rows(replace(asking, filter_=period), by, asked, of_period)
        for period, of_period in zip(periods, found, strict=True)
    ]


def kinds_of(asked: Sequence[Measure]) -> list[Facts]:
    """The kinds of fact that these measures are about, and that of all events."""
    return [facts for facts in Facts if facts is Facts.EVENTS or any(one.facts is facts for one in asked)]


def told(
    asking: Asking, periods: Sequence[Filter], asked: Sequence[Measure], kinds: Sequence[Facts], apart: Apart
) -> list[dict[Key, Told]]:
    """What the columns of each measure, by its key, are in each row of each period; a statement for each kind."""
    found: list[dict[Key, Told]] = [defaultdict(dict) for _period in periods]
    for facts in kinds:
        named = dict(_asked_of(facts, asked, replace(apart.of(facts)[0], several=apart.several)))
        columns = [column for some in named.values() for column in some]
        ends = list(accumulate(map(len, named.values())))
        places = [(name, slice(end - len(some), end)) for (name, some), end in zip(named.items(), ends, strict=True)]
        answers = asked_of(asking.connection, asking.viewer, periods, facts, columns, apart)
        for held, of_period in zip(found, answers, strict=True):
            for key, results in of_period.items():
                held[key] |= {name: results[place] for name, place in places}
    return found


def _asked_of(facts: Facts, asked: Sequence[Measure], apart: Apart) -> Iterator[tuple[str, Sequence[Any]]]:
    if facts is Facts.EVENTS:
        yield BASICS, (*BASIC, *([] if apart.several is None else [_is_among(apart.several)]))
        for one in asked:
            if one.known is not None:
                yield f"{one.key} known", (KNOWN[one.key],)
    for one in asked:
        if one.facts is facts:
            # A key group's row counts its own number of those who came, not that of the whole event.
            own = CAME.get(apart.number) or figure_columns(*apart.number)
            yield one.key, own if one.key == "attendance" else one.columns


def _is_among(several: Any) -> Any:
    return func.count(case((EVENT.c.id.in_(several), 1)))


def told_together(rows: Iterable[Told], names: Iterable[str] | None = None) -> Told:
    """What is told of these columns, or all, in rows that share no event, added up."""
    several: dict[str, list[Sequence[Any]]] = defaultdict(list)
    rows = list(rows)
    if len(rows) == 1 and names is None:
        return rows[0]
    for row in rows:
        for name in row if names is None else names:
            if name in row:
                several[name].append(row[name])
    return {name: added(columns) for name, columns in several.items()}


def row_of(asked: Sequence[Measure], told: Told, key: str = "", label: str = "", *, opens: Filter | None = None) -> Row:
    """A row made of what is told of it."""
    events, unapproved, *several = (int(number or 0) for number in told.get(BASICS) or (0, 0))
    values = {}
    for one in asked:
        columns = told.get(one.key) or [None] * len(one.columns)
        [known] = told.get(f"{one.key} known") or (0,)
        values[one.key] = one.made(columns, events, int(known or 0))
    return Row(key, label, events, unapproved, values, sum(several), opens)


def named_rows(asking: Asking, by: str, asked: Sequence[Measure], found: Mapping[Key, Told]) -> list[Row]:
    """The rows as they are shown: in their own order or the largest first, and what is in none of them last."""
    dimension = DIMENSIONS[by]
    names = dimension.names(asking, [key for key in found if key is not None])
    ordered = sorted(names, key=lambda key: str(key).zfill(12)) if dimension.in_order else list(names)
    rows = []
    for raw in ordered:
        key, label = names[raw]
        opens = narrowed(asking.filter_, by, key, asking.words)
        rows.append(row_of(asked, found.get(raw, {}), key, label, opens=opens))
    if not dimension.in_order:
        rows.sort(key=lambda row: (-row.events, row.label))
    return [*rows, *([row_of(asked, found[None], "", gettext(dimension.unknown))] if None in found else [])]


def left_out(asking: Asking, filter_: Filter) -> int:
    """How many public events may belong to a filter's period, but their date does not say so."""
    if filter_.start is None or filter_.end is None:
        return 0
    where = (PUBLIC, left_out_of_period(filter_), *conditions(asking.viewer, filter_.without_period()))
    return count_events(asking.connection, where)
