"""Every file of the corpus gives the rows a person would read in it and says how, or is refused with a sentence."""

import pytest

from exchange.table import read_table
from locales import ENGLISH, speaking
from models.problem import InvalidError
from tests.exchange.corpus import files, shapes, undated
from tests.exchange.corpus.case import Case

CORPUS = [*shapes.CASES, *undated.CASES, *files.CASES]


@pytest.mark.parametrize("case", [case for case in CORPUS if not case.refused], ids=lambda case: case.about)
def test_a_list_is_read_as_a_person_reads_it(case: Case) -> None:
    table = read_table(case.make(), case.name, year=case.year, columns=case.columns)

    assert [row.cells for row in table.rows] == list(case.rows)
    assert list(table.unread) == list(case.unread)
    with speaking(ENGLISH):
        told = "\n".join(map(str, table.understood))
    assert [sentence for sentence in case.said if sentence not in told] == []


@pytest.mark.parametrize("case", [case for case in CORPUS if case.refused], ids=lambda case: case.about)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(case: Case) -> None:
    with pytest.raises(InvalidError) as refused:
        read_table(case.make(), case.name, year=case.year, columns=case.columns)
    with speaking(ENGLISH):
        assert case.refused in str(refused.value.message)


def test_the_corpus_has_no_two_cases_of_the_same_name() -> None:
    assert len({case.about for case in CORPUS}) == len(CORPUS) >= 30
