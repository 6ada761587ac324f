"""How much two titles are alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.alike import likeness


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("孛兰社区反诈讲座", "孛兰社区反诈讲座", 1, 1),
        ("孛兰社区反诈讲座", "（孛兰社区）反诈 讲座！", 0.99, 1),
        ("ＡＢＣ talk", "abc Talk", 1, 1),
        ("中华路街道兴利社区金融教育宣传月活动", "兴利社区金融教育宣传月活动", 0.7, 0.95),
        ("孛兰社区反诈讲座", "营业厅微沙龙", 0, 0),
        ("讲", "讲", 1, 1),
        ("", "讲座", 0, 0),
        ("！！", "！！", 0, 0),
    ],
)
def test_likeness_is_between_nothing_and_the_same(one: str, other: str, least: float, most: float) -> None:
    assert least <= likeness(one, other) <= most


@given(st.text(max_size=40), st.text(max_size=40))
def test_it_is_the_same_both_ways_and_never_more_than_one(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1
