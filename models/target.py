"""What a campaign is to reach: whole numbers, each for one unit and one measure."""

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field

from models.base import Base
from models.count import MOST_ONLINE

MEASURES: Final = ("events", "sessions", "attendance", "communities", "places", "materials", "online")
"""The measures a target may be set for, by their keys (see `metrics.measures`), besides those of the key groups."""
KEY_GROUP: Final = "key_group:"
"""Begins the key of a key group's measure; its code follows."""
MOST: Final = MOST_ONLINE
"""The largest target; no number the ledger takes in is larger."""


class Target(Base, table=True):
    """What one unit with all below it is to reach in a campaign; who set the number, and when."""

    __tablename__ = "target"
    __table_args__ = (
        UniqueConstraint("campaign_id", "organisation_id", "measure"),
        CheckConstraint("value >= 0", name="value"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    measure: str = Field(max_length=60)
    value: int = Field(sa_type=BigInteger)
    set_at: datetime
    set_by: str = Field(max_length=80)
    change: int = Field(default=0, index=True)
