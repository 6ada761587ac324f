"""What people have typed and not saved: kept for each of them alone, until it is saved or thrown away."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete
from sqlmodel import col, select

from models.base import table_of
from models.personal import KeptEntry
from models.viewer import Viewer
from store.database import Database

KEPT_FOR: Final = timedelta(days=90)
MOST: Final = 200_000
"""Characters; a form with more in it is not kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept of a form, as the form wrote it, and when."""

    content: str
    at: datetime


def keep_entry(database: Database, viewer: Viewer, form: str, content: str) -> datetime | None:
    """Keep what the viewer has typed into `form`, in place of what was kept of it before; when, None if it is too long.

    It is nobody else's, so it is no change that others have to see. What is older than 90 days goes.
    """
    if len(content) > MOST:
        return None
    with database.writing(viewer, "keep entry") as writing:
        session = writing.session
        session.connection().execute(delete(table_of(KeptEntry)).where(col(KeptEntry.kept_at) < writing.now - KEPT_FOR))
        mine = select(KeptEntry).where(KeptEntry.person == viewer.name, KeptEntry.form == form)
        row = session.exec(mine).first() or KeptEntry(person=viewer.name, form=form, kept_at=writing.now)
        row.content, row.kept_at = content, writing.now
        session.add(row)
        return writing.now


def kept_entry(database: Database, viewer: Viewer, form: str) -> Kept | None:
    """What the viewer typed into `form` and has not saved."""
    table = table_of(KeptEntry)
    with database.reading() as connection:
        row = connection.execute(table.select().where(table.c.person == viewer.name, table.c.form == form)).first()
    return Kept(row.content, row.kept_at) if row else None


def forget_entry(database: Database, viewer: Viewer, form: str) -> None:
    """Throw away what was kept of `form`; nothing happens where nothing was."""
    if kept_entry(database, viewer, form) is None:
        return
    table = table_of(KeptEntry)
    with database.writing(viewer, "forget entry") as writing:
        writing.session.connection().execute(delete(table).where(table.c.person == viewer.name, table.c.form == form))
