"""All tables in one import, for whoever needs `Base.metadata` complete."""

from models import change, division, event, organisation, place, vocabulary
from models.base import Base

__all__ = ["Base", "change", "division", "event", "organisation", "place", "vocabulary"]

METADATA = Base.metadata
