"""People by the names their colleagues know."""

from metrics.people import people_names
from models.permission import LEADER
from models.viewer import Viewer
from store.accounts import add_account
from store.database import Database


def test_people_are_called_by_their_full_name(ledger: Database, viewer: Viewer) -> None:
    for name, full_name in (("wang.fang", "王芳"), ("li.lei", "李雷"), ("li.lei.2", "李雷"), ("nameless", "")):
        assert add_account(ledger, viewer, name=name, full_name=full_name).done
    told = people_names(ledger, Viewer.holding("甲", LEADER, "1/"))
    assert told == {"wang.fang": "王芳", "li.lei": "李雷 (li.lei)", "li.lei.2": "李雷 (li.lei.2)"}


def test_who_may_see_nothing_hears_no_names(ledger: Database, viewer: Viewer) -> None:
    assert add_account(ledger, viewer, name="wang.fang", full_name="王芳").done
    assert people_names(ledger, Viewer("乙")) == {}
