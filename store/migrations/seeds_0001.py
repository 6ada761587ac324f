"""The words every new ledger starts with, as they were when the first tables were made.

Never edit this file: it is part of a migration. New words come with a new migration, or from an administrator.
Each line: code, Chinese label, English label, and the regulator's category it counts under.
"""

from typing import Final

Seed = tuple[str, str, str, str]

REGULATOR_GROUP: Final[list[Seed]] = [
    ("older_people", "老年人", "Older people", ""),
    ("youth", "青少年", "Young people", ""),
    ("new_citizens", "新市民", "New citizens", ""),
    ("workers_and_farmers", "务工务农人员", "Workers and farmers", ""),
    ("people_with_disabilities", "残障人士", "People with disabilities", ""),
    ("foreign_visitors", "外籍来华人士", "Foreign visitors", ""),
]
REGULATOR_SCENE: Final[list[Seed]] = [
    ("countryside", "进农村", "Into the countryside", ""),
    ("communities", "进社区", "Into communities", ""),
    ("schools", "进校园", "Into schools", ""),
    ("enterprises", "进企业", "Into enterprises", ""),
    ("merchants", "进商圈", "Into merchant districts", ""),
]
KEY_GROUP: Final[list[Seed]] = [
    ("older_people", "老年人", "Older people", "older_people"),
    ("youth", "青少年", "Young people", "youth"),
    ("children", "儿童", "Children", "youth"),
    ("students", "学生", "Students", "youth"),
    ("new_citizens", "新市民", "New citizens", "new_citizens"),
    ("workers_and_farmers", "务工务农人员", "Workers and farmers", "workers_and_farmers"),
    ("rural_residents", "农村居民", "Rural residents", "workers_and_farmers"),
    ("outdoor_workers", "户外劳动者", "Outdoor workers", "workers_and_farmers"),
    ("people_with_disabilities", "残障人士", "People with disabilities", "people_with_disabilities"),
    ("foreign_visitors", "外籍来华人士", "Foreign visitors", "foreign_visitors"),
    ("small_merchants", "小微商户", "Small merchants", ""),
    ("women", "女性", "Women", ""),
    ("military", "军人", "Military", ""),
    ("teachers", "教师", "Teachers", ""),
    ("general_public", "社会公众", "General public", ""),
    ("employees", "本行员工", "Own employees", ""),
]
VENUE_TYPE: Final[list[Seed]] = [
    ("community", "社区", "Community", "communities"),
    ("school", "学校", "School", "schools"),
    ("elderly_centre", "养老机构", "Elderly-care centre", "communities"),
    ("rural_market", "集市/农贸市场", "Rural market", "countryside"),
    ("village", "村", "Village", "countryside"),
    ("enterprise", "企业/园区/工地", "Enterprise", "enterprises"),
    ("merchant_district", "商圈", "Merchant district", "merchants"),
    ("square", "广场/公园", "Square or park", ""),
    ("bank_outlet", "营业网点", "Bank outlet", ""),
    ("education_base", "金融教育基地", "Education base", ""),
    ("government_office", "机关", "Government office", ""),
    ("hospital", "医院", "Hospital", ""),
    ("barracks", "军营", "Barracks", ""),
    ("transport_hub", "交通枢纽/口岸", "Transport hub", ""),
    ("home_visit", "入户", "Home visit", ""),
    ("online", "线上", "Online", ""),
    ("other", "其他", "Other", ""),
]
FORMAT: Final[list[Seed]] = [
    ("booth", "设台咨询", "Booth", ""),
    ("lecture", "讲座", "Lecture", ""),
    ("small_class", "小课堂", "Small class", ""),
    ("lobby_salon", "厅堂微沙龙", "Lobby salon", ""),
    ("exhibition", "展览", "Exhibition", ""),
    ("competition", "竞赛", "Competition", ""),
    ("study_tour", "研学", "Study tour", ""),
    ("home_visit", "入户", "Home visit", ""),
    ("performance", "文艺演出", "Performance", ""),
    ("wall_painting", "墙面宣传", "Wall painting", ""),
    ("loudspeaker", "大喇叭", "Loudspeaker", ""),
    ("market_fair", "赶大集", "Market fair", ""),
    ("handout", "资料发放", "Handing out materials", ""),
    ("screen", "电子屏", "Screen", ""),
    ("text_message", "短信", "Text message", ""),
    ("article", "公众号推文", "Online article", ""),
    ("short_video", "短视频", "Short video", ""),
    ("live_stream", "直播", "Live stream", ""),
    ("online_course", "网课", "Online course", ""),
    ("online_quiz", "线上答题", "Online quiz", ""),
    ("press", "媒体报道", "Press report", ""),
    ("staff_training", "员工培训", "Staff training", ""),
    ("ceremony", "签约/揭牌", "Signing or opening", ""),
    ("other", "其他", "Other", ""),
]
TOPIC: Final[list[Seed]] = [
    ("telecom_fraud", "防范电信网络诈骗", "Telecom and online fraud", ""),
    ("illegal_fundraising", "防范非法集资", "Illegal fundraising", ""),
    ("elder_fraud", "养老诈骗", "Fraud on older people", ""),
    ("anti_money_laundering", "反洗钱", "Anti-money-laundering", ""),
    ("counterfeit_money", "反假货币", "Counterfeit money", ""),
    ("credit_reporting", "征信", "Credit reporting", ""),
    ("deposit_insurance", "存款保险", "Deposit insurance", ""),
    ("personal_information", "个人信息保护", "Personal information", ""),
    ("account_safety", "账户与银行卡安全", "Account and card safety", ""),
    ("payment_convenience", "支付便利", "Payment convenience", ""),
    ("digital_rmb", "数字人民币", "Digital RMB", ""),
    ("rational_investment", "理性投资", "Rational investment", ""),
    ("rational_consumption", "理性消费与校园贷", "Rational consumption", ""),
    ("illegal_agents", "非法中介/代理维权", "Illegal agents", ""),
    ("suitability", "适当性与规范营销", "Suitability and fair selling", ""),
    ("eight_rights", "八项权利", "The eight rights", ""),
    ("social_security_card", "社保卡", "Social security card", ""),
    ("integrity", "诚信教育", "Integrity", ""),
    ("other", "其他", "Other", ""),
]
BASIS: Final[list[Seed]] = [
    ("sign_in", "签到", "Sign-in sheet", ""),
    ("head_count", "现场计数", "Head count", ""),
    ("handout_count", "资料发放量", "Copies handed out", ""),
    ("platform", "平台后台", "Platform back office", ""),
    ("estimate", "估算", "Estimate", ""),
    ("press_report", "来源报道", "Press report", ""),
]
MATERIAL: Final[list[Seed]] = [
    ("leaflet", "折页/单页", "Leaflet", ""),
    ("handbook", "手册/读本", "Handbook", ""),
    ("poster", "海报/展板", "Poster", ""),
    ("gift", "宣传品", "Gift", ""),
    ("other", "其他资料", "Other material", ""),
]

