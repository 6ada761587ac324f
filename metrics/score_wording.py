"""Score cards in words: how points come about, what they rest on, and what an indicator says."""

from fractions import Fraction
from typing import Final

from locales import CHINESE, _, gettext, language, mark, ngettext
from locales.numbers import number, percent
from metrics.counting import Figure
from metrics.measures import KEY_GROUP_PREFIX, measure
from metrics.points import Line
from metrics.score_units import PARTS, kind_of
from models.assessment import NARROWINGS, OUTLETS, Rule, narrowed_to
from models.event import KINDS
from models.organisation import KINDS as UNIT_KINDS
from models.words import Words

_OUTLETS: Final = mark("outlets")
_PARTS: Final = mark("Units right below")
POINT_DIGITS: Final = 1
QUOTIENT_DIGITS: Final = 3


def rounded(value: Fraction, digits: int) -> Fraction:
    """A number to so many decimals, halves away from zero."""
    shifted = abs(value) * 10**digits + Fraction(1, 2)
    found = Fraction(shifted.numerator // shifted.denominator, 10**digits)
    return -found if value < 0 else found


def points_text(points: Fraction | None) -> str:
    """Points as shown, rounded to a tenth; "–" where they are not known."""
    return "–" if points is None else number(float(rounded(points, POINT_DIGITS)))


def change_text(change: Fraction | int | None) -> str:
    """A difference with its sign; empty where there is nothing to compare with."""
    if change is None:
        return ""
    shown = rounded(Fraction(change), POINT_DIGITS)
    return ("+" if shown > 0 else "") + number(float(shown))


def compared_by(by: str) -> str:
    """What is compared with one another: "Sub-branch", "Units right below"."""
    return gettext(_PARTS if by == PARTS else UNIT_KINDS[kind_of(by)])


def arithmetic(line: Line) -> str:
    """How the points of a line come about: "4 sessions ÷ 18 sessions ≈ 0.222; full marks (15) from 0.3 on: …"."""
    rule, quotient = line.rule, line.quotient
    if line.points is None or quotient is None:
        return _not_known(line)
    told = _told(line)
    if rule.per:
        divisor = f"{number(line.divisor)} {_counted_in(rule.per)}"
        told = f"{told} ÷ {divisor} {_equals(quotient, QUOTIENT_DIGITS)}"
    full_at = number(float(rule.full_at))
    if line.points == rule.weight:
        sentence = _("{told}; full marks ({weight}) from {full_at} on: reached")
        return sentence.format(told=told, weight=number(rule.weight), full_at=full_at)
    divided = f" ÷ {number(line.divisor)}" if rule.per else ""
    sum_ = f"{number(rule.weight)} × {number(line.figure.value)}{divided} ÷ {full_at}"
    sentence = _("{told}; full marks ({weight}) from {full_at} on: {sum}")
    return sentence.format(
        told=told,
        weight=number(rule.weight),
        full_at=full_at,
        sum=f"{sum_} {_equals(line.points, POINT_DIGITS)}",
    )


def _equals(value: Fraction, digits: int) -> str:
    shown = rounded(value, digits)
    return f"{'=' if shown == value else '≈'} {number(float(shown))}"


def _not_known(line: Line) -> str:
    figure, rule = line.figure, line.rule
    if figure.value is not None:
        return _("{told}; there is nothing to divide it by: not known, no points").format(told=_told(line))
    if not figure.events:
        if rule.measure.startswith(KEY_GROUP_PREFIX):
            return _("No event names this group: no points")
        return _("No event: no points")
    return ngettext(
        "{count} event, and it gives no number: not known, no points",
        "{count} events, and none gives a number: not known, no points",
        figure.events,
    ).format(count=number(figure.events))


def _told(line: Line) -> str:
    return f"{_signed(line.figure)} {_counted_in(line.rule.measure)}"


def _signed(figure: Figure) -> str:
    sign = "≥ " if figure.lower_bound else "≈ " if figure.approximate else ""
    return sign + number(figure.value)


def _counted_in(key: str) -> str:
    return gettext(_OUTLETS) if key == OUTLETS else measure(key).counted_in


def rests_on(line: Line) -> str:
    """What a value rests on, where that has to be said: how many events gave it, and how much of it is estimated."""
    figure, said = line.figure, []
    if figure.value is not None and figure.known < figure.events and line.rule.measure != "evidence":
        said.append(
            ngettext(
                "{known} of {events} event gave a number", "{known} of {events} events gave a number", figure.events
            ).format(known=number(figure.known), events=number(figure.events))
        )
    if figure.value and figure.estimated:
        said.append(_("{share} is estimated").format(share=percent(figure.estimated / figure.value)))
    return "; ".join(said) if language() != CHINESE else "；".join(said)


def measured(key: str, words: Words) -> str:
    """The name of a measure or divisor; that of a key group's contacts names the group."""
    if key == OUTLETS:
        return _("Outlets")
    if key.startswith(KEY_GROUP_PREFIX):
        group = words.label("key_group", key.removeprefix(KEY_GROUP_PREFIX))
        return _("{measure}: {group}").format(measure=measure(key).name, group=group)
    return measure(key).name


def definition(rule: Rule, words: Words) -> str:
    """What an indicator counts and when it gives full marks, in a sentence."""
    told = measured(rule.measure, words)
    if narrowed := narrowing_text(rule.narrowing, words):
        told = _("{measure} (only: {narrowed})").format(measure=told, narrowed=narrowed)
    if rule.per:
        told = f"{told} ÷ {measured(rule.per, words)}"
    return _("{told}; full marks ({weight}) from {full_at} on").format(
        told=told, weight=number(rule.weight), full_at=number(float(rule.full_at))
    )


def narrowing_text(narrowing: str, words: Words) -> str:
    """What an indicator is narrowed to, in words; empty where it is not."""
    said = [
        gettext(KINDS.get(code, code)) if field == "kinds" else words.label(NARROWINGS[field], code)
        for field, codes in narrowed_to(narrowing).items()
        for code in codes
    ]
    return ("、" if language() == CHINESE else ", ").join(said)
