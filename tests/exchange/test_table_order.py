"""However the columns stand and whatever stands around the list, the same rows are read."""

import csv
import io
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.table import read_table

HEADINGS = {
    "title": "活动名称",
    "when": "开展时间",
    "organisation": "主办单位",
    "place": "活动地点",
    "attendance": "受众人次",
    "copies": "发放资料（份）",
    "note": "备注",
}
WORDS = st.text("进社区学校村农金融知识讲座ab", min_size=1, max_size=8)
NUMBERS = st.integers(1, 99_999).map(str)
EVENTS = st.lists(
    st.fixed_dictionaries(
        {"title": WORDS, "when": st.dates().map(str), "organisation": WORDS, "attendance": NUMBERS},
        optional={"place": WORDS, "copies": NUMBERS, "note": WORDS},
    ),
    min_size=1,
    max_size=12,
)
ABOVE = st.sampled_from([[], [["某行消保宣教台账"]], [["某行消保宣教台账"], [], ["单位：人次", "", "2024年"]]])
BETWEEN = st.sampled_from(["nothing", "blank", "headings", "total"])
BELOW = st.sampled_from([[], [["合计", "", "", "300"]], [["填报人：甲", "", "审核人：乙"], ["注：均为估算"]]])


def written(lines: Sequence[Sequence[str]]) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows(lines)
    return file.getvalue().encode("gb18030")


@settings(deadline=None, max_examples=60)
@given(events=EVENTS, order=st.permutations(list(HEADINGS)), above=ABOVE, between=BETWEEN, below=BELOW)
def test_the_same_rows_are_read_whatever_stands_around_them(
    events: list[dict[str, str]],
    order: list[str],
    above: list[list[str]],
    between: str,
    below: list[list[str]],
) -> None:
    headings = [HEADINGS[key] for key in order]
    rows = [[event.get(key, "") for key in order] for event in events]
    choices: dict[str, list[list[str]]] = {"nothing": [], "blank": [[]], "headings": [headings], "total": [["小计"]]}
    inserted = choices[between]

    table = read_table(written([*above, headings, *rows[:1], *inserted, *rows[1:], *below]))

    assert [row.cells for row in table.rows] == events
    first = len(above) + 2
    numbers = range(first, first + len(rows) + len(inserted))
    skipped = range(first + 1, first + 1 + len(inserted))
    assert [row.number for row in table.rows] == [number for number in numbers if number not in skipped]
