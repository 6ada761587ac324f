"""How a person matched the columns of a list is proposed to that person, for lists with the same headings."""

import pytest

from models.permission import COORDINATOR
from models.viewer import Viewer
from store.column_memory import remember_columns, remembered_columns
from store.database import Database

HEADINGS = ("活动", "来的人", "备注")
WANG, LI = Viewer.holding("wang", COORDINATOR, "1/"), Viewer.holding("li", COORDINATOR, "1/")


def test_what_was_said_last_counts(ledger: Database) -> None:
    remember_columns(ledger, WANG, HEADINGS, {"来的人": "indirect"})
    remember_columns(ledger, WANG, HEADINGS, {"来的人": "attendance", "备注": ""})
    assert remembered_columns(ledger, WANG, HEADINGS) == {"来的人": "attendance", "备注": ""}


@pytest.mark.parametrize(
    ("viewer", "headings"),
    [(LI, HEADINGS), (WANG, HEADINGS[:2]), (WANG, HEADINGS[::-1]), (WANG, ())],
    ids=["another person", "a heading less", "another order", "no headings"],
)
def test_nothing_is_remembered_of_others(ledger: Database, viewer: Viewer, headings: tuple[str, ...]) -> None:
    remember_columns(ledger, WANG, HEADINGS, {"来的人": "attendance"})
    assert remembered_columns(ledger, viewer, headings) == {}
