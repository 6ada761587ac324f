"""Names of divisions as people write them."""

import re
from collections.abc import Sequence
from typing import Final

CHAIN_SEPARATOR: Final = " · "

_VILLAGE_COMMITTEE: Final = re.compile(r"(?<=.)(村民委员会|村委会|村民委员|村委|村民委)$")
_RESIDENTS_COMMITTEE: Final = re.compile(r"(?<=.)(居民委员会|居委会|居民委员|居委)$")
_OTHER_COMMITTEE: Final = re.compile(r"(?<=社区|嘎查)(居民|村民)?(管理)?委员?会$")
_PLACE_ENDINGS: Final = ("村", "社区", "嘎查")
_COMMUNITY_ENDING: Final = re.compile(r"(?<=.)(社区|居委会|嘎查|村)$")

PEOPLES: Final = (
    "汉|蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|"
    "柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|"
    "塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
"""The 56 peoples as they stand in the names of autonomous divisions, for a regular expression."""

_ENDING: Final = re.compile(
    rf"(({PEOPLES})族?)*(自治[区州县旗]|民族乡|族乡|族镇|乡|镇|苏木|街道|街道办事处|地区|特别行政区|"
    r"省|市|区|县|旗|盟|州|林区|新区|社区|居委会|村|嘎查)|"
)


def short_name(official: str) -> str:
    """The everyday name of a community: 孛兰社区居民委员会 -> 孛兰社区, 西台村委会 -> 西台村.

    A committee without 社区 in its name stays one (育才南里居民委员会 -> 育才南里居委会): whether people call it
    社区 is not known.
    """
    place = _VILLAGE_COMMITTEE.sub("", official)
    if place != official:
        return place if place.endswith(_PLACE_ENDINGS) else place + "村"
    place = _RESIDENTS_COMMITTEE.sub("", official)
    if place != official:
        return place if place.endswith(_PLACE_ENDINGS) else place + "居委会"
    return _OTHER_COMMITTEE.sub("", official)


def community_root(name: str) -> str:
    """What people call a community when they are brief: 孛兰社区 -> 孛兰, 西台村 -> 西台, 第三居委会 -> 第三."""
    return _COMMUNITY_ENDING.sub("", short_name(name)) or name


def is_ending(text: str) -> bool:
    """Whether `text` is what a division's name may lack in everyday use: 社区, 街道, 县, 回族土族自治县, nothing."""
    return bool(_ENDING.fullmatch(text))


def chain_label(chain: Sequence[str]) -> str:
    """Names from a division upwards as one line: 孛兰社区 · 丰荣街道 · 普兰店区 · 大连市."""
    return CHAIN_SEPARATOR.join(chain)
