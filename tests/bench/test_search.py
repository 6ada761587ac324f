"""Measuring the list: what is measured is right, and the ledger measured is what it says."""

from pathlib import Path

import pytest

from bench import search
from bench.many_events import ledger_of
from metrics.filter import Filter
from metrics.records import count_events
from models.dataset import Dataset
from models.viewer import Viewer
from store.database import Database


def test_every_word_is_found_as_often_by_the_index_as_by_reading_everything(
    made_up_ledger: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "TIMES", 1)
    figures = search.measure(made_up_ledger, lambda _told: None)
    assert figures.words.keys() == search.WORDS.keys()
    assert figures.words["防范"][0] > figures.words["防范 讲座"][0] > figures.words["没有此词"][0] == 0
    table = figures.table()
    assert all(told in table for told in (*search.WORDS.values(), *search.FILTERS))


def test_the_events_are_copied_with_all_that_hangs_on_them(tmp_path: Path, viewer: Viewer) -> None:
    database = ledger_of(150, tmp_path, branch=50, provinces=frozenset({"12"}))

    def counted(**asked: object) -> int:
        return count_events(database, viewer, Filter(dataset=Dataset.MADE_UP, **asked))  # type: ignore[arg-type]

    assert counted() == 153
    for asked in ({"topics": ("telecom_fraud",)}, {"division": "120000"}, {"text": "防范"}):
        assert counted(**asked) > 0
        assert counted(**asked) % 3 == 0
    assert counted(text="獬豸") == counted(text="貔貅合作社") == counted(text="獬豸纪念馆") == 3
    database.close()
