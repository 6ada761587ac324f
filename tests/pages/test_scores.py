"""The page of score cards: what is wrong first, the ranking, one card opened, indicators, closing and reopening."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from components.wording import plain
from locales import either, ngettext
from locales import gettext as _
from metrics.closing import close_quarter
from metrics.counting import UNIT
from models.assessment import Quarter
from models.count import Count
from models.dataset import Dataset
from models.draft import EventDraft
from models.permission import COORDINATOR, LEADER, ROLES
from models.viewer import Viewer
from models.when import When
from store.assessment import closings_of
from store.database import Database
from store.events import save_event
from store.indicators import IndicatorLine, indicators_of
from store.review import move_event
from store.units import save_unit
from tests.pages.visiting import rows, said, select_row, visit

LAST = Quarter.of(date.today()).before
DAY = LAST.start + timedelta(days=10)


class Bank:
    """A branch with two sub-branches, one of which did something last quarter."""

    def __init__(self, database: Database, viewer: Viewer) -> None:
        self.database, self.viewer = database, viewer
        self.branch = self.unit("分行", None, "branch")
        self.first = self.unit("甲支行", self.branch, "sub_branch")
        self.second = self.unit("乙支行", self.branch, "sub_branch")
        self.event = self.record(self.first)

    def unit(self, name: str, parent: int | None, kind: str) -> int:
        id_ = save_unit(self.database, self.viewer, name=name, parent_id=parent, kind=kind).id
        assert id_ is not None
        return id_

    def record(self, unit: int, *, approve: bool = True, attendance: int = 0) -> int:
        count = Count(attendance) if attendance else None
        draft = EventDraft(title="讲座", organisation=unit, when=When.on(DAY), sessions=3, attendance=count)
        id_ = save_event(self.database, self.viewer, draft, submit=True).id
        assert id_ is not None
        if approve:
            assert move_event(self.database, self.viewer, id_, "approve").done
        return id_

    def path(self, unit: int) -> str:
        with self.database.reading() as connection:
            return str(connection.scalar(select(UNIT.c.path).where(UNIT.c.id == unit)))


@pytest.fixture
def bank(ledger: Database, viewer: Viewer) -> Bank:
    return Bank(ledger, viewer)


def lines(bank: Bank) -> list[IndicatorLine]:
    return indicators_of(bank.database, bank.viewer)


def typed(app: AppTest, **edits: Any) -> AppTest:
    """What somebody typed into the table of indicators."""
    [editor] = app.data_editor
    app.session_state[str(editor.key)] = {"edited_rows": {}, "added_rows": [], "deleted_rows": [], **edits}
    return app.run()


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("parameters", [{}, {"quarter": "2026Q2", "compared": "organisation:outlet"}])
def test_the_page_opens_on_any_ledger(any_ledger: Database, parameters: dict[str, str]) -> None:
    app = visit(any_ledger, "scores", **parameters)
    assert not app.exception
    assert not app.error
    assert [title.value for title in app.title] == [_("Score cards")]


@pytest.mark.usefixtures("spoken")
def test_the_ranking_shows_every_unit_and_a_row_opens_its_card(bank: Bank) -> None:
    app = visit(bank.database, "scores")
    assert app.query_params["quarter"] == LAST.key
    assert list(rows(app)["unit"]) == ["甲支行", "乙支行"]
    assert list(rows(app)["rank"]) == [1, 2]
    assert list(rows(app)["points"]) == [20, 0]

    app = select_row(app, 0)
    assert not app.exception
    told = said(app)
    assert "##### " + plain("甲支行") in told
    assert plain("3 " + _("sessions") + " ÷ 1 " + _("outlets") + " = 3") in told
    assert _("No event: no points") not in told
    assert len([link for link in app.page_link if link.label == _("Open the events")]) == len(lines(bank))
    assert len(app.get("progress")) == len(lines(bank))

    app = select_row(app, 1)
    assert plain(_("No event: no points")) in said(app)


@pytest.mark.usefixtures("spoken")
def test_what_is_wrong_or_waiting_stands_first(bank: Bank) -> None:
    bank.record(bank.second, approve=False)
    app = visit(bank.database, "scores")
    [warning] = app.warning
    assert _("Over and not closed: {quarters}.").format(quarters=plain(str(LAST))) in warning.value
    sentence = ngettext(
        "{count} event of the quarter is not approved and does not count yet.",
        "{count} events of the quarter are not approved and do not count yet.",
        1,
    )
    assert sentence.format(count=1) in warning.value
    assert plain(either("每网点新市民人次", "New citizens per outlet")) in warning.value
    assert "100" not in warning.value

    app = typed(app, edited_rows={0: {"weight": 30}})
    app.button(key="score_save").click().run()
    assert _("The weights add up to {sum}, not to {full}.").format(sum=110, full=100) in app.warning[0].value


@pytest.mark.usefixtures("spoken")
def test_who_does_not_arrange_the_bank_sees_their_own_card_and_changes_nothing(bank: Bank) -> None:
    bank.record(bank.second, attendance=60)
    app = visit(bank.database, "scores", by=f"{COORDINATOR}@{bank.first}")
    told = said(app)
    assert _("rank **{rank}** of {compared}").format(rank=2, compared=2) in told
    assert "乙支行" not in told
    assert plain(_("only the cards of your own units are shown")) in told
    assert not app.data_editor
    assert not {"score_save", "score_close", "score_reopen"} & {button.key for button in app.button}
    assert [tab.label for tab in app.tabs] == [_("Ranking"), _("Indicators")]


@pytest.mark.parametrize("role", ROLES)
def test_the_file_is_for_whoever_may_export(bank: Bank, role: str) -> None:
    app = visit(bank.database, "scores", by=role)
    assert bool(app.get("download_button")) == (role != LEADER)


def test_without_a_unit_the_page_says_so(ledger: Database) -> None:
    app = visit(ledger, "scores", by=LEADER)
    assert not app.exception
    assert app.info


@pytest.mark.usefixtures("spoken")
def test_a_quarter_is_closed_and_what_changes_later_is_shown_beside_it(bank: Bank) -> None:
    app = visit(bank.database, "scores")
    assert app.button(key="score_close").disabled
    app.checkbox(key="score_close_sure").check().run()
    app.button(key="score_close").click().run()
    assert [toast.value for toast in app.toast] == [_("Closed: {quarter}").format(quarter=LAST)]
    assert len(closings_of(bank.database, bank.viewer, Dataset.RECORDED)) == 1
    assert not any(button.key == "score_close" for button in app.button)
    assert list(rows(app)["now"]) == ["", ""]

    assert move_event(bank.database, bank.viewer, bank.event, "reopen", "人次有误").done
    app.run()
    assert list(rows(app)["points"]) == [20, 0]
    assert list(rows(app)["now"]) == ["0", ""]
    told = said(select_row(app, 0))
    assert _("by the ledger as it is now: **{points}**").format(points=0) in told
    assert plain(_("counted when the quarter was closed, does not any more")) in told
    assert "人次有误" in told

    app.button(key="score_reopen").click().run()
    assert app.error, "no reopening without a reason"
    app.text_input(key="score_reopen_reason").set_value("更正").run()
    app.button(key="score_reopen").click().run()
    assert list(rows(app)["points"]) == [0, 0]
    assert "更正" in said(app)


@pytest.mark.usefixtures("spoken")
def test_a_quarter_that_is_not_over_cannot_be_closed(bank: Bank) -> None:
    now = Quarter.of(date.today())
    app = visit(bank.database, "scores", quarter=now.key)
    assert not any(button.key == "score_close" for button in app.button)
    assert plain(_("not over yet; points still change")) in said(app)


@pytest.mark.usefixtures("spoken")
def test_indicators_are_changed_added_and_retired_in_the_table(bank: Bank) -> None:
    app = visit(bank.database, "scores")
    new = {
        "name_zh": "发放资料",
        "measure": "materials",
        "full_at": 0.5,
        "weight": 10,
        "venue_types": ["village"],
        "counts": True,
    }
    edits = {1: {"weight": 5, "per": None}, 7: {"counts": False}, 0: {"order": 20}}
    app = typed(app, edited_rows=edits, added_rows=[new])
    app.button(key="score_save").click().run()
    assert not app.error
    found = lines(bank)
    assert found[-1].retired
    assert (found[0].rule.weight, found[0].rule.per) == (5, "")
    added = next(line.rule for line in found if line.rule.name_zh == "发放资料")
    assert (added.full_at, added.narrowing, added.weight) == (Decimal("0.5"), "venue_types=village", 10)
    assert [line.rule.name_zh for line in found if not line.retired][-1] == "每网点宣教场次"
    assert app.session_state[str(app.data_editor[0].key)]["edited_rows"] == {}


@pytest.mark.usefixtures("spoken")
def test_nothing_typed_is_lost_on_a_problem(bank: Bank) -> None:
    app = visit(bank.database, "scores")
    app = typed(
        app, edited_rows={0: {"weight": 0, "name_zh": "新名称"}}, added_rows=[{"name_zh": "缺了一半", "counts": True}]
    )
    before = lines(bank)
    app.button(key="score_save").click().run()
    assert app.error
    assert either("新名称", "Sessions per outlet") in said(app)
    assert lines(bank) == before
    kept = app.session_state[str(app.data_editor[0].key)]
    assert kept["edited_rows"][0] == {"weight": 0, "name_zh": "新名称"}
    assert kept["added_rows"] == [{"name_zh": "缺了一半", "counts": True}]

    app.button(key="score_drop").click().run()
    assert app.session_state[str(app.data_editor[0].key)]["edited_rows"] == {}


def test_of_two_who_change_the_indicators_the_second_is_told(bank: Bank) -> None:
    first, second = visit(bank.database, "scores"), visit(bank.database, "scores")
    first, second = typed(first, edited_rows={0: {"weight": 30}}), typed(second, edited_rows={0: {"weight": 40}})
    first.button(key="score_save").click().run()
    second.button(key="score_save").click().run()
    assert second.error
    assert lines(bank)[0].rule.weight == 30
    second.button(key="score_drop").click().run()
    assert rows(second, 2)["weight"][0] == 30


def test_the_choices_stand_in_the_address_and_nonsense_in_it_is_ignored(bank: Bank) -> None:
    app = visit(bank.database, "scores", quarter="9999Q9", compared="organisation:nowhere", within="-1")
    assert (app.query_params["quarter"], app.query_params["compared"]) == (LAST.key, "organisation:sub_branch")
    app.selectbox(key="score_compared").select("organisation").run()
    app.selectbox(key="score_within").select(str(bank.branch)).run()
    assert (app.query_params["compared"], app.query_params["within"]) == ("organisation", str(bank.branch))
    again = visit(bank.database, "scores", quarter=LAST.key, compared="organisation", within=str(bank.branch))
    assert list(rows(again)["unit"]) == ["甲支行", "乙支行"]


def test_a_closed_quarter_is_shown_to_whoever_sees_a_part_of_the_bank(bank: Bank) -> None:
    assert close_quarter(bank.database, bank.viewer, LAST).done
    app = visit(bank.database, "scores", by=f"{COORDINATOR}@{bank.second}")
    assert not app.exception
    assert "##### " + plain("乙支行") in said(app)
