"""Assessment (考核): what units are scored by each quarter, and what the score cards of a closed quarter said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field

from locales import Message, either, mark
from models.base import Base
from models.dataset import Dataset
from models.problem import Problem
from models.when import EARLIEST_YEAR, LATEST_YEAR, When

KEY_GROUP: Final = "key_group:"
"""Begins the key of a key group's measure; its code follows."""
SCORED: Final = (
    "events",
    "sessions",
    "attendance",
    "indirect",
    "online",
    "publications",
    "materials",
    "consultations",
    "staff",
    "places",
    "communities",
    "first_places",
    "evidence",
    "trainings",
)
"""The measures an indicator may be about, besides those of the key groups: all that are one number."""
OUTLETS: Final = "outlets"
"""As a divisor: the outlets of the unit, at least one."""
NARROWINGS: Final = {
    "kinds": "kind",
    "venue_types": "venue_type",
    "key_groups": "key_group",
    "topics": "topic",
}
"""What an indicator can be narrowed to, by the field of a filter; each with the list its words come from."""
FULL: Final = 100
"""What the weights should add up to."""
MOST_WEIGHT: Final = 1_000
MOST_INDICATORS: Final = 40
LONGEST_NAME: Final = 80
MOST_FULL_AT: Final = Decimal(1_000_000_000)
PLACES: Final = 3
"""Decimal places of the value at which full points are given."""


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year, 1 to 4."""

    year: int
    quarter: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def read(cls, text: str) -> "Quarter | None":
        """The quarter that a `key` stands for; None for any other text."""
        year, _q, quarter = text.partition("Q")
        if not (year.isascii() and year.isdecimal() and len(year) == 4 and quarter in ("1", "2", "3", "4")):
            return None
        return cls(int(year), int(quarter)) if EARLIEST_YEAR <= int(year) <= LATEST_YEAR else None

    @property
    def key(self) -> str:
        """As it stands in an address: "2026Q3"."""
        return f"{self.year}Q{self.quarter}"

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.year, 3 * self.quarter - 2, 1)

    @property
    def end(self) -> date:
        """The last day."""
        return When.in_quarter(self.year, self.quarter).end or date.max

    @property
    def before(self) -> "Quarter":
        """The quarter before it."""
        return Quarter(self.year, self.quarter - 1) if self.quarter > 1 else Quarter(self.year - 1, 4)

    def __str__(self) -> str:
        """In the language now spoken."""
        return str(When.in_quarter(self.year, self.quarter))


@dataclass(frozen=True, slots=True)
class Rule:
    """An indicator as it is applied: full points, `weight`, where value ÷ divisor reaches `full_at`.

    `measure` and `per`, the divisor, are keys of `metrics.measures`; `per` may also be OUTLETS, or empty where nothing
    is divided. `narrowing` holds for the value and not for the divisor, so that a share can be asked for.
    """

    id: int
    name_zh: str
    name_en: str
    measure: str
    narrowing: str
    per: str
    full_at: Decimal
    weight: int

    @property
    def name(self) -> str:
        """The name in the language now spoken."""
        return either(self.name_zh, self.name_en)


class _Ruled(Base):
    """The columns of a rule. `full_at` is written as a decimal number, which every database keeps exactly."""

    name_zh: str = Field(default="", max_length=LONGEST_NAME)
    name_en: str = Field(default="", max_length=LONGEST_NAME)
    measure: str = Field(max_length=60)
    narrowing: str = Field(default="", max_length=400)
    per: str = Field(default="", max_length=60)
    full_at: str = Field(max_length=20)
    weight: int
    position: int = 0


class Indicator(_Ruled, table=True):
    """An indicator and its weight. A retired one scores no quarter any more, but those that are closed with it."""

    __tablename__ = "indicator"
    __table_args__ = (CheckConstraint("weight > 0", name="weight"),)

    id: int | None = Field(default=None, primary_key=True)
    retired: bool = False
    change: int = Field(default=0, index=True)


class Assessment(Base, table=True):
    """A quarter that was closed: by whom and when, and since when, by whom and why it no longer is.

    `change` is the change that closed it: what has a later number came after it. `digest` is the SHA-256 of all it
    says, which the history holds too. Of one quarter and dataset at most one is not reopened.
    """

    __tablename__ = "assessment"

    id: int | None = Field(default=None, primary_key=True)
    year: int
    quarter: int
    dataset: str = Field(default=Dataset.RECORDED.value, max_length=16)
    closed_at: datetime
    closed_by: str = Field(max_length=80)
    digest: str = Field(max_length=64)
    reopened_at: datetime | None = None
    reopened_by: str | None = Field(default=None, max_length=80)
    reopened_reason: str = Field(default="", max_length=500)
    change: int = Field(default=0, index=True)


class ScoredIndicator(_Ruled, table=True):
    """An indicator as it was when a quarter was closed."""

    __tablename__ = "scored_indicator"

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    indicator_id: int = Field(foreign_key="indicator.id", index=True)


class ScoredUnit(Base, table=True):
    """A unit as it was when a quarter was closed: its names, its kind and place in the tree, and its outlets."""

    __tablename__ = "scored_unit"

    assessment_id: int = Field(primary_key=True, foreign_key="assessment.id")
    organisation_id: int = Field(primary_key=True, foreign_key="organisation.id", index=True)
    name_zh: str = Field(default="", max_length=120)
    name_en: str = Field(default="", max_length=120)
    kind: str = Field(max_length=16)
    path: str = Field(max_length=200)
    outlets: int


class ScoreRow(Base, table=True):
    """What one unit had of one indicator when the quarter was closed, and the points it got.

    The value is kept as a `metrics.counting.Figure`; the points as an exact fraction ("15/2"), empty where the value
    was not known.
    """

    __tablename__ = "score_row"

    scored_indicator_id: int = Field(primary_key=True, foreign_key="scored_indicator.id")
    organisation_id: int = Field(primary_key=True, foreign_key="organisation.id", index=True)
    value: int | None = Field(default=None, sa_type=BigInteger)
    known: int
    events: int
    lower_bound: bool
    approximate: bool
    estimated: int = Field(sa_type=BigInteger)
    divisor: int | None = Field(default=None, sa_type=BigInteger)
    points: str = Field(default="", max_length=60)


@dataclass(frozen=True, slots=True)
class IndicatorDraft:
    """An indicator as somebody typed it; `id` is None for a new one. Its place in the list is its position."""

    id: int | None = None
    name_zh: str = ""
    name_en: str = ""
    measure: str = ""
    narrowing: str = ""
    per: str = ""
    full_at: Decimal | None = None
    weight: int | None = None
    retired: bool = False


def narrowed_to(narrowing: str) -> dict[str, tuple[str, ...]]:
    """The words of each field that a narrowing, which is written as address parameters, names."""
    return {field: tuple(filter(None, words.split(","))) for field, words in parse_qsl(narrowing)}


def as_narrowing(words: dict[str, tuple[str, ...]]) -> str:
    """The narrowing as it is written, always in the same order."""
    return urlencode([(field, ",".join(words[field])) for field in NARROWINGS if words.get(field)], safe=",")


def check_indicators(drafts: Sequence[IndicatorDraft], measures: Sequence[str]) -> Iterator[Problem]:
    """All that is wrong with a list of indicators; `measures` are the keys an indicator may be about."""
    if len(drafts) > MOST_INDICATORS:
        yield Problem.of("indicator", "too_many", mark("at most {most} indicators."), most=MOST_INDICATORS)
    for number, draft in enumerate(drafts, start=1):
        for sentence in _wrong(draft, measures):
            name = either(draft.name_zh, draft.name_en)[:40] or str(number)
            yield Problem.of("indicator", "invalid", mark("“{name}”: {sentence}"), name=name, sentence=sentence)
    if not any(not draft.retired for draft in drafts):
        yield Problem.of("indicator", "missing", mark("at least one indicator must count."))


def _wrong(draft: IndicatorDraft, measures: Sequence[str]) -> Iterator[Message]:
    if not (draft.name_zh or draft.name_en):
        yield Message(mark("give it a name."))
    if max(len(draft.name_zh), len(draft.name_en)) > LONGEST_NAME:
        yield Message(mark("its name is too long."))
    if draft.measure not in measures:
        yield Message(mark("choose what is counted."))
    if draft.per not in ("", OUTLETS, *measures):
        yield Message(mark("choose by what it is divided, or leave that empty."))
    if draft.full_at is None or not draft.full_at.is_finite() or not Decimal(0) < draft.full_at <= MOST_FULL_AT:
        yield Message(mark("full points need a value above 0."))
    elif draft.full_at != round(draft.full_at, PLACES):
        yield Message(mark("full points at a value with at most three decimals."))
    if draft.weight is None or not 0 < draft.weight <= MOST_WEIGHT:
        yield Message(mark("the weight is a whole number from 1 to 1,000."))
    if not set(narrowed_to(draft.narrowing)) <= set(NARROWINGS):
        yield Message(mark("it can be narrowed to kinds of event, venue types, key groups and topics only."))
