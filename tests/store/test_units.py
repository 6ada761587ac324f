"""The tree of the bank's units."""

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from models.base import table_of
from models.dataset import Dataset
from models.organisation import Organisation
from models.permission import ADMINISTRATOR
from models.viewer import Viewer
from store.database import Database
from store.units import AmbiguousUnitError, create_unit, find_unit, save_unit

UNIT = table_of(Organisation)


def made(
    database: Database, viewer: Viewer, name: str, parent: int | None = None, dataset: Dataset = Dataset.RECORDED
) -> int:
    """The id of a unit that was added or found."""
    outcome = save_unit(database, viewer, name=name, parent_id=parent, dataset=dataset)
    assert outcome.id is not None, [str(problem) for problem in outcome.problems]
    return outcome.id


def paths(database: Database) -> dict[int, str]:
    """Every unit's path."""
    with database.reading() as connection:
        return dict(connection.execute(select(UNIT.c.id, UNIT.c.path)).all())


def found(database: Database, viewer: Viewer, reference: int | str, dataset: Dataset = Dataset.RECORDED) -> int | None:
    """The id of the unit a reference means."""
    with database.reading() as connection, Session(connection) as session:
        unit = find_unit(session, viewer, reference, dataset)
        return unit.id if unit else None


def test_a_path_is_the_way_from_the_root(ledger: Database, viewer: Viewer) -> None:
    branch = made(ledger, viewer, "天津分行")
    sub_branch = made(ledger, viewer, "武清支行", branch)
    outlet = made(ledger, viewer, "杨村网点", sub_branch)
    assert paths(ledger) == {
        branch: f"{branch}/",
        sub_branch: f"{branch}/{sub_branch}/",
        outlet: f"{branch}/{sub_branch}/{outlet}/",
    }


def test_a_unit_that_stands_there_already_is_found(ledger: Database, viewer: Viewer) -> None:
    branch = made(ledger, viewer, "天津分行")
    assert made(ledger, viewer, " 天津分行 ") == branch
    first = made(ledger, viewer, "武清支行", branch)
    assert made(ledger, viewer, "武清支行", branch) == first


def test_two_branches_may_have_outlets_of_the_same_name(ledger: Database, viewer: Viewer) -> None:
    one, two = made(ledger, viewer, "甲分行"), made(ledger, viewer, "乙分行")
    assert made(ledger, viewer, "营业部", one) != made(ledger, viewer, "营业部", two)


def test_a_unit_is_found_by_id_and_by_either_name(ledger: Database, viewer: Viewer) -> None:
    outcome = save_unit(ledger, viewer, name="武清支行", name_en="Wuqing Sub-branch")
    assert [found(ledger, viewer, reference) for reference in (outcome.id or 0, "武清支行", "Wuqing Sub-branch")] == [
        outcome.id
    ] * 3


@pytest.mark.parametrize("reference", ["", "  ", "\u3000", "%", "_", "武清", "武清支行%", 0, -1, 999_999])
def test_what_names_no_unit_finds_none(ledger: Database, viewer: Viewer, reference: int | str) -> None:
    made(ledger, viewer, "武清支行")  # without an English name
    assert found(ledger, viewer, reference) is None


@pytest.mark.parametrize(
    ("name", "name_en", "code"), [("", "", "missing"), (" \u3000", "", "missing"), ("支" * 121, "", "too_long")]
)
def test_a_unit_needs_a_name_that_fits(ledger: Database, viewer: Viewer, name: str, name_en: str, code: str) -> None:
    outcome = save_unit(ledger, viewer, name=name, name_en=name_en)
    assert [problem.code for problem in outcome.problems] == [code]
    assert paths(ledger) == {}


def test_below_a_parent_that_is_not_there_nothing_is_made(ledger: Database, viewer: Viewer) -> None:
    outcome = save_unit(ledger, viewer, name="武清支行", parent_id=999)
    assert [problem.code for problem in outcome.problems] == ["unknown_unit"]
    assert paths(ledger) == {}


def test_a_scope_adds_units_below_its_own_only(ledger: Database, viewer: Viewer) -> None:
    ours, theirs = made(ledger, viewer, "甲分行"), made(ledger, viewer, "乙分行")
    limited = Viewer.holding("甲", ADMINISTRATOR, f"{ours}/")
    before = paths(ledger)
    root = save_unit(ledger, limited, name="丙分行")
    elsewhere = save_unit(ledger, limited, name="支行", parent_id=theirs)
    nowhere = save_unit(ledger, limited, name="支行", parent_id=999)
    assert [problem.code for problem in root.problems] == ["scope"]
    assert [problem.code for problem in elsewhere.problems] == [problem.code for problem in nowhere.problems]
    assert paths(ledger) == before
    below = made(ledger, limited, "甲支行", ours)
    assert paths(ledger)[below] == f"{ours}/{below}/"
    assert found(ledger, limited, theirs) is None
    assert found(ledger, limited, "乙分行") is None


