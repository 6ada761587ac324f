"""Dates as exactly as they are known."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import CHINESE, ENGLISH, speaking
from models.problem import InvalidError
from models.when import EARLIEST_YEAR, LATEST_YEAR, Precision, When, excel_day, parse_when

SEP_4 = When.on(date(2024, 9, 4))
WEEK = When.between(date(2024, 9, 15), date(2024, 9, 21))

READ = [
    ("2024-09-04", SEP_4),
    ("2024/9/4", SEP_4),
    ("2024.9.4", SEP_4),
    ("2024年9月4日", SEP_4),
    ("2024 年 9 月 4 号", SEP_4),
    ("２０２４年９月４日", SEP_4),
    ("20240904", SEP_4),
    ("2024-09-04 00:00:00", SEP_4),
    ("4 Sep 2024", SEP_4),
    ("4 sept. 2024", SEP_4),
    ("September 4, 2024", SEP_4),
    ("2024-02-29", When.on(date(2024, 2, 29))),
    ("2024年9月", When.in_month(2024, 9)),
    ("2024-09", When.in_month(2024, 9)),
    ("2024.9", When.in_month(2024, 9)),
    ("2024年9月份", When.in_month(2024, 9)),
    ("Sep 2024", When.in_month(2024, 9)),
    ("2024年2月", When(date(2024, 2, 1), date(2024, 2, 29), Precision.MONTH)),
    ("2024Q3", When.in_quarter(2024, 3)),
    ("Q3 2024", When.in_quarter(2024, 3)),
    ("2024年第三季度", When.in_quarter(2024, 3)),
    ("2024年3季度", When.in_quarter(2024, 3)),
    ("2024", When.in_year(2024)),
    ("2024年", When.in_year(2024)),
    ("2024-09-15 至 2024-09-21", WEEK),
    ("2024.9.15-9.21", WEEK),
    ("2024年9月15日-21日", WEEK),
    ("2024年9月15日至21日", WEEK),
    ("2024-09-15 to 2024-09-21", WEEK),
    ("15 Sep 2024 – 21 Sep 2024", WEEK),
    ("2024-09-15-2024-09-21", WEEK),
    ("2024-09-04 至 2024-09-04", SEP_4),
    ("2024-12-28 ~ 2025-01-03", When.between(date(2024, 12, 28), date(2025, 1, 3))),
]
NO_DATE = [
    *(
        "2024-02-30",
        "2023-02-29",
        "2023年2月29日",
        "2024-13-01",
        "2024-00-10",
        "2024-09-31",
        "31 Jun 2024",
        "4 Foo 2024",
    ),
    *("2024-13", "2024Q5", "1979-12-31", "2101", "0000-01-01", "9999", "99999-01-01"),
    *("2024-09-21 至 2024-09-15", "2024.9.21-9.15", "2024.12.28-1.3", "2024-09-15 至 2024-02-30"),
    *("春节期间", "昨天", "45539", "9月4日", "04/09/2024", "2024-09-04 至", "至 2024-09-04", "a–b–c", "-", "🙂"),
    *("\x00", "\ud800", "2024-09-04'; DROP TABLE event", "{text}", "%Y-%m-%d"),
    *("9" * 100_000, "2024" + " " * 100_000 + "x", "2024-09-04" + "-" * 100_000, "–" * 100_000, "\u3000a" * 50_000),
]
days = st.dates(date(EARLIEST_YEAR, 1, 1), date(LATEST_YEAR, 12, 31))
years = st.integers(EARLIEST_YEAR, LATEST_YEAR)
whens = st.one_of(
    st.builds(When.on, days),
    st.builds(When.in_month, years, st.integers(1, 12)),
    st.builds(When.in_quarter, years, st.integers(1, 4)),
    st.builds(When.in_year, years),
    st.lists(days, min_size=2, max_size=2).map(sorted).map(lambda both: When.between(*both)),
    st.just(When.unknown()),
)


@pytest.mark.parametrize(("text", "when"), READ, ids=[text for text, _ in READ])
def test_a_date_is_read_as_exactly_as_it_is_told(text: str, when: When) -> None:
    assert parse_when(text) == when


@pytest.mark.parametrize("text", ["", "  ", "不详", "未知", "日期不详", "unknown", "Date not known", "?", "？", None])
def test_an_unknown_date_is_not_invented(text: str | None) -> None:
    assert parse_when(text) == When.unknown()


@pytest.mark.parametrize("text", NO_DATE, ids=lambda text: ascii(text)[:24])
def test_what_is_no_date_is_refused_with_a_short_sentence(text: str) -> None:
    with pytest.raises(InvalidError) as refused:
        parse_when(text)
    for language in (CHINESE, ENGLISH):
        with speaking(language):
            assert 10 < len(str(refused.value.message)) < 250


def test_days_of_a_spreadsheet_are_taken_as_they_are() -> None:
    assert parse_when(date(2024, 9, 4)) == SEP_4
    assert parse_when(datetime(2024, 9, 4, 13, 30)) == SEP_4
    assert excel_day(45539) == date(2024, 9, 4)


def test_a_spreadsheets_empty_day_zero_is_not_a_date() -> None:
    with pytest.raises(InvalidError):
        parse_when(excel_day(1))


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@given(when=whens)
def test_what_is_printed_is_read_as_the_same_date(language: str, when: When) -> None:
    with speaking(language):
        assert parse_when(str(when)) == when


@given(when=whens)
def test_the_first_and_last_day_bound_what_is_known(when: When) -> None:
    if when.precision is Precision.UNKNOWN:
        assert (when.start, when.end) == (None, None)
    else:
        assert when.start is not None
        assert when.end is not None
        assert when.start <= when.end
        assert (when.start == when.end) == (when.precision is Precision.DAY)


@given(st.text() | st.text(alphabet="0123456789-./年月日号至第季度份Qq一二三四 sepot–~", max_size=40))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        when = parse_when(text)
    except InvalidError as refused:
        assert str(refused.message)  # noqa: PT017 - the sentence must not fail either
    else:
        assert isinstance(when, When)


def test_the_sources_own_words_stand_for_an_unknown_date() -> None:
    assert str(When.unknown(" 春节期间 ")) == "春节期间"


def test_an_end_before_the_start_is_told_in_the_readers_language() -> None:
    with pytest.raises(InvalidError) as refused:
        When.between(date(2024, 9, 21), date(2024, 9, 15))
    with speaking(ENGLISH):
        assert "15 Sep 2024" in str(refused.value.message)
    with speaking(CHINESE):
        assert "2024年9月15日" in str(refused.value.message)
