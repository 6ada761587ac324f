"""Several words in one cell: parted by a slash or a comma, but for those inside a word that the ledger knows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from exchange.typed import as_exported, words_apart
from exchange.upload import preview
from locales import CHINESE, speaking
from models.viewer import Viewer
from models.vocabulary import VOCABULARIES
from store.database import Database
from tests.exchange.lists import csv_table, only

KNOWN = {"讲座", "展览", "集市/农贸市场", "企业/园区/工地", "农贸市场", "a，b"}
PARTED = {
    "讲座/展览": ["讲座", "展览"],
    "讲座，展览": ["讲座", "展览"],
    "讲座 ／ 展览": ["讲座", "展览"],
    "集市/农贸市场": ["集市/农贸市场"],
    "讲座/集市/农贸市场/展览": ["讲座", "集市/农贸市场", "展览"],
    "企业/园区/工地，农贸市场": ["企业/园区/工地", "农贸市场"],
    "集市/讲座": ["集市", "讲座"],
    "a，b": ["a，b"],
    "/讲座//": ["讲座"],
    "": [],
}


@pytest.mark.parametrize(("text", "words"), PARTED.items())
def test_words_are_parted_where_no_known_word_is_broken(text: str, words: list[str]) -> None:
    assert words_apart(text, KNOWN.__contains__) == words


@given(st.lists(st.sampled_from(sorted(KNOWN - {"农贸市场"})), max_size=6))
def test_known_words_come_back_however_they_are_joined(words: list[str]) -> None:
    assert words_apart("/".join(words), KNOWN.__contains__) == words


@given(st.text(alphabet="/，, ab", max_size=30))
def test_no_letter_of_unknown_words_is_lost(text: str) -> None:
    signs = str.maketrans("", "", "/，, ")
    assert "".join(words_apart(text, lambda _word: False)).translate(signs) == text.translate(signs)


def test_a_long_text_is_looked_up_once_for_each_of_its_parts_and_the_few_that_follow() -> None:
    asked: list[str] = []

    def known(word: str) -> bool:
        asked.append(word)
        return False

    words_apart("/".join("abcdefgh" * 1_000), known)
    assert len(asked) <= 5 * 8_000
    assert max(map(len, asked)) <= 9


def test_a_word_with_a_slash_that_the_bank_has_added_is_one_word(ledger: Database, viewer: Viewer) -> None:
    with Session(ledger.engine) as session:
        session.add(VOCABULARIES["topic"](code="both", label_zh="反诈/反洗钱", label_en="Both", position=99))
        session.commit()
    text = "活动名称,日期,主办机构,宣传主题\n进社区,2024-09-04,武清支行,{}\n"
    with speaking(CHINESE):
        alone = preview(ledger, viewer, csv_table(text.format("反诈/反洗钱")))
        among = preview(ledger, viewer, csv_table(text.format("征信／反诈/反洗钱")))
        unknown = preview(ledger, viewer, csv_table(text.format("征信/月球")))
    assert only(alone).draft.topics == ("both",)
    assert only(among).draft.topics == ("credit_reporting", "both")
    assert [word.text for word in unknown.unknown if word.kind == "topic"] == ["月球"]


@pytest.mark.parametrize("materials", ["1" + " " * 50_000 + "x", "约" + " " * 50_000 + "1"])
def test_a_long_text_is_no_number_of_copies(materials: str) -> None:
    assert as_exported({"materials": materials}) == {"materials": materials}
