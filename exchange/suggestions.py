"""What may be meant by a word of a list that the ledger does not know: the nearest ones it does know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from exchange.names import Names
from locales import gettext
from models.event import KINDS

MOST_TOLD: Final = 200  # different words; whoever has more has taken a wrong column
LONGEST: Final = 60  # characters; a longer text is no word of a list
LEAST_LIKE: Final = 0.5  # of 1, as difflib counts: 校园 and 学校 share one of two characters
UNIT, CO_ORGANISER, CAMPAIGN, KIND = "unit", "co_organiser", "campaign", "kind"
MATERIAL: Final = "material"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that is not known, in how many cells it stands, what may be meant ("" for nothing near) and what could be.

    `kind` is a vocabulary, or "unit" for one that organises, "co_organiser", "campaign", or "kind" of event; the
    choices are written as a list may write them.
    """

    kind: str
    text: str
    times: int
    nearest: str
    choices: tuple[str, ...]


def unknown_words(met: Mapping[tuple[str, str], int], names: Names) -> tuple[Unknown, ...]:
    """The words met in a list that are not known, those that stand in most cells first.

    What was handed out may have any name: it is asked about only where a kind of material is near, and last.
    """
    choices: dict[str, tuple[str, ...]] = {}
    found = []
    ordered = sorted(met.items(), key=lambda item: (item[0][0] == MATERIAL, -item[1], item[0]))
    for (kind, text), times in ordered[:MOST_TOLD]:
        if kind not in choices:
            choices[kind] = tuple(_choices(kind, names))
        near = nearest(text, choices[kind])
        if near or kind != MATERIAL:
            found.append(Unknown(kind, text, times, near, choices[kind]))
    return tuple(found)


def nearest(text: str, choices: Sequence[str]) -> str:
    """The choice most like a text, "" where none is like it; one that the text contains, or that contains it, is.

    Nothing is like a text longer than LONGEST.
    """
    best, rank = "", (0.0, 0.0)
    wanted = text.casefold().strip()
    if not 0 < len(wanted) <= LONGEST:
        return ""
    bound = SequenceMatcher(None, "", wanted, autojunk=False)  # how like they are at most, found far more quickly
    for choice in choices:
        other = choice.casefold()
        inside = float(len(other) > 1 and (other in wanted or (len(wanted) > 1 and wanted in other)))
        bound.set_seq1(other)
        most = 1.0 if inside else bound.quick_ratio()
        if most < LEAST_LIKE or (inside, most) <= rank:
            continue
        like = SequenceMatcher(None, wanted, other, autojunk=False).ratio()
        if (inside or like >= LEAST_LIKE) and (inside, like) > rank:
            best, rank = choice, (inside, like)
    return best


def _choices(kind: str, names: Names) -> list[str]:
    if kind == UNIT:
        return names.units.labels(organiser=True)
    if kind == CO_ORGANISER:
        return names.units.labels()
    if kind == KIND:
        return [gettext(label) for label in KINDS.values()]
    if kind == CAMPAIGN:
        return sorted(set(names.campaign_names.values()))  # which year is meant, the row's date says
    words = names.words
    return [words.label(kind, code) for code in words.codes(kind)]
