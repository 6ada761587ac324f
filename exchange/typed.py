"""What people type into the cells of a list where an exported one has another sign: made the same."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from exchange.cells import ITEM_SEPARATOR
from exchange.columns import BY_KEY, Form
from exchange.written import Cell

JOINED: Final = (  # columns that may be written in several columns of a list
    *("note", "partners", "co_organisers", "topics", "formats", "key_groups", "group_counts"),
    *("place", "campaigns", "materials", "readings", "links"),
)
SINGLE: Final = ("reference", "links", "readings")  # what is merged over several rows belongs to one of them only

_NOTHING: Final = {"/", "／", "\\", "-", "--", "—", "——", "－", "无", "暂无", "n/a"}
_LONGEST_NOTHING: Final = max(map(len, _NOTHING))  # no text becomes shorter when letters of either case are made one
_TICKS: Final = {"√", "✓", "✔", "☑", "是", "有", "v", "y", "yes", "●", "○"}
_NAMES: Final = {"partners", "co_organisers"}
_SLASH: Final = re.compile("([/／,，])")
_MOST_SLASHES: Final = 4  # inside one word, as in 企业/园区/工地
_LONGEST_NUMBER: Final = 80  # characters; what is longer is no number, and taking it apart could take long
_A_NUMBER: Final = re.compile(
    r"(?:共|约|近|超过?|逾|至少|大约|将近)?\s*\d[\d,.]*\s*万?[余多+]?\s*万?份?[左右以上]{0,2}"
)


def group_count(group: str, cell: Cell) -> str:
    """The number of a key group from a column of its own, as the column of all groups has it: 老年人 60多.

    A tick says that they were there; nothing and 0, that they were not.
    """
    text = _text(cell)
    if text.casefold() in _TICKS:
        return group
    return "" if not text or text.casefold() in _NOTHING or text == "0" else f"{group} {text}"


def material_count(kind: str, cell: Cell) -> str:
    """The copies of a kind of material from a column of its own, as the materials in detail have them."""
    text = _text(cell)
    return "" if not text or text.casefold() in _NOTHING or text == "0" else f"{kind} |  | {text}"


def counts_once(key: str, group: str) -> bool:
    """Whether what is merged over several rows of a column is told only once: a number is not that of each row."""
    return bool(group) or key in SINGLE or BY_KEY[key].form is Form.NUMBER


def joined(first: Cell, second: Cell) -> str:
    """Two cells of a row that stand for the same column."""
    return f"{_text(first)}\n{_text(second)}"


def as_exported(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """The cells of a row typed by hand, as `exchange.rows` reads them."""
    found: dict[str, Cell] = {}
    for key, cell in cells.items():
        text = cell.strip() if isinstance(cell, str) else _text(cell)
        if len(text) <= _LONGEST_NOTHING and text.casefold() in _NOTHING and key != "division":
            continue
        found[key] = _SLASH.sub(ITEM_SEPARATOR, cell) if key in _NAMES and isinstance(cell, str) else cell
    if "copies" not in found and _is_number(_text(found.get("materials"))):
        found["copies"] = found.pop("materials")  # 宣传资料 is headed both what was handed out and how many
    return found


def words_apart(text: str, known: Callable[[str], bool]) -> list[str]:
    """讲座/展览 and 讲座，展览 as two words; 集市/农贸市场, which is `known`, as one."""
    parts = _SLASH.split(text)  # words at the even places, what stands between them at the odd ones
    words: list[str] = []
    at = 0
    while at < len(parts):
        widest = min(len(parts), at + 2 * _MOST_SLASHES + 1)
        end = next((end for end in range(widest, at + 1, -2) if known("".join(parts[at:end]))), at + 1)
        words.append("".join(parts[at:end]).strip())
        at = end + 1
    return [word for word in words if word]


def _is_number(text: str) -> bool:
    return len(text) <= _LONGEST_NUMBER and _A_NUMBER.fullmatch(text) is not None


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
