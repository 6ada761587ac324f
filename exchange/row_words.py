"""What single words in a list mean: kinds of events, where data comes from, how exact a number is."""

import re
from collections.abc import Callable
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
_LONGEST_READ: Final = 160  # characters; what is longer is a sentence
_AMOUNT: Final = r"(?:大?约|将?近|超过?|逾|至少)?\s*\d[\d,]*(?:\.\d+)?\s*万?[余多+]?\s*万?"
_MEASURED: Final = re.compile(
    rf"(?P<name>.*?)[\s:：×*(（]*(?<![\d.,])(?P<count>{_AMOUNT})\s*[份本张册个条件把套只枚幅](?P<more>余|多|左右|以上)?[)）]?"
)
_BEHIND: Final = re.compile(rf"(?P<name>.*?)[\s:：×*(（]+(?P<count>{_AMOUNT})[)）]?")
_OF_SEVERAL: Final = ("等", "共", "共计", "合计", "总计", "各")  # what follows is not the number of this one alone
_COUNTED: Final = re.compile(rf"(?P<name>\D*?)[\s:：(（]*(?P<count>{_AMOUNT}.*?)[)）]?")
_EXACT_WORDS: Final = {"exact", "准确", "精确", "实数"}


def label_before(words: Words, text: str) -> str:
    """The label of a key group with which a text begins, the longest that fits; the whole text if none does."""
    labels = (label for word in words.words("key_group") for label in (word.label_zh, word.label_en, word.code))
    fitting = [label for label in labels if label and text.casefold().startswith(label.casefold())]
    return text[: max(map(len, fitting))] if fitting else text


def material_of(words: Words, text: str) -> str | None:
    """The code of a material by its code, its label, or one side of a label such as 折页/单页; None for other texts."""
    if code := words.code("material", text):
        return code
    sides = (
        word.code
        for word in words.words("material")
        for label in (word.label_zh, word.label_en)
        if "/" in label and text.strip().casefold() in label.casefold().split("/")
    )
    return next(sides, None)


def count_behind(text: str) -> tuple[str, str]:
    """A name and the number behind it: 大爷大妈约 60 人 → 大爷大妈, 约 60 人; the text and "" where there is none."""
    match = _COUNTED.fullmatch(text) if len(text) <= _LONGEST_READ else None
    return (match["name"].strip(), match["count"]) if match and match["name"].strip() else (text, "")


def copies_behind(text: str, is_kind: Callable[[str], bool]) -> tuple[str, str]:
    """A material and its copies: 反诈手册 300 余本 → 反诈手册, 300 余; the text and "" where no number is its own.

    Without a measure word, what stands behind a name may be part of it (手册 2024): only a kind has a number then.
    """
    if len(text) > _LONGEST_READ:
        return text, ""
    match = _MEASURED.fullmatch(text)
    count = "".join((match["count"], match["more"] or "")) if match else ""
    if match is None and (match := _BEHIND.fullmatch(text)) and is_kind(match["name"].strip()):
        count = match["count"]
    name = match["name"].strip() if match else ""
    if not count or name.endswith(_OF_SEVERAL):
        return text, ""
    try:
        parse_count(count)
    except InvalidError:
        return text, ""
    return name, count


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
