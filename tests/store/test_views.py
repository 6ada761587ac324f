"""Views of the list belong to the person who named them, and to nobody else."""

import pytest

from models.permission import COORDINATOR
from models.viewer import Viewer
from store.database import Database
from store.views import LONGEST_NAME, MOST_VIEWS, delete_view, rename_view, save_view, views_of

MINE, THEIRS = Viewer.holding("甲", COORDINATOR), Viewer.holding("乙", COORDINATOR)


def names(database: Database, viewer: Viewer) -> list[str]:
    return [view.name for view in views_of(database, viewer)]


def saved(database: Database, viewer: Viewer, name: str) -> int:
    outcome = save_view(database, viewer, name, "text=反诈&period=year", ("when", "title"))
    assert outcome.id is not None, outcome.problems
    return outcome.id


def test_a_view_comes_back_as_it_was_kept(bare_ledger: Database) -> None:
    saved(bare_ledger, MINE, " 今年  反诈 ")
    (view,) = views_of(bare_ledger, MINE)
    assert (view.name, view.address, view.columns) == ("今年 反诈", "text=反诈&period=year", ("when", "title"))


def test_a_view_is_nobody_elses(bare_ledger: Database) -> None:
    number = saved(bare_ledger, MINE, "反诈")
    assert names(bare_ledger, THEIRS) == []
    assert not rename_view(bare_ledger, THEIRS, number, "我的").done
    assert not delete_view(bare_ledger, THEIRS, number).done
    assert names(bare_ledger, MINE) == ["反诈"]
    saved(bare_ledger, THEIRS, "反诈")
    assert names(bare_ledger, THEIRS) == names(bare_ledger, MINE) == ["反诈"]


def test_the_same_name_replaces_the_view_and_another_one_adds_to_them(bare_ledger: Database) -> None:
    first = saved(bare_ledger, MINE, "反诈")
    assert saved(bare_ledger, MINE, "反诈") == first
    second = saved(bare_ledger, MINE, "学校")
    assert not rename_view(bare_ledger, MINE, second, "反诈").done
    assert rename_view(bare_ledger, MINE, second, "进校园").done
    assert rename_view(bare_ledger, MINE, second, "进校园").done
    assert names(bare_ledger, MINE) == ["反诈", "进校园"]
    assert delete_view(bare_ledger, MINE, first).done
    assert not delete_view(bare_ledger, MINE, first).done
    assert names(bare_ledger, MINE) == ["进校园"]


@pytest.mark.parametrize("name", ["", " \n ", "字" * (LONGEST_NAME + 1)])
def test_a_name_that_cannot_be_read_is_refused(bare_ledger: Database, name: str) -> None:
    assert not save_view(bare_ledger, MINE, name, "", ()).done
    number = saved(bare_ledger, MINE, "反诈")
    assert not rename_view(bare_ledger, MINE, number, name).done
    assert names(bare_ledger, MINE) == ["反诈"]


def test_nobody_fills_the_ledger_with_views(bare_ledger: Database) -> None:
    for number in range(MOST_VIEWS):
        saved(bare_ledger, MINE, f"第{number}个")
    assert not save_view(bare_ledger, MINE, "再一个", "", ()).done
    assert saved(bare_ledger, MINE, "第0个")
    assert saved(bare_ledger, THEIRS, "再一个")


def test_what_is_no_column_is_not_kept(bare_ledger: Database) -> None:
    save_view(bare_ledger, MINE, "反诈", "x" * 10_000, ("when", "a,b", "<b>", "", "title"))
    (view,) = views_of(bare_ledger, MINE)
    assert view.columns == ("when", "title")
    assert len(view.address) == 4_000
