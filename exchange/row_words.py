"""What single words in a list mean: kinds of events, where data comes from, how exact a number is."""

from functools import cache
from typing import Final

from locales import LANGUAGES, gettext, mark, speaking
from models.count import Qualifier, parse_count
from models.dataset import Dataset
from models.event import HOME_VISIT, KINDS, OFFLINE, ONLINE, TRAINING
from models.problem import InvalidError
from models.words import Words

_KIND_WORDS: Final = {
    **dict.fromkeys(("线下", "线下活动"), OFFLINE),
    **dict.fromkeys(("线上", "线上活动", "线上宣传"), ONLINE),
    **dict.fromkeys(("培训", "员工培训", "内部培训"), TRAINING),
    **dict.fromkeys(("入户", "入户宣传", "上门"), HOME_VISIT),
}
_EXACT_WORDS: Final = {"exact", "准确", "精确", "实数"}


def label_before(words: Words, text: str) -> str:
    """The label of a key group with which a text begins, the longest that fits; the whole text if none does."""
    labels = (label for word in words.words("key_group") for label in (word.label_zh, word.label_en, word.code))
    fitting = [label for label in labels if label and text.casefold().startswith(label.casefold())]
    return text[: max(map(len, fitting))] if fitting else text


def qualifier_of(word: str) -> Qualifier:
    """What 约, 余, 至少 or "about" mean. Raises InvalidError for another word."""
    for text in (f"{word} 1", f"1{word}"):
        try:
            count = parse_count(text)
        except InvalidError:
            continue
        if count and count.qualifier is not Qualifier.EXACT:
            return count.qualifier
    if word.casefold() in _EXACT_WORDS:
        return Qualifier.EXACT
    raise InvalidError(mark("“{word}” does not say how exact a number is. Write 约, 余, 多, 超 or 近."), word=word[:40])


@cache
def kinds_by_word() -> dict[str, str]:
    """Every word for a kind of event, in small letters → the kind."""
    found = dict(_KIND_WORDS)
    for language in LANGUAGES:
        with speaking(language):
            found |= {gettext(label).casefold(): kind for kind, label in KINDS.items()}
    return found | {kind: kind for kind in KINDS}


@cache
def datasets_by_word() -> dict[str, Dataset]:
    """Every word by which our own lists say where their data comes from, in small letters."""
    found = {dataset.value: dataset for dataset in Dataset}
    for language in LANGUAGES:
        with speaking(language):
            found |= {str(dataset).casefold(): dataset for dataset in Dataset}
    return found
