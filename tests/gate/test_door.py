"""Nobody gets past the gate who is not signed in, and nobody stays inside who no longer is."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import event, update
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from gate.known import LOOK_EVERY
from models.account import SignIn
from models.base import table_of
from models.viewer import Viewer
from store.accounts import set_active, set_password
from store.sessions import COOKIE, end_session
from tests.gate.conftest import INSIDE, Gated

PATHS = ["/", "/events", "/events?lang=en", "/app/static/x.js", "/media/1.jpg", "/component/x/y.js", "/_stcore/health/"]
PATHS += ["/_stcore/host-config", "/_stcore/metrics", "/_stcore/upload_file/1/2", "/_stcore/stream", "/unknown", "//x"]
PATHS += ["/sign-inx", "/SIGN-IN", "/sign-in%2f..%2fevents", "/%73ign-in/../events", "/_stcore/../_stcore/health/x"]
CUT_WITHIN = 15


def websocket(gate: Gated, client: httpx.Client | None = None, path: str = "/_stcore/stream") -> ClientConnection:
    cookie = client.cookies.get(COOKIE) if client else "x" * 43
    return connect(
        gate.address.replace("http", "ws") + path, additional_headers={"Cookie": f"{COOKIE}={cookie}"}, proxy=None
    )


@pytest.mark.parametrize("path", PATHS)
def test_signed_out_nothing_is_answered_from_behind_the_gate(path: str, gate: Gated) -> None:
    with gate.visitor() as visitor:
        for method in ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"):
            for accept in ("text/html", "*/*"):
                answer = visitor.request(method, path, headers={"accept": accept})
                assert INSIDE not in answer.text
                assert answer.status_code in (303, 401, 404, 405)
                if answer.status_code == 303:
                    assert answer.headers["location"].startswith("/sign-in")


def test_a_person_is_sent_to_the_sign_in_page_and_anything_else_refused(gate: Gated) -> None:
    with gate.visitor() as visitor:
        page = visitor.get("/events?lang=en&kind=x")
        part = visitor.get("/app/static/x.js", headers={"accept": "*/*"})
    assert (page.status_code, page.headers["location"]) == (
        303,
        "/sign-in?next=/events%3Flang%3Den%26kind%3Dx",
    )
    assert (part.status_code, part.text) == (401, "not signed in")
    assert "no-store" in page.headers["cache-control"] + part.headers["cache-control"]


@pytest.mark.parametrize("cookie", ["", "x" * 43, "é", "a" * 5000])
def test_a_cookie_of_no_session_is_none(cookie: str, gate: Gated) -> None:
    with gate.visitor() as visitor:
        answer = visitor.get("/", headers=[(b"cookie", f"{COOKIE}={cookie}".encode()), (b"accept", b"text/html")])
    assert answer.status_code == 303


def test_health_is_for_everybody_and_says_nothing_else(gate: Gated) -> None:
    with gate.visitor() as visitor:
        assert visitor.get("/_stcore/health").text == "ok"
        assert visitor.post("/_stcore/health").status_code == 401


@pytest.mark.parametrize("path", ["/_stcore/stream", "/", "/sign-in", "/sign-in/here", "/_stcore/health"])
def test_signed_out_no_websocket_is_opened(path: str, gate: Gated) -> None:
    with pytest.raises(InvalidStatus) as refused:
        websocket(gate, path=path)
    assert refused.value.response.status_code == 403


def test_signed_in_everything_is_passed_on(gate: Gated) -> None:
    with gate.signed_in() as client:
        assert client.get("/events").text == f"{INSIDE}: /events"
        assert client.post("/_stcore/upload_file/1").text == f"{INSIDE}: /_stcore/upload_file/1"
        with websocket(gate, client) as line:
            line.send("hello")
            assert line.recv(timeout=10) == f"{INSIDE}: hello"


@pytest.mark.parametrize("how", ["disabled", "signed out", "new password", "run out"])
def test_an_open_connection_is_cut_when_its_session_ends_without_a_word_from_it(
    how: str, gate: Gated, viewer: Viewer
) -> None:
    with gate.signed_in() as client, websocket(gate, client) as line:
        line.send("hello")
        assert line.recv(timeout=10)
        if how == "disabled":
            assert set_active(gate.database, viewer, "li.na", False).done
        elif how == "new password":
            assert set_password(gate.database, viewer, "li.na", "another long password").done
        elif how == "signed out":
            end_session(gate.database, client.cookies[COOKIE])
        else:
            with gate.database.writing(viewer, "test") as writing:
                yesterday = datetime.now(UTC) - timedelta(days=1)
                writing.session.connection().execute(update(table_of(SignIn)).values(created_at=yesterday))
        with pytest.raises(ConnectionClosed) as closed:
            line.recv(timeout=CUT_WITHIN)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4401
        assert client.get("/events").status_code == 303


def test_talking_on_keeps_no_connection_open_whose_session_has_ended(gate: Gated) -> None:
    with gate.signed_in() as client, websocket(gate, client) as line:
        end_session(gate.database, client.cookies[COOKIE])
        talk(line)


def talk(line: ClientConnection) -> None:
    """Talk on until the line is cut."""
    until = time.monotonic() + CUT_WITHIN
    while time.monotonic() < until:
        try:
            line.send("hello")
            line.recv(timeout=CUT_WITHIN)
        except ConnectionClosed:
            return
        time.sleep(0.1)
    raise AssertionError(f"still answered after {CUT_WITHIN} s")


def test_the_ledger_is_not_asked_for_every_part_of_a_page(gate: Gated) -> None:
    asked: list[str] = []

    def note(*arguments: Any) -> None:
        asked.extend(text for text in arguments if isinstance(text, str) and "sign_in" in text)

    with gate.signed_in() as client:
        event.listen(gate.database.engine, "before_cursor_execute", note)
        began = time.monotonic()
        for number in range(100):
            assert client.get(f"/part/{number}").status_code == 200
        most = (time.monotonic() - began) // LOOK_EVERY + 1
    assert 1 <= len(asked) <= most


def test_only_what_a_person_does_counts_as_activity(gate: Gated, people: dict[str, int], viewer: Viewer) -> None:
    def seen() -> datetime:
        with gate.database.reading() as connection:
            found = connection.scalar(table_of(SignIn).select().with_only_columns(table_of(SignIn).c.seen_at))
        assert isinstance(found, datetime)
        return found

    with gate.signed_in() as client:
        ago = datetime.now(UTC) - timedelta(minutes=10)
        with gate.database.writing(viewer, "test") as writing:
            writing.session.connection().execute(update(table_of(SignIn)).values(seen_at=ago))
        time.sleep(5.5)  # until the gate asks the ledger again
        for _time in range(3):
            assert client.get("/sign-in/here").json() == {"account": people["li.na"]}
        assert seen() == ago
        assert client.get("/events").status_code == 200
        until = time.monotonic() + 10
        while seen() == ago and time.monotonic() < until:
            time.sleep(0.05)
        noted = seen()
        assert noted > ago
        assert client.get("/events").status_code == 200
        time.sleep(0.3)
        assert seen() == noted  # at most once a minute
