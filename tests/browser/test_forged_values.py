"""Somebody who changes what their browser sends to the server gets no further than with the page itself."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

from locales import CHINESE, speaking
from locales import gettext as _
from metrics.filter import Filter
from metrics.records import list_events
from models.draft import EventDraft
from models.permission import COORDINATOR, LEADER
from models.viewer import local_administrator
from models.when import When
from store.accounts import add_account
from store.database import Database
from store.events import save_event
from store.sessions import open_session
from store.units import save_unit
from tests.browser.app import choose, content, open_app, pick_row, press_button, settle, type_into
from tests.browser.conftest import NewPage, Served
from tests.browser.signing_in import opened, sign_in_browser

OURS, THEIRS = "甲支行", "乙支行"
TITLES = {OURS: "甲支行的讲座", THEIRS: "乙支行的讲座"}


class Forger:
    """Between a page and its server: shows every state of widgets to `forge` before it goes on."""

    def __init__(self, page: Page) -> None:
        self.forge: Callable[[WidgetStates], None] = lambda _states: None
        self.sent: list[WidgetState] = []
        page.route_web_socket("**/_stcore/stream*", self._between)

    def _between(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def forward(message: str | bytes) -> None:
            assert isinstance(message, bytes)
            asked = BackMsg.FromString(message)
            if asked.HasField("rerun_script"):
                self.forge(asked.rerun_script.widget_states)
                self.sent.extend(asked.rerun_script.widget_states.widgets)
            server.send(asked.SerializeToString())

        socket.on_message(forward)

    def last(self, key: str) -> WidgetState:
        """What was last sent of the widget of this key."""
        return next(state for state in reversed(self.sent) if f"-{key}" in state.id)


@dataclass(frozen=True)
class Bank:
    """A server, the ledger behind it, and its two sub-branches with an event each."""

    address: str
    ledger: Database
    units: dict[str, int]

    def enter(self, new_page: NewPage, role: str) -> tuple[Page, Forger]:
        """A page of somebody new who holds this role for our sub-branch."""
        done = add_account(
            self.ledger, local_administrator(), name=secrets.token_hex(4), role=role, unit=self.units[OURS]
        )
        assert done.id is not None, done.problems
        page = new_page(signed_in=False)
        sign_in_browser(page.context, open_session(self.ledger, done.id, "password"))
        return page, Forger(page)

    def titles(self) -> set[tuple[str, str]]:
        """Units and titles of all events."""
        events = list_events(self.ledger, local_administrator(), Filter())
        return {(event.organisation, event.title) for event in events}


@pytest.fixture(scope="module")
def bank(blank_server: Served) -> Iterator[Bank]:
    """The bank of these tests."""
    ledger, viewer = opened(blank_server.data), local_administrator()
    units = {}
    for name in (OURS, THEIRS):
        unit = save_unit(ledger, viewer, name=name).id
        assert unit is not None
        units[name] = unit
        draft = EventDraft(title=TITLES[name], when=When.in_month(2026, 9), organisation=unit)
        assert save_event(ledger, viewer, draft, submit=True).done
    yield Bank(blank_server.address, ledger, units)
    ledger.close()


def test_a_unit_that_was_not_offered_is_not_taken(new_page: NewPage, bank: Bank) -> None:
    page, forger = bank.enter(new_page, COORDINATOR)
    open_app(page, bank.address, "record")
    type_into(page, "entry_new_title", "冒名的讲座")
    choose(page, "entry_new_organisation", OURS)
    assert forger.last("entry_new_organisation").string_value == OURS

    def as_theirs(states: WidgetStates) -> None:
        for state in states.widgets:
            if state.id.endswith("-entry_new_organisation"):
                state.string_value = THEIRS

    forger.forge = as_theirs
    press_button(page, "submit_event")

    assert forger.last("entry_new_organisation").string_value == THEIRS
    assert not [title for title in bank.titles() if title[1] == "冒名的讲座" and title[0] != OURS]


def test_a_button_that_was_not_shown_cannot_be_pressed(new_page: NewPage, bank: Bank) -> None:
    page, forger = bank.enter(new_page, COORDINATOR)
    open_app(page, bank.address, "record")
    type_into(page, "entry_new_title", "一场讲座")
    choose(page, "entry_new_organisation", OURS)
    press_button(page, "save_event")
    assert (OURS, "一场讲座") in bank.titles()
    pressed = list(forger.sent)
    before = bank.titles()

    leader, forger = bank.enter(new_page, LEADER)
    open_app(leader, bank.address, "record")
    forger.forge = lambda states: states.widgets.extend(pressed)
    leader.reload()
    settle(leader)

    assert [state for state in forger.sent if state.id.endswith("-save_event") and state.trigger_value]
    assert bank.titles() == before


def test_a_row_or_a_list_that_was_not_shown_stays_out_of_sight(new_page: NewPage, bank: Bank) -> None:
    page, forger = bank.enter(new_page, COORDINATOR)
    open_app(page, bank.address, "events", period="all")
    expect(pick_row(page)).to_be_visible()
    with speaking(CHINESE):
        not_offered = _("To decide")
    assert "[0]" in forger.last("list_rows").string_value

    def beyond(states: WidgetStates) -> None:
        for state in states.widgets:
            if "-list_rows" in state.id:
                state.string_value = state.string_value.replace("[0]", "[1, -2, 4000000000]")
            if state.id.endswith("-list_queue"):
                state.string_array_value.data[:] = [not_offered]

    forger.forge = beyond
    type_into(page, "filter_text", "讲座")

    assert "4000000000" in forger.last("list_rows").string_value
    assert list(forger.last("list_queue").string_array_value.data) == [not_offered]
    assert TITLES[THEIRS] not in content(page).inner_text()
    expect(page.get_by_test_id("stException")).to_have_count(0)
