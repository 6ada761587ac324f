"""Reading the vocabularies."""

from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import Connection, select
from sqlmodel import col

from locales import mark
from models.draft import EventDraft
from models.problem import Problem
from models.vocabulary import VOCABULARIES
from models.words import Word, Words


def load_words(connection: Connection) -> Words:
    """All vocabularies in the order people see them."""
    return Words(
        {
            name: [
                Word(code, zh, en, retired, maps_to)
                for code, zh, en, retired, maps_to in connection.execute(
                    select(
                        col(table.code),
                        col(table.label_zh),
                        col(table.label_en),
                        col(table.retired),
                        col(table.maps_to),
                    ).order_by(col(table.position), col(table.code))
                )
            ]
            for name, table in VOCABULARIES.items()
        }
    )


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


def _codes(draft: EventDraft) -> Iterator[tuple[str, str, Collection[str]]]:
    """Field, vocabulary and the codes of it which the field names; some fields that name none are left out."""
    if draft.venue_type:
        yield "venue_type", "venue_type", (draft.venue_type,)
    yield "formats", "format", draft.formats
    yield "topics", "topic", draft.topics
    counts = [draft.attendance, draft.indirect, draft.consultations, draft.staff]
    if draft.key_groups:
        yield "key_groups", "key_group", [group.key_group for group in draft.key_groups]
        counts.extend(group.count for group in draft.key_groups)
    if draft.materials:
        yield "materials", "material", [material.material for material in draft.materials]
        counts.extend(material.copies for material in draft.materials)
    if draft.readings:
        counts.extend(reading.views for reading in draft.readings)
    yield "basis", "basis", [count.basis for count in counts if count and count.basis]
