"""Known places, partners and campaigns: what events refer to besides units and words."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from locales import either, mark
from models.base import Base
from models.dataset import Dataset

# How near to the truth a point is; coarser ones are drawn hollow and spread.
PRECISIONS: Final = ("exact", "community", "township", "county", "city", "province")

STANDING_KINDS: Final = {
    "post_station": mark("Post station (驿站)"),
    "education_base": mark("Financial education base"),
    "service_point": mark("Inclusive-finance service point"),
    "education_area": mark("Education area in an outlet"),
}


class Place(Base, table=True):
    """A place events happen at, or one of the bank's own standing places.

    `lat` and `lng` are WGS-84 degrees of the place itself (both or neither); a place without them is drawn at its
    division's point. A bare name without a division is allowed: many reports give no more.
    """

    __tablename__ = "place"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True, max_length=120)
    venue_type: str | None = Field(default=None, foreign_key="venue_type.code", max_length=40)
    division_id: str | None = Field(default=None, foreign_key="division.id", index=True, max_length=16)
    lat: float | None = None
    lng: float | None = None
    standing: str | None = Field(default=None, max_length=16)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    note: str = Field(default="", max_length=2000)
    dataset: str = Field(default=Dataset.RECORDED.value, index=True, max_length=16)
    change: int = Field(default=0, index=True)


class Partner(Base, table=True):
    """Somebody outside the bank who took part: a school, a neighbourhood committee, the police."""

    __tablename__ = "partner"
    __table_args__ = (UniqueConstraint("dataset", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)
    dataset: str = Field(default=Dataset.RECORDED.value, index=True, max_length=16)
    change: int = Field(default=0, index=True)


class Campaign(Base, table=True):
    """A drive with its year, dates, slogan and organiser. Dates may be unknown; campaigns may overlap.

    A retired one is kept for its events and offered last; one that was `merged_into` another has none left, and whoever
    still types its name means the other. Its themes and papers are in `models.campaign`.
    """

    __tablename__ = "campaign"

    id: int | None = Field(default=None, primary_key=True)
    name_zh: str = Field(default="", max_length=160)
    name_en: str = Field(default="", max_length=160)
    year: int | None = None
    starts: date | None = None
    ends: date | None = None
    slogan: str = Field(default="", max_length=200)
    organiser: str = Field(default="", max_length=160)
    retired_at: datetime | None = None
    merged_into: int | None = Field(default=None, foreign_key="campaign.id")
    dataset: str = Field(default=Dataset.RECORDED.value, index=True, max_length=16)
    change: int = Field(default=0, index=True)

    @property
    def label(self) -> str:
        """The name in the language now spoken, with the year where the name lacks it."""
        name = either(self.name_zh, self.name_en)
        return name if self.year is None or str(self.year) in name else f"{name} {self.year}"
