"""A date without a year takes it from beside the list or is refused with a sentence; no other date changes."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.dates import add_year, lacks_year, read_day, read_when
from exchange.written import Cell
from exchange.years import Where, told_year, years_in
from locales import ENGLISH, speaking
from models.problem import InvalidError
from models.when import When

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
FORMS = (
    "{0.month}月{0.day}日",
    "{0.month}.{0.day:02}",
    "{0.month:02}/{0.day:02}",
    "{0.month} 月 {0.day} 号",
    "{0.month}-{0.day}",
)

READ: list[tuple[Cell, When]] = [
    ("9月3日", When.on(date(2024, 9, 3))),
    ("9.3", When.on(date(2024, 9, 3))),
    (9.15, When.on(date(2024, 9, 15))),
    ("9月", When.in_month(2024, 9)),
    ("9月份", When.in_month(2024, 9)),
    ("9.15-9.21", When.between(date(2024, 9, 15), date(2024, 9, 21))),
    ("9月15日至21日", When.between(date(2024, 9, 15), date(2024, 9, 21))),
    ("9月15日—10月2日", When.between(date(2024, 9, 15), date(2024, 10, 2))),
    ("8月-9月", When.between(date(2024, 8, 1), date(2024, 9, 30))),
    ("９月３日（星期二）上午", When.on(date(2024, 9, 3))),
    ("9月3日 14:30-16:00", When.on(date(2024, 9, 3))),
    ("2023.9.3", When.on(date(2023, 9, 3))),
    ("45539", When.on(date(2024, 9, 4))),
    (45539, When.on(date(2024, 9, 4))),
]


@pytest.mark.parametrize(("cell", "expected"), READ)
def test_a_date_is_read_in_the_year_that_is_told(cell: Cell, expected: When) -> None:
    assert read_day(add_year(cell, 2024)) == expected


REFUSED: list[tuple[Cell, str]] = [
    ("9月3日", "does not say the year"),
    ("9.15-9.21", "does not say the year"),
    ("9月", "does not say the year"),
    (9.3, "may be day 3 or day 30"),
    (9.1, "may be day 1 or day 10"),
    ("13月3日", "is not a date"),
    ("3日", "is not a date"),
]


@pytest.mark.parametrize(("cell", "sentence"), REFUSED)
def test_a_date_without_a_year_is_refused_with_what_would_be_right(cell: Cell, sentence: str) -> None:
    with pytest.raises(InvalidError) as refused:
        read_day(cell)
    with speaking(ENGLISH):
        assert sentence in str(refused.value.message)


@pytest.mark.parametrize("cell", [9.1, 9.2, 9.3, "12.28-1.3", "春节", 300, None, "13.5"])
def test_a_year_is_not_added_where_the_date_would_be_guessed(cell: Cell) -> None:
    assert add_year(cell, 2024) == cell


@pytest.mark.parametrize("blank", [" ", "\u3000", "\u00a0", "\n"])
def test_any_number_of_blanks_is_one(blank: str) -> None:
    blanks = blank * 20_000
    assert read_day(add_year(f"9月{blanks}3日{blanks}（{blanks}星期二）", 2024)) == When.on(date(2024, 9, 3))
    assert read_day(add_year(f"9月3日{blanks}14:30", 2024)) == When.on(date(2024, 9, 3))
    assert add_year(f"9月{blanks}x", 2024) == f"9月{blanks}x"


@pytest.mark.parametrize("text", ["9月3日" + "星期二" * 30, "9月3日（" + " 周二" * 40, "9月" + " 9" * 50_000])
def test_a_long_text_is_no_date_and_is_not_taken_apart(text: str) -> None:
    assert not lacks_year(text)
    with pytest.raises(InvalidError):
        read_day(text)


@settings(deadline=None)
@given(day=DAYS, form=st.sampled_from(FORMS))
def test_any_day_without_its_year_comes_back_with_it(day: date, form: str) -> None:
    assert read_day(add_year(form.format(day), day.year)) == When.on(day)


@settings(deadline=None)
@given(first=DAYS, days=st.integers(1, 60), dash=st.sampled_from("-—~至"))
def test_a_range_without_its_year_comes_back_whole_or_not_at_all(first: date, days: int, dash: str) -> None:
    last = first + timedelta(days)
    text = f"{first.month}.{first.day}{dash}{last.month}.{last.day}"
    read = add_year(text, first.year)
    assert read == text if last.year > first.year else read_day(read) == When.between(first, last)


@settings(deadline=None)
@given(DAYS | st.integers() | st.floats() | st.text(max_size=12))
def test_a_date_that_has_its_year_and_what_is_no_date_stay_as_they_are(cell: Cell) -> None:
    if not lacks_year(cell):
        assert add_year(cell, 2024) is cell


def test_the_last_day_takes_its_year_from_the_first() -> None:
    assert read_when({"start": "2024.9.15", "end": "9.21"}) == When.between(date(2024, 9, 15), date(2024, 9, 21))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2024年9月台账", {2024}),
        ("二〇二四年台账", {2024}),
        ("一九九八年", {1998}),
        ("2023-2024", {2023, 2024}),
        ("20240930", set()),
        ("1234", set()),
        ("2024年受众2000人", {2024}),
        ("", set()),
    ],
)
def test_years_are_found_in_a_text(text: str, years: set[int]) -> None:
    assert years_in(text) == years


@pytest.mark.parametrize(
    ("sheet", "title", "file", "year"),
    [
        ("9月", "2024年台账", "台账.xlsx", 2024),
        ("2024", "", "2023-2024.xlsx", 2024),
        ("2024", "2024年", "2024.xlsx", 2024),
        ("2024", "2023年", "", None),
        ("", "2023年至2024年", "", None),
        ("Sheet1", "", "台账20240930.xlsx", None),
    ],
)
def test_a_year_counts_where_exactly_one_is_told(sheet: str, title: str, file: str, year: int | None) -> None:
    told = told_year({Where.SHEET: sheet, Where.TITLE: title, Where.FILE: file})
    assert (told.year if told else None) == year
