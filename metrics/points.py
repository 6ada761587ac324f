"""The arithmetic of score cards: points, exactly, and ranks. The rules are those of docs/counting.md."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from metrics.counting import Figure
from metrics.values import Evidence, Value, amount
from models.assessment import Rule
from store.assessment import LineThen


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator on a card: the value, what it is divided by (None where it is not), and the points.

    `points` is None where the value or its divisor is not known: then it counts as no points, and says so. `now` is
    what the ledger says now, on the card of a closed quarter where that is something else.
    """

    rule: Rule
    figure: Figure
    divisor: int | None
    points: Fraction | None
    now: "Line | None" = None

    @property
    def quotient(self) -> Fraction | None:
        """The value, divided where it is; None where that is not known."""
        return quotient(self.rule, self.figure.value, self.divisor)

    def beside(self, now: "Line | None") -> "Line":
        """The same line, with what the ledger says now where that is something else."""
        return self if now is None or replace(now, now=None) == self else replace(self, now=now)


def quotient(rule: Rule, value: int | None, divisor: int | None) -> Fraction | None:
    """Value ÷ divisor, or the value where the rule divides by nothing; None where that is not known."""
    if value is None:
        return None
    if not rule.per:
        return Fraction(value)
    return Fraction(value, divisor) if divisor else None


def points_of(rule: Rule, value: int | None, divisor: int | None) -> Fraction | None:
    """weight × value ÷ divisor ÷ full_at, at most the weight; None where the value or its divisor is not known."""
    reached = quotient(rule, value, divisor)
    return None if reached is None else rule.weight * min(Fraction(1), reached / Fraction(rule.full_at))


def line_of(rule: Rule, value: Value, divisor: int | None) -> Line:
    """The line of a value of the rule's measure."""
    match value:
        case Figure():
            figure = value
        case Evidence():
            figure = Figure(value.proved, value.events, value.events)
        case _:
            raise TypeError(f"{rule.measure} is no single number")
    return Line(rule, figure, divisor, points_of(rule, amount(value), divisor))


def kept(unit: int, line: Line) -> LineThen:
    """A unit's line as it is kept when the quarter is closed."""
    figure = line.figure
    return LineThen(
        indicator=line.rule.id,
        unit=unit,
        value=figure.value,
        known=figure.known,
        events=figure.events,
        lower_bound=figure.lower_bound,
        approximate=figure.approximate,
        estimated=figure.estimated,
        divisor=line.divisor,
        points="" if line.points is None else str(line.points),
    )


def line_then(rule: Rule, kept_line: LineThen) -> Line:
    """The line that was kept."""
    figure = Figure(
        kept_line.value,
        kept_line.known,
        kept_line.events,
        kept_line.lower_bound,
        kept_line.approximate,
        kept_line.estimated,
    )
    return Line(rule, figure, kept_line.divisor, Fraction(kept_line.points) if kept_line.points else None)


def total_of(lines: tuple[Line, ...]) -> Fraction:
    """The points of a card: the sum of what is known."""
    return sum((line.points for line in lines if line.points is not None), Fraction(0))


def ranks(totals: Mapping[int, Fraction]) -> dict[int, int]:
    """The rank of each: one more than how many have more points, so that equals share a rank."""
    found: dict[int, int] = {}
    first: dict[Fraction, int] = {}
    for place, (unit, total) in enumerate(sorted(totals.items(), key=lambda one: -one[1]), start=1):
        found[unit] = first.setdefault(total, place)
    return found
