"""What people type into the cells of a list where an exported one has another sign: made the same."""

import re
from collections.abc import Mapping
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
_TICKS: Final = {"√", "✓", "✔", "☑", "是", "有", "v", "y", "yes", "●", "○"}
_WORDS: Final = ("formats", "topics", "key_groups")
_NAMES: Final = ("partners", "co_organisers")
_SLASH: Final = re.compile(r"\s*[/／,，]\s*")
_SLASHED: Final = re.compile(  # words of the vocabularies that have a slash inside
    "集市/农贸市场|企业/园区/工地|广场/公园|交通枢纽/口岸|签约/揭牌|非法中介/代理维权"
)
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
        text = _text(cell)
        if text.casefold() in _NOTHING and key != "division":
            continue
        if isinstance(cell, str) and key in _WORDS + _NAMES:
            found[key] = _separated(cell)
        else:
            found[key] = cell
    if "copies" not in found and _A_NUMBER.fullmatch(_text(found.get("materials"))):
        found["copies"] = found.pop("materials")  # 宣传资料 is headed both what was handed out and how many
    return found


def _separated(text: str) -> str:
    """讲座/展览 and 讲座，展览 as 讲座；展览."""
    kept = {f"\ue000{number}\ue000": word for number, word in enumerate(dict.fromkeys(_SLASHED.findall(text)))}
    for sign, word in kept.items():
        text = text.replace(word, sign)
    text = _SLASH.sub(ITEM_SEPARATOR, text)
    for sign, word in kept.items():
        text = text.replace(sign, word)
    return text


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
