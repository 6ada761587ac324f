"""What staff write in their lists for the words of the vocabularies: for whom, where, how, about what, counted how."""

from collections.abc import Mapping
from functools import cache
from typing import Final

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "key_group": {
        "older_people": """
            老人 老年 老年客户 老年客群 老年群体 老年群众 老年消费者 老年居民 老年朋友 老年储户 离退休人员 离退休老人
            退休人员 退休职工 退休老人 银发族 银发群体 60岁以上老人
        """,
        "youth": "青年 年轻人 青年人 青年客群 青少年群体 未成年人",
        "children": "少儿 少年儿童 幼儿 小朋友",
        "students": """
            大学生 高校学生 在校大学生 在校学生 中小学生 中学生 小学生 高中生 初中生 学生群体
        """,
        "new_citizens": "新市民群体 新市民客群",
        "workers_and_farmers": """
            农民工 务工人员 外来务工人员 进城务工人员 外出务工人员 返乡务工人员 返乡农民工 务农人员 务工务农 务工群体
            建筑工人 产业工人 工人
        """,
        "rural_residents": "村民 农户 农村群众 农村群体 农村消费者 乡村居民",
        "outdoor_workers": """
            环卫工人 环卫工 快递员 快递小哥 外卖骑手 外卖员 外卖小哥 骑手 出租车司机 网约车司机 货车司机
            户外工作者 户外职工 新就业形态劳动者 快递外卖人员
        """,
        "people_with_disabilities": "残疾人 残疾人士 残障人群 残障群体",
        "foreign_visitors": "外籍人士 外籍人员 外国人 外籍来华人员 外宾",
        "small_merchants": """
            商户 个体工商户 个体户 小微企业主 小微企业 商户业主 小商户 沿街商户 市场商户 商铺经营者 小微企业及个体工商户
        """,
        "women": "妇女 女性群体 女性客户",
        "military": "官兵 部队官兵 现役军人 退役军人",
        "teachers": "教职工 老师 教师群体",
        "general_public": """
            公众 社会大众 一般公众 普通群众 群众 社区居民 居民 周边居民 小区居民 社区群众 市民 广大市民 周边群众
            金融消费者 普通消费者 消费者 过往群众
        """,
        "employees": "员工 本行职工 行内员工 网点员工",
    },
    "venue_type": {
        "community": "小区 居民小区 居委会 街道社区 进社区",
        "school": "校园 中小学 中学 小学 高校 大学 大学校园 幼儿园 进校园 学校/校园",
        "elderly_centre": "养老院 敬老院 老年大学 养老服务中心 老年活动中心 日间照料中心",
        "rural_market": "集市 农贸市场 菜市场 大集 市集",
        "village": "农村 乡村 行政村 进农村 村委会 村镇",
        "enterprise": "企业 园区 工地 工业园区 产业园 工厂 公司 建筑工地 进企业",
        "merchant_district": "商场 商业街 步行街 夜市 商业区 购物中心 超市 进商圈",
        "square": "广场 公园 文化广场 市民广场",
        "bank_outlet": "网点 厅堂 营业厅 网点厅堂 营业大厅 银行网点 网点大堂 大堂",
        "education_base": "教育基地 金融知识宣传教育基地",
        "government_office": "机关单位 政府机关 机关事业单位 事业单位",
        "hospital": "卫生院 社区医院",
        "barracks": "部队 营区",
        "transport_hub": "交通枢纽 口岸 火车站 高铁站 汽车站 地铁站 机场",
        "home_visit": "上门 入户走访 居民家中",
        "online": "线上平台 网络 微信",
    },
    "format": {
        "booth": "现场设台 设台 设台宣传 摆台 摆摊 设点宣传 设点咨询 设摊 设摊宣传 现场咨询 咨询台 设置宣传台 户外宣传",
        "lecture": "专题讲座 知识讲座 金融知识讲座 宣讲 宣讲会 现场讲座 集中授课 授课 专题宣讲",
        "small_class": "金融小课堂 微课堂 知识课堂",
        "lobby_salon": "微沙龙 沙龙 厅堂沙龙 厅堂宣传 厅堂微课堂 网点沙龙 厅堂宣讲",
        "exhibition": "展板展示 展板 展板宣传",
        "competition": "知识竞赛 知识竞答 有奖竞答 有奖问答",
        "home_visit": "入户宣传 上门宣传 入户走访 上门服务 走访",
        "performance": "文艺表演 文艺汇演 情景剧 小品 快板",
        "loudspeaker": "广播 大喇叭广播 村村响 流动广播",
        "market_fair": "赶集 大集宣传",
        "handout": """
            发放资料 发放折页 发放宣传资料 发放宣传折页 发放宣传单 发放宣传单页 发放宣传品 派发资料 派发折页 派发传单
            发传单 资料派发 宣传资料发放 折页发放
        """,
        "screen": """
            LED LED屏 LED屏滚动播放 LED屏播放 LED滚动播放 LED显示屏 LED宣传 门楣屏 跑马灯 电子屏播放 电子屏滚动播放
            电子显示屏 滚动播放 视频播放
        """,
        "text_message": "短信推送 短信宣传 发送短信",
        "article": "微信公众号 公众号 微信推文 推文 公众号文章 微信公众号推文 公众号推送",
        "short_video": "视频 抖音 视频号 短视频宣传",
        "live_stream": "网络直播 线上直播 直播宣讲",
        "online_quiz": "线上竞答 线上有奖答题 网上答题 线上知识竞答",
        "press": "新闻报道 媒体宣传",
        "staff_training": "内部培训 员工学习",
    },
    "topic": {
        "telecom_fraud": """
            电信网络诈骗 电信诈骗 防电信诈骗 防范电信诈骗 反诈 防诈 防诈骗 防范诈骗 反诈骗 反诈宣传 反电诈 防范电诈
            反电信网络诈骗 打击治理电信网络诈骗 反诈知识
        """,
        "illegal_fundraising": "非法集资 防非 打非 打击非法集资 防范和打击非法集资 处非 防范非法金融活动",
        "elder_fraud": "防范养老诈骗 打击养老诈骗 养老反诈",
        "anti_money_laundering": "反洗钱知识 反洗钱宣传 防范洗钱",
        "counterfeit_money": "反假币 反假 假币识别 反假货币宣传 反假人民币 人民币反假 防范假币 人民币知识",
        "credit_reporting": "个人征信 征信知识 征信宣传 信用记录 珍爱信用记录 诚信征信",
        "deposit_insurance": "存款保险知识 存款保险制度 存款保险宣传",
        "personal_information": "个人信息 个人信息安全 保护个人信息 个人金融信息保护 金融信息安全",
        "account_safety": "银行卡安全 账户安全 用卡安全 安全用卡 账户管理 断卡行动 断卡 出租出借账户",
        "payment_convenience": "支付便利化 支付服务 支付安全 移动支付 整治拒收现金 拒收现金 现金支付",
        "digital_rmb": "数字货币 数币",
        "rational_investment": "理性投资理财 投资理财 理财知识 投资者教育",
        "rational_consumption": "校园贷 理性消费 远离校园贷 不良校园贷 理性借贷 校园贷风险提示",
        "illegal_agents": "非法中介 代理维权 黑灰产 代理退保 金融黑灰产 不法中介 非法代理维权",
        "eight_rights": """
            消费者八项权利 八大权益 八项权益 消费者权益 消费者权益保护 金融消费者权益保护 金融消费者八项权利 消保
        """,
        "social_security_card": "社会保障卡 三代社保卡",
        "integrity": "诚信 诚信文化 诚信建设",
    },
    "basis": {
        "sign_in": "签到表 签到簿 签到记录",
        "head_count": "现场统计 现场清点 现场点数 人工计数 现场人工计数 清点",
        "handout_count": "资料发放 发放量 按发放资料统计",
        "platform": "后台数据 后台统计 平台数据 系统后台 平台统计 后台",
        "estimate": "估计 预估 估计数 估算数 目测",
        "press_report": "媒体报道 新闻报道 报道",
    },
    "material": {
        "leaflet": "折页 单页 宣传折页 宣传单 宣传单页 宣传页 传单 彩页 宣传彩页 折页单页 告知书 倡议书 明白纸",
        "handbook": "手册 读本 宣传手册 宣传册 知识手册 金融知识手册 知识读本 口袋书",
        "poster": "海报 展板 宣传海报 宣传展板 易拉宝 展架 横幅",
        "gift": "礼品 小礼品 纪念品 宣传礼品 奖品 小礼物 环保袋 宣传品礼品",
    },
}
"""Vocabulary → code → how lists write it. A word may mean one thing as a topic and another as a format."""

# Where a word may well mean something else it is proposed and never taken with all the others.
DOUBTFUL: Final[Mapping[str, Mapping[str, str]]] = {
    "key_group": {"rural_residents": "农民", "general_public": "客户 居民客户 储户", "students": "学生家长"},
    "venue_type": {"merchant_district": "市场"},
    "format": {"lecture": "现场讲解 讲解 培训 座谈", "performance": "快闪"},
}


def code_of(vocabulary: str, text: str) -> tuple[str, bool] | None:
    """The code that staff mean by a word, and whether that is beyond doubt; None for a word that is not listed."""
    return _codes().get((vocabulary, "".join(text.casefold().split())))


@cache
def _codes() -> dict[tuple[str, str], tuple[str, bool]]:
    return {
        (vocabulary, word.casefold()): (code, sure)
        for table, sure in ((DOUBTFUL, False), (WORDS, True))
        for vocabulary, codes in table.items()
        for code, words in codes.items()
        for word in words.split()
    }
