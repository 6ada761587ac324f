"""Days as they are said while filling in a form."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.problem import InvalidError
from models.said_day import dated
from models.when import When, parse_when

TODAY = date(2026, 11, 23)  # a Monday


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("今天", "2026-11-23"),
        ("昨天", "2026-11-22"),
        (" 前天 ", "2026-11-21"),
        ("Yesterday", "2026-11-22"),
        ("今天上午9:30-11:00", "2026-11-23"),
        ("20日", "2026-11-20"),
        ("25号", "2026-10-25"),
        ("31日", "2026-10-31"),
        ("11月20日", "2026-11-20"),
        ("11月20号下午3点半", "2026-11-20"),
        ("11月20日（周五）上午", "2026-11-20"),
        ("12月1日", "2025-12-01"),
        ("2月29日", "2024-02-29"),
        ("11.20", "2026-11-20"),
        ("１１／２０", "2026-11-20"),
        ("20 Nov", "2026-11-20"),
        ("Sept. 3", "2026-09-03"),
        ("2026年11月20日下午3点", "2026-11-20"),
        ("2024-09-03 星期二 14:30", "2024-09-03"),
        ("11月15日-17日", "2026-11-15 – 2026-11-17"),
        ("9.15-9.21", "2026-09-15 – 2026-09-21"),
        ("12月28日至1月3日", "2025-12-28 – 2026-01-03"),
    ],
)
def test_a_day_that_is_said_is_the_newest_such_day(said: str, meant: str) -> None:
    assert dated(said, TODAY) == meant
    assert parse_when(meant).start is not None


@pytest.mark.parametrize(
    "text",
    [
        *("", "2024", "2024-09", "2024Q3", "2024.9.3", "2024-09-15 至 2024-09-21", "春节期间", "11月20日（周四）"),
        *("13月1日", "11月31日", "60", "1月", "20 Foo", "9月17日-15日", "下午3点", "不详"),
    ],
)
def test_what_is_said_in_full_or_not_understood_stays_as_it_was(text: str) -> None:
    assert dated(text, TODAY) == text


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.integers(0, 364))
def test_a_day_without_its_year_is_found_within_a_year(today: date, ago: int) -> None:
    day = today - timedelta(days=ago)
    found = parse_when(dated(f"{day.month}月{day.day}日", today))
    assert found.start is not None
    assert day <= found.start <= today
    assert (found.start.month, found.start.day) == (day.month, day.day)


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.text(max_size=50))
def test_no_text_is_too_much_and_none_is_given_a_day_to_come(today: date, text: str) -> None:
    said = dated(text, today)
    if said != text:
        try:
            when = parse_when(said)
        except InvalidError:
            when = When.unknown()
        assert when.end is not None
        assert when.end <= today or said[:4] in text
