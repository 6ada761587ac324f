"""The values of measures, and how each is made from what a database answers.

Each way of making one takes the results of the measure's columns, the number of public events, and how many of them
tell of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from metrics.counting import Figure, as_figure
from metrics.reach import fewest_people


@dataclass(frozen=True, slots=True)
class People:
    """How many different people there were: between `low` and the value of `high`, the contacts they rest on."""

    low: int | None = None
    high: Figure = field(default_factory=Figure)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of `events`, how many have something that proves them: `proved` a file or a link, `files` and `links` each."""

    events: int = 0
    proved: int = 0
    files: int = 0
    links: int = 0


Value = Figure | People | Evidence
Made = Callable[[Sequence[Any], int, int], Value]


def amount(value: Value | None) -> int | None:
    """The number by which two values of a measure are compared; None where there is none, as of a range of people."""
    match value:
        case Figure():
            return value.value
        case Evidence():
            return value.proved
    return None


def counted(columns: Sequence[Any], events: int, _known: int) -> Figure:
    """A count of something every event has."""
    return Figure(int(columns[0] or 0), events, events)


def counted_apart(columns: Sequence[Any], _events: int, _known: int) -> Figure:
    """A count of events that are in no other figure."""
    number = int(columns[0] or 0)
    return Figure(number, number, number)


def read(columns: Sequence[Any], events: int, known: int) -> Figure:
    """A count of what some events have; none is a real zero."""
    return Figure(int(columns[0] or 0), known, events)


def different(columns: Sequence[Any], events: int, known: int) -> Figure:
    """A count of different things, which not every event says precisely."""
    # Where no event says it precisely, how many there were is not known rather than none.
    return Figure(int(columns[0] or 0) if known else None, known, events)


def summed(columns: Sequence[Any], events: int, _known: int) -> Figure:
    """The sum of a number of the events."""
    return as_figure(columns, events)


def summed_parts(columns: Sequence[Any], events: int, known: int) -> Figure:
    """The sum of numbers of which an event may have several."""
    return replace(as_figure(columns, events), known=known)


def summed_of_those_named(columns: Sequence[Any], _events: int, _known: int) -> Figure:
    """The sum of a number of those events that name something; how many do is the last column."""
    *sums, naming = columns
    return as_figure(sums, naming or 0)


def people(columns: Sequence[Any], events: int, _known: int) -> People:
    """The range of people."""
    in_known, elsewhere, *sums = columns
    high = as_figure([None if sums[0] is None else int(sums[0]), *(int(part or 0) for part in sums[1:])], events)
    return People(None if high.value is None else fewest_people(in_known, elsewhere), high)


def evidence(columns: Sequence[Any], events: int, _known: int) -> Evidence:
    """The parts of what is proved."""
    return Evidence(events, *(int(number or 0) for number in columns))
