"""Every answer carries the headers that keep a browser from doing more than the pages need."""

import asyncio
import re
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gate.headers import Headers, inline_scripts

Pairs = Iterable[tuple[bytes, bytes]]


def run(answering: Coroutine[Any, Any, None]) -> None:
    """Run to the end, in a thread of its own: the browser tests of the same run keep a loop going in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, answering).result()


def answer(
    path: str = "/",
    *,
    host: str = "ledger.bank.example",
    scheme: str = "http",
    more: Pairs = (),
    app: ASGIApp | None = None,
) -> dict[str, list[str]]:
    """The headers of an answer to one request, by name."""
    sent: list[Message] = []
    scope: Scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "scheme": scheme,
        "headers": [(b"host", host.encode("latin-1")), *more],
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    run(Headers(app or PlainTextResponse("here"))(scope, receive, send))
    found: dict[str, list[str]] = {}
    for name, value in sent[0]["headers"]:
        found.setdefault(name.decode(), []).append(value.decode())
    assert sent[-1]["body"] == b"here"
    return found


def policy(path: str = "/", **request: str) -> dict[str, set[str]]:
    """What each directive of the answer's Content-Security-Policy allows."""
    (text,) = answer(path, **request)["content-security-policy"]  # type: ignore[arg-type]
    directives = [directive.split() for directive in text.split(";")]
    assert len({names[0] for names in directives}) == len(directives)
    return {name: set(allowed) for name, *allowed in directives}


def test_no_page_runs_a_script_that_is_not_the_apps_own() -> None:
    allowed = policy()["script-src"]

    assert "'self'" in allowed
    # A blob can be made only by a script that runs here already: Streamlit's way to bring in a component.
    assert allowed - {"'self'", "blob:"} == set(inline_scripts()) != set()
    assert all(script.startswith("'sha256-") for script in inline_scripts())


@pytest.mark.parametrize("path", ["/", "/map", "/component", "/components/x", "/app/static/x.html", "/_stcore/health"])
def test_nothing_but_a_components_own_page_may_be_framed_or_evaluate(path: str) -> None:
    assert policy(path)["frame-ancestors"] == {"'none'"}
    assert policy(path)["script-src"].isdisjoint({"'unsafe-eval'", "'unsafe-inline'"})
    assert answer(path)["x-frame-options"] == ["DENY"]


def test_the_maps_frame_may_run_what_it_is_given_and_only_within_the_app() -> None:
    path = "/component/streamlit_folium.st_folium/index.html"

    assert policy(path)["frame-ancestors"] == {"'self'"}
    assert policy(path)["script-src"] == {"'self'", "'unsafe-inline'", "'unsafe-eval'"}
    assert answer(path)["x-frame-options"] == ["SAMEORIGIN"]


@pytest.mark.parametrize("path", ["/", "/component/x/index.html"])
def test_no_page_loads_or_sends_anything_elsewhere(path: str) -> None:
    allowed = policy(path)

    sources = {source for name, found in allowed.items() if name != "connect-src" for source in found}
    assert not [source for source in sources if "//" in source or source in ("*", "http:", "https:")]
    assert allowed["default-src"] == allowed["form-action"] == allowed["base-uri"] == {"'self'"}
    assert allowed["object-src"] == {"'none'"}


HOSTS = [
    ("ledger.bank.example", {"ws://ledger.bank.example", "wss://ledger.bank.example"}),
    ("127.0.0.1:8501", {"ws://127.0.0.1:8501", "wss://127.0.0.1:8501"}),
    ("[::1]:8501", {"ws://[::1]:8501", "wss://[::1]:8501"}),
    ("", set()),
    ("evil.example; script-src *", set()),
    ("evil.example 'unsafe-inline'", set()),
    ("evil.example\r\nset-cookie: a=b", set()),
    ("evil.example/x", set()),
    ("*", set()),
    ("\xe9.example", set()),
]


@pytest.mark.parametrize(("host", "lines"), HOSTS)
def test_a_websocket_goes_back_to_the_host_asked_and_a_forged_host_gets_none(host: str, lines: set[str]) -> None:
    assert policy(host=host)["connect-src"] == {"'self'", *lines}


@pytest.mark.parametrize("path", ["/", "/component/x/index.html"])
def test_types_are_not_guessed_and_addresses_and_devices_stay_here(path: str) -> None:
    headers = answer(path)

    assert headers["x-content-type-options"] == ["nosniff"]
    assert headers["referrer-policy"] == ["same-origin"]
    assert headers["cross-origin-resource-policy"] == ["same-origin"]
    (devices,) = headers["permissions-policy"]
    assert {"camera=()", "microphone=()", "geolocation=(self)"} <= set(re.split(", ", devices))


SECURE = [
    ({"scheme": "https"}, True, True),
    ({"more": [(b"x-forwarded-proto", b"https")]}, True, True),
    ({"more": [(b"x-forwarded-proto", b"http")]}, False, False),
    ({}, False, False),
    ({"host": "127.0.0.1:8501"}, False, True),
    ({"host": "localhost"}, False, True),
    ({"host": "127.0.0.1.evil.example"}, False, False),
]


@pytest.mark.parametrize(("request_", "strict", "alone"), SECURE)
def test_a_browser_is_told_to_stay_with_https_only_where_there_is_https(
    request_: dict[str, object], strict: bool, alone: bool
) -> None:
    headers = answer(**request_)  # type: ignore[arg-type]

    assert ("strict-transport-security" in headers) == strict
    assert ("cross-origin-opener-policy" in headers) == alone


def test_a_header_that_the_answer_has_already_stays_as_it_is() -> None:
    own = {"Content-Security-Policy": "default-src 'none'", "x-frame-options": "SAMEORIGIN"}

    headers = answer(app=PlainTextResponse("here", headers=own))

    assert headers["content-security-policy"] == ["default-src 'none'"]
    assert headers["x-frame-options"] == ["SAMEORIGIN"]
    assert headers["x-content-type-options"] == ["nosniff"]


def test_a_websocket_is_passed_on_untouched() -> None:
    seen: list[Scope] = []

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        seen.append(scope)
        await send({"type": "websocket.accept"})

    async def nothing() -> Message:
        return {"type": "websocket.connect"}

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    run(Headers(app)({"type": "websocket", "path": "/_stcore/stream", "headers": []}, nothing, send))

    assert len(seen) == 1
    assert sent == [{"type": "websocket.accept"}]
