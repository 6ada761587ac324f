"""Where the made-up branch goes, what it does there and whom it meets."""

from dataclasses import dataclass
from typing import Final

Shares = tuple[tuple[str, float, float], ...]
"""Key groups with the smallest and the largest share of the people present."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One kind of place: how often outlets go there, what happens, who comes.

    `name` is a template with {town}, {county} and {outlet}; an empty one stands for a community of the outlet.
    `partner` is one with {town}, {county} and {committee}, the community's own. `median` people come; half of the
    time 0.7 to 1.4 times it.
    """

    venue_type: str
    urban: float
    rural: float
    name: str
    median: int
    formats: tuple[str, ...]
    groups: Shares
    partner: str


SCENES: Final = (
    Scene(
        *("community", 26, 9, "", 34),
        ("booth", "lecture", "small_class", "booth", "handout", "performance"),
        (("older_people", 0.3, 0.8), ("new_citizens", 0.05, 0.3), ("children", 0.05, 0.2), ("general_public", 1, 1)),
        "{committee}",
    ),
    Scene(
        *("village", 2, 24, "", 41),
        ("booth", "lecture", "loudspeaker", "wall_painting", "handout", "booth"),
        (("rural_residents", 0.6, 1), ("older_people", 0.3, 0.7), ("workers_and_farmers", 0.2, 0.6)),
        "{committee}",
    ),
    Scene(
        *("school", 11, 9, "{town}中心小学", 105),
        ("small_class", "lecture", "competition", "small_class"),
        (("students", 0.85, 0.97), ("teachers", 0.02, 0.08), ("youth", 0.6, 0.97)),
        "{town}中心小学",
    ),
    Scene(
        *("elderly_centre", 8, 4, "{town}养老服务中心", 26),
        ("lecture", "small_class", "exhibition", "performance"),
        (("older_people", 0.85, 1), ("people_with_disabilities", 0.02, 0.15)),
        "{town}养老服务中心",
    ),
    Scene(
        *("rural_market", 1, 13, "{town}大集", 92),
        ("market_fair", "booth", "handout", "loudspeaker"),
        (("rural_residents", 0.5, 0.9), ("small_merchants", 0.05, 0.25), ("older_people", 0.2, 0.5)),
        "{town}市场管理所",
    ),
    Scene(
        *("enterprise", 9, 5, "{town}产业园", 46),
        ("lecture", "booth", "small_class"),
        (("workers_and_farmers", 0.3, 0.8), ("new_citizens", 0.2, 0.6), ("women", 0.2, 0.5)),
        "{town}产业园管委会",
    ),
    Scene(
        *("merchant_district", 10, 3, "{county}商业街", 62),
        ("booth", "handout", "screen", "booth"),
        (("small_merchants", 0.2, 0.6), ("general_public", 0.4, 0.8), ("outdoor_workers", 0.02, 0.1)),
        "{county}商务局",
    ),
    Scene(
        *("square", 7, 6, "{town}文化广场", 118),
        ("booth", "performance", "exhibition", "handout"),
        (("general_public", 1, 1), ("older_people", 0.2, 0.5), ("outdoor_workers", 0.01, 0.08)),
        "{town}派出所",
    ),
    Scene(
        *("bank_outlet", 19, 17, "{outlet}营业厅", 13),
        ("lobby_salon", "lobby_salon", "screen", "handout"),
        (("older_people", 0.3, 0.9), ("general_public", 1, 1), ("outdoor_workers", 0.05, 0.4)),
        "",
    ),
    Scene(
        *("education_base", 3, 2, "{county}金融教育基地", 38),
        ("study_tour", "exhibition", "lecture"),
        (("students", 0.4, 1), ("youth", 0.3, 1), ("children", 0.2, 0.6)),
        "{county}教育局",
    ),
    Scene(
        *("government_office", 2, 3, "{town}便民服务中心", 24),
        ("booth", "lecture", "ceremony"),
        (("general_public", 1, 1),),
        "{town}政府",
    ),
    Scene(
        *("hospital", 1, 2, "{town}卫生服务中心", 29),
        ("booth", "handout"),
        (("older_people", 0.3, 0.7), ("people_with_disabilities", 0.05, 0.2)),
        "{town}卫生服务中心",
    ),
    Scene(*("barracks", 0.6, 0.6, "{county}驻地军营", 55), ("lecture",), (("military", 1, 1),), "{county}人武部"),
    Scene(
        *("transport_hub", 1.4, 0.4, "{county}客运站", 70),
        ("booth", "screen", "handout"),
        (("general_public", 1, 1), ("new_citizens", 0.1, 0.4), ("foreign_visitors", 0.01, 0.06)),
        "{county}客运站",
    ),
)

# How often an event outside a campaign is about it, and in what words.
TOPICS: Final = {
    "telecom_fraud": (24, "防范电信网络诈骗"),
    "illegal_fundraising": (13, "防范非法集资"),
    "elder_fraud": (9, "防范养老诈骗"),
    "anti_money_laundering": (6, "反洗钱"),
    "counterfeit_money": (9, "反假货币"),
    "credit_reporting": (7, "征信知识"),
    "deposit_insurance": (6, "存款保险"),
    "personal_information": (6, "个人信息保护"),
    "account_safety": (7, "账户安全"),
    "payment_convenience": (6, "支付便利"),
    "digital_rmb": (4, "数字人民币"),
    "rational_investment": (5, "理性投资"),
    "rational_consumption": (5, "理性消费"),
    "illegal_agents": (3, "防范非法中介"),
    "eight_rights": (5, "消费者八项权利"),
    "social_security_card": (2, "社保卡"),
    "integrity": (2, "诚信教育"),
}

FORMATS: Final = {
    "booth": "宣传",
    "lecture": "讲座",
    "small_class": "小课堂",
    "lobby_salon": "微沙龙",
    "exhibition": "展览",
    "competition": "知识竞赛",
    "study_tour": "研学",
    "performance": "文艺宣传",
    "wall_painting": "墙面宣传",
    "loudspeaker": "大喇叭宣传",
    "market_fair": "赶大集宣传",
    "handout": "资料发放",
    "screen": "电子屏宣传",
    "ceremony": "揭牌",
    "article": "推文",
    "short_video": "短视频",
    "live_stream": "直播",
    "online_quiz": "线上答题",
    "text_message": "短信提示",
}

# Format, channel and the readings half of its pieces exceed.
CHANNELS: Final = (
    ("article", "微信公众号", 900),
    ("article", "微信公众号", 900),
    ("short_video", "视频号", 2_600),
    ("short_video", "抖音", 4_100),
    ("live_stream", "视频号", 1_500),
    ("online_quiz", "手机银行", 1_900),
    ("text_message", "短信平台", 12_000),
)

LESSONS: Final = (
    ("suitability", "适当性管理与规范营销培训"),
    ("personal_information", "客户信息保护培训"),
    ("eight_rights", "消费者权益保护制度培训"),
    ("other", "投诉处理培训"),
    ("payment_convenience", "支付便利化服务培训"),
)

VISITS: Final = (
    ("social_security_card", "上门激活社保卡并讲解防诈知识", "older_people"),
    ("elder_fraud", "上门讲解防范养老诈骗", "older_people"),
    ("account_safety", "上门办理业务并讲解用卡安全", "people_with_disabilities"),
)
