"""What may be meant by a word of a list that the ledger does not know: the nearest ones it does know.

How certain that is decides who has to look: what is beyond doubt may be taken for all words at once; a unit, a
campaign or anything merely like the word is proposed and chosen one by one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

from exchange.names import Names
from exchange.word_aliases import code_of
from locales import gettext
from models.event import KINDS

MOST_TOLD: Final = 200  # different words; whoever has more has taken a wrong column
LONGEST: Final = 60  # characters; a longer text is no word of a list
LEAST_LIKE: Final = 0.5  # of 1, as difflib counts: 校园 and 学校 share one of two characters
SURELY_LIKE: Final = 0.8  # 反假币 and 反假货币, 养老院机构 and 养老机构; more than one sign of five differs nowhere
UNIT, CO_ORGANISER, CAMPAIGN, KIND = "unit", "co_organiser", "campaign", "kind"
MATERIAL: Final = "material"
PLACE: Final = "place"
OF_OTHERS: Final = (UNIT, CO_ORGANISER, CAMPAIGN, KIND, PLACE)  # all but the vocabularies

_AROUND: Final = re.compile(r"(?:群体|人群|群众|客群|人员|类|等)$|[\s/／、·]")  # what says no more than the word itself


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that is not known, in how many cells it stands, what may be meant ("" for nothing near) and what could be.

    `kind` is a vocabulary, or "unit" for one that organises, "co_organiser", "campaign", "kind" of event, or "place";
    the choices are written as a list may write them, those of places as `exchange.places_near` does, with their
    `labels`. `sure`: what is nearest is beyond doubt.
    """

    kind: str
    text: str
    times: int
    nearest: str
    choices: tuple[str, ...]
    sure: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settled:
    """A word for which another one was chosen, "" for none, in how many cells it stands, and how that is called."""

    kind: str
    text: str
    chosen: str
    times: int
    label: str


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
        near, sure = meant_by(kind, text, choices[kind], names)
        if near or kind != MATERIAL:
            found.append(Unknown(kind, text, times, near, choices[kind], sure))
    return tuple(found)


def meant_by(kind: str, text: str, choices: Sequence[str], names: Names) -> tuple[str, bool]:
    """What a word may mean, "" where nothing is near, and whether that is beyond doubt."""
    if kind not in OF_OTHERS and (told := code_of(kind, text)):
        code, sure = told
        if code in names.words.codes(kind):
            return names.words.label(kind, code), sure
    near = nearest(text, choices)
    return near, bool(near) and kind not in OF_OTHERS and _surely(text, near)


def is_known(kind: str, text: str, names: Names) -> bool:
    """Whether a word that was once chosen is still one that a list may write."""
    if kind in (UNIT, CO_ORGANISER):
        return len(names.units.find(text, organiser=kind == UNIT)) == 1
    if kind == CAMPAIGN:
        return names.has_campaign(text)
    return kind in OF_OTHERS or names.words.code(kind, text) is not None


def _surely(text: str, near: str) -> bool:
    one, other = (_AROUND.sub("", each.casefold().strip()) for each in (text, near))
    if one == other:
        return True
    # Of short words one sign more or less makes another word: 线上, 线下.
    return min(len(one), len(other)) > 2 and SequenceMatcher(None, one, other, autojunk=False).ratio() > SURELY_LIKE


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
