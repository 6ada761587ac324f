"""Campaigns and targets: what waits, the campaigns there are, how far one is, and setting what units are to reach."""

from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from locales import gettext as _
from metrics.campaigns import CampaignLine, list_campaigns, read_campaign
from models.campaign import CampaignDraft, ThemeDraft
from models.dataset import Dataset
from models.draft import EventDraft
from models.permission import COORDINATOR
from models.viewer import Viewer
from models.when import When
from store.accounts import add_account
from store.campaigns import save_campaign
from store.database import Database
from store.events import save_event
from store.targets import set_targets, targets_of
from store.units import save_unit
from tests.pages.visiting import charts, rows, said, select_row, visit

TODAY = date.today()


class Drive:
    """A running campaign, half over, of a branch with two sub-branches, of which one has recorded something."""

    def __init__(self, database: Database, viewer: Viewer) -> None:
        self.database = database
        self.branch = self._unit(viewer, "大连市分行", None)
        self.busy, self.idle = (self._unit(viewer, name, self.branch) for name in ("庄河支行", "瓦房店支行"))
        draft = CampaignDraft(
            name_zh="金融教育宣传月",
            name_en="Education Month",
            starts=TODAY - timedelta(days=30),
            ends=TODAY + timedelta(days=30),
            slogan="守护安心消费",
            themes=(ThemeDraft(starts=TODAY - timedelta(days=3), ends=TODAY, text="个人征信"),),
        )
        outcome = save_campaign(database, viewer, draft)
        assert outcome.id is not None
        self.id = outcome.id
        for days in (2, 9, 16):
            event = EventDraft(
                title="讲座", when=When.on(TODAY - timedelta(days=days)), organisation=self.busy, campaigns=(self.id,)
            )
            assert save_event(database, viewer, event).done
        assert set_targets(
            database,
            viewer,
            self.id,
            {(self.branch, "events"): 8, (self.busy, "events"): 4, (self.idle, "events"): 5},
        ).done

    def _unit(self, viewer: Viewer, name: str, parent: int | None) -> int:
        outcome = save_unit(self.database, viewer, name=name, parent_id=parent)
        assert outcome.id is not None
        return outcome.id


@pytest.fixture
def drive(ledger: Database, viewer: Viewer) -> Drive:
    return Drive(ledger, viewer)


@pytest.mark.usefixtures("spoken")
def test_the_page_begins_with_what_is_wrong_or_waiting(drive: Drive) -> None:
    app = visit(drive.database, "campaigns")
    assert not app.exception
    told = said(app)
    assert _("{count} target does not add up").partition("{count}")[2].strip() in told
    assert _("{count} unit needs a reminder").partition("{count}")[2].strip() in told
    assert next(iter(rows(app)["state"])) == _("Running · {share}").format(share="51%")
    app.button(key=f"open_{drive.id}").click().run()
    assert app.query_params["campaign"] == str(drive.id)
    assert "守护安心消费" in said(app)


@pytest.mark.usefixtures("spoken")
def test_a_campaign_tells_how_far_each_unit_is_and_what_does_not_add_up(drive: Drive) -> None:
    app = visit(drive.database, "campaigns", campaign=str(drive.id))
    assert not app.exception
    reminded, table = table_with(app, "state"), table_with(app, "target")
    assert list(reminded["unit"]) == ["瓦房店支行"]
    assert list(reminded["state"]) == [_("nothing recorded yet")]
    assert [name.strip("\u2003") for name in table["unit"]] == ["大连市分行", "庄河支行", "瓦房店支行"]
    assert list(table["target"]) == [8, 4, 5]
    assert list(table["reached"]) == [3, 3, 0]
    assert table["sum"][0] == _("{number} too many").format(number=1)
    assert "大连市分行" in app.warning[0].value
    assert _("Theme now: {themes}").format(themes="个人征信") in said(app)
    [figure] = charts(app)
    assert [trace["name"] for trace in figure["data"]][:2] == [_("Even pace"), _("Reached")]
    go.Figure(figure)


