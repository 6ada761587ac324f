"""The unit whose list it is, where no column of the list says so: in the line above it, or as the sheet's name."""

import re
from collections.abc import Sequence
from typing import Final

_BESIDE: Final = re.compile(
    r"(?:填报|报送|编制|制表|上报|主办|开展|所属)(?:单位|机构|部门|支行|网点)(?:[(（][^()（）]{0,12}[)）])?\s*[:：]\s*([^\s:：,，;；]{2,60})"
)
_SHEET: Final = re.compile(r"(?![各所全本总])[^\s\d]{2,30}(?:支行|分行|营业部|营业室|分理处|储蓄所)")


def unit_beside(sheet: str, titles: Sequence[str]) -> str:
    """The one unit that is named there, "" where none is, or several are."""
    named = {match[1] for title in titles for match in _BESIDE.finditer(title)}
    if not named and _SHEET.fullmatch(sheet.strip()):
        named = {sheet.strip()}
    return named.pop() if len(named) == 1 else ""
