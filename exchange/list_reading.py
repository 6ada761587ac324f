"""How the texts of one list are understood, each once for all its rows, and which of its words are not known."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from exchange.cells import split_items
from exchange.divisions import Divisions
from exchange.names import Names
from exchange.places import PLACE_COLUMNS, ReadPlaces, Whose, read_places
from exchange.places_near import Near, PlacesNear
from exchange.row_words import label_before
from exchange.suggestions import PLACE, is_known
from exchange.typed import words_apart
from models.entry import EntryReader

Instead = Mapping[tuple[str, str], str]
"""What was chosen for words the ledger does not know: (kind as in `exchange.suggestions`, the word) → another word.

"" stands for leaving it out.
"""


class ListReading:
    """How the texts of one list are understood. The same come in thousands of rows: each is understood once."""

    def __init__(
        self, names: Names, divisions: Divisions, instead: Instead | None = None, near: PlacesNear | None = None
    ) -> None:
        """`instead` replaces words that are not known; those met and not replaced are then in `unknown`.

        Those replaced are in `settled`, and in `places_asked` what names of places may mean that `near` looks up.
        """
        self.unknown: Counter[tuple[str, str]] = Counter()
        self.settled: Counter[tuple[str, str]] = Counter()
        self.places_asked: dict[str, Near] = {}
        self.names = names
        self.entries = EntryReader(names.words)
        self.asked = 0  # times that a word was not known
        self.known: dict[tuple[str, ...], Any] = {}  # texts of cells → what they say
        self._divisions = divisions
        # What was chosen once may have been renamed or taken away since.
        self._instead = {
            (kind, text): chosen
            for (kind, text), chosen in (instead or {}).items()
            if not chosen or is_known(kind, chosen, names)
        }
        self._near = near
        self._items: dict[str, list[str]] = {}
        self._labels: dict[str, str] = {}
        self._words: dict[tuple[str, str], list[str] | None] = {}
        self._places: dict[tuple[tuple[str, ...], int | None], ReadPlaces] = {}

    def items(self, text: str) -> list[str]:
        """The values in one cell, without empty ones."""
        if text not in self._items:
            self._items[text] = [item for item in split_items(text) if item]
        return self._items[text]

    def known_words(self, vocabulary: str, text: str) -> list[str] | None:
        """The words of a vocabulary in one cell, None where one is not known.

        One that has a separator inside, typed as it is, also counts as one.
        """
        if (vocabulary, text) not in self._words:
            code = self.names.words.code
            items = [text] if code(vocabulary, text) else self.words_in(vocabulary, text)
            self._words[vocabulary, text] = items if all(code(vocabulary, item) for item in items) else None
        return self._words[vocabulary, text]

    def words_in(self, vocabulary: str, text: str) -> list[str]:
        """The words in one cell, known or not: also parted by slashes and commas, where none is inside a known word."""

        def known(word: str) -> bool:
            return self.names.words.code(vocabulary, word) is not None

        return [word for item in self.items(text) for word in words_apart(item, known)]

    def places(self, texts: tuple[str, ...], unit: int | str) -> ReadPlaces:
        """The places that the cells of PLACE_COLUMNS tell, in their order, in a row of this unit."""
        whose = unit if isinstance(unit, int) else self.names.units.usual
        bare = self._near is not None and bool(texts[0]) and not any(texts[1:])
        key = (texts, whose if bare else None)
        if key not in self._places:
            of_unit = Whose(key[1], self._near, self._instead) if self._near and key[1] is not None else None
            self._places[key] = read_places(dict(zip(PLACE_COLUMNS, texts, strict=True)), self._divisions, of_unit)
        read = self._places[key]
        for name, near in read.asked.items():
            self.unknown[PLACE, name] += 1
            if name not in self.places_asked or (near.nearest and not self.places_asked[name].nearest):
                self.places_asked[name] = near
        for name in read.settled:
            self.settled[PLACE, name] += 1
        return read

    def chosen(self, kind: str, text: str) -> str:
        """What was chosen instead of a settled word."""
        return self._instead[kind, text]

    def label_before(self, text: str) -> str:
        """The label of a key group with which a text begins."""
        if text not in self._labels:
            self._labels[text] = label_before(self.names.words, text)
        return self._labels[text]

    def meant(self, kind: str, text: str) -> str:
        """What was chosen instead of a word that is not known; else the word, which is remembered as unknown."""
        self.asked += 1
        if (kind, text) in self._instead:
            self.settled[kind, text] += 1
            return self._instead[kind, text]
        self.unknown[kind, text] += 1
        return text
