"""How a person matched the columns of a list, to be proposed for the next list with the same headings."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256

from sqlmodel import col, select

from models.base import table_of
from models.upload import ColumnMemory
from models.viewer import Viewer
from store.database import Database

MEMORY = table_of(ColumnMemory)


def remember_columns(database: Database, viewer: Viewer, headings: Sequence[str], columns: Mapping[str, str]) -> None:
    """Keep how the viewer matched these headings: heading → key of our column, "" for one that is left out."""
    with database.writing(viewer, "remember columns") as writing:
        session, key = writing.session, _key(headings)
        found = session.exec(
            select(ColumnMemory).where(col(ColumnMemory.person) == viewer.name, col(ColumnMemory.headings) == key)
        ).first()
        memory = found or ColumnMemory(person=viewer.name, headings=key, used_at=writing.now)
        memory.columns, memory.used_at = json.dumps(dict(columns), ensure_ascii=False), writing.now
        session.add(memory)


def remembered_columns(database: Database, viewer: Viewer, headings: Sequence[str]) -> dict[str, str]:
    """How the viewer last matched these headings; empty where nobody has."""
    with database.reading() as connection:
        found = connection.execute(
            MEMORY.select().where(MEMORY.c.person == viewer.name, MEMORY.c.headings == _key(headings))
        ).first()
    columns: dict[str, str] = json.loads(found.columns) if found else {}
    return columns


def _key(headings: Sequence[str]) -> str:
    return sha256("\n".join(headings).encode("utf-8", "surrogatepass")).hexdigest()
