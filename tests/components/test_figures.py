"""Figures in words, and the change against the year before."""

import pytest

from components.figures import basis, exact, relative_change, short
from locales import speaking
from metrics.counting import Figure


def figure(value: int | None, *, lower: bool = False, approximate: bool = False, estimated: int = 0) -> Figure:
    return Figure(
        value=value,
        known=0 if value is None else 2,
        events=3,
        lower_bound=lower,
        approximate=approximate,
        estimated=estimated,
    )


@pytest.mark.parametrize(
    ("given", "sign"),
    [
        (figure(60), ""),
        (figure(60, lower=True), "≥ "),
        (figure(60, approximate=True), "≈ "),
        (figure(60, lower=True, approximate=True), "≥ "),
    ],
)
def test_a_short_figure_keeps_its_qualifier(given: Figure, sign: str) -> None:
    assert short(given) == f"{sign}60"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_not_known_is_never_shown_as_zero(language: str) -> None:
    with speaking(language):
        assert "0" not in short(figure(None))
        assert exact(figure(None)) == ""
        assert short(figure(0)) == "0"
        assert exact(figure(0)) == "0"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_figure_says_how_many_events_it_rests_on_and_what_part_is_estimated(language: str) -> None:
    with speaking(language):
        assert "2" in basis(figure(100))
        assert "3" in basis(figure(100))
        assert "25" in basis(figure(100, estimated=25))
        assert "%" not in basis(figure(100))


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [(150, 100, 0.5), (50, 100, -0.5), (100, 100, 0.0), (5, 0, None), (5, None, None), (None, 5, None), (0, 5, -1.0)],
)
def test_a_change_is_a_share_of_the_earlier_value(now: int | None, before: int | None, change: float | None) -> None:
    assert relative_change(now, before) == change
