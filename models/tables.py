"""All tables in one import, for whoever needs `Base.metadata` complete."""

from models import (
    account,
    change,
    division,
    event,
    history,
    organisation,
    personal,
    picture,
    place,
    upload,
    vocabulary,
)
from models.base import Base

__all__ = [
    "Base",
    "account",
    "change",
    "division",
    "event",
    "history",
    "organisation",
    "personal",
    "picture",
    "place",
    "upload",
    "vocabulary",
]

METADATA = Base.metadata
