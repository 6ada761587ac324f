"""Headings mean what staff mean by them, however they call it; a number of people is no other thing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.aliases import ALIASES, GROUPS, IF_FREE
from exchange.columns import BY_KEY, COLUMNS, Form, column_of
from exchange.headings import match_headings

KNOWN = [(name, key) for key, names in ALIASES.items() for name in names]
ALL = [*(name for name, _key in KNOWN), *(name for column in COLUMNS for name in column.aliases), *IF_FREE]
PEOPLE = ("人数", "人次", "人次数", "人数数", "客户数")


@pytest.mark.parametrize(("heading", "key"), KNOWN)
def test_another_name_of_a_column_is_no_other_columns_name(heading: str, key: str) -> None:
    found = column_of(heading)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize("heading", [heading for heading in ALL if heading.endswith(PEOPLE)])
def test_a_heading_of_people_stands_for_a_number_of_people(heading: str) -> None:
    (matched,) = match_headings({0: (heading,)})
    column = BY_KEY[matched.key]
    assert column.form is Form.NUMBER or column.key == "group_counts"


@pytest.mark.parametrize(
    "heading", ["失联人数", "投诉人数", "受众（万人次）", "男（人数）", "党员人次", "姓名", "联系电话", ""]
)
def test_a_heading_that_is_not_known_stands_for_nothing(heading: str) -> None:
    (matched,) = match_headings({0: (heading,)})
    assert matched.key == ""


MATCHED: list[tuple[list[tuple[str, ...]], list[str]]] = [
    ([("活动名称",), ("活动主题",)], ["title", "topics"]),
    ([("活动主题",)], ["title"]),
    ([("主题",), ("活动主题",)], ["topics", "title"]),
    ([("主要内容",), ("活动名称",)], ["note", "title"]),
    ([("活动名称",), ("主要内容",), ("备注",)], ["title", "", "note"]),
    ([("支行",), ("主办单位",)], ["", "organisation"]),
    ([("承办单位",)], ["organisation"]),
    ([("承办单位",), ("主办单位",)], ["co_organisers", "organisation"]),
    ([("月份",), ("活动日期",)], ["", "when"]),
    ([("月份",)], ["when"]),
    ([("* 活动时间（格式：2024.9.3）：",)], ["when"]),
    ([("1、活动名称",), ("2.活动时间",)], ["title", "when"]),
    ([("备注",), ("备注 (2)",), ("备注",)], ["note", "", ""]),
    ([("受众人次（人次）",), ("老年人",)], ["attendance", "group_counts"]),
    ([("受众人次", "小计"), ("受众人次", "老人"), ("受众人次", "企业")], ["attendance", "group_counts", ""]),
    ([("参与员工", "老年人")], [""]),
    ([("其中", "学生")], ["group_counts"]),
    ([("资料发放", "份数")], [""]),
    ([("发放资料", "份数"), ("发放资料", "种类")], ["copies", ""]),
    ([("活动", "时间"), ("活动", "名称"), ("活动", "地点")], ["when", "title", "place"]),
    ([("备注",), ("备注",)], ["note", ""]),
]


@pytest.mark.parametrize(("paths", "keys"), MATCHED)
def test_headings_of_a_list_are_matched_so_that_each_column_is_there_once(
    paths: list[tuple[str, ...]], keys: list[str]
) -> None:
    assert [heading.key for heading in match_headings(dict(enumerate(paths)))] == keys


def test_what_the_person_says_of_a_heading_counts_and_leaves_the_others_free() -> None:
    paths = {0: ("活动名称",), 1: ("内容",), 2: ("受众",)}
    matched = match_headings(paths, {"活动名称": "campaigns", "内容": "title", "受众": ""})
    assert [heading.key for heading in matched] == ["campaigns", "title", ""]


@settings(deadline=None)  # the first time, the catalogues are read
@given(st.lists(st.tuples(st.sampled_from(ALL)) | st.tuples(st.sampled_from(ALL), st.sampled_from(ALL)), max_size=30))
def test_however_headings_stand_together_no_two_mean_the_same_and_none_is_lost(paths: list[tuple[str, ...]]) -> None:
    matched = match_headings(dict(enumerate(paths)))
    keys = [heading.key for heading in matched if heading.key and not heading.group]
    assert len(set(keys)) == len(keys)
    assert len({heading.text for heading in matched}) == len(matched) == len(paths)


def test_every_group_is_a_word_of_a_new_ledger() -> None:
    from store.migrations.seeds_0001 import KEY_GROUP

    assert GROUPS.keys() <= {label for _code, label, *_ in KEY_GROUP}
