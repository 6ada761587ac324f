from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

import pytest

from geo.gazetteer import Gazetteer
from geo.tree import NameRow
from models.division import COMMUNITY, COUNTY

BOLAN = "孛兰社区 · 丰荣街道 · 普兰店区 · 大连市"
YOUYILI = "友谊里社区 · 杨村街道 · 武清区 · 天津市"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("孛兰", BOLAN),
        ("孛兰社区居民委员会", BOLAN),
        ("孛兰居委会", BOLAN),
        ("普兰店 孛兰", BOLAN),
        ("孛兰 普兰店", BOLAN),
        ("大连　丰荣，孛兰", BOLAN),
        ("普兰店区丰荣街道孛兰社区", BOLAN),
        ("辽宁省大连市普兰店区丰荣街道孛兰社区居民委员会", BOLAN),
        (BOLAN, BOLAN),
        ("武清杨村友谊里", YOUYILI),
        ("bl pld", BOLAN),
        ("BLSQ PLDQ", BOLAN),
        ("民和", "民和回族土族自治县 · 海东市"),
        ("大连", "大连市"),
        ("武清", "武清区 · 天津市"),
        ("天津", "天津市"),
        ("东莞", "东莞市"),
        ("渝北区", "两江新区 · 重庆市"),
        ("察汗乌苏", "察汉乌苏镇 · 都兰县 · 海西蒙古族藏族自治州"),
    ],
)
def test_what_is_typed_finds_the_division_first(gazetteer: Gazetteer, text: str, first: str) -> None:
    assert gazetteer.search(text)[0].label == first


@pytest.mark.parametrize("text", ["", "  ", "，", "泽康综合养老服务中心", "\n", "[.*]"])
def test_what_no_division_is_called_finds_nothing(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.search(text) == []


@pytest.mark.parametrize(
    ("text", "within"), [("bl", "210214"), ("幸福", "210200"), ("社区", "210214001"), ("长安", "C441900")]
)
def test_divisions_of_the_own_area_come_first(gazetteer: Gazetteer, text: str, within: str) -> None:
    tree = gazetteer.tree
    row = tree.row_of(within)
    assert row is not None
    inside = [tree.span(row).holds(tree.row_of(found.id) or 0) for found in gazetteer.search(text, within=within)]
    assert inside[0]
    assert inside == sorted(inside, reverse=True)


@pytest.mark.parametrize("levels", [{COUNTY}, {COMMUNITY}, {1, 2}])
def test_only_the_levels_asked_for_are_given(gazetteer: Gazetteer, levels: Collection[int]) -> None:
    found = gazetteer.search("海", levels=levels)
    assert found
    assert {one.level for one in found} <= set(levels)


@pytest.mark.parametrize("limit", [1, 7, 50])
def test_no_more_are_given_than_asked_for(gazetteer: Gazetteer, limit: int) -> None:
    found = gazetteer.search("村", limit=limit)
    assert len(found) == limit
    assert len({one.id for one in found}) == limit


def test_exact_names_come_before_beginnings_and_parts(gazetteer: Gazetteer) -> None:
    names = [found.name for found in gazetteer.search("鼓楼", limit=500)]
    firsts = [names.index(name) for name in ("鼓楼区", "鼓楼南社区")] + [
        next(index for index, name in enumerate(names) if not name.startswith("鼓楼"))
    ]
    assert firsts == sorted(firsts)


def test_any_community_is_found_by_its_own_chain(gazetteer: Gazetteer) -> None:
    tree = gazetteer.tree
    rows = range(tree.upper_count, len(tree), 3_571)
    missed = [row for row in rows if gazetteer.search(" ".join(tree.chain(row)[::-1]))[0].id != tree.id_of(row)]
    assert missed == []


def test_a_division_is_found_by_its_id(gazetteer: Gazetteer) -> None:
    found = gazetteer.find("210214001001")
    assert found is not None
    assert found.label == BOLAN
    assert gazetteer.find("21021400100") is None


def test_threads_may_share_a_gazetteer(gazetteer: Gazetteer) -> None:
    fresh = Gazetteer(gazetteer.tree)
    questions = ["bl pld", "普兰店 孛兰", "孛兰"] * 8
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda text: fresh.search(text)[0].label, questions))
    assert set(answers) == {BOLAN}


ROWS: list[NameRow] = [
    ("U2", 5, "U1", "鸿影里\n社区"),
    ("9", 5, "nowhere", "迷途社区"),
    ("U1", 4, "12", "杨村街道"),
    ("12", 1, None, "天津市"),
]


def test_rows_may_come_in_any_order_and_those_without_parent_are_left_out() -> None:
    small = Gazetteer.build(ROWS, [("U1", "旧名"), ("gone", "别处")])
    assert [found.label for found in small.search("鸿影里")] == ["鸿影里 社区 · 杨村街道 · 天津市"]
    assert [found.id for found in small.search("旧名")] == ["U1"]
    assert small.search("迷途") == small.search("别处") == []


def test_an_empty_gazetteer_finds_nothing() -> None:
    assert Gazetteer.build([]).search("大连") == []
