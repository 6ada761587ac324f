"""Words in the search field stand for themselves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics.filter import Filter
from metrics.records import list_events
from models.draft import EventDraft, PlaceDraft
from models.viewer import Viewer, local_administrator
from models.when import When
from store.database import Database
from store.events import save_event
from tests.templates import copied

TITLES = (
    *("满意度100%", "满意度100分", "a_b", "aXb", "路径C:\\新", "路径C:/新", "it's", "its", 'say "yes"', "say yes"),
    *("Lecture on Fraud", "重复 空格", "' OR '1'='1", "🙂反诈"),
)
FOUND = [
    ("%", {"满意度100%"}),
    ("100%", {"满意度100%"}),
    ("_", {"a_b"}),
    ("a_b", {"a_b"}),
    ("\\", {"路径C:\\新"}),
    ("C:\\新", {"路径C:\\新"}),
    ("'", {"it's", "' OR '1'='1"}),
    ("it's", {"it's"}),
    ('"yes"', {'say "yes"'}),
    ("' OR '1'='1", {"' OR '1'='1"}),
    ("lecture", {"Lecture on Fraud"}),
    ("FRAUD lecture", {"Lecture on Fraud"}),
    ("  重复\u3000空格 ", {"重复 空格"}),
    ("🙂", {"🙂反诈"}),
    ("没有这样的活动", set()),
    ("%%", set()),
    ("满意度100% 没有", set()),
    ("x" * 100_000, set()),
    ("", set(TITLES)),
    (" \t ", set(TITLES)),
]


def titles(database: Database, viewer: Viewer, text: str) -> set[str]:
    return {record.title for record in list_events(database, viewer, Filter(text=text))}


@pytest.fixture(scope="module")
def searched(empty_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A ledger whose titles hold every sign that means something to a database."""
    with copied(empty_template, tmp_path_factory.mktemp("searched")) as ledger:
        for title in TITLES:
            event = EventDraft(title=title, when=When.in_year(2024), organisation="支行")
            assert save_event(ledger, local_administrator(), event).done
        yield ledger


@pytest.mark.parametrize(
    ("text", "found"), FOUND, ids=lambda value: ascii(value)[:16] if isinstance(value, str) else ""
)
def test_a_sign_that_means_something_to_a_database_is_found_as_itself(
    searched: Database, viewer: Viewer, text: str, found: set[str]
) -> None:
    assert titles(searched, viewer, text) == found


@pytest.mark.parametrize("word", ["活动标题", "备注里", "引用号", "Wuqing", "武清支行", "文化广场", "居委会"])
def test_a_word_is_found_wherever_it_stands(ledger: Database, viewer: Viewer, word: str) -> None:
    draft = EventDraft(
        title="活动标题",
        organisation="武清支行 Wuqing",
        note="备注里有字",
        reference="引用号",
        places=(PlaceDraft(name="文化广场"),),
        partners=("居委会",),
    )
    assert save_event(ledger, viewer, draft).done
    assert titles(ledger, viewer, word) == {"活动标题"}


BY_DIVISION = [
    ("武清", {"在社区", "在区里", "区名"}),
    ("武清区", {"在社区", "在区里", "区名"}),
    ("天津市", {"在社区", "在区里", "区名", "别的区"}),
    ("天津 武清", {"在社区", "在区里", "区名"}),
    ("和平", {"别的区"}),
    ("大连", set()),
]


@pytest.mark.parametrize(("text", "found"), BY_DIVISION, ids=[text for text, _ in BY_DIVISION])
def test_an_event_is_found_by_the_divisions_it_was_in(
    ledger: Database, viewer: Viewer, text: str, found: set[str]
) -> None:
    places = {
        "在社区": (PlaceDraft(name="广场", division_id="120114001007"),),
        "在区里": (PlaceDraft(name="不知哪一社区的广场", division_id="120114"),),
        "区名": (PlaceDraft(division_id="120114"),),
        "别的区": (PlaceDraft(division_id="120101"),),
        "无区划": (PlaceDraft(name="不知在哪里的广场"),),
        "无地点": (),
    }
    for title, where in places.items():
        assert save_event(ledger, viewer, EventDraft(title=title, organisation="支行", places=where)).done
    assert titles(ledger, viewer, text) == found
