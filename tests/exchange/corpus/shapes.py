"""Lists of the shapes that staff keep: titles, merged cells, headings in several rows, totals, several sheets."""

from datetime import date, datetime
from typing import Final

from exchange.written import Cell
from tests.exchange.corpus.books import Made, Rows, xlsx
from tests.exchange.corpus.case import COMMUNITY, HEAD, IN_COMMUNITY, IN_SCHOOL, SCHOOL, Case, event

TITLE: Final[list[Cell]] = ["武清支行消费者权益保护宣教活动台账"]
GROUPED: Final[Rows] = [
    ["序号", "活动名称", "日期", "受众人次", None, None, "备注"],
    [None, None, None, "合计", "其中：老年人", "青少年", None],
    [1, "进社区", "2024-09-03", 300, 120, "30余", None],
    [2, "进学校", "2024-09-05", 200, 0, "√", "与学校合办"],
]
GROUPED_EVENTS: Final = [
    event("进社区", "2024-09-03", attendance=300, group_counts="老年人 120\n青少年 30余"),
    event("进学校", "2024-09-05", attendance=200, group_counts="青少年", note="与学校合办"),
]
GROUPED_MERGED: Final = ("D1:F1", "A1:A2", "B1:B2", "C1:C2", "G1:G2")

CASES: Final = [
    Case("a plain list", lambda: xlsx(台账=[HEAD, IN_COMMUNITY, IN_SCHOOL]), [COMMUNITY, SCHOOL]),
    Case(
        "titles and remarks above the headings",
        lambda: xlsx(
            台账=Made([TITLE, ["填报单位：武清支行", None, "填报日期：2024.9.30"], [], HEAD, IN_COMMUNITY], ["A1:D1"])
        ),
        [COMMUNITY],
        ["Sheet “台账”: the headings stand in row 4; rows read: 1."],
    ),
    Case(
        "a date and a unit merged over several rows",
        lambda: xlsx(
            台账=Made([HEAD, IN_COMMUNITY, ["进学校", None, None, 200], ["进企业", None, None, 30]], ["B2:B4", "C2:C3"])
        ),
        [COMMUNITY, event("进学校", "2024-09-03", "武清支行", 200), event("进企业", "2024-09-03", "", 30)],
        ["cells filled in this way: 3."],
    ),
    Case(
        "a number merged over several rows belongs to the first",
        lambda: xlsx(台账=Made([HEAD, IN_COMMUNITY, ["进学校", "2024-09-05", "北辰支行", None]], ["D2:D3"])),
        [COMMUNITY, event("进学校", "2024-09-05", "北辰支行")],
        ["“受众人次” is merged over several rows and was taken for the first only; row 3 has none."],
    ),
    Case(
        "an event merged over two rows is one event",
        lambda: xlsx(台账=Made([HEAD, IN_COMMUNITY, [], IN_SCHOOL], ["A2:A3", "B2:B3", "C2:C3", "D2:D3"])),
        [COMMUNITY, SCHOOL],
    ),
    Case(
        "groups of headings in two rows, merged",
        lambda: xlsx(台账=Made(GROUPED, GROUPED_MERGED)),
        GROUPED_EVENTS,
        ["the headings stand in rows 1 to 2"],
    ),
    Case("groups of headings in two rows, not merged", lambda: xlsx(台账=GROUPED), GROUPED_EVENTS),
    Case(
        "a group over known headings",
        lambda: xlsx(台账=Made([["基本情况", None, None, "成效"], HEAD, IN_COMMUNITY], ["A1:C1"])),
        [COMMUNITY],
    ),
    Case(
        "headings in three rows",
        lambda: xlsx(
            台账=Made(
                [
                    ["活动名称", "时间", "活动成效", None, None],
                    [None, None, "受众人次", None, "发放资料"],
                    [None, None, "合计", "老年人", "份数"],
                    ["进社区", "2024.9.3", 60, 20, 100],
                ],
                ["A1:A3", "B1:B3", "C1:E1", "C2:D2"],
            )
        ),
        [event("进社区", "2024.9.3", attendance=60, group_counts="老年人 20", copies=100)],
        ["the headings stand in rows 1 to 3"],
    ),
    Case(
        "first and last day below one heading",
        lambda: xlsx(
            台账=Made([["活动名称", "活动时间", None], [None, "开始", "结束"], ["宣传周", "2024.9.15", "9.21"]])
        ),
        [{"title": "宣传周", "start": "2024.9.15", "end": "9.21"}],
    ),
    Case(
        "what people below 受众人次 are reached at is no place",
        lambda: xlsx(
            台账=[["活动名称", "受众人次", None, None], [None, "线下", "线上", "社区"], ["进社区", 60, 5000, 40]]
        ),
        [event("进社区", attendance=60)],
        unread=["受众人次 / 线上", "受众人次 / 社区"],
    ),
    Case(
        "totals, signatures and remarks",
        lambda: xlsx(
            台账=[
                ["序号", *HEAD],
                [1, *IN_COMMUNITY],
                ["小 计", None, None, None, 60],
                [2, *IN_SCHOOL],
                [None, "9月合计", None, "2场", 200],
                ["总计：", "共2场活动", None, None, 260],
                [],
                ["填报人：张三", None, "审核人：李四", None, "填报日期：2024.9.30"],
                ["注：受众人次为签到人次"],
            ]
        ),
        [COMMUNITY, SCHOOL],
        ["Totals are no events; passed over: row 3, 5, 6.", "passed over: row 8, 9."],
    ),
    Case(
        "an event that is called like a total",
        lambda: xlsx(台账=[HEAD, ["存款利息怎样合计", "2024-09-03", "武清支行", 60], IN_SCHOOL]),
        [event("存款利息怎样合计", "2024-09-03", "武清支行", 60), SCHOOL],
    ),
    Case(
        "an event that begins like a signature",
        lambda: xlsx(台账=[HEAD, ["审核制度宣讲：进社区", "2024-09-03", "武清支行", 60]]),
        [event("审核制度宣讲：进社区", "2024-09-03", "武清支行", 60)],
    ),
    Case(
        "headings again in the middle",
        lambda: xlsx(台账=[HEAD, IN_COMMUNITY, [], HEAD, IN_SCHOOL]),
        [COMMUNITY, SCHOOL],
        ["Headings again among the rows: row 4."],
    ),
    Case(
        "two rows of headings again in the middle",
        lambda: xlsx(台账=Made([*GROUPED[:3], *GROUPED[:2], GROUPED[3]], GROUPED_MERGED)),
        GROUPED_EVENTS,
        ["Headings again among the rows: row 4, 5."],
    ),
    Case(
        "another list with other headings below the first",
        lambda: xlsx(
            台账=[
                HEAD,
                IN_COMMUNITY,
                [],
                ["二、线上宣传"],
                ["发布日期", "推文标题", "阅读量"],
                ["2024-09-04", "防诈指南", 900],
            ]
        ),
        [COMMUNITY, {"title": "防诈指南", "when": "2024-09-04", "views": 900}],
        ["Titles between the rows are no events; passed over: row 4."],
    ),
    Case(
        "titles between the rows",
        lambda: xlsx(台账=Made([HEAD, ["武清片区"], IN_COMMUNITY, ["（二）北辰片区"], IN_SCHOOL], ["A2:D2"])),
        [COMMUNITY, SCHOOL],
        ["Titles between the rows are no events; passed over: row 2, 4."],
    ),
    Case(
        "empty rows, empty columns and numbered empty lines",
        lambda: xlsx(
            台账=[["序号", None, *HEAD], [1, None, *IN_COMMUNITY], [], [], [2, None, *IN_SCHOOL], [3], [4], [5]]
        ),
        [COMMUNITY, SCHOOL],
    ),
    Case(
        "one sheet a month, with notes and an empty sheet",
        lambda: xlsx(
            {
                "8月": [HEAD, IN_COMMUNITY],
                "9月": [TITLE, HEAD, IN_SCHOOL],
                "填写说明": [["每月5日前报送"]],
                "Sheet4": [],
            }
        ),
        [COMMUNITY, SCHOOL],
        ["Sheet “填写说明” holds no list", "Sheet “Sheet4” holds no list", "Sheet “9月”: the headings stand in row 2"],
    ),
    Case(
        "one sheet a unit, whose name is the unit's",
        lambda: xlsx(
            武清支行=[["活动名称", "日期"], ["进社区", "2024-09-03"]],
            北辰支行=[["活动名称", "日期"], ["进社区", "2024-09-03"]],
        ),
        [event("进社区", "2024-09-03", "武清支行"), event("进社区", "2024-09-03", "北辰支行")],
        ["it was taken to be 武清支行."],
    ),
    Case(
        "the unit stands above the list",
        lambda: xlsx(Sheet1=[["填报单位：武清支行", None], ["活动名称", "日期"], ["进社区", "2024-09-03"]]),
        [event("进社区", "2024-09-03", "武清支行")],
    ),
    Case(
        "a sheet that holds all rows of the others",
        lambda: xlsx({"8月": [HEAD, IN_COMMUNITY], "9月": [HEAD, IN_SCHOOL], "汇总": [HEAD, IN_COMMUNITY, IN_SCHOOL]}),
        [COMMUNITY, SCHOOL],
        ["Sheet “汇总”: rows that stand in another sheet too were read only once: row 2, 3."],
    ),
    Case(
        "a sheet of sums, and a hidden one",
        lambda: xlsx(
            统计=[["机构", "活动场次", "受众人次"], ["武清支行", 1, 60]],
            台账=[HEAD, IN_COMMUNITY],
            去年=Made([HEAD, IN_SCHOOL], state="hidden"),
        ),
        [COMMUNITY],
        ["Sheet “统计” has no column 活动名称", "Sheet “去年” is hidden"],
    ),
    Case(
        "dates as Excel keeps them",
        lambda: xlsx(
            台账=Made(
                [HEAD, ["甲", datetime(2024, 9, 3, 9, 30), "武清支行", 60], ["乙", date(2024, 9, 5), "北辰支行", 7]],
                formats={"B": 'm"月"d"日"'},
            )
        ),
        [
            event("甲", datetime(2024, 9, 3, 9, 30), "武清支行", 60),
            event("乙", date(2024, 9, 5), "北辰支行", 7),
        ],
    ),
    Case(
        "several values in a cell, typed in any way",
        lambda: xlsx(
            台账=[
                ["活动名称", "活动形式", "宣传主题", "合作单位", "宣传对象", "宣传资料"],
                ["进社区", "讲座/展览", "征信，反洗钱", "公安局/街道办", "老年人、学生", "300余份"],
                ["进农村", "签约/揭牌、讲座", "非法中介/代理维权", "无", "/", "折页"],
                ["进学校", "讲座\n展览", "征信", "-", "学生", None],
            ]
        ),
        [
            event(
                *("进社区",),
                formats="讲座/展览",
                topics="征信，反洗钱",
                partners="公安局；街道办",
                key_groups="老年人、学生",
            )
            | {"copies": "300余份"},
            event("进农村", formats="签约/揭牌、讲座", topics="非法中介/代理维权", materials="折页"),
            event("进学校", formats="讲座\n展览", topics="征信", key_groups="学生"),
        ],
    ),
    Case(
        "what was done stands below 活动主题",
        lambda: xlsx(台账=[["活动主题", "开展时间", "承办单位", "参加人数"], IN_COMMUNITY]),
        [COMMUNITY],
        ["“活动主题” was taken for it."],
    ),
    Case(
        "活动名称 and 活动主题 side by side, and a unit beside another",
        lambda: xlsx(
            台账=[["活动主题", "活动名称", "主办单位", "承办单位"], ["征信", "进社区", "武清支行", "北辰支行"]]
        ),
        [event("进社区", organisation="武清支行", topics="征信", co_organisers="北辰支行")],
    ),
    Case(
        "a unit of measure that changes the number",
        lambda: xlsx(台账=[["活动名称", "日期", "受众（万人次）"], ["进社区", "2024-09-03", 1.5]]),
        [event("进社区", "2024-09-03")],
        unread=["受众（万人次）"],
    ),
    Case(
        "two headings alike",
        lambda: xlsx(台账=[["活动名称", "日期", "备注", "备注"], ["进社区", "2024-09-03", "甲", "乙"]]),
        [event("进社区", "2024-09-03", note="甲")],
        unread=["备注 (2)"],
    ),
    Case(
        "headings that the person explains",
        lambda: xlsx(台账=[["啥", "几号", "备注", "体会"], ["进社区", "2024-09-03", "甲", "乙"]]),
        [event("进社区", "2024-09-03", note="甲\n乙")],
        columns={"啥": "title", "几号": "when", "备注": "note", "体会": "note"},
    ),
    Case(
        "a heading that the person leaves out, and a group of its own",
        lambda: xlsx(台账=[[*HEAD, "姓名", "快递小哥"], [*IN_COMMUNITY, "某某", 12]]),
        [COMMUNITY | {"group_counts": "快递小哥 12"}],
        columns={"姓名": "", "快递小哥": "group_counts"},
    ),
    Case(
        "formulas, whose last result counts",
        lambda: xlsx(台账=[HEAD, ["进社区", "2024-09-03", "武清支行", "=20+40"]]),
        [event("进社区", "2024-09-03", "武清支行")],
    ),
]
