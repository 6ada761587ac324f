"""All tables in one import, for whoever needs `Base.metadata` complete."""

from models import (
    account,
    assessment,
    campaign,
    change,
    division,
    event,
    history,
    organisation,
    personal,
    picture,
    place,
    target,
    upload,
    vocabulary,
)
from models.base import Base

__all__ = [
    "Base",
    "account",
    "assessment",
    "campaign",
    "change",
    "division",
    "event",
    "history",
    "organisation",
    "personal",
    "picture",
    "place",
    "target",
    "upload",
    "vocabulary",
]

METADATA = Base.metadata
