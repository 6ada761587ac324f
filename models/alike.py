"""How much two titles of events are alike."""

import unicodedata
from itertools import pairwise


def likeness(one: str, other: str) -> float:
    """From 0 (nothing in common) to 1 (the same): the share of pairs of neighbouring characters they have in common.

    Sørensen–Dice on character bigrams, letters and digits only, without regard to case and width. Works for Chinese,
    where words are not told apart, and for titles in another order.
    """
    ours, theirs = _pairs(one), _pairs(other)
    if not ours or not theirs:
        return 0.0
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


def _pairs(text: str) -> set[str]:
    letters = [c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum()]
    return {one + other for one, other in pairwise(letters)} or set(letters)
