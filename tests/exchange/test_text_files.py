"""A list as a text file: every way to end its lines is read, and one wider than any list is refused at once."""

import tracemalloc

import pytest

from exchange.table import read_table
from locales import ENGLISH, speaking
from models.problem import InvalidError

HEADINGS, ROW = "活动名称,日期,主办机构,备注", "进社区,2024-09-04,武清支行,"
MILLION = 1_000_000
WIDE = {
    "a row": f"{HEADINGS}\n{ROW}\n" + "," * 10 * MILLION,
    "the headings": HEADINGS + "," * 10 * MILLION + f"\n{ROW}\n",
    "a row a little too wide": f"{HEADINGS}\n{ROW}" + "," * 1_000,
    "a row over many lines": f"{HEADINGS}\n{ROW}\n" + (',"\n"' + "," * 90_000) * 100,
}


@pytest.mark.parametrize("case", WIDE)
def test_a_text_file_wider_than_any_list_is_refused_before_it_is_taken_apart(case: str) -> None:
    content = WIDE[case].encode()
    tracemalloc.start()
    try:
        with pytest.raises(InvalidError) as refused:
            read_table(content, "台账.csv")
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    with speaking(ENGLISH):
        assert "wider than 1,000 columns" in str(refused.value.message)
    assert peak < 4 * len(content) + MILLION


def test_commas_inside_a_text_are_no_columns() -> None:
    note = "甲," * 5_000
    table = read_table(f'{HEADINGS}\n{ROW}"{note}"\n'.encode(), "台账.csv")
    assert [row.cells["note"] for row in table.rows] == [note]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", ["", "end"])
def test_lines_end_in_any_way_also_inside_a_text(end: str, last: str) -> None:
    rows = [HEADINGS, f'{ROW}"一{end}二"', "", ROW + "三"]
    text = end.join(rows) + (end if last else "")
    table = read_table(text.encode(), "台账.csv")
    assert [(row.number, row.cells["note"]) for row in table.rows] == [(2, f"一{end}二"), (4, "三")]
