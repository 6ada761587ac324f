import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.aliases import bare_forms, township_short_form, whole_forms
from geo.divisions import chain_label, community_root, is_ending, short_name
from geo.pinyin import initials_of


@pytest.mark.parametrize(
    ("official", "short"),
    [
        ("孛兰社区居民委员会", "孛兰社区"),
        ("孛兰社区居委会", "孛兰社区"),
        ("龙潭社区村民委员会", "龙潭社区"),
        ("西台村委会", "西台村"),
        ("东方村村民委员会", "东方村"),
        ("南辛庄村民委员会", "南辛庄村"),
        ("金屯村民委员会", "金屯村"),
        ("赛汗呼热嘎查村民委员会", "赛汗呼热嘎查"),
        ("红旗庙嘎查委员会", "红旗庙嘎查"),
        ("育才南里居民委员会", "育才南里居委会"),
        ("清溪路居委会", "清溪路居委会"),
        ("五连生活区", "五连生活区"),
        ("村委会", "村委会"),
        ("", ""),
    ],
)
def test_a_community_gets_its_everyday_name(official: str, short: str) -> None:
    assert short_name(official) == short


@given(st.text("孛兰南山社区村居民委员会嘎查", max_size=14))
def test_nothing_is_shortened_to_nothing(name: str) -> None:
    assert bool(short_name(name)) == bool(name)
    assert bool(community_root(name)) == bool(name)


@pytest.mark.parametrize(
    ("name", "root"),
    [("孛兰社区", "孛兰"), ("西台村", "西台"), ("清溪路居委会", "清溪路"), ("村", "村"), ("南村村", "南村")],
)
def test_the_root_of_a_community(name: str, root: str) -> None:
    assert community_root(name) == root


@pytest.mark.parametrize("ending", ["", "区", "街道", "社区", "回族土族自治县", "土家族苗族自治州", "回族乡", "居委会"])
def test_what_a_name_may_lack(ending: str) -> None:
    assert is_ending(ending)


@pytest.mark.parametrize("rest", ["湾街道", "兰社区", "路", "第一村"])
def test_what_makes_another_name(rest: str) -> None:
    assert not is_ending(rest)


@pytest.mark.parametrize(
    ("name", "level", "whole", "bare"),
    [
        ("民和回族土族自治县", 3, {"民和回族土族自治县", "民和县"}, {"民和"}),
        ("普兰店区", 3, {"普兰店区"}, {"普兰店"}),
        ("格尔木市", 3, {"格尔木市", "格尔木县"}, {"格尔木"}),
        ("海西蒙古族藏族自治州", 2, {"海西蒙古族藏族自治州", "海西州"}, {"海西"}),
        ("内蒙古自治区", 1, {"内蒙古自治区"}, {"内蒙古", "内蒙"}),
        ("广西壮族自治区", 1, {"广西壮族自治区"}, {"广西"}),
        ("和县", 3, {"和县"}, set()),
    ],
)
def test_forms_of_a_larger_division(name: str, level: int, whole: set[str], bare: set[str]) -> None:
    assert whole_forms(name, level) == whole
    assert bare_forms(name) == bare


@pytest.mark.parametrize(
    ("name", "short"), [("孔家庄镇", "孔家庄"), ("瑶山瑶族乡", "瑶山"), ("杨村街道办事处", "杨村")]
)
def test_the_short_form_of_a_township(name: str, short: str) -> None:
    assert township_short_form(name) == short


def test_a_chain_reads_upwards() -> None:
    assert chain_label(("孛兰社区", "丰荣街道", "普兰店区", "大连市")) == "孛兰社区 · 丰荣街道 · 普兰店区 · 大连市"


@pytest.mark.parametrize(
    ("name", "initials"),
    [("孛兰社区", "blsq"), ("重庆市", "cqs"), ("厦门", "xm"), ("Ａ区", "Ａq"), ("九（1）队", "j（1）d")],
)
def test_initials_of_a_name(name: str, initials: str) -> None:
    assert initials_of(name) == initials


@given(st.text(max_size=30))
def test_initials_are_as_long_as_the_name(name: str) -> None:
    assert len(initials_of(name)) == len(name)
