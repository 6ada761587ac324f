"""Reading the vocabularies."""

from collections.abc import Collection, Mapping
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, literal, select, union_all
from sqlmodel import col

from locales import mark
from models.base import table_of
from models.draft import EventDraft
from models.problem import Problem
from models.vocabulary import VOCABULARIES
from models.words import Word, Words
from store.database import Database, newest

_WORD: Final = ("code", "label_zh", "label_en", "retired", "maps_to")
_ALL: Final = union_all(
    *(
        select(literal(name).label("vocabulary"), *(table_of(table).c[column] for column in (*_WORD, "position")))
        for name, table in VOCABULARIES.items()
    )
).order_by("position", "code")
_HELD: Final[WeakKeyDictionary[Engine, tuple[int, Words]]] = WeakKeyDictionary()


def load_words(connection: Connection) -> Words:
    """All vocabularies in the order people see them."""
    words: dict[str, list[Word]] = {name: [] for name in VOCABULARIES}
    for vocabulary, *word, _position in connection.execute(_ALL):
        words[vocabulary].append(Word(*word))
    return Words(words)


def words_of(database: Database) -> Words:
    """The same of a ledger, for questions answered from its copy, which has no words; read anew after each change."""
    change = newest(database)
    held = _HELD.get(database.engine)
    if held is None or held[0] != change:
        with database.reading() as connection:
            held = _HELD[database.engine] = change, load_words(connection)
    return held[1]


def known_codes(connection: Connection) -> dict[str, set[str]]:
    """The codes of each vocabulary, the retired ones included."""
    return {name: set(connection.scalars(select(col(table.code)))) for name, table in VOCABULARIES.items()}


def unknown_words(known: Mapping[str, set[str]], draft: EventDraft) -> list[Problem]:
    """The codes in a draft that are not among the `known_codes`."""
    return [
        Problem.of(field, "unknown_word", mark("“{text}” is not on the list."), text=text[:60])
        for field, vocabulary, codes in _codes(draft)
        if not known[vocabulary].issuperset(codes)
        for text in sorted(set(codes) - known[vocabulary])
    ]


def _codes(draft: EventDraft) -> list[tuple[str, str, Collection[str]]]:
    """Field, vocabulary and the codes of it which the field names; fields that name none are left out."""
    found: list[tuple[str, str, Collection[str]]] = []
    counts = [draft.attendance, draft.indirect, draft.consultations, draft.staff]
    if draft.venue_type:
        found.append(("venue_type", "venue_type", (draft.venue_type,)))
    if draft.formats:
        found.append(("formats", "format", draft.formats))
    if draft.topics:
        found.append(("topics", "topic", draft.topics))
    if draft.key_groups:
        found.append(("key_groups", "key_group", [group.key_group for group in draft.key_groups]))
        counts += [group.count for group in draft.key_groups]
    if draft.materials:
        found.append(("materials", "material", [material.material for material in draft.materials]))
        counts += [material.copies for material in draft.materials]
    if draft.readings:
        counts += [reading.views for reading in draft.readings]
    if bases := [count.basis for count in counts if count and count.basis]:
        found.append(("basis", "basis", bases))
    return found
