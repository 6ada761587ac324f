"""Lists whose dates lack the year: it is taken from where exactly one stands, and never guessed."""

from typing import Final

from exchange.written import Cell
from tests.exchange.corpus.books import Rows, csv, xlsx
from tests.exchange.corpus.case import Case, event

LIST: Final[Rows] = [["活动名称", "日期"], ["甲", "9月3日"], ["乙", "9.15-9.21"]]
IN_2024: Final = [event("甲", "2024-09-03"), event("乙", "2024-09-15 至 2024-09-21")]
AS_TOLD: Final = [event("甲", "9月3日"), event("乙", "9.15-9.21")]


def titled(title: str) -> list[list[Cell]]:
    return [[title], *map(list, LIST)]


CASES: Final = [
    Case(
        "the year in the sheet's name",
        lambda: xlsx({"2024年9月": LIST}),
        IN_2024,
        ["in 2024, as the sheet's name says: “2024年9月”."],
    ),
    Case(
        "the year in the title",
        lambda: xlsx(Sheet1=titled("武清支行2024年9月台账")),
        IN_2024,
        ["in 2024, as stands above the list: “武清支行2024年9月台账”."],
    ),
    Case("the year spelt out in the title", lambda: xlsx(Sheet1=titled("二〇二四年活动台账")), IN_2024, ["in 2024"]),
    Case(
        "the year in the file's name",
        lambda: xlsx(Sheet1=LIST),
        IN_2024,
        ["in 2024, as the file's name says: “消保台账（2024）.xlsx”."],
        name="消保台账（2024）.xlsx",
    ),
    Case(
        "two years in the file's name, one in each sheet's",
        lambda: xlsx({"2023年": LIST[:2], "2024年": [LIST[0], LIST[2]]}),
        [event("甲", "2023-09-03"), IN_2024[1]],
        name="2023-2024台账.xlsx",
    ),
    Case("the year that the person names", lambda: xlsx({"2023年": LIST}), IN_2024, ["as you said."], year=2024),
    Case(
        "no year anywhere",
        lambda: xlsx(Sheet1=LIST),
        AS_TOLD,
        ["Rows whose date lacks the year, which stands nowhere in the file: 2."],
    ),
    Case(
        "sheet and file name different years",
        lambda: xlsx({"2023年": LIST}),
        AS_TOLD,
        ["Rows whose date lacks the year"],
        name="2024年台账.xlsx",
    ),
    Case("a day is no year", lambda: xlsx(Sheet1=LIST), AS_TOLD, ["Rows whose date lacks"], name="台账20240930.xlsx"),
    Case(
        "9.3 as a number may be the 30th",
        lambda: xlsx({"2024年": [LIST[0], ["甲", 9.3], ["乙", 9.15]]}),
        [event("甲", 9.3), event("乙", "2024-09-15")],
    ),
    Case(
        "9.3 in a text file may be the 30th",
        lambda: csv([LIST[0], ["甲", "9.3"], ["乙", "9.30"], ["丙", "9.4"]]),
        [event("甲", 9.3), event("乙", "2024-09-30"), event("丙", "2024-09-04")],
        year=2024,
    ),
    Case(
        "days and times beside the date",
        lambda: xlsx({"2024年": [LIST[0], ["甲", "9月3日（周二）下午14:30-16:00"], ["乙", "9月"]]}),
        [event("甲", "2024-09-03 下午14:30-16:00"), event("乙", "2024-09")],
    ),
    Case(
        "from December into January",
        lambda: xlsx({"2024年": [LIST[0], ["甲", "12.28-1.3"]]}),
        [event("甲", "12.28-1.3")],
    ),
]
