"""What people have typed and not saved: kept for each of them alone, until it is saved or thrown away.

The same form may be open several times, on a computer and on a phone: each time it is filled is a round of its own, and
no round takes away what another has typed.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, insert, or_, select, update

from models.base import table_of
from models.personal import KeptEntry
from models.viewer import Viewer
from store.database import Database
from store.trouble import BENEATH

KEPT_FOR: Final = timedelta(days=90)
MOST: Final = 200_000
"""Characters; a form with more in it is not kept."""
PATIENCE: Final = 1.0
"""Seconds to wait for somebody else's long import: whoever types is not to wait for it, and types on anyway."""
TABLE: Final = table_of(KeptEntry)
_NAME_LENGTH: Final = 20
_log: Final = logging.getLogger("outreach.store")


@dataclass(frozen=True, slots=True)
class Kept:
    """What one round of a form has kept: under which name ("new:" or an event's id, and the round's own part), the
    content as the form wrote it, and when.
    """

    name: str
    content: str
    at: datetime


def keep_entry(
    database: Database, viewer: Viewer, form: str, content: str, *, before: Kept | None = None
) -> Kept | None:
    """Keep what the viewer has typed into `form`, in place of what this round of it kept `before`.

    Where another round has written there since, both are kept beside each other. None where it is too long, or the
    ledger takes nothing just now (logged; to be tried again with the next change). It is nobody else's, so it is no
    change that others have to see. What is older than 90 days goes.
    """
    if len(content) > MOST:
        return None
    try:
        with database.writing(viewer, "keep entry", patience=PATIENCE) as writing:
            connection = writing.session.connection()
            connection.execute(delete(TABLE).where(TABLE.c.kept_at < writing.now - KEPT_FOR))
            values = {"content": content, "kept_at": writing.now}
            if before is not None:
                replaced = connection.execute(update(TABLE).where(*_still(viewer, before)).values(values))
                if replaced.rowcount:
                    return Kept(before.name, content, writing.now)
            name = f"{form}:{uuid4().hex}"[:_NAME_LENGTH]
            connection.execute(insert(TABLE).values(person=viewer.name, form=name, **values))
            return Kept(name, content, writing.now)
    except BENEATH:
        _log.warning("entry not kept", exc_info=True)
        return None


def kept_entry(database: Database, viewer: Viewer, form: str) -> Kept | None:
    """What the viewer has typed into `form` and not saved; of several rounds, the newest."""
    # Without a round's own part: kept by a release that knew none.
    of_form = or_(TABLE.c.form == form, TABLE.c.form.startswith(f"{form}:", autoescape=True))
    newest = (TABLE.c.kept_at.desc(), TABLE.c.id.desc())
    with database.reading() as connection:
        query = select(TABLE).where(TABLE.c.person == viewer.name, of_form).order_by(*newest).limit(1)
        row = connection.execute(query).first()
    return Kept(row.form, row.content, row.kept_at) if row else None


def forget_entry(database: Database, viewer: Viewer, kept: Kept) -> bool:
    """Throw away what was kept, unless another round has written there since. Whether it is done with.

    It is not where the ledger takes nothing just now (logged; to be tried again).
    """
    try:
        with database.writing(viewer, "forget entry", patience=PATIENCE) as writing:
            writing.session.connection().execute(delete(TABLE).where(*_still(viewer, kept)))
    except BENEATH:
        _log.warning("kept entry not thrown away", exc_info=True)
        return False
    return True


def _still(viewer: Viewer, kept: Kept) -> tuple[ColumnElement[bool], ...]:
    """The condition for its row, as long as this very content stands in it."""
    return (TABLE.c.person == viewer.name, TABLE.c.form == kept.name, TABLE.c.content == kept.content)