VOCABULARIES: Final[dict[str, list[Seed]]] = {
    "regulator_group": REGULATOR_GROUP,
    "regulator_scene": REGULATOR_SCENE,
    "key_group": KEY_GROUP,
    "venue_type": VENUE_TYPE,
    "format": FORMAT,
    "topic": TOPIC,
    "basis": BASIS,
    "material": MATERIAL,
}

# Drives announced in public up to 2026: Chinese, English, year, first and last day, slogan. Rows, not constants:
# names, lengths and slogans change every year.
CAMPAIGNS: Final[list[tuple[str, str, int, str | None, str | None, str]]] = [
    (
        "金融消费者权益保护教育宣传月",
        "Financial Consumer Rights Education Month",
        2023,
        "2023-09-15",
        "2023-10-15",
        "",
    ),
    (
        "3·15 金融消费者权益保护教育宣传",
        "3·15 Financial Consumer Rights Education",
        2024,
        None,
        None,
        "金融消保在身边 保障权益防风险",
    ),
    ("金融教育宣传月", "Financial Education Month", 2024, "2024-09-01", "2024-09-30", ""),
    ("金融教育宣传周", "Financial Education Week", 2025, "2025-09-15", "2025-09-21", ""),
    (
        "3·15 金融消费者权益保护教育宣传",
        "3·15 Financial Consumer Rights Education",
        2026,
        "2026-03-09",
        "2026-03-15",
        "清朗金融网络 守护安心消费",
    ),
]