def test_units_of_one_dataset_come_before_the_banks_own(ledger: Database, viewer: Viewer) -> None:
    own = made(ledger, viewer, "武清支行")
    with ledger.writing(viewer, "sample unit") as writing:
        sample = Organisation(name_zh="武清支行", dataset="sample", path="s/", change=writing.change)
        writing.session.add(sample)
    assert found(ledger, viewer, "武清支行") == own
    assert found(ledger, viewer, "武清支行", Dataset.SAMPLE) == sample.id
    assert found(ledger, viewer, own, Dataset.SAMPLE) == own
    assert found(ledger, viewer, sample.id or 0) is None
    assert found(ledger, viewer, sample.id or 0, Dataset.MADE_UP) is None


def test_a_deep_tree_is_one_prefix(ledger: Database, viewer: Viewer) -> None:
    parent: int | None = None
    for depth in range(12):
        parent = made(ledger, viewer, f"第{depth}级", parent)
    assert parent is not None
    assert paths(ledger)[parent].count("/") == 12
    with ledger.reading() as connection:
        assert connection.scalar(select(func.count()).where(UNIT.c.path.like("1/%"))) == 12


def test_a_name_that_two_units_have_says_how_to_tell_them_apart(ledger: Database, viewer: Viewer) -> None:
    branches = {name: made(ledger, viewer, name) for name in ("甲分行", "乙分行")}
    desks = {name: made(ledger, viewer, "营业部", branch) for name, branch in branches.items()}
    with pytest.raises(AmbiguousUnitError) as raised:
        found(ledger, viewer, "营业部")
    assert "甲分行 / 营业部" in str(raised.value.message)
    for name, desk in desks.items():
        assert found(ledger, viewer, f"{name} / 营业部") == desk
        assert found(ledger, viewer, f"{name}/营业部") == desk
        assert found(ledger, Viewer.holding("支", ADMINISTRATOR, f"{branches[name]}/"), "营业部") == desk
    assert [found(ledger, viewer, text) for text in ("丙分行 / 营业部", "/ 营业部", "甲分行 /", "/")] == [None] * 4
    refused = save_unit(ledger, viewer, name="营业部")
    assert [(problem.field, problem.code) for problem in refused.problems] == [("organisation", "ambiguous_unit")]


def test_a_unit_of_the_bank_with_the_name_of_one_of_the_sample_is_no_second(ledger: Database, viewer: Viewer) -> None:
    made(ledger, viewer, "武清支行")
    with ledger.writing(viewer, "sample unit") as writing:
        sample = Organisation(name_zh="武清支行", dataset="sample", path="s/", change=writing.change)
        writing.session.add(sample)
    assert found(ledger, viewer, "武清支行", Dataset.SAMPLE) == sample.id


@pytest.mark.parametrize(
    ("name", "name_en", "refused"),
    [
        ("武清支行", "", True),
        (" 武清支行\u3000", "", True),
        ("武清ＡＢＣ支行", "", False),
        ("wuqing sub-branch", "", True),
        ("武清二支行", "ＷＵＱＩＮＧ Sub-branch", True),
        ("武清二支行", "", False),
        ("营业部", "", False),  # there is one elsewhere
        ("天津分行", "", False),  # the one above has this name
    ],
)
def test_a_new_unit_is_not_one_that_stands_there_already(
    ledger: Database, viewer: Viewer, name: str, name_en: str, refused: bool
) -> None:
    branch, other = made(ledger, viewer, "天津分行"), made(ledger, viewer, "大连市分行")
    assert save_unit(ledger, viewer, name="武清支行", name_en="Wuqing Sub-branch", parent_id=branch).done
    made(ledger, viewer, "营业部", other)
    before = paths(ledger)
    outcome = create_unit(ledger, viewer, name=name, name_en=name_en, parent_id=branch, kind="outlet")
    assert [problem.code for problem in outcome.problems] == (["exists"] if refused else [])
    assert len(paths(ledger)) == len(before) + (not refused)


def test_a_second_unit_of_the_name_at_the_top_is_refused_though_the_sample_has_one(
    ledger: Database, viewer: Viewer
) -> None:
    with ledger.writing(viewer, "sample unit") as writing:
        writing.session.add(Organisation(name_zh="大连市分行", dataset="sample", path="s/", change=writing.change))
    assert create_unit(ledger, viewer, name="大连市分行").done
    assert [problem.code for problem in create_unit(ledger, viewer, name="大连市 分行").problems] == ["exists"]


def test_a_new_unit_asks_for_the_same_rights(ledger: Database, viewer: Viewer) -> None:
    ours, theirs = made(ledger, viewer, "甲分行"), made(ledger, viewer, "乙分行")
    limited = Viewer.holding("甲", ADMINISTRATOR, f"{ours}/")
    answers = {parent: create_unit(ledger, limited, name="支行", parent_id=parent) for parent in (None, theirs, ours)}
    codes = {parent: [problem.code for problem in outcome.problems] for parent, outcome in answers.items()}
    assert codes == {None: ["scope"], theirs: ["unknown_unit"], ours: []}
