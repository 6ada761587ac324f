"""What a person said of their lists, for the next one: what its columns mean, and what its unknown words do."""

import json
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from typing import Final

from sqlmodel import col, select

from models.base import table_of
from models.upload import ColumnMemory
from models.viewer import Viewer
from store.database import Database, Writing

MEMORY = table_of(ColumnMemory)
MOST_ANSWERS: Final = 3_000  # words; the ones said longest ago are forgotten first
_ANSWERS: Final = "answers"  # beside the hashes of headings, which are longer

Answers = dict[tuple[str, str], str]
"""(Kind of word, word) → what is meant by it, "" for nothing."""


def remember_columns(database: Database, viewer: Viewer, headings: Sequence[str], columns: Mapping[str, str]) -> None:
    """Keep how the viewer matched these headings: heading → key of our column, "" for one that is left out."""
    with database.writing(viewer, "remember columns") as writing:
        memory = _memory(writing, _key(headings))
        memory.columns = json.dumps(dict(columns), ensure_ascii=False)


def remembered_columns(database: Database, viewer: Viewer, headings: Sequence[str]) -> dict[str, str]:
    """How the viewer last matched these headings; empty where nobody has."""
    columns: dict[str, str] = json.loads(_told(database, viewer, _key(headings)) or "{}")
    return columns


def remember_answers(
    database: Database,
    viewer: Viewer,
    answers: Mapping[tuple[str, str], str],
    forget: Collection[tuple[str, str]] = (),
) -> None:
    """Keep what the viewer said of words the ledger does not know, beside what they said of others before.

    `forget` are words of which they have taken it back.
    """
    with database.writing(viewer, "remember answers") as writing:
        memory = _memory(writing, _ANSWERS)
        known = {key: chosen for key, chosen in _answers(memory.columns).items() if key not in {*answers, *forget}}
        kept = [[*key, chosen] for key, chosen in {**known, **answers}.items()][-MOST_ANSWERS:]
        memory.columns = json.dumps(kept, ensure_ascii=False)


def remembered_answers(database: Database, viewer: Viewer) -> Answers:
    """What the viewer said of unknown words in the lists they have taken in."""
    return _answers(_told(database, viewer, _ANSWERS))


def _answers(told: str) -> Answers:
    return {(kind, text): chosen for kind, text, chosen in json.loads(told or "[]")}


def _told(database: Database, viewer: Viewer, key: str) -> str:
    with database.reading() as connection:
        found = connection.scalar(
            select(MEMORY.c.columns).where(MEMORY.c.person == viewer.name, MEMORY.c.headings == key)
        )
    return found or ""


def _memory(writing: Writing, key: str) -> ColumnMemory:
    """The viewer's memory of this key, a new one if need be, used now."""
    mine = select(ColumnMemory).where(
        col(ColumnMemory.person) == writing.viewer.name, col(ColumnMemory.headings) == key
    )
    found = writing.session.exec(mine).first()
    memory = found or ColumnMemory(person=writing.viewer.name, headings=key, used_at=writing.now)
    memory.used_at = writing.now
    writing.session.add(memory)
    return memory


def _key(headings: Sequence[str]) -> str:
    return sha256("\n".join(headings).encode("utf-8", "surrogatepass")).hexdigest()
