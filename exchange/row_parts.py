"""What a row tells of the parts of its event: the materials, how many of each key group, and sums beside details."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from exchange.cells import split_fields
from exchange.kept_list import Clash
from exchange.merging import COLUMNS_OF
from exchange.row_words import copies_behind, count_behind, material_of
from exchange.suggestions import MATERIAL
from locales import mark
from metrics.records import ReadingRecord, newest
from models.count import Count
from models.draft import EventDraft, MaterialDraft, ReadingDraft
from models.entry import MaterialEntry, told_twice
from models.problem import Problem
from models.words import Words

Meant = Callable[[str, str], str]
"""What was chosen instead of a word that is not known, "" for leaving it out; else the word (vocabulary, word)."""

_FIELD_SIGN: Final = "|"
_BETWEEN_MATERIALS: Final = re.compile(r"[，,](?!\d)")
_AROUND_COUNT: Final = " :：()（）"
_FIELD_OF: Final = {
    **{column: field for field, columns in COLUMNS_OF.items() for column in columns},
    **dict.fromkeys(("start", "end", "precision"), "when"),
    "qualifier": "attendance",
    "read_on": "readings",
    "point": "places",
}


def clash_problem(clash: Clash) -> Problem:
    """The problem of two columns that the person took for the same and that say different things in a row."""
    sentence = mark(
        "the columns “{column}” and “{other_column}” were both taken for this, but say {first} and {second}. "
        "Correct one of the cells, or leave out one of the columns."
    )
    return Problem.of(
        _FIELD_OF.get(clash.key, clash.key),
        "twice",
        sentence,
        column=clash.column,
        first=clash.first[:40],
        other_column=clash.other_column,
        second=clash.second[:40],
    )


def material_entries(items: Iterable[str], words: Words, meant: Meant) -> list[MaterialEntry]:
    """Materials as our own lists have them, kind | name | copies, or as people write them: 折页300份，反诈手册."""
    parts = [
        part.strip() for item in items for part in ([item] if _FIELD_SIGN in item else _BETWEEN_MATERIALS.split(item))
    ]
    return [entry for part in parts if part and (entry := _material(part, words, meant))]


def _material(text: str, words: Words, meant: Meant) -> MaterialEntry | None:
    """One material; what is no kind is the name of another one. None where it is to be left out."""
    kind, name, copies = split_fields(text, 3)
    if _FIELD_SIGN not in text:
        kind, copies = copies_behind(text, lambda name: material_of(words, name) is not None)
    if not kind or words.code("material", kind):
        return MaterialEntry(kind or "other", name, copies, bare=True)
    known = material_of(words, kind)
    if known is None and not (known := meant(MATERIAL, kind)):
        return None
    name = " ".join(filter(None, (kind, name)))
    return MaterialEntry(words.code("material", known) or "other", name, copies, bare=True)


def group_entries(
    groups: Sequence[str], items: Iterable[str], words: Words, label_before: Callable[[str], str], meant: Meant
) -> tuple[dict[str, str], list[Problem]]:
    """Key group → how many, from the groups named and from 老年人 60多, 学生 12; and groups that have two numbers."""
    found = {words.code("key_group", group) or group: "" for group in groups}
    problems = []
    for item in items:
        label = label_before(item)
        count = item[len(label) :].strip(_AROUND_COUNT)
        code = words.code("key_group", label)
        if code is None:
            label, count = count_behind(item)
            if not (told := meant("key_group", label)):
                continue
            code = words.code("key_group", told) or told
        if count and found.get(code):
            problems.append(told_twice(words.label("key_group", code), found[code], count))
        else:
            found[code] = count or found.get(code, "")
    return found, problems


def with_sums(draft: EventDraft, copies: Count | None, views: Count | None) -> tuple[EventDraft, list[Problem]]:
    """The draft with what sums tell beyond its details; a problem where the details add up to something else.

    Where it is not known of some how many they were, the rest of the sum is theirs: of the only one, else a line more.
    """
    given = [material.copies for material in draft.materials]
    seen = _newest_views(draft.readings)
    problems = [*_wrong_sum("materials", copies, given), *_wrong_sum("readings", views, seen)]
    if problems:
        return draft, problems
    changed: dict[str, object] = {}
    if rest := _rest(copies, given):
        changed["materials"] = (
            (draft.materials[0].model_copy(update={"copies": rest}),)
            if len(draft.materials) == 1
            else (*draft.materials, MaterialDraft(material="other", copies=rest))
        )
    if rest := _rest(views, seen):
        changed["readings"] = (
            (draft.readings[0].model_copy(update={"views": rest}),)
            if len(draft.readings) == 1
            else (*draft.readings, ReadingDraft(views=rest))
        )
    return draft.model_copy(update=changed) if changed else draft, []


def _newest_views(readings: Sequence[ReadingDraft]) -> list[Count | None]:
    """What each channel's counter showed last, None where that is not known."""
    known = newest([ReadingRecord(r.channel, r.read_on, r.views, r.likes, r.shares) for r in readings])
    unknown = {reading.channel for reading in readings} - {reading.channel for reading in known}
    return [*(reading.views for reading in known), *(None for _channel in unknown)]


def _wrong_sum(field: str, told: Count | None, parts: Sequence[Count | None]) -> list[Problem]:
    """That a sum is not that of the details beside it: one of the two was changed."""
    total = sum(part.value for part in parts if part)
    if told is None or told.value == total or (None in parts and told.value > total):
        return []
    sentence = mark("the sum is {sum}, but the details add up to {total}. Correct one of the two.")
    return [Problem.of(field, "sum", sentence, sum=told, total=f"{total:,}")]


def _rest(told: Count | None, parts: Sequence[Count | None]) -> Count | None:
    """What a sum tells beyond its parts, None where that is nothing."""
    rest = told.value - sum(part.value for part in parts if part) if told else 0
    return Count(rest, told.qualifier) if told and rest else None
