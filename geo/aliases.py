"""What people call a division in running text: 民和 for 民和回族土族自治县, 杨村 for 杨村街道."""

import re
from typing import Final

from geo.divisions import PEOPLES
from models.division import COUNTY

_AUTONOMOUS: Final = re.compile(
    rf"(({PEOPLES})族)+自治[县州旗区]$|(蒙古|达斡尔|鄂温克|鄂伦春|柯尔克孜|哈萨克)自治[县州旗]$"
)
_ADMINISTRATIVE: Final = re.compile(
    r"(特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|地区|林区|矿区|新区|盟|省|市|县|旗|区)$"
)
_TOWNSHIP: Final = re.compile(r"(街道办事处|地区办事处|街道办|街道|地区|镇|苏木|乡)$")
_TOWNSHIP_PEOPLES: Final = re.compile(rf"(({PEOPLES})族)+$")

SHORTEST: Final = 2
"""A single character is never a short name."""


def whole_forms(name: str, level: int) -> set[str]:
    """The name of a province, city or county, and forms that still end in 省, 市, 县 or the like.

    A county that has become a city keeps its 县 (格尔木县), since older texts write it so.
    """
    root, autonomous = _root(name)
    if autonomous and autonomous[-1] != "区":
        return {name, root + autonomous[-1]}
    if level == COUNTY and name.endswith("市"):
        return {name, root + "县"}
    return {name}


def bare_forms(name: str) -> set[str]:
    """What is left of the name without its ending: 民和, 普兰店."""
    root, _ = _root(name)
    forms = {"内蒙古", "内蒙"} if name.startswith("内蒙古") else {root}
    return {form for form in forms if len(form) >= SHORTEST and form != name}


def _root(name: str) -> tuple[str, str]:
    """The name without its ending, and the autonomous division's ending if it is one."""
    autonomous = _AUTONOMOUS.search(name)
    if autonomous:
        return name[: autonomous.start()], autonomous.group()
    return _ADMINISTRATIVE.sub("", name), ""


def township_short_form(name: str) -> str:
    """The township's name without its kind and peoples: 孔家庄镇 -> 孔家庄, 瑶山瑶族乡 -> 瑶山."""
    return _TOWNSHIP_PEOPLES.sub("", _TOWNSHIP.sub("", name))
