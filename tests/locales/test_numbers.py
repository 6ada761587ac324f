"""Numbers, dates and lists as each language writes them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import CHINESE, ENGLISH, speaking
from locales.numbers import day, listing, moment, month, number, percent, short_number

SHORT = [
    (None, "–", "–"),
    (0, "0", "0"),
    (9_999, "9,999", "9,999"),
    (216_000, "21.6万", "216K"),
    (100_000_000, "1亿", "100M"),
    (-250_000, "-25万", "-250K"),
]


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (0, "0"), (999, "999"), (1234, "1,234"), (100_000_000, "100,000,000"), (-5, "-5")]
)
@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_an_exact_figure_has_separators_and_empty_is_not_zero(language: str, value: int | None, text: str) -> None:
    with speaking(language):
        assert number(value) == text


@pytest.mark.parametrize(("value", "chinese", "english"), SHORT)
def test_a_headline_is_short_in_the_units_of_the_language(value: int | None, chinese: str, english: str) -> None:
    with speaking(CHINESE):
        assert short_number(value) == chinese
    with speaking(ENGLISH):
        assert short_number(value) == english


@given(st.integers(-9_999, 9_999))
def test_a_small_figure_is_never_rounded(value: int) -> None:
    assert short_number(value).replace(",", "") == str(value)


@pytest.mark.parametrize(
    ("share", "signed", "text"),
    [(0.124, False, "12.4%"), (0.124, True, "+12.4%"), (-0.05, True, "-5%"), (0, True, "0%"), (12.5, False, "1,250%")],
)
@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_a_share_is_a_percentage(language: str, share: float, signed: bool, text: str) -> None:
    with speaking(language):
        assert percent(share, signed=signed) == text


def test_days_and_months_are_written_as_the_language_does() -> None:
    with speaking(CHINESE):
        assert (day(date(2024, 9, 4)), month(date(2024, 9, 1)), day(None)) == ("2024年9月4日", "2024年9月", "")
    with speaking(ENGLISH):
        assert (day(date(2024, 9, 4)), month(date(2024, 9, 1)), day(None)) == ("4 Sep 2024", "Sep 2024", "")


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_a_moment_is_local_and_to_the_minute(language: str) -> None:
    at = datetime(2024, 9, 4, 13, 30, 59, tzinfo=UTC)
    with speaking(language):
        assert f"{at.astimezone().minute:02}" in moment(at)
        assert "59" not in moment(at)


@pytest.mark.parametrize(
    ("names", "chinese", "english"),
    [
        ([], "", ""),
        (["", ""], "", ""),
        (["甲"], "甲", "甲"),
        (["甲", "", "乙"], "甲和乙", "甲 and 乙"),
        (["甲", "乙", "丙"], "甲、乙和丙", "甲, 乙 and 丙"),
        (["{0}", "%s"], "{0}和%s", "{0} and %s"),
    ],
)
def test_names_are_listed_as_the_language_does(names: list[str], chinese: str, english: str) -> None:
    with speaking(CHINESE):
        assert listing(names) == chinese
    with speaking(ENGLISH):
        assert listing(iter(names)) == english
