"""Figures in words: a number keeps its qualifier, and says how many events it rests on."""

from locales import gettext as _
from locales import ngettext
from locales.numbers import number, percent, short_number
from metrics.counting import Figure


def short(figure: Figure) -> str:
    """A figure for a headline or the end of a bar: "≥ 140", "≈ 21.6万", "–" where no event gave a number."""
    sign = "≥ " if figure.lower_bound else "≈ " if figure.approximate else ""
    return (sign if figure.value is not None else "") + short_number(figure.value)


def exact(figure: Figure) -> str:
    """A figure with every digit and its qualifier in words: "至少 140"; empty where no event gave a number."""
    if figure.value is None:
        return ""
    text = number(figure.value)
    if figure.lower_bound:
        return _("at least {number}").format(number=text)
    if figure.approximate:
        return _("about {number}").format(number=text)
    return text


def signed(figure: Figure) -> str:
    """A figure with every digit and its qualifier as a sign, for a narrow column: "≥ 140"."""
    sign = "≥ " if figure.lower_bound else "≈ " if figure.approximate else ""
    return sign + number(figure.value) if figure.value is not None else ""


def basis(figure: Figure) -> str:
    """What a figure rests on: "2 of 57 events gave a number; 31% is estimated"."""
    if not figure.events:
        return ""
    said = ngettext(
        "{known} of {events} event gave a number", "{known} of {events} events gave a number", figure.events
    ).format(known=number(figure.known), events=number(figure.events))
    if figure.value and figure.estimated:
        return _("{said}; {share} is estimated").format(said=said, share=percent(figure.estimated / figure.value))
    return said


def relative_change(now: int | None, before: int | None) -> float | None:
    """The change as a share of the earlier value; None where there is nothing to compare with."""
    return None if now is None or not before else now / before - 1
