"""Other headings that staff give the columns of their lists, gathered from their ledgers, forms and summaries.

Written without the blanks inside a heading, which do not count. A heading of people (人数, 人次) stands only for a
number of people: it is never taken for another column.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

ALIASES: Final[Mapping[str, Sequence[str]]] = {
    name: tuple(headings.split())
    for name, headings in {
        "reference": "活动编码 台账编号 登记编号",
        "kind": "线上/线下 线上线下 活动类别 宣传类型 活动方式（线上/线下）",
        "title": """
            活动名 活动题目 宣传活动名称 宣教活动名称 教育宣传活动名称 活动项目 项目名称 宣传活动 宣教活动
            工作名称 培训名称 推文标题 文章标题 作品名称 Activity
        """,
        "when": """
            活动开展时间 活动开展日期 开展日期 活动举办时间 活动举办日期 举行时间 宣传时间 宣传日期 实施时间
            实施日期 活动起止时间 起止时间 起止日期 具体时间 具体日期 发布时间 发布日期 推送时间 推送日期
            培训时间 培训日期
        """,
        "start": "活动开始时间 活动开始日期 开始 起始时间 起始日期 开始于",
        "end": "活动结束时间 活动结束日期 结束 终止时间 终止日期",
        "organisation": """
            主办行 主办支行 主办网点 主办部门 开展单位 开展机构 开展网点 开展支行 组织单位 实施单位 实施机构
            活动单位 活动机构 机构名称 单位名称 支行名称 网点名称 支行/网点 机构/网点 行名 所属机构 所属支行
            所属网点 宣传单位 宣传机构 举办网点 举办支行 OrganisingBranch Branch Outlet
        """,
        "co_organisers": "联合举办机构 协办支行 协办网点 共同主办机构",
        "partners": """
            合作方 合作部门 联合部门 联合机构 联办单位 共建单位 配合单位 联合开展单位 联动单位 外部合作单位
            Partner
        """,
        "place": """
            活动地址 地址 详细地址 具体地点 开展地点 宣传地点 举行地点 活动位置 位置 宣传阵地 宣教阵地 活动阵地
            场地 活动场地 培训地点 Address
        """,
        "community": "所属社区 社区名称 村/社区 村（社区） 社区或村 网格 所属网格 村居",
        "township": "乡镇街道 镇街 街镇 乡镇（街道） 街道（乡镇） 所属街道 所属乡镇",
        "county": "区（县） 所属区县 行政区 所在区 县（区）",
        "city": "所属城市 所在市 地级市 市州",
        "province": "所属省份 所在省",
        "division": "行政区划 区划编码",
        "point": "纬度,经度",
        "venue_type": "场所类别 宣传场景 活动场所类型 宣传场所类型",
        "formats": "宣传方式 活动方式 开展形式 开展方式 宣教形式 宣教方式 举办形式 Formats",
        "topics": "宣教主题 宣传重点 宣传知识点 宣讲主题 知识类别",
        "key_groups": """
            目标人群 受众类型 受众类别 受众对象 活动对象 面向人群 面向对象 宣传人群 服务人群 参与人群 重点群体
            教育对象 宣教对象 受众群体 目标群体 KeyGroups
        """,
        "group_counts": "各人群人数 重点人群人次 重点人群人数 其中：重点人群人次 分人群人次",
        "sessions": "活动次数 活动场数 举办场次 开展场次 开展次数 场数 举办次数 场次数",
        "attendance": """
            受众人次数 受众数 受众数量 受众总人次 受众总人数 受众群体人数 受众覆盖人次 受众覆盖人数 活动受众
            活动人数 活动人次 活动参与人数 活动参与人次 活动参加人数 活动覆盖人数 活动覆盖人次 活动受众人数
            活动受众人次 参与群众人数 参与群众 参与消费者人数 参与消费者人次 参加活动人数 参与活动人数 惠及人数
            惠及人次 惠及群众 受益人数 受益人次 受教育人数 受教育人次 教育人数 教育人次 宣传人次 宣传受众
            宣传受众人数 宣传受众人次 宣传覆盖人数 宣传覆盖人次 覆盖群众 覆盖群众人数 覆盖消费者人次
            覆盖消费者人数 线下受众人数 线下受众人次 线下参与人数 线下参与人次 线下人次 线下人数 现场人数
            现场人次 现场参与人数 现场受众 现场受众人数 现场受众人次 到场人数 到场人次 总人次 总人数 人次 人数
            参会人数 听众人数 听讲人数 培训人数 培训人次 服务人次 服务人数 服务群众人数 服务群众人次 参与客户数
            参与客户人数 受众客户数 PeopleReached Attendees NumberOfParticipants
        """,
        "basis": "统计依据 统计口径 人次依据 计数方式 统计方式",
        "indirect": "辐射人群数 辐射受众 辐射受众人次 辐射受众人数 间接受众人次 间接受众人数 间接覆盖人数",
        "consultations": """
            咨询人数 接受咨询人数 解答咨询人次 解答咨询 解答咨询人数 接待咨询人次 接待咨询人数 现场咨询人次
            现场咨询人数 咨询量 咨询次数 接受咨询次数 受理咨询
        """,
        "staff": """
            参与员工人数 员工人数 参与员工数 参加员工人数 参加员工人次 工作人员人数 出动人数 出动人次
            宣传人员人数 投入人数 投入人次 志愿者人数 派出人数 行员人数 参与行员人数 参训员工人数
        """,
        "copies": """
            发放宣传资料份数 发放资料数量 发放资料数 发放份数 发放宣传品 发放宣传品数量 发放数量
            宣传资料发放份数 宣传资料发放数量 宣传资料发放量 宣传资料数量 资料发放量 资料发放份数 发放量
            资料数量 资料发放数 宣传品数量
            发放宣传材料 发放宣传材料份数 宣传材料份数 宣传材料发放数量 Copies Leaflets
        """,
        "materials": "资料种类 宣传资料种类 宣传品 宣传材料 资料名称 宣传资料名称",
        "views": """
            阅读数 浏览量 浏览数 点击数 点击次数 播放量 播放次数 观看量 观看次数 浏览次数 阅读次数 阅读/点击量
            阅读点击量 线上浏览量 线上点击次数 线上阅读次数 Reads
        """,
        "read_on": "统计截止时间 统计截止日期 数据截止时间 数据截止日期",
        "channel": "推送渠道 推送平台 发布媒体 渠道名称 平台名称",
        "likes": "点赞数量 获赞数 Like",
        "shares": "转发数量 转发次数 分享次数 转发分享量 Share",
        "media_reports": "媒体报道数 媒体报道数量 报道篇数 宣传报道篇数 新闻报道篇数 媒体宣传篇数 发稿篇数",
        "campaigns": "所属专项 专项活动名称 主题活动 主题活动名称 所属主题活动 宣传活动类别 活动系列",
        "links": "活动链接 网页链接 推文链接 公众号链接 宣传链接 新闻链接 媒体链接 报道网址 URL",
        "note": "备注说明 其他说明 补充说明 备注信息 Comment Comments",
        "created_by": "填表人 登记人 上报人 录入人",
    }.items()
}
"""Column → further headings, each of which means it wherever it stands."""

IF_FREE: Final[Mapping[str, Sequence[str]]] = {
    name: tuple(headings.split())
    for name, headings in {
        "承办机构": "organisation co_organisers",
        "承办单位": "organisation co_organisers",
        "承办支行": "organisation co_organisers",
        "承办网点": "organisation co_organisers",
        "承办部门": "organisation co_organisers",
        "单位": "organisation",
        "部门": "organisation",
        "填报单位": "organisation",
        "填报机构": "organisation",
        "报送单位": "organisation",
        "报送机构": "organisation",
        "上报单位": "organisation",
        "责任单位": "organisation",
        "责任部门": "organisation",
        "机构": "organisation",
        "支行": "organisation",
        "网点": "organisation",
        "主题": "topics",
        "活动主题": "topics",
        "宣传内容": "topics",
        "宣讲内容": "topics",
        "内容": "note",
        "主要内容": "title note",
        "活动内容": "title note",
        "活动情况": "note",
        "活动简介": "note",
        "活动概况": "note",
        "活动成效": "note",
        "开展情况": "note",
        "活动描述": "note",
        "工作内容": "note",
        "事项": "note",
        "说明": "note",
        "类型": "kind",
        "时间": "when",
        "月份": "when",
        "开展月份": "when",
        "活动月份": "when",
        "对象": "key_groups",
        "人群": "key_groups",
        "社区": "community",
    }.items()
}
"""Heading → columns it means, the first that no plainer heading of the same list stands for."""

GROUPS: Final[Mapping[str, Sequence[str]]] = {
    name: tuple(headings.split())
    for name, headings in {
        "老年人": "老年 老人 老年群体 老年客群 老年消费者 老年客户 银发族 60岁以上 OlderPeople",
        "青少年": "青少年群体 青年 未成年人 YoungPeople Youth",
        "儿童": "少儿 少年儿童 Children",
        "学生": "在校学生 大学生 中小学生 学生群体 Students",
        "新市民": "新市民群体 NewCitizens",
        "务工务农人员": "务工人员 农民工 外来务工人员 进城务工人员 务农人员 务工务农 WorkersAndFarmers",
        "农村居民": "农民 村民 农村群众 农户 RuralResidents",
        "户外劳动者": "户外工作者 环卫工人 快递员 外卖员 快递外卖人员 OutdoorWorkers",
        "残障人士": "残疾人 残障人群 残疾人士 残障群体 PeopleWithDisabilities",
        "外籍来华人士": "外籍人士 外籍人员 外国人 外籍来华人员 ForeignVisitors",
        "小微商户": "商户 个体工商户 小微企业主 个体户 SmallMerchants",
        "女性": "妇女 女性群体 Women",
        "军人": "官兵 部队官兵 Military",
        "教师": "教职工 Teachers",
        "社会公众": "公众 社会大众 一般公众 普通群众 GeneralPublic",
    }.items()
}
"""Key group → how else it is headed where its number has a column of its own."""

MATERIALS: Final[Mapping[str, Sequence[str]]] = {
    code: tuple(headings.split())
    for code, headings in {
        "leaflet": """
            发放折页 发放折页份数 发放折页数 发放折页数量 折页份数 折页数量 发放宣传折页 发放宣传折页份数 宣传折页份数
            宣传折页数量 发放宣传单 发放宣传单份数 发放宣传单页 宣传单份数 发放传单 派发传单 派发折页 派发宣传单
        """,
        "handbook": "发放手册 发放宣传手册 发放宣传册 发放手册份数 手册份数 手册数量 宣传手册份数 宣传册份数 发放读本",
        "poster": "张贴海报 发放海报 海报张数 海报数量 宣传海报数量 摆放展板 展板数量 展板块数",
        "gift": "发放礼品 发放小礼品 发放宣传礼品 礼品数量 礼品份数 小礼品数量 宣传礼品数量 发放纪念品 发放奖品",
    }.items()
}
"""Kind of material → how a column of its copies is headed."""

MATERIAL_PARTS: Final[Mapping[str, Sequence[str]]] = {
    "leaflet": ("折页", "单页", "宣传折页", "宣传单", "宣传单页", "传单"),
    "handbook": ("手册", "宣传手册", "宣传册", "读本"),
    "poster": ("海报", "展板", "宣传海报"),
    "gift": ("礼品", "小礼品", "纪念品", "宣传品"),
}
"""Kind of material → how its column is headed below 发放资料."""

AS_TITLE: Final = (
    *("活动主题", "主题", "活动内容", "主要内容", "内容", "宣传内容", "工作内容", "事项", "宣传主题", "活动简介"),
)
"""Headings that name the event where no other one does, the best first."""

WHOLE: Final = (
    *("合计", "小计", "总计", "总数", "总人数", "总人次", "人数", "人次", "数量", "份数", "次数", "总量", "Total"),
)
"""Headings below another that say no more than it does."""

ON_SITE: Final = {"线下": "attendance", "现场": "attendance", "辐射": "indirect", "间接": "indirect"}
"""Headings below one of people: how they were reached. What was reached online is no attendance and stays out."""

# Units and remarks in brackets do not change what a heading means. A unit like 万人次 does, so it is not among them.
_REMARK: Final = re.compile(
    r"\((?:单位[::]?)?(?:人|人次|份|场|场次|次|篇|条|个|名|必填|选填|可选|可不填|年[/.]?月[/.]?日|年月日|全称|简称"
    r"|(?:如|例|例如|格式|请|具体到|精确到|填|注|可)[^()]*)\)$"
)
_NUMBER: Final = re.compile(r"^\d{1,2}[、.)]")


def heading_key(heading: str) -> str:
    """A heading as it is looked up: 时间：, * 时间, 2、时间 and 时间（必填）, as forms write it, are the same."""
    key = "".join(unicodedata.normalize("NFKC", heading).casefold().split()).strip(":*、.")
    return _REMARK.sub("", _NUMBER.sub("", key))
