"""Looking up words of the vocabularies."""

import pytest

from locales import CHINESE, ENGLISH, speaking
from models.words import Word, Words

WORDS = Words(
    {
        "topic": [
            Word("telecom_fraud", "防范电信网络诈骗", "Telecom fraud", maps_to="fraud"),
            Word("old", "旧词", "Old word", retired=True),
            Word("half", "只有中文", ""),
            Word("twin", "旧词", "Twin"),
        ],
        "format": [],
    }
)


@pytest.mark.parametrize(
    "text",
    [
        "telecom_fraud",
        "防范电信网络诈骗",
        "Telecom fraud",
        "TELECOM  FRAUD",
        " telecomfraud\n",
        "防范 电信网络诈骗",
        "ｔelecom fraud",
    ],
)
def test_a_word_is_found_however_it_is_spaced_or_cased(text: str) -> None:
    assert WORDS.code("topic", text) == "telecom_fraud"


@pytest.mark.parametrize("text", ["电信网络诈骗", "telecom", "'; DROP TABLE topic", "\x00", "{0}", ""])
def test_nothing_is_guessed(text: str) -> None:
    assert WORDS.code("topic", text) is None


def test_a_retired_word_is_known_but_no_longer_offered() -> None:
    assert WORDS.codes("topic") == ["telecom_fraud", "half", "twin"]
    assert [word.code for word in WORDS.words("topic")] == ["telecom_fraud", "old", "half", "twin"]
    assert WORDS.code("topic", "Old word") == "old"


def test_of_two_words_with_one_label_the_first_is_meant() -> None:
    assert WORDS.code("topic", "旧词") == "old"
    assert WORDS.code("topic", "Twin") == "twin"


def test_labels_are_in_the_language_spoken() -> None:
    with speaking(CHINESE):
        assert WORDS.label("topic", "telecom_fraud") == "防范电信网络诈骗"
    with speaking(ENGLISH):
        assert WORDS.label("topic", "telecom_fraud") == "Telecom fraud"
        assert WORDS.label("topic", "half") == "只有中文"
    assert WORDS.label("topic", "gone") == "gone"
    assert WORDS.label("topic", None) == ""


def test_an_unknown_vocabulary_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        WORDS.code("colour", "red")
