"""Rows of a list that are no events: totals, signatures, remarks, and titles between two parts of the list."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from exchange.written import Cell

WIDE: Final = 3  # columns that a title between two parts is merged over, at least


class Aside(StrEnum):
    """What a row is that is no event."""

    TOTAL = "total"
    SIGNATURE = "signature"
    TITLE = "title"


_TOTAL: Final = re.compile(
    r"[^,，。;；]{0,16}?(?:合计|小计|总计|累计|共计)(?:[(（][^()（）]*[)）])?[:：]?|(?:grand\s|sub\s?-?)?total:?|sum:?",
    re.IGNORECASE,
)
_BARE: Final = re.compile("(?:合计|小计|总计|累计|共计)[:：]?|total:?", re.IGNORECASE)
# What every total has, and few other cells; spelt out, for so it is found in half the time.
_SUM: Final = re.compile("计|[tT][oO][tT][aA][lL]|[sSſ][uU][mM]")
_SIGNATURE: Final = re.compile(
    r"(?:填报|填表|制表|编制|报送|审核|审批|复核|复审|经办|负责|联系|上报|统计|录入|登记|主管|单位|部门|签字|签章|盖章"
    r"|分管|行领导)[^:：]{0,10}[:：]|(?:联系)?(?:电话|手机)[:：]|(?:prepared|checked|approved|signed)\s*by\b|signature\b",
    re.IGNORECASE,
)
_LABELLED: Final = re.compile(r"[^\d:：]{1,10}[:：]")
_REMARK: Final = re.compile(
    r"(?:注|备注|说明|填表说明|填报说明|填写说明|温馨提示|提示|notes?|remarks?)\s*\d*\s*[:：]", re.IGNORECASE
)
_INNER_BLANKS: Final = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
_ORDINAL: Final = "[一二三四五六七八九十]{1,3}"
_NUMBERED_TITLE: Final = re.compile(rf"{_ORDINAL}、|[(（]{_ORDINAL}[)）]|第{_ORDINAL}部分")


def aside(filled: Mapping[int, Cell], keys: Mapping[int, str], *, widest: int = 1) -> Aside | None:
    """What a row is instead of an event, None for an event.

    `filled` are the cells that are not blank by their position, `keys` the columns there, `widest` over how many
    columns its first cell is merged.
    """
    texts = {at: cell for at, cell in filled.items() if isinstance(cell, str)}
    if not texts:
        return None
    sums = set()
    if _SUM.search("\n".join(texts.values())):  # one look at the whole row, for nearly all are events
        sums = {at for at, text in texts.items() if _SUM.search(text) and _TOTAL.fullmatch(_plain(text))}
    first = _plain(next(iter(texts.values())))
    if not sums and len(filled) > 1 and not _SIGNATURE.match(first):
        return None
    # A row is an event where something beside the word 合计, or beside the signature, says what was done and when.
    told = {keys[at] for at in filled if at in keys and at not in sums and not _LABELLED.match(texts.get(at, ""))}
    when = told & {"when", "start"}
    bare = any(_BARE.fullmatch(_plain(texts[at])) for at in sums)
    if sums and ((not when and not {"title", "organisation"} <= told) or (bare and "title" not in told)):
        return Aside.TOTAL
    if _SIGNATURE.match(first) and not told & {"title", "when", "start", "organisation"}:
        return Aside.SIGNATURE
    if len(filled) > 1:
        return None
    if _REMARK.match(first):
        return Aside.SIGNATURE
    return Aside.TITLE if widest >= WIDE or _NUMBERED_TITLE.match(first) else None


def _plain(text: str) -> str:
    """合 计 as 合计."""
    return _INNER_BLANKS.sub("", unicodedata.normalize("NFKC", text).strip())
