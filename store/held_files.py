"""Which of the files outside the database are wanted: those that a row of it names."""

from typing import Any, Final

from sqlalchemy import Connection, select

from models.base import table_of
from models.campaign import CampaignDocument
from models.event import EventAttachment

HELD_IN: Final[tuple[Any, ...]] = (table_of(EventAttachment).c.sha256, table_of(CampaignDocument).c.sha256)
"""The columns that name a file by the hash of its content: photos and papers of events, papers of campaigns."""


def held_files(connection: Connection) -> list[str]:
    """The hashes of all files that are wanted, each once, in order."""
    return sorted({digest for column in HELD_IN for digest in connection.scalars(select(column).distinct())})
