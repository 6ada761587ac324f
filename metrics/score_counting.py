"""Counting score cards from the ledger: few questions, however many units there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from metrics.breakdown import row_of
from metrics.counting import Condition
from metrics.dimension import Asking
from metrics.filter import Filter
from metrics.measures import measure
from metrics.points import Line, line_of
from metrics.unit_values import UnitValues, values_of_units
from metrics.values import Value, amount
from models.assessment import KEY_GROUP, OUTLETS, Quarter, Rule, narrowed_to
from models.dataset import Dataset
from models.event import KINDS, TRAINING
from models.permission import LEADER
from models.review import APPROVED
from models.viewer import Viewer
from store.assessment import UnitThen

BANK: Final = Viewer.holding("", LEADER)
"""For whom scores are counted: the whole bank, so that a rank means the same to everybody."""

Cards = Mapping[int, tuple[Line, ...]]
"""The lines of each unit, by its id."""


def quarter_filter(quarter: Quarter, dataset: Dataset) -> Filter:
    """The events of a quarter that count: of the bank's own records the approved ones; trial data has no review."""
    statuses = (APPROVED,) if dataset is Dataset.RECORDED else ()
    return Filter(dataset=dataset, start=quarter.start, end=quarter.end, statuses=statuses)


def events_behind(rule: Rule, quarter: Quarter, dataset: Dataset, unit: int) -> Filter:
    """The question that lists the events behind a line of a unit's card."""
    found = replace(_narrowed(quarter_filter(quarter, dataset), rule.narrowing), organisation=unit)
    if rule.measure.startswith(KEY_GROUP) and not found.key_groups:
        found = replace(found, key_groups=(rule.measure.removeprefix(KEY_GROUP),))
    if found.kinds:
        return found
    training = rule.measure == "trainings"
    return replace(found, kinds=(TRAINING,) if training else tuple(kind for kind in KINDS if kind != TRAINING))


def counted_cards(
    asking: Asking, quarters: Sequence[Quarter], rules: Sequence[Rule], units: Sequence[UnitThen], meant: Condition
) -> list[Cards]:
    """The cards of these units in each of these quarters; `meant` is a condition on UNIT that all of them meet.

    What is asked of the ledger is asked of all units at once, once for each way the rules are narrowed.
    """
    wanted: dict[str, list[str]] = defaultdict(list)
    for rule in rules:
        wanted[rule.narrowing].append(rule.measure)
        if rule.per not in ("", OUTLETS):
            wanted[""].append(rule.per)
    periods = [quarter_filter(quarter, asking.filter_.dataset) for quarter in quarters]
    found = {
        narrowing: values_of_units(asking, [_narrowed(period, narrowing) for period in periods], measures, meant)
        for narrowing, measures in wanted.items()
    }
    return [
        _cards({narrowing: values[number] for narrowing, values in found.items()}, rules, units)
        for number in range(len(periods))
    ]


def _cards(found: Mapping[str, UnitValues], rules: Sequence[Rule], units: Sequence[UnitThen]) -> Cards:
    nothing = {key: _nothing(key) for rule in rules for key in (rule.measure, rule.per) if key not in ("", OUTLETS)}

    def value(narrowing: str, unit: int, key: str) -> Value:
        held = found[narrowing].get(unit)
        return nothing[key] if held is None else held[key]

    def divisor(rule: Rule, unit: UnitThen) -> int | None:
        match rule.per:
            case "":
                return None
            case "outlets":
                return unit.outlets
        return amount(value("", unit.id, rule.per))

    return {
        unit.id: tuple(
            line_of(rule, value(rule.narrowing, unit.id, rule.measure), divisor(rule, unit)) for rule in rules
        )
        for unit in units
    }


def _nothing(key: str) -> Value:
    """The value of a measure where there is no event."""
    return row_of([measure(key)], {}).values[key]


def _narrowed(filter_: Filter, narrowing: str) -> Filter:
    words: dict[str, Any] = narrowed_to(narrowing)
    return replace(filter_, **words)
