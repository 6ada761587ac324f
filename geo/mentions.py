"""Finds where a text names divisions: provinces to counties, townships, and what looks like a community."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from geo.aliases import bare_forms, township_short_form, whole_forms
from geo.divisions import community_root
from geo.tree import DivisionTree, Span
from models.division import COUNTY, TOWNSHIP

# A bare 南山 or 东营 before one of these is part of a street's, school's or village's name.
_NOT_AFTER_BARE_FORM: Final = frozenset("路街道大小中学医院酒店村社屯庄镇乡")
_TOWNSHIP_ENDING: Final = re.compile("街道|镇|乡|苏木|地区")
_COMMUNITY_ENDING: Final = re.compile("社区|居委会|村")
_LONGEST_COMMUNITY: Final = 10
# Below this length one differing character would make another name.
_SHORTEST_MISSPELT: Final = 4


@dataclass(frozen=True)
class Mention:
    """A stretch of the text and the divisions it may name."""

    start: int
    end: int
    word: str
    rows: tuple[int, ...]
    bare: bool = False
    """Whether the word lacks its 省, 市, 县 or the like."""

    def lies_within(self, other: "Mention") -> bool:
        """Whether the other takes up all of it, and more."""
        return other.start <= self.start and self.end <= other.end and self != other

    def overlaps(self, other: "Mention") -> bool:
        """Whether both take up a character of the text."""
        return self.start < other.end and other.start < self.end


class Names:
    """The names of provinces to townships, ready for looking up in texts. Never changed after it is built."""

    def __init__(self, tree: DivisionTree, aliases: Iterable[tuple[str, str]] = ()) -> None:
        """Index `tree`; `aliases` are further names (id, name)."""
        self.tree: Final = tree
        whole: dict[str, set[int]] = defaultdict(set)
        bare: dict[str, set[int]] = defaultdict(set)
        townships: dict[str, set[int]] = defaultdict(set)
        named = [(row, tree.name(row)) for row in range(tree.upper_count)]
        named += [(row, name) for identity, name in aliases if (row := tree.row_of(identity)) is not None]
        for row, name in named:
            level = tree.level(row)
            if level == TOWNSHIP:
                townships[name].add(row)
            elif level < TOWNSHIP:
                for form in whole_forms(name, level):
                    whole[form].add(row)
                for form in bare_forms(name):
                    bare[form].add(row)
        self._whole = {form: tuple(sorted(rows)) for form, rows in whole.items()}
        self._bare = {form: tuple(sorted(rows)) for form, rows in bare.items()}
        self._townships = {name: tuple(sorted(rows)) for name, rows in townships.items()}
        self._longest_administrative = max(map(len, self._whole), default=0)
        self._longest_township = max(map(len, self._townships), default=0)

    def is_whole(self, row: int, word: str) -> bool:
        """Whether a word is the full name of a row, not a short form."""
        return self.tree.name(row) == word

    def administrative(self, text: str) -> list[Mention]:
        """Provinces, cities and counties, from left to right, the longest name at each place.

        A bare form counts only at the beginning, or right after a name of a division it lies in.
        """
        found: list[Mention] = []
        position = 0
        while position < len(text):
            before = found[-1] if found and found[-1].end == position else None
            mention = self._administrative_at(text, position, before)
            if mention:
                found.append(mention)
            position = mention.end if mention else position + 1
        return found

    def _administrative_at(self, text: str, start: int, before: Mention | None) -> Mention | None:
        for end in range(min(len(text), start + self._longest_administrative), start + 1, -1):
            word = text[start:end]
            if rows := self._whole.get(word):
                return Mention(start, end, word, rows + self._bare.get(word, ()))
            if (rows := self._bare.get(word)) and (start == 0 or before):
                # Not 东昌 either, where the text has 东昌府 but goes on as the name of a street.
                if text[end : end + 1] in _NOT_AFTER_BARE_FORM:
                    return None
                if before is None or self._is_below(rows, before):
                    return Mention(start, end, word, rows, bare=True)
        return None

    def _is_below(self, rows: tuple[int, ...], above: Mention) -> bool:
        return any(self.tree.span(larger).holds(row) for larger in above.rows for row in rows)

    def townships(self, text: str) -> list[Mention]:
        """Townships by their full names, wherever they stand."""
        found = []
        for ending in _TOWNSHIP_ENDING.finditer(text):
            end = ending.end()
            for start in range(max(0, end - self._longest_township), end - 2):
                rows = self._townships.get(text[start:end])
                if rows:
                    found.append(Mention(start, end, text[start:end], rows))
                    break
        return found

    def township_in(self, county: int, text: str) -> Mention | None:
        """The township of a county that the text names by its short form, or with one wrong character.

        Of several the longest; one that is part of the county's own name does not count.
        """
        rows = list(self._townships_of(county))
        best: Mention | None = None
        for row in rows:
            root = township_short_form(self.tree.name(row))
            for form in (root + "街道", root + "镇", root + "乡", root):
                start = text.find(form)
                if len(root) >= 2 and start >= 0 and form not in self.tree.name(county):
                    if best is None or len(form) > len(best.word):
                        best = Mention(start, start + len(form), form, (row,))
                    break
        return best or self._misspelt(rows, text)

    def _townships_of(self, county: int) -> Iterator[int]:
        span = self.tree.span(county)
        return (row for row in range(span.first, span.last) if self.tree.level(row) == TOWNSHIP)

    def _misspelt(self, rows: list[int], text: str) -> Mention | None:
        found = []
        for ending in _TOWNSHIP_ENDING.finditer(text):
            for row in rows:
                name = self.tree.name(row)
                word = text[max(0, ending.end() - len(name)) : ending.end()]
                if len(name) >= _SHORTEST_MISSPELT and len(word) == len(name) and _differ_by_one(word, name):
                    found.append(Mention(ending.end() - len(name), ending.end(), word, (row,)))
        return found[0] if len(found) == 1 else None

    def communities(self, text: str, span: Span) -> Mention | None:
        """The communities below a division that the text names as 某某社区, 某某居委会 or 某某村.

        The longest name wins; its rows are all communities of that name.
        """
        best: Mention | None = None
        for ending in _COMMUNITY_ENDING.finditer(text):
            for start in range(max(0, ending.start() - _LONGEST_COMMUNITY), ending.start()):
                word = text[start : ending.start()]
                if len(word) < 2 and ending.group() != "村":
                    continue
                rows = self._communities_of(word, ending.group(), span)
                if rows:
                    if best is None or len(word) > best.end - best.start - len(ending.group()):
                        best = Mention(start, ending.end(), text[start : ending.end()], rows)
                    break
        return best

    def _communities_of(self, root: str, ending: str, span: Span) -> tuple[int, ...]:
        """Communities of that root; those with the very ending, if there are any."""
        offset, names = self.tree.upper_count, self.tree.community
        first, last = span.first_community - offset, span.last_community - offset
        rows = [row for row in names.rows_with("\n" + root, first, last) if community_root(names[row]) == root]
        same = [row for row in rows if names[row] == root + ending]
        return tuple(row + offset for row in same or rows)


def county_of(tree: DivisionTree, row: int) -> int:
    """The county a township or community belongs to; a county itself."""
    return next((above for above in tree.line(row) if tree.level(above) <= COUNTY), row)


def _differ_by_one(word: str, name: str) -> bool:
    return sum(a != b for a, b in zip(word, name, strict=True)) == 1
