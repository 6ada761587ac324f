"""A date with the day of the week or the time of day beside it is that date, and the time is not lost."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.dates import add_year, read_day, time_told
from exchange.upload import import_rows, preview
from exchange.written import Cell
from models.problem import InvalidError
from models.viewer import Viewer
from models.when import When
from store.database import Database
from tests.exchange.lists import csv_table, events

THIRD = When.on(date(2024, 9, 3))
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
FORMS = ("{0:%Y-%m-%d}", "{0.year}年{0.month}月{0.day}日", "{0.year}.{0.month}.{0.day}", "{0.year}/{0.month}/{0.day}")
WEEKDAYS = ("", " 星期{}", "（周{}）", " (星期{}) ", "礼拜{} ", "\u3000周{}\u3000")
TIMES = (
    *("14:30", "9:00-11:30", "14：30：00", "上午", " 下午2:30", "晚上7点", "上午9点-11点半", "全天", "9时30分"),
    *("下午 14:30 至 16:00", "上午9:00—下午4:00", "2点整"),
)

WITH_TIME = [
    "2024-09-03 星期二 14:30",
    "2024年9月3日 周二 下午2:30",
    "2024年9月3日（周二）上午",
    "2024年9月3日9时30分",
    "2024-09-03T14:30:00",
    "2024-09-03 下午2点至4点",
    "２０２４－０９－０３　１４：３０",
    "2024.9.3上午9点-11点半",
]
WITHOUT = ["2024-09-03", "2024-09-03 00:00:00", "2024-09-03T00:00", "2024年9月3日 周二", "2024-09-03(星期二)"]


@pytest.mark.parametrize("cell", [*WITH_TIME, *WITHOUT])
def test_a_date_is_read_whatever_stands_beside_it(cell: str) -> None:
    assert read_day(cell) == THIRD
    assert (time_told(cell) != "") == (cell in WITH_TIME)


@pytest.mark.parametrize(
    "cell", ["上午", "周二", "星期二 14:30", "14:30", "9点", "2024-09-03 25", "2024-09-03 周八 9:00"]
)
def test_a_time_or_a_day_of_the_week_alone_is_no_date(cell: str) -> None:
    with pytest.raises(InvalidError):
        read_day(cell)


@settings(deadline=None)
@given(
    day=DAYS,
    form=st.sampled_from(FORMS),
    weekday=st.sampled_from(WEEKDAYS),
    of_week=st.sampled_from("一二三四五六日天"),
    time=st.sampled_from(("", *TIMES)),
)
def test_any_day_is_read_with_any_weekday_and_time_beside_it(
    day: date, form: str, weekday: str, of_week: str, time: str
) -> None:
    cell = f"{form.format(day)}{weekday.format(of_week)} {time}"
    assert read_day(cell) == When.on(day)
    assert time_told(cell) == (" ".join(cell.split()) if time else "")


@settings(deadline=None)
@given(day=DAYS, weekday=st.sampled_from(WEEKDAYS), time=st.sampled_from(TIMES))
def test_a_year_that_is_added_leaves_the_time(day: date, weekday: str, time: str) -> None:
    cell = add_year(f"{day.month}月{day.day}日{weekday.format('二')} {time}", day.year)
    assert read_day(cell) == When.on(day)
    assert time_told(cell) == f"{day.isoformat()} {' '.join(time.split())}"


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (datetime(2024, 9, 3, 14, 30), "2024-09-03 14:30"),
        (datetime(2024, 9, 3), ""),
        (date(2024, 9, 3), ""),
        (45538.6, ""),
        (None, ""),
        ("春节 上午", "春节 上午"),
        ("2024-09-03 " + "上午" * 60, ""),
    ],
)
def test_the_words_of_a_time_are_those_of_the_cell(cell: Cell, told: str) -> None:
    assert time_told(cell) == told


def test_the_time_stands_in_the_note_and_the_list_brings_nothing_new_again(ledger: Database, viewer: Viewer) -> None:
    table = csv_table("活动名称,日期,主办机构,备注\n甲,2024-09-03 星期二 14:30,支行,备注\n乙,2024-09-03,支行,\n")
    for added in (2, 0):
        done = import_rows(ledger, viewer, preview(ledger, viewer, table))
        assert sum(row.action.value == "new" for row in done.rows) == added
    assert {(event.title, event.when, event.note) for event in events(ledger, viewer)} == {
        ("甲", THIRD, "备注\n2024-09-03 星期二 14:30"),
        ("乙", THIRD, ""),
    }