@pytest.mark.usefixtures("spoken")
def test_there_are_words_to_send_in_both_languages(drive: Drive) -> None:
    app = visit(drive.database, "campaigns", campaign=str(drive.id))
    chinese, english = (block.value for block in app.code)
    assert all("瓦房店支行" in text for text in (chinese, english))
    assert "Education Month" in english
    assert "金融教育宣传月" in chinese


def test_coordinators_are_named_to_those_only_who_arrange_people(drive: Drive, viewer: Viewer) -> None:
    assert add_account(
        drive.database, viewer, name="wang.fang", full_name="王芳", role=COORDINATOR, unit=drive.idle
    ).done
    assert "王芳" in str(rows(visit(drive.database, "campaigns", campaign=str(drive.id))))
    leader = visit(drive.database, "campaigns", by="viewer", campaign=str(drive.id))
    assert not leader.exception
    assert "王芳" not in str(rows(leader))


@pytest.mark.usefixtures("spoken")
def test_a_campaign_is_added_with_its_themes(drive: Drive, viewer: Viewer) -> None:
    app = visit(drive.database, "campaigns")
    app.text_input(key="campaign_new_name_zh").set_value("普及金融知识万里行")
    app.date_input(key="campaign_new_starts").set_value(date(2027, 6, 1))
    app.date_input(key="campaign_new_ends").set_value(date(2027, 8, 31))
    app.text_area(key="campaign_new_themes").set_value("6月 货币金融知识\n2027-07-01~2027-08-15 个人征信")
    app.button(key="campaign_new_save").click().run()
    assert not app.exception
    [made] = [line for line in listed(drive, viewer) if line.label.startswith("普及金融知识万里行")]
    record = read_campaign(drive.database, viewer, made.id)
    assert record is not None
    assert [(theme.starts, theme.ends, theme.text) for theme in record.draft.themes] == [
        (date(2027, 6, 1), date(2027, 6, 30), "货币金融知识"),
        (date(2027, 7, 1), date(2027, 8, 15), "个人征信"),
    ]
    assert app.query_params["campaign"] == str(made.id)
    assert _("No targets are set yet for this campaign.") in said(app)


@pytest.mark.usefixtures("spoken")
def test_what_was_typed_stays_where_a_campaign_is_refused(drive: Drive) -> None:
    app = visit(drive.database, "campaigns")
    app.text_input(key="campaign_new_name_zh").set_value("万里行")
    app.text_area(key="campaign_new_themes").set_value("六月份 货币金融知识")
    app.date_input(key="campaign_new_starts").set_value(date(2027, 6, 1))
    app.button(key="campaign_new_save").click().run()
    assert app.error
    assert "六月份" in said(app)
    assert app.text_input(key="campaign_new_name_zh").value == "万里行"
    assert app.text_area(key="campaign_new_themes").value == "六月份 货币金融知识"
    assert app.date_input(key="campaign_new_starts").value == date(2027, 6, 1)


@pytest.mark.usefixtures("spoken")
def test_a_campaign_is_changed_retired_and_brought_back(drive: Drive, viewer: Viewer) -> None:
    app = visit(drive.database, "campaigns", campaign=str(drive.id))
    app.text_input(key=f"campaign_{drive.id}_slogan").set_value("新的口号")
    app.button(key=f"campaign_{drive.id}_save").click().run()
    record = read_campaign(drive.database, viewer, drive.id)
    assert record is not None
    assert (record.draft.slogan, len(record.draft.themes)) == ("新的口号", 1)
    assert app.toast
    app.button(key="retire_campaign").click().run()
    assert _("Retired") in said(app)
    app.button(key="retire_campaign").click().run()
    assert _("Retired") not in said(app)


@pytest.mark.usefixtures("spoken")
def test_a_misspelt_campaign_is_merged_into_the_right_one(drive: Drive, viewer: Viewer) -> None:
    event = EventDraft(title="讲座", when=When.on(TODAY), organisation=drive.idle, campaigns=("金融教育宜传月",))
    assert save_event(drive.database, viewer, event).done
    [wrong] = [line.id for line in listed(drive, viewer) if "宜" in line.label]
    app = visit(drive.database, "campaigns", campaign=str(wrong))
    app.selectbox(key=f"merge_into_{wrong}").set_value(drive.id)
    app.button(key="merge_campaign").click().run()
    assert not app.exception
    assert app.query_params["campaign"] == str(drive.id)
    assert _("nothing recorded yet") not in list(table_with(app, "state")["state"])
    assert wrong not in [line.id for line in listed(drive, viewer)]


