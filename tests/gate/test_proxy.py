"""A proxy that says who somebody is: believed from its own address, and from nowhere else."""

import pytest

from models.viewer import Viewer
from store.accounts import set_active
from store.sessions import COOKIE
from tests.gate.conftest import Begin, Gated

HEADER = "X-Remote-User"


@pytest.fixture
def behind(begin: Begin, people: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> Gated:
    """A server that believes proxies on this machine."""
    assert people
    return configured(begin, monkeypatch, "127.0.0.0/8")


def configured(begin: Begin, monkeypatch: pytest.MonkeyPatch, address: str) -> Gated:
    monkeypatch.setenv("OUTREACH_PROXY_HEADER", HEADER)
    monkeypatch.setenv("OUTREACH_PROXY_ADDRESS", address)
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "")
    return begin()


@pytest.mark.parametrize("name", ["li.na", "LI.NA"])
def test_whom_the_proxy_names_is_signed_in(name: str, behind: Gated, people: dict[str, int]) -> None:
    with behind.visitor(headers={HEADER: name}) as client:
        assert client.get("/events").status_code == 200
        assert "httponly" in str(client.cookies.jar).lower() or client.cookies[COOKIE]
        assert client.get("/sign-in/here").json() == {"account": people["li.na"]}


def test_it_is_one_session_for_many_requests(behind: Gated) -> None:
    with behind.visitor(headers={HEADER: "li.na"}) as client:
        client.get("/events")
        secret = client.cookies[COOKIE]
        for _request in range(3):
            assert "set-cookie" not in client.get("/events").headers
        assert client.cookies[COOKIE] == secret


def test_a_part_of_a_page_opens_no_session(behind: Gated) -> None:
    with behind.visitor(headers={HEADER: "li.na", "accept": "*/*"}) as client:
        answer = client.get("/app/static/x.js")
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


def test_another_name_ends_the_session_before(behind: Gated, people: dict[str, int]) -> None:
    with behind.visitor() as client:
        client.get("/", headers={HEADER: "li.na"})
        first = client.cookies[COOKIE]
        assert client.get("/part", headers={HEADER: "wang.wei", "accept": "*/*"}).status_code == 401
        client.get("/", headers={HEADER: "wang.wei"})
        assert client.get("/sign-in/here").json() == {"account": people["wang.wei"]}
        assert client.cookies[COOKIE] != first
    with behind.visitor() as other:
        other.cookies.set(COOKIE, first)
        assert other.get("/").status_code == 303


def test_the_name_of_a_stranger_ends_the_session_and_opens_none(behind: Gated) -> None:
    with behind.visitor() as client:
        client.get("/", headers={HEADER: "li.na"})
        secret = client.cookies[COOKIE]
        assert client.get("/", headers={HEADER: "stranger"}).status_code == 303
        assert client.get("/sign-in", headers={HEADER: "stranger"}).status_code == 200
    with behind.visitor() as other:
        other.cookies.set(COOKIE, secret)
        assert other.get("/").status_code == 303


def test_a_disabled_person_is_not_let_in(behind: Gated, viewer: Viewer) -> None:
    assert set_active(behind.database, viewer, "li.na", False).done
    with behind.visitor(headers={HEADER: "li.na"}) as client:
        assert client.get("/").status_code == 303


@pytest.mark.parametrize("forged", ["10.0.0.5", "10.0.0.5:1234", "127.0.0.1, 10.0.0.5", "10.0.0.5, 127.0.0.1"])
def test_nobody_else_is_believed_whatever_they_say_about_their_address(
    forged: str, begin: Begin, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert people
    gate = configured(begin, monkeypatch, "10.0.0.5")
    forwarded = {"X-Forwarded-For": forged, "X-Real-IP": "10.0.0.5", "Forwarded": "for=10.0.0.5"}
    with gate.visitor(headers={HEADER: "li.na", **forwarded}) as client:
        answer = client.get("/")
        assert answer.status_code == 303
        assert "set-cookie" not in answer.headers


def test_two_names_in_one_request_are_none(behind: Gated) -> None:
    with behind.visitor() as client:
        answer = client.get("/", headers=[("accept", "text/html"), (HEADER, "li.na"), (HEADER, "wang.wei")])
        assert answer.status_code == 303


@pytest.mark.parametrize(
    ("header", "address"), [(HEADER, ""), ("", "127.0.0.1"), ("", "")], ids=["no address", "no header", "neither"]
)
def test_unless_both_are_set_no_header_is_believed(
    header: str, address: str, begin: Begin, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert people
    monkeypatch.setenv("OUTREACH_PROXY_HEADER", header)
    monkeypatch.setenv("OUTREACH_PROXY_ADDRESS", address)
    with begin().visitor(headers={HEADER: "li.na"}) as client:
        assert client.get("/").status_code == 303


@pytest.mark.parametrize("allowed", [None, "127.0.0.1", "*"])
def test_where_addresses_could_be_forged_the_ledger_does_not_start(
    allowed: str | None, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTREACH_PROXY_HEADER", HEADER)
    monkeypatch.setenv("OUTREACH_PROXY_ADDRESS", "10.0.0.5")
    if allowed is None:
        monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    else:
        monkeypatch.setenv("FORWARDED_ALLOW_IPS", allowed)
    with pytest.raises(ValueError, match="FORWARDED_ALLOW_IPS"):
        begin()


def test_an_address_that_is_none_stops_the_start(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="proxy"):
        configured(begin, monkeypatch, "the proxy")
