"""The arithmetic of score cards: exact, never more than the weight, never less than nothing."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from locales import speaking
from metrics.counting import Figure
from metrics.points import Line, kept, line_of, line_then, points_of, ranks, total_of
from metrics.score_wording import arithmetic, points_text, rounded
from metrics.values import Evidence, People
from models.assessment import OUTLETS, Rule

RULE = Rule(1, "场次", "Sessions", "sessions", "", OUTLETS, Decimal(3), 20)
VALUES = st.none() | st.integers(0, 10**12)
FULL = st.decimals("0.001", "1000000", places=3)
RULES = st.builds(
    lambda per, full_at, weight: replace(RULE, per=per, full_at=full_at, weight=weight),
    st.sampled_from(("", OUTLETS, "events")),
    FULL,
    st.integers(1, 1000),
)
FIGURES = st.builds(
    Figure, VALUES, st.integers(0, 9), st.integers(0, 9), st.booleans(), st.booleans(), st.integers(0, 9)
)
LINES = st.builds(line_of, RULES, FIGURES, st.none() | st.integers(0, 1000))


@given(LINES)
def test_points_are_between_nothing_and_the_weight_or_not_known(line: Line) -> None:
    known = line.figure.value is not None and (not line.rule.per or bool(line.divisor))
    assert (line.points is not None) == known
    assert line.points is None or 0 <= line.points <= line.rule.weight


@given(RULES, st.integers(0, 10**12), st.integers(0, 10**12), st.integers(1, 10**6))
def test_more_is_never_fewer_points_and_the_divisor_never_helps(rule: Rule, less: int, more: int, divisor: int) -> None:
    assume(less <= more)
    fewer, many = points_of(rule, less, divisor), points_of(rule, more, divisor)
    further = points_of(rule, less, divisor + 1)
    assert fewer is not None
    assert many is not None
    assert further is not None
    assert further <= fewer <= many


@given(RULES, st.integers(1, 10**6))
def test_full_marks_are_given_where_the_value_is_reached_and_not_below(rule: Rule, divisor: int) -> None:
    by = divisor if rule.per else 1
    least = -(-Fraction(rule.full_at) * by // 1)  # the smallest whole value that reaches it
    assert points_of(rule, int(least), divisor) == rule.weight
    below = points_of(rule, int(least) - 1, divisor) if least else None
    assert below is None or below < rule.weight


@given(st.lists(LINES, max_size=8))
def test_the_total_is_the_sum_of_what_is_known(lines: list[Line]) -> None:
    known = [line.points for line in lines if line.points is not None]
    assert total_of(tuple(lines)) == sum(known, Fraction(0))


@given(st.dictionaries(st.integers(), st.fractions(0, 100, max_denominator=3), max_size=12))
def test_a_rank_is_one_more_than_how_many_have_more_points(totals: dict[int, Fraction]) -> None:
    expected = {unit: 1 + sum(other > total for other in totals.values()) for unit, total in totals.items()}
    assert ranks(totals) == expected


@given(LINES)
def test_a_line_comes_back_as_it_was_kept(line: Line) -> None:
    assert line_then(line.rule, kept(7, line)) == line


@given(st.fractions(-1000, 1000), st.integers(0, 3))
def test_a_number_is_rounded_to_the_nearest_halves_away_from_nothing(value: Fraction, digits: int) -> None:
    shown = rounded(value, digits)
    assert (shown * 10**digits).denominator == 1
    assert abs(shown - value) <= Fraction(1, 2 * 10**digits)
    assert abs(shown) >= abs(value) or abs(shown - value) < Fraction(1, 2 * 10**digits)
    assert rounded(-value, digits) == -shown


@pytest.mark.parametrize(
    ("rule", "figure", "divisor", "said"),
    [
        (
            RULE,
            Figure(4, 9, 9),
            2,
            "4 sessions ÷ 2 outlets = 2; full marks (20) from 3 on: 20 × 4 ÷ 2 ÷ 3 ≈ 13.3",
        ),
        (RULE, Figure(9, 9, 9), 2, "9 sessions ÷ 2 outlets = 4.5; full marks (20) from 3 on: reached"),
        (
            replace(RULE, measure="attendance", per="", full_at=Decimal(1000)),
            Figure(360, 1, 2, lower_bound=True),
            None,
            "≥ 360 contacts; full marks (20) from 1,000 on: 20 × 360 ÷ 1,000 = 7.2",
        ),
        (
            replace(RULE, per="events", full_at=Decimal("0.3")),
            Figure(4, 9, 9),
            18,
            "4 sessions ÷ 18 events ≈ 0.222; full marks (20) from 0.3 on: 20 × 4 ÷ 18 ÷ 0.3 ≈ 14.8",
        ),
        (RULE, Figure(None, 0, 3), 2, "3 events, and none gives a number: not known, no points"),
        (RULE, Figure(None, 0, 0), 2, "No event: no points"),
        (replace(RULE, measure="key_group:women"), Figure(), 2, "No event names this group: no points"),
        (
            replace(RULE, per="attendance"),
            Figure(4, 9, 9),
            None,
            "4 sessions; there is nothing to divide it by: not known, no points",
        ),
    ],
)
def test_the_arithmetic_is_shown_in_words(rule: Rule, figure: Figure, divisor: int | None, said: str) -> None:
    with speaking("en"):
        assert arithmetic(line_of(rule, figure, divisor)) == said


def test_evidence_is_scored_by_the_events_that_have_any() -> None:
    line = line_of(replace(RULE, measure="evidence", per="events", full_at=Decimal(1)), Evidence(8, 6, 5, 2), 8)
    assert line.points == 15
    assert points_text(line.points) == "15"


def test_a_range_of_people_is_no_single_number() -> None:
    with pytest.raises(TypeError):
        line_of(replace(RULE, measure="people"), People(), 2)
