"""The columns of the list of events (活动明细表): one table for writing it and for reading it back.

Beside them those that only lists of others have.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import Final

from exchange import written
from exchange.aliases import ALIASES, heading_key
from exchange.cells import join_items
from exchange.written import Write
from locales import LANGUAGES, gettext, mark, speaking
from models.division import CITY, COMMUNITY, COUNTY, PROVINCE, TOWNSHIP


class Form(Enum):
    """How a column's cells are formatted."""

    TEXT = auto()
    NUMBER = auto()
    DAY = auto()
    MOMENT = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `heading` is an English catalogue entry, `aliases` other headings it is known by, `width` in letters.

    The first alias is the Chinese heading as staff know it.
    """

    key: str
    heading: str
    write: Write
    aliases: tuple[str, ...]
    width: int = 14
    form: Form = Form.TEXT

    def __str__(self) -> str:
        """The heading in the language now spoken."""
        return gettext(self.heading)


_NUMBER: Final = Form.NUMBER
_DAY: Final = Form.DAY

COLUMNS: Final[Sequence[Column]] = (
    Column("reference", mark("Reference"), lambda r, _: r.reference, ("编号", "活动编号", "ID")),
    Column("kind", mark("Kind of event"), written.kind, ("活动类型", "类型", "Kind")),
    Column(
        "title",
        mark("Event"),
        lambda r, _: r.title,
        ("活动名称", "活动标题", "标题", "主要内容", "活动内容", "What was done", "Title", "Event"),
        40,
    ),
    Column(
        "when",
        mark("Date"),
        written.when,
        ("日期", "活动日期", "活动时间", "时间", "开展时间", "举办时间", "举办日期", "When"),
        22,
    ),
    Column("start", mark("First day"), lambda r, _: r.when.start, ("开始日期", "开始时间", "Start"), 12, _DAY),
    Column("end", mark("Last day"), lambda r, _: r.when.end, ("结束日期", "结束时间", "End"), 12, _DAY),
    Column("precision", mark("Date known to"), written.precision, ("日期精度",), 10),
    Column(
        "organisation",
        mark("Organising unit"),
        lambda r, names: names.units.label(r.organisation_id),
        (
            "主办机构",
            "主办单位",
            "举办单位",
            "举办机构",
            "承办机构",
            "承办单位",
            "机构",
            "网点",
            "支行",
            "Organiser",
            "Unit",
        ),
        24,
    ),
    Column(
        "co_organisers",
        mark("Co-organising units"),
        lambda r, names: join_items(sorted(names.units.label(id_) for id_ in r.co_organiser_ids)),
        ("联合主办", "联合主办机构", "协办机构"),
        20,
    ),
    Column(
        "partners",
        mark("Partners"),
        lambda r, _: join_items(sorted(r.partners)),
        ("合作单位", "联合单位", "协办单位", "合作机构"),
        24,
    ),
    Column(
        "place",
        mark("Place"),
        written.of_each_place(lambda place: place.name),
        ("地点", "活动地点", "举办地点", "场所", "活动场所", "Venue", "Location"),
        28,
    ),
    Column(
        "community",
        mark("Community or village"),
        written.of_each_place(written.division_name(COMMUNITY)),
        ("社区/村", "社区", "村", "社区/网格", "社区（村）", "Community"),
    ),
    Column(
        "township",
        mark("Township or street"),
        written.of_each_place(written.division_name(TOWNSHIP)),
        ("街道/乡镇", "乡镇/街道", "街道", "乡镇", "Township"),
    ),
    Column(
        "county",
        mark("County or district"),
        written.of_each_place(written.division_name(COUNTY)),
        ("区县", "区/县", "县区", "县（市、区）", "区", "县", "District", "County"),
    ),
    Column("city", mark("City"), written.of_each_place(written.division_name(CITY)), ("市", "城市", "地市")),
    Column(
        "province", mark("Province"), written.of_each_place(written.division_name(PROVINCE)), ("省", "省份", "省市")
    ),
    Column(
        "division",
        mark("Division code"),
        written.of_each_place(written.division_code),
        ("行政区划代码", "区划代码"),
        16,
    ),
    Column(
        "point",
        mark("Latitude, longitude"),
        written.of_each_place(written.point),
        ("纬度，经度", "坐标", "经纬度（纬度在前）"),
        18,
    ),
    Column(
        "venue_type",
        mark("Venue type"),
        written.word("venue_type", lambda r: r.venue_type),
        ("活动场景", "场景", "场所类型"),
    ),
    Column(
        "formats", mark("Format"), written.words("format", lambda r: r.formats), ("活动形式", "形式", "宣传形式"), 18
    ),
    Column(
        "topics",
        mark("Topics"),
        written.words("topic", lambda r: r.topics),
        ("宣传主题", "活动主题", "主题", "Topic"),
        24,
    ),
    Column(
        "key_groups",
        mark("Key groups"),
        written.words("key_group", lambda r: r.key_groups),
        ("重点人群", "受众人群", "宣传对象", "Key group"),
        20,
    ),
    Column("group_counts", mark("Attendance of each group"), written.group_counts, ("各人群人次", "其中人次"), 24),
    Column("sessions", mark("Sessions"), lambda r, _: r.sessions, ("场次", "活动场次", "次数"), 8, _NUMBER),
    Column(
        "attendance",
        mark("Attendance"),
        written.number(lambda r: r.attendance),
        (
            *(
                "现场参与人次",
                "现场参与",
                "受众人次",
                "受众",
                "受众人数",
                "覆盖人次",
                "覆盖人数",
                "参与人次",
                "参与人数",
            ),
            *("现场参与（人次）", "受众（人次）", "参加人数", "参加人次", "Participants", "Audience"),
        ),
        12,
        _NUMBER,
    ),
    Column("qualifier", mark("Attendance is"), written.attendance_qualifier, ("人次说明", "Attendance qualifier"), 10),
    Column("basis", mark("How counted"), written.word("basis", written.basis), ("数据依据", "依据", "Basis"), 12),
    Column(
        "indirect",
        mark("Indirect reach"),
        written.number(lambda r: r.indirect),
        ("辐射人次", "辐射人数", "间接覆盖人次"),
        12,
        _NUMBER,
    ),
    Column(
        "consultations",
        mark("Consultations"),
        written.number(lambda r: r.consultations),
        ("接受咨询人次", "咨询人次", "接受咨询（人次）", "接受咨询"),
        12,
        _NUMBER,
    ),
    Column(
        "staff",
        mark("Staff taking part"),
        written.number(lambda r: r.staff),
        ("参与员工人次", "参与员工（人次）", "参与员工", "员工人次", "Staff"),
        12,
        _NUMBER,
    ),
    Column(
        "qualifiers",
        mark("Other numbers are"),
        written.other_qualifiers,
        ("其他数字说明",),
        18,
    ),
    Column(
        "copies",
        mark("Copies handed out"),
        written.copies,
        (
            "发放资料份数",
            "发放资料（份）",
            "资料份数",
            "发放资料",
            "发放宣传资料",
            "宣传资料份数",
            "Materials (copies)",
        ),
        12,
        _NUMBER,
    ),
    Column("materials", mark("Materials in detail"), written.materials, ("资料明细", "宣传资料"), 24),
    Column(
        "views",
        mark("Online reads"),
        written.views,
        ("线上阅读量", "阅读量", "点击量", "线上点击量", "阅读（点击）量", "Views"),
        12,
        _NUMBER,
    ),
    Column("read_on", mark("Read as of"), written.read_on, ("截止时间", "截止日期"), 12, _DAY),
    Column("readings", mark("Online readings in detail"), written.readings, ("阅读明细",), 24),
    Column(
        "media_reports",
        mark("Media reports"),
        lambda r, _: r.media_reports,
        ("媒体报道篇数", "媒体报道（篇）", "媒体报道"),
        10,
        _NUMBER,
    ),
    Column(
        "campaigns",
        mark("Campaign"),
        lambda r, _: join_items(sorted(r.campaigns)),
        ("所属活动", "专项活动", "Campaigns"),
        24,
    ),
    Column("links", mark("Links"), lambda r, _: "\n".join(r.links), ("链接", "报道链接", "网址", "Link"), 24),
    Column("note", mark("Note"), lambda r, _: r.note, ("备注", "说明", "Notes", "Remarks"), 30),
    Column("dataset", mark("Data source"), written.dataset, ("数据来源",), 18),
    Column("created_by", mark("Recorded by"), lambda r, _: r.created_by, ("填报人", "填报人员"), 12),
    Column("updated_at", mark("Last changed"), written.updated_at, ("更新时间",), 16, Form.MOMENT),
)
READ_ONLY: Final[Sequence[Column]] = (
    Column(
        "channel",
        mark("Channel"),
        written.nowhere,
        ("发布渠道", "渠道", "发布平台", "平台", "宣传平台", "线上渠道"),
    ),
    Column("likes", mark("Likes"), written.nowhere, ("点赞量", "点赞数", "点赞", "点赞次数", "获赞量"), form=_NUMBER),
    Column(
        "shares",
        mark("Shares"),
        written.nowhere,
        ("转发量", "转发数", "转发", "分享量", "分享数", "转发/分享量"),
        form=_NUMBER,
    ),
)
"""Columns that people's lists may have; our own write what they say into the online readings in detail."""

ALL: Final = (*COLUMNS, *READ_ONLY)
BY_KEY: Final = {column.key: column for column in ALL}


def column_of(heading: str) -> Column | None:
    """The column a heading stands for, in either language and however it is spaced; None if it is not known."""
    return _headings().get(heading_key(heading))


@cache
def _headings() -> dict[str, Column]:
    found: dict[str, Column] = {}
    for column in ALL:
        for heading in (column.heading, *_translations(column), *column.aliases, *ALIASES.get(column.key, ())):
            found.setdefault(heading_key(heading), column)
    return found


def _translations(column: Column) -> list[str]:
    names = []
    for language in LANGUAGES:
        with speaking(language):
            names.append(str(column))
    return names
