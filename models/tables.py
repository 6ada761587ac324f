"""All tables in one import, for whoever needs `Base.metadata` complete."""

from models import account, change, division, event, history, organisation, place, vocabulary
from models.base import Base

__all__ = ["Base", "account", "change", "division", "event", "history", "organisation", "place", "vocabulary"]

METADATA = Base.metadata
