"""When the made-up branch is busy: three years that end on a fixed day, with the campaigns of each year."""

from bisect import bisect
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Final

from store.groundwork import CampaignSeed

FIRST_DAY: Final = date(2023, 11, 16)
LAST_DAY: Final = date(2026, 11, 15)

# How busy a month is against an average one: drives in March, June and September, quiet around Spring Festival.
_MONTHS: Final = (0.7, 0.45, 2.0, 0.75, 0.9, 1.75, 0.7, 0.65, 2.2, 0.95, 0.85, 0.8)
_WEEKDAYS: Final = (1.0, 1.05, 1.1, 1.05, 1.15, 0.6, 0.35)
_GROWTH: Final = 1.16  # from one year to the next
_DRIVE: Final = 1.9  # days inside a short drive against other days of its month
_SHORT: Final = timedelta(days=15)


@dataclass(frozen=True, slots=True)
class Drive:
    """A campaign of one year with its days and the topics it is about."""

    name_zh: str
    name_en: str
    starts: date
    ends: date
    slogan: str
    topics: tuple[str, ...]

    def seed(self) -> CampaignSeed:
        """The campaign's row."""
        return CampaignSeed(
            key=f"{self.name_zh} {self.starts.year}",
            name_zh=self.name_zh,
            name_en=self.name_en,
            year=self.starts.year,
            starts=self.starts,
            ends=self.ends,
            slogan=self.slogan,
            organiser="演示银行",
        )


_RIGHTS: Final = ("eight_rights", "personal_information", "rational_consumption", "telecom_fraud")
_FUNDRAISING: Final = ("illegal_fundraising", "elder_fraud", "rational_investment")
_PURSE: Final = ("counterfeit_money", "telecom_fraud", "account_safety", "deposit_insurance")
_EDUCATION: Final = ("telecom_fraud", "rational_investment", "deposit_insurance", "payment_convenience", "eight_rights")
_MARCH: Final = ("3·15 消费者权益宣传（演示）", "3·15 Consumer Rights (made-up)")
_JUNE: Final = ("防范非法集资宣传月（演示）", "Illegal Fundraising Prevention Month (made-up)")
_WALLET: Final = ("守住“钱袋子”宣传（演示）", "Keep Your Wallet Safe (made-up)")
_CREDIT: Final = ("信用记录关爱行动（演示）", "Credit Record Care (made-up)")
_AUTUMN: Final = ("金融教育宣传月（演示）", "Financial Education Month (made-up)")
_WEEK: Final = ("金融教育宣传周（演示）", "Financial Education Week (made-up)")

DRIVES: Final = (
    Drive(*_MARCH, date(2024, 3, 1), date(2024, 3, 15), "懂权益 防风险", _RIGHTS),
    Drive(*_JUNE, date(2024, 6, 1), date(2024, 6, 30), "远离非法集资 守好家庭幸福", _FUNDRAISING),
    Drive(*_WALLET, date(2024, 6, 1), date(2024, 6, 30), "钱袋子 我来守", _PURSE),
    Drive(*_AUTUMN, date(2024, 9, 1), date(2024, 9, 30), "学金融 懂金融 用金融", _EDUCATION),
    Drive(*_MARCH, date(2025, 3, 10), date(2025, 3, 16), "放心消费 明白理财", _RIGHTS),
    Drive(*_JUNE, date(2025, 6, 1), date(2025, 6, 30), "识破套路 拒绝高息诱惑", _FUNDRAISING),
    Drive(*_CREDIT, date(2025, 6, 9), date(2025, 6, 15), "珍爱信用记录", ("credit_reporting", "illegal_agents")),
    Drive(*_WEEK, date(2025, 9, 15), date(2025, 9, 21), "金融知识到身边", _EDUCATION),
    Drive(*_MARCH, date(2026, 3, 9), date(2026, 3, 15), "清楚买 安心用", _RIGHTS),
    Drive(*_JUNE, date(2026, 6, 1), date(2026, 6, 30), "不贪高利 不碰非法集资", _FUNDRAISING),
    Drive(*_WALLET, date(2026, 6, 1), date(2026, 7, 15), "看好自己的钱袋子", _PURSE),
    Drive(*_AUTUMN, date(2026, 9, 1), date(2026, 9, 30), "金融为民 教育同行", _EDUCATION),
)


def running(day: date) -> list[Drive]:
    """The campaigns a day falls into."""
    return [drive for drive in DRIVES if drive.starts <= day <= drive.ends]


class Calendar:
    """Spreads any number of events over the three years, the earliest first."""

    def __init__(self, random: Random) -> None:
        """`random` gives each day and month its luck."""
        luck = {(day.year, day.month): random.uniform(0.92, 1.08) for day in _days()}
        self._days = list(_days())
        self._until = list(
            accumulate(_busyness(day) * luck[day.year, day.month] * random.uniform(0.5, 1.5) for day in self._days)
        )

    def day(self, share: float) -> date:
        """The day on which this share of all events (0 to 1) has taken place."""
        return self._days[min(bisect(self._until, share * self._until[-1]), len(self._days) - 1)]


def _busyness(day: date) -> float:
    years = (day - FIRST_DAY).days / 365
    drive = any(drive.ends - drive.starts <= _SHORT for drive in running(day))
    return _MONTHS[day.month - 1] * _WEEKDAYS[day.weekday()] * float(_GROWTH**years) * (_DRIVE if drive else 1)


def _days() -> list[date]:
    return [FIRST_DAY + timedelta(days=number) for number in range((LAST_DAY - FIRST_DAY).days + 1)]
