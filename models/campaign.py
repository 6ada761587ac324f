"""What belongs to a campaign besides its events: its themes by month, the papers it rests on; and the rules for it."""

from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict
from sqlalchemy import BigInteger
from sqlmodel import Field

from locales import mark
from models.base import Base
from models.problem import Problem
from models.rules import too_long

NAME_LENGTH: Final = 160
TEXT_LENGTH: Final = 200
MOST_THEMES: Final = 60
LONGEST: Final = timedelta(days=3 * 366)
"""A drive that goes on for longer has no end to work towards; and each week of it takes a place in every question."""


class CampaignTheme(Base, table=True):
    """What a campaign is about in one part of its time, a month or any other span; `ends` not before `starts`."""

    __tablename__ = "campaign_theme"

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    starts: date
    ends: date
    text: str = Field(max_length=TEXT_LENGTH)
    change: int = Field(default=0, index=True)


class CampaignDocument(Base, table=True):
    """A paper that belongs to a campaign: notice, plan, report. Its content lies in a file named after its hash."""

    __tablename__ = "campaign_document"

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    sha256: str = Field(index=True, max_length=64)
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=80)
    size: int = Field(sa_type=BigInteger)
    added_at: datetime
    added_by: str = Field(max_length=80)
    change: int = Field(default=0, index=True)


class ThemeDraft(BaseModel):
    """A theme as typed."""

    model_config = ConfigDict(frozen=True)

    starts: date
    ends: date
    text: str


class CampaignDraft(BaseModel):
    """A campaign as typed. One with an `id` replaces that campaign, if its change number is still the one `seen`."""

    model_config = ConfigDict(frozen=True)

    id: int | None = None
    seen: int | None = None
    name_zh: str = ""
    name_en: str = ""
    year: int | None = None
    starts: date | None = None
    ends: date | None = None
    slogan: str = ""
    organiser: str = ""
    themes: tuple[ThemeDraft, ...] = ()

    @property
    def in_year(self) -> int | None:
        """The year: as typed, else that of the first day."""
        return self.year if self.year is not None or self.starts is None else self.starts.year


def check_campaign(draft: CampaignDraft) -> list[Problem]:
    """All broken rules of a draft, in the order of the form; empty when it may be saved."""
    return [*_texts(draft), *_dates(draft), *_themes(draft)]


def _texts(draft: CampaignDraft) -> Iterator[Problem]:
    if not (draft.name_zh.strip() or draft.name_en.strip()):
        yield Problem.of("campaign_name", "missing", mark("name the campaign."))
    yield from too_long("campaign_name", max(draft.name_zh, draft.name_en, key=len), NAME_LENGTH)
    yield from too_long("slogan", draft.slogan, TEXT_LENGTH)
    yield from too_long("organiser", draft.organiser, NAME_LENGTH)
    if draft.year is not None and not MINYEAR <= draft.year <= MAXYEAR:
        yield Problem.of("year", "range", mark("{year} is no year."), year=draft.year)


def _dates(draft: CampaignDraft) -> Iterator[Problem]:
    if (draft.starts is None) != (draft.ends is None):
        yield Problem.of("dates", "incomplete", mark("give the first and the last day, or neither."))
    if draft.starts is None or draft.ends is None:
        return
    if draft.ends < draft.starts:
        yield Problem.of("dates", "end_before_start", mark("the end is before the start."))
    elif draft.ends - draft.starts > LONGEST:
        yield Problem.of("dates", "too_long", mark("a campaign lasts three years at most. Make one for each year."))


def _themes(draft: CampaignDraft) -> Iterator[Problem]:
    if len(draft.themes) > MOST_THEMES:
        yield Problem.of("themes", "too_many", mark("a campaign has {most} themes at most."), most=MOST_THEMES)
    for theme in draft.themes:
        if not theme.text.strip():
            yield Problem.of("themes", "missing", mark("say what the theme from {day} is."), day=theme.starts)
        yield from too_long("themes", theme.text, TEXT_LENGTH)
        if theme.ends < theme.starts:
            sentence = mark("“{text}” ends before it starts.")
            yield Problem.of("themes", "end_before_start", sentence, text=theme.text[:60])
        elif draft.starts and draft.ends and (theme.ends < draft.starts or theme.starts > draft.ends):
            sentence = mark("“{text}” lies outside the days of the campaign.")
            yield Problem.of("themes", "outside", sentence, text=theme.text[:60])