@pytest.mark.usefixtures("spoken")
def test_who_may_only_look_sees_progress_and_changes_nothing(drive: Drive) -> None:
    app = visit(drive.database, "campaigns", by=f"viewer@{drive.busy}", campaign=str(drive.id))
    assert not app.exception
    table = table_with(app, "target")
    assert list(table["target"]) == [8, 4]
    assert [None if pd.isna(value) else int(value) for value in table["reached"]] == [None, 3]
    keys = {button.key for button in app.button}
    assert keys.isdisjoint({"save_targets", "retire_campaign", "merge_campaign", f"campaign_{drive.id}_save"})
    assert _("The targets of your unit are set above it; you see them under “Progress”.") in said(app)


@pytest.mark.usefixtures("spoken")
def test_targets_typed_are_kept_while_they_are_refused(drive: Drive, viewer: Viewer) -> None:
    app = visit(drive.database, "campaigns", campaign=str(drive.id))
    app.selectbox(key=f"target_parent_{drive.id}").set_value(drive.branch).run()
    edited = type_target(app, row=1, measure="events", value=4)
    # Meanwhile somebody else sets the same target.
    assert set_targets(drive.database, viewer, drive.id, {(drive.idle, "events"): 6}).done
    edited.button(key="save_targets").click().run()
    assert edited.error
    assert "瓦房店支行" in said(edited)
    assert edited.session_state[str(edited.data_editor[0].key)]["edited_rows"] == {1: {"events": 4}}
    edited.button(key="reload_targets").click().run()
    assert list(pd.DataFrame(edited.data_editor[0].value)["events"]) == [4, 6]
    type_target(edited, row=1, measure="events", value=4).button(key="save_targets").click().run()
    assert not edited.error
    held = {target.unit_id: target.value for target in targets_of(drive.database, viewer, drive.id)}
    assert held == {drive.branch: 8, drive.busy: 4, drive.idle: 4}


@pytest.mark.usefixtures("spoken")
def test_a_split_is_suggested_and_saved_by_the_person(drive: Drive, viewer: Viewer) -> None:
    app = visit(drive.database, "campaigns", campaign=str(drive.id))
    app.selectbox(key=f"target_parent_{drive.id}").set_value(drive.branch).run()
    app.button(key="split_fill").click().run()
    assert sum(pd.DataFrame(app.data_editor[0].value)["events"]) == 8
    held = {target.unit_id: target.value for target in targets_of(drive.database, viewer, drive.id)}
    assert (held[drive.busy], held[drive.idle]) == (4, 5)
    app.button(key="save_targets").click().run()
    held = {target.unit_id: target.value for target in targets_of(drive.database, viewer, drive.id)}
    assert (held[drive.busy], held[drive.idle]) == (4, 4)


@pytest.mark.parametrize("asked", ["x", "-1", "9" * 40, "1,2", "0"])
def test_an_address_that_means_no_campaign_shows_the_list(drive: Drive, asked: str) -> None:
    app = visit(drive.database, "campaigns", campaign=asked)
    assert not app.exception
    assert "name" in rows(app)


def test_a_click_in_the_list_opens_a_campaign(drive: Drive) -> None:
    app = select_row(visit(drive.database, "campaigns"), 0)
    assert not app.exception
    assert "守护安心消费" in said(app)


def table_with(app: AppTest, column: str) -> pd.DataFrame:
    """The rows of the table that has this column."""
    return next(table for table in (rows(app, at) for at in range(len(app.dataframe))) if column in table)


def listed(drive: Drive, viewer: Viewer) -> list[CampaignLine]:
    return list_campaigns(drive.database, viewer, Dataset.RECORDED, today=TODAY)


def type_target(app: AppTest, *, row: int, measure: str, value: int) -> AppTest:
    """Type a number into the table of targets, as the browser tells it."""
    editor = app.data_editor[0]
    app.session_state[str(editor.key)] = {
        "edited_rows": {row: {measure: value}},
        "added_rows": [],
        "deleted_rows": [],
    }
    return app.run()
