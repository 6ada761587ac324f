"""Signing in at a provider, against one that runs on this machine."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import oidc_provider_mock
import pytest

from gate.provider import provider_of
from models.viewer import Viewer
from store.accounts import set_active
from store.sessions import COOKIE, Limits, session_of
from tests.gate.conftest import Begin, Gated

# Authlib says at import that it would rather have a newer HTTP library.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of a provider that knows li.na under the number 17."""
    with oidc_provider_mock.run_server_in_thread() as server:
        address = f"http://localhost:{server.server_port}"
        for number, name in (("17", "Li.Na"), ("18", "li.na"), ("19", "stranger")):
            httpx.put(f"{address}/users/{number}", json={"preferred_username": name}).raise_for_status()
        yield address


@pytest.fixture
def behind(begin: Begin, people: dict[str, int], provider: str, monkeypatch: pytest.MonkeyPatch) -> Gated:
    """A server where people sign in at the provider."""
    assert people
    for name, value in (
        ("SERVER_METADATA_URL", f"{provider}/.well-known/openid-configuration"),
        ("CLIENT_ID", "ledger"),
        ("CLIENT_SECRET", "secret"),
        ("NAME", "统一认证"),
    ):
        monkeypatch.setenv(f"OUTREACH_OIDC_{name}", value)
    return begin()


def to_provider(client: httpx.Client, wanted: str = "/events") -> str:
    answer = client.get("/sign-in/provider", params={"next": wanted})
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def come_back(client: httpx.Client, number: str, wanted: str = "/events") -> httpx.Response:
    """Sign in at the provider as the person with this number there, and come back."""
    back = httpx.post(to_provider(client, wanted), data={"sub": number})
    assert back.status_code in (302, 303), back.text
    return client.get(back.headers["location"])


def test_the_page_offers_the_provider_by_name(behind: Gated) -> None:
    with behind.visitor() as client:
        assert "统一认证" in client.get("/sign-in").text


def test_state_nonce_and_pkce_are_sent_along(behind: Gated) -> None:
    with behind.visitor() as client:
        one, two = (parse_qs(urlsplit(to_provider(client)).query) for _time in range(2))
    assert one["code_challenge_method"] == ["S256"]
    assert one["redirect_uri"] == [f"{behind.address}/sign-in/provider/callback"]
    for name in ("state", "nonce", "code_challenge"):
        assert one[name] != two[name]


def test_who_comes_back_is_signed_in_and_linked(behind: Gated, people: dict[str, int]) -> None:
    with behind.visitor() as client:
        answer = come_back(client, "17")
        assert (answer.status_code, answer.headers["location"]) == (303, "/events")
        session = session_of(behind.database, client.cookies[COOKIE], Limits())
        assert session is not None
        assert (session.account_id, session.method) == (people["li.na"], "provider")
        assert client.get("/events").status_code == 200
    with behind.visitor() as other:  # has the same name there, and is somebody else
        assert come_back(other, "18").status_code == 403
        assert other.get("/events").status_code == 303


def test_somebody_without_an_account_is_told_so(behind: Gated) -> None:
    with behind.visitor() as client:
        answer = come_back(client, "19")
        assert answer.status_code == 403
        assert 'role="alert"' in answer.text
        assert COOKIE not in client.cookies


def test_a_disabled_person_is_not_let_in(behind: Gated, viewer: Viewer) -> None:
    assert set_active(behind.database, viewer, "li.na", False).done
    with behind.visitor() as client:
        assert come_back(client, "17").status_code == 403


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/sign-in/provider"])
def test_the_way_back_leads_to_no_other_site(wanted: str, behind: Gated) -> None:
    with behind.visitor() as client:
        assert come_back(client, "17", wanted).headers["location"] == "/"


def test_an_answer_nobody_asked_for_is_refused(behind: Gated) -> None:
    with behind.visitor() as mine, behind.visitor() as victim:
        back = httpx.post(to_provider(mine), data={"sub": "17"}).headers["location"]
        for answer in (
            victim.get(back),  # somebody else's answer: the victim would be signed in as them
            victim.get("/sign-in/provider/callback", params={"code": "x", "state": "x"}),
            victim.get("/sign-in/provider/callback"),
            victim.get("/sign-in/provider/callback", params={"error": "access_denied"}),
        ):
            assert answer.status_code == 502
        assert COOKIE not in victim.cookies
        assert mine.get(back).status_code == 303
        assert mine.get(back).status_code == 502  # an answer is good once


def test_a_provider_that_does_not_answer_is_a_sentence(
    begin: Begin, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert people
    monkeypatch.setenv("OUTREACH_OIDC_SERVER_METADATA_URL", "http://127.0.0.1:9/nothing")
    monkeypatch.setenv("OUTREACH_OIDC_CLIENT_ID", "ledger")
    monkeypatch.setenv("OUTREACH_OIDC_CLIENT_SECRET", "secret")
    with begin().visitor() as client:
        answer = client.get("/sign-in/provider")
    assert answer.status_code == 502
    assert 'role="alert"' in answer.text


def test_without_a_provider_its_addresses_lead_to_the_page(gate: Gated) -> None:
    with gate.visitor() as client:
        for path in ("/sign-in/provider", "/sign-in/provider/callback"):
            assert client.get(path).headers["location"].startswith("/sign-in?")


def test_it_is_configured_by_a_file_or_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = tmp_path / "secrets.toml"
    assert provider_of(secrets) is None
    secrets.write_text(
        '[oidc]\nserver_metadata_url = "https://x.example/m"\nclient_id = "ledger"\nname = "File"\n', "utf-8"
    )
    with pytest.raises(ValueError, match="client_secret"):
        provider_of(secrets)
    monkeypatch.setenv("OUTREACH_OIDC_CLIENT_SECRET", "from the environment")
    found = provider_of(secrets)
    assert found is not None
    assert found.shown == "File"
