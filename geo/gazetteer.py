"""Finds divisions by any part of their names, by several names in a row, or by the initials of their pinyin."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final, Self

from geo.divisions import chain_label, community_root, is_ending, short_name
from geo.pinyin import initials_of
from geo.tree import Column, DivisionTree, NameRow, Span
from models.division import COMMUNITY

# Of a word as common as 村 or 幸福 no more than this many are looked at; exact names and the preferred
# surroundings are looked at first.
MOST_HITS: Final = 3_000

_SEPARATORS: Final = str.maketrans(dict.fromkeys("·,，、/;；|>", " "))

EXACT: Final = 0
EXACT_BUT_ENDING: Final = 1
BEGINNING: Final = 2
PART: Final = 3


@dataclass(frozen=True)
class Found:
    """A division that was found; `chain` is the names from itself upwards, see `DivisionTree.chain`."""

    id: str
    name: str
    level: int
    chain: tuple[str, ...]

    @property
    def label(self) -> str:
        """The chain as one line: 孛兰社区 · 丰荣街道 · 普兰店区 · 大连市."""
        return chain_label(self.chain)


@dataclass(frozen=True)
class _Script:
    """The names in one writing: characters, or the initials of their pinyin; same length, same rows."""

    upper: str
    community: str
    alias: str


class Gazetteer:
    """Search over all divisions. Safe to share between threads."""

    def __init__(self, tree: DivisionTree, aliases: Iterable[tuple[str, str]] = ()) -> None:
        """Search `tree`; `aliases` are further names of divisions (id, name)."""
        self.tree: Final = tree
        known = [(tree.row_of(identity), name) for identity, name in aliases]
        self._alias_rows = [row for row, _ in known if row is not None]
        self._aliases = Column(name for row, name in known if row is not None)

    @classmethod
    def build(cls, rows: Iterable[NameRow], aliases: Iterable[tuple[str, str]] = ()) -> Self:
        """A gazetteer of (id, level, parent id, name) in any order; `aliases` as for the constructor."""
        return cls(DivisionTree.build(rows), aliases)

    def find(self, identity: str) -> Found | None:
        """The division of an id."""
        row = self.tree.row_of(identity)
        return None if row is None else self._found(row)

    def search(
        self, text: str, *, limit: int = 20, within: str | None = None, levels: Collection[int] | None = None
    ) -> list[Found]:
        """Divisions whose names fit `text`, best first.

        Exact names come before names without their ending, beginnings and parts; higher levels and shorter names
        before others; and everything under the division `within` before all else. Words narrow down from large
        to small (普兰店 孛兰), also written together (普兰店区丰荣街道孛兰社区). Latin letters are initials (bl).
        """
        words = text.translate(_SEPARATORS).split()
        if not words:
            return []
        script = self._characters
        if "".join(words).isascii() and any(word.isalpha() for word in words):
            words, script = [word.lower() for word in words], self._initials
        preferred = self._span_of(within)
        question = _Question(self.tree, script, self._aliases, self._alias_rows, preferred, levels)
        everywhere = [self.tree.everything()]
        ranked = question.answer(words, everywhere) or question.answer(words[::-1], everywhere)
        # A city without counties and its stand-in at county level read the same: the city is enough.
        by_chain: dict[tuple[str, ...], Found] = {}
        for row in ranked:
            found = self._found(row)
            by_chain.setdefault(found.chain, found)
            if len(by_chain) == limit:
                break
        return list(by_chain.values())

    def _found(self, row: int) -> Found:
        tree = self.tree
        return Found(tree.id_of(row), tree.name(row), tree.level(row), tree.chain(row))

    def _span_of(self, identity: str | None) -> Span | None:
        row = self.tree.row_of(identity) if identity else None
        return None if row is None else self.tree.span(row)

    @cached_property
    def _characters(self) -> _Script:
        return _Script(self.tree.upper.text, self.tree.community.text, self._aliases.text)

    @cached_property
    def _initials(self) -> _Script:
        names = self._characters
        return _Script(initials_of(names.upper), initials_of(names.community), initials_of(names.alias))


@dataclass(frozen=True)
class _Question:
    """One search: where to look, what to prefer, which levels to give."""

    tree: DivisionTree
    script: _Script
    aliases: Column
    alias_rows: Sequence[int]
    preferred: Span | None
    levels: Collection[int] | None

    def answer(self, words: Sequence[str], scopes: Sequence[Span]) -> list[int]:
        """Rows for the last word, below those of the words before it, in order of rank."""
        *larger, last = words
        for word in larger:
            scopes = [self.tree.span(row) for row in self._upper_hits(word, scopes)]
            if not scopes:
                return []
        return self._answer_word(last, scopes)

    def _answer_word(self, word: str, scopes: Sequence[Span]) -> list[int]:
        """Rows for a word, as it is, in its short forms, or taken apart into a larger division and a smaller one."""
        for form in dict.fromkeys((word, short_name(word))):
            if ranks := self._ranks(form, scopes):
                return sorted(ranks, key=ranks.__getitem__)
        if apart := self._answer_apart(word, scopes):
            return apart
        root = community_root(word)
        ranks = self._ranks(root, scopes) if root != word else {}
        return sorted(ranks, key=ranks.__getitem__)

    def _answer_apart(self, word: str, scopes: Sequence[Span]) -> list[int]:
        """Rows for names written together, the longest larger name first: 丰荣街道孛兰社区."""
        for cut in range(len(word) - 1, 1, -1):
            head = [row for row, rank in self._upper_hits(word[:cut], scopes).items() if rank <= EXACT_BUT_ENDING]
            if head and (rows := self._answer_word(word[cut:], [self.tree.span(row) for row in head])):
                return rows
        return []

    def _ranks(self, word: str, scopes: Sequence[Span]) -> dict[int, tuple[bool, int, int, int, int]]:
        """Every row that has the word, with its rank: the smaller, the earlier it is shown."""
        hits = self._upper_hits(word, scopes)
        for row, fit in self._community_hits(word, scopes):
            hits.setdefault(row, fit)
        tree, preferred, levels = self.tree, self.preferred, self.levels
        ranks = {}
        for row, fit in hits.items():
            level = tree.level(row)
            if levels is None or level in levels:
                elsewhere = preferred is not None and not preferred.holds(row)
                ranks[row] = (elsewhere, fit, level, len(tree.name(row)), row)
        return ranks

    def _upper_hits(self, word: str, scopes: Sequence[Span]) -> dict[int, int]:
        """Provinces to townships, and aliases, that have the word, with how well it fits."""
        upper, text = self.tree.upper, self.script.upper
        hits: dict[int, int] = {}
        for scope in scopes:
            for row in upper.rows_with(word, scope.first, scope.last, text):
                hits[row] = _fit(word, upper, row, text)
        for number in self.aliases.rows_with(word, 0, len(self.aliases), self.script.alias):
            row = self.alias_rows[number]
            if any(scope.holds(row) for scope in scopes):
                fit = _fit(word, self.aliases, number, self.script.alias)
                hits[row] = min(fit, hits.get(row, fit))
        return hits

    def _community_hits(self, word: str, scopes: Sequence[Span]) -> Iterator[tuple[int, int]]:
        """Communities that have the word, with how well it fits; the likeliest first, at most `MOST_HITS` each."""
        if self.levels is not None and COMMUNITY not in self.levels:
            return
        names, text, offset = self.tree.community, self.script.community, self.tree.upper_count
        places = [*([self.preferred] if self.preferred and len(scopes) == 1 else []), *scopes]
        for part in (f"\n{word}\n", f"\n{word}", word):
            found = (
                row
                for place in places
                for row in names.rows_with(part, place.first_community - offset, place.last_community - offset, text)
            )
            for row in islice(found, MOST_HITS):
                if any(scope.holds(row + offset) for scope in scopes):
                    yield row + offset, _fit(word, names, row, text)


def _fit(word: str, names: Column, row: int, text: str) -> int:
    """How well a word fits a name that contains it, in the writing of `text`."""
    start, end = names.starts[row], names.starts[row + 1] - 1
    if not text.startswith(word, start):
        return PART
    rest = start + len(word)
    if rest == end:
        return EXACT
    return EXACT_BUT_ENDING if is_ending(names.text[rest:end]) else BEGINNING
