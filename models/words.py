"""The vocabularies as one read-only table of words, for forms, uploads, charts and exports."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from locales import either


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a vocabulary: its code and its two labels."""

    code: str
    label_zh: str
    label_en: str
    retired: bool = False
    maps_to: str = ""

    @property
    def label(self) -> str:
        """The label in the language now spoken."""
        return either(self.label_zh, self.label_en)


class Words:
    """All vocabularies. Labels are looked up in both languages, codes too, however they are spaced or cased."""

    def __init__(self, vocabularies: Mapping[str, Iterable[Word]]) -> None:
        """`vocabularies`: name → its words in the order people see them."""
        self._words = {name: {word.code: word for word in words} for name, words in vocabularies.items()}
        self._codes = {
            name: {
                _key(text): word.code
                for word in reversed(words.values())
                for text in (word.label_en, word.label_zh, word.code)
                if text.strip()  # a label may be missing in one language
            }
            for name, words in self._words.items()
        }

    def code(self, vocabulary: str, text: str) -> str | None:
        """The code a label or code stands for, or None."""
        return self._codes[vocabulary].get(_key(text))

    def label(self, vocabulary: str, code: str | None) -> str:
        """The label in the language now spoken; the code itself if it is unknown; empty for None."""
        if code is None:
            return ""
        word = self._words[vocabulary].get(code)
        return word.label if word else code

    def codes(self, vocabulary: str) -> list[str]:
        """The codes still offered, in order."""
        return [word.code for word in self._words[vocabulary].values() if not word.retired]

    def words(self, vocabulary: str) -> list[Word]:
        """All words, the retired ones included, in order."""
        return list(self._words[vocabulary].values())


def _key(text: str) -> str:
    # The vocabulary's own 防范非法集资 and the everyday 非法集资 stay two texts: nothing is guessed here.
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
