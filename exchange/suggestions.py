"""What may be meant by a word of a list that the ledger does not know: the nearest ones it does know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from exchange.names import Names

MOST_TOLD: Final = 200  # different words; whoever has more has taken a wrong column
LEAST_LIKE: Final = 0.5  # of 1, as difflib counts: 校园 and 学校 share one of two characters
UNIT, CAMPAIGN = "unit", "campaign"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that is not known, in how many cells it stands, what may be meant ("" for nothing near) and what could be.

    `kind` is a vocabulary, "unit" or "campaign"; the choices are written as a list may write them.
    """

    kind: str
    text: str
    times: int
    nearest: str
    choices: tuple[str, ...]


def unknown_words(met: Mapping[tuple[str, str], int], names: Names) -> tuple[Unknown, ...]:
    """The words met in a list that are not known, those that stand in most cells first."""
    choices: dict[str, tuple[str, ...]] = {}
    found = []
    ordered = sorted(met.items(), key=lambda item: (-item[1], item[0]))
    for (kind, text), times in ordered[:MOST_TOLD]:
        if kind not in choices:
            choices[kind] = tuple(_choices(kind, names))
        found.append(Unknown(kind, text, times, nearest(text, choices[kind]), choices[kind]))
    return tuple(found)


def nearest(text: str, choices: Sequence[str]) -> str:
    """The choice most like a text, "" where none is like it; one that the text contains, or that contains it, is."""
    best, rank = "", (0.0, 0.0)
    wanted = text.casefold().strip()
    for choice in choices:
        other = choice.casefold()
        like = SequenceMatcher(None, wanted, other, autojunk=False).ratio()
        inside = len(other) > 1 and (other in wanted or (len(wanted) > 1 and wanted in other))
        if (inside or like >= LEAST_LIKE) and (float(inside), like) > rank:
            best, rank = choice, (float(inside), like)
    return best


def _choices(kind: str, names: Names) -> list[str]:
    if kind == UNIT:
        return names.units.labels()
    if kind == CAMPAIGN:
        return sorted(set(names.campaign_names.values()))  # which year is meant, the row's date says
    words = names.words
    return [words.label(kind, code) for code in words.codes(kind)]
