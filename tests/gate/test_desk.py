"""The sign-in page: who is let in, what is said to those who are not, and where people are sent on to."""

import logging
import re
from collections.abc import Mapping

import pytest

from locales import CHINESE, ENGLISH, speaking
from locales import gettext as _
from models.viewer import Viewer
from store.accounts import set_active
from store.sessions import COOKIE, Limits, session_of
from store.sign_ins import check_password
from tests.gate.conftest import INSIDE, PASSWORD, Begin, Gated


def flags(set_cookie: str) -> set[str]:
    return {part.strip().lower() for part in set_cookie.split(";")[1:]}


def test_the_right_password_leads_to_what_was_asked_for(gate: Gated) -> None:
    with gate.visitor() as visitor:
        way_in = visitor.get("/events?kind=talk").headers["location"]
        page = visitor.get(way_in)
        assert page.status_code == 200
        action = re.search(r'<form method="post" action="([^"]+)"', page.text)
        assert action is not None
        answer = visitor.post(action[1].replace("&amp;", "&"), data={"name": "li.na", "password": PASSWORD})
        assert answer.headers["location"] == "/events?kind=talk"
        assert visitor.get("/events?kind=talk").text == f"{INSIDE}: /events"


@pytest.mark.parametrize(
    ("headers", "secure"),
    [({}, False), ({"x-forwarded-proto": "https"}, True), ({"x-forwarded-proto": "http"}, False)],
)
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    headers: dict[str, str], secure: bool, gate: Gated
) -> None:
    with gate.visitor(headers=headers) as visitor:
        answer = visitor.post("/sign-in", data={"name": "li.na", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert re.match(rf"{COOKIE}=[\w-]{{43}};", cookie)
    assert flags(cookie) == {"httponly", "samesite=lax", "path=/", *(["secure"] if secure else [])}


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "http:evil.example",
        "/sign-in?next=/sign-in",
        "/sign-in/provider",
        "/" + "a" * 3000,
        "",
    ],
)
def test_nobody_is_sent_on_to_another_site(wanted: str, gate: Gated) -> None:
    with gate.visitor() as visitor:
        answer = visitor.post("/sign-in", params={"next": wanted}, data={"name": "li.na", "password": PASSWORD})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        again = visitor.get("/sign-in", params={"next": wanted})  # signed in already
        assert (again.status_code, again.headers["location"]) == (303, "/")


@pytest.mark.parametrize("wanted", ["/events", "/events?lang=en&q=%E5%8F%8D%E8%AF%88", "/map#here", "/a:b"])
def test_a_page_of_our_own_is_reached(wanted: str, gate: Gated) -> None:
    with gate.signed_in() as client:
        assert client.get("/sign-in", params={"next": wanted}).headers["location"] == wanted


def test_all_who_are_refused_hear_the_same(gate: Gated, viewer: Viewer) -> None:
    set_active(gate.database, viewer, "wang.wei", False)  # wang.wei is the last administrator, so this is refused
    set_active(gate.database, viewer, "li.na", False)
    for _try in range(5):
        check_password(gate.database, "locked", "a wrong password")
    answers = {}
    with gate.visitor() as visitor:
        for who, name, password in (
            ("unknown", "nobody", PASSWORD),
            ("wrong password", "wang.wei", "a wrong password"),
            ("disabled", "li.na", PASSWORD),
            ("locked", "locked", PASSWORD),
        ):
            answer = visitor.post("/sign-in", data={"name": name, "password": password})
            headers = {key: value for key, value in answer.headers.items() if key not in ("date", "content-length")}
            answers[who] = (answer.status_code, headers, answer.text.replace(f'value="{name}"', ""))
    assert len({str(answer) for answer in answers.values()}) == 1
    assert answers["unknown"][0] == 401


def test_a_locked_name_is_not_let_in_and_others_are(gate: Gated) -> None:
    with gate.visitor() as visitor:
        for _try in range(5):
            assert visitor.post("/sign-in", data={"name": "li.na", "password": "wrong"}).status_code == 401
        assert visitor.post("/sign-in", data={"name": "li.na", "password": PASSWORD}).status_code == 401
        assert visitor.post("/sign-in", data={"name": "wang.wei", "password": PASSWORD}).status_code == 303


@pytest.mark.parametrize(
    ("headers", "let_in"),
    [
        ({"sec-fetch-site": "same-origin", "origin": ""}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
    ],
)
def test_a_form_on_another_site_signs_nobody_in(headers: Mapping[str, str], let_in: bool, gate: Gated) -> None:
    with gate.visitor(headers=dict(headers)) as visitor:
        answer = visitor.post("/sign-in", data={"name": "li.na", "password": PASSWORD})
    assert answer.status_code == (303 if let_in else 403)
    assert ("set-cookie" in answer.headers) is let_in


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"name=" + b"a" * 20_000, b"&".join(b"a=b" for _n in range(50)), b"name=li.na"]
)
def test_anything_but_the_form_is_refused(body: bytes, gate: Gated) -> None:
    with gate.visitor(headers={"content-type": "application/x-www-form-urlencoded"}) as visitor:
        assert visitor.post("/sign-in", content=body).status_code in (401, 403)


def test_what_was_typed_is_shown_as_text(gate: Gated) -> None:
    name = "\"><script>alert('x')</script>"
    with gate.visitor() as visitor:
        answer = visitor.post(
            "/sign-in", data={"name": name, "password": "x"}, params={"next": '/"><b>', "lang": "x\"'"}
        )
    assert "<script" not in answer.text
    assert "<b>" not in answer.text


def test_the_page_allows_no_script_and_no_frame(gate: Gated) -> None:
    with gate.visitor() as visitor:
        for page in (visitor.get("/sign-in"), visitor.post("/sign-in", data={"name": "x", "password": "x"})):
            policy = page.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "script" not in policy + page.text
            assert "unsafe" not in policy
            assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("parameters", "accepted", "language"),
    [
        ({}, "zh-CN,zh;q=0.9,en;q=0.8", CHINESE),
        ({}, "en-GB,en;q=0.9", ENGLISH),
        ({}, "de-DE,de;q=0.9", ENGLISH),
        ({}, "de-DE,zh;q=0.5", CHINESE),
        ({}, "", CHINESE),
        ({"lang": "en"}, "zh-CN", ENGLISH),
        ({"lang": "zh_CN"}, "en", CHINESE),
        ({"lang": "xx"}, "en", ENGLISH),
        ({"next": "/events?lang=en"}, "zh-CN", ENGLISH),
    ],
)
def test_the_page_speaks_the_readers_language(
    parameters: dict[str, str], accepted: str, language: str, gate: Gated
) -> None:
    with gate.visitor(headers={"accept-language": accepted}) as visitor:
        page = visitor.get("/sign-in", params=parameters).text
    with speaking(language):
        assert f'<html lang="{language.replace("_", "-")}">' in page
        assert f"<h1>{_('Sign in')}</h1>" in page


def test_signing_in_again_ends_the_session_before(gate: Gated) -> None:
    with gate.signed_in() as client:
        before = client.cookies[COOKIE]
        assert client.post("/sign-in", data={"name": "wang.wei", "password": PASSWORD}).status_code == 303
        assert client.cookies[COOKIE] != before
        with gate.visitor() as visitor:
            visitor.cookies.set(COOKIE, before)
            assert visitor.get("/").status_code == 303


def test_a_dead_cookie_is_taken_back(gate: Gated) -> None:
    with gate.visitor() as visitor:
        visitor.cookies.set(COOKIE, "x" * 43)
        assert "max-age=0" in visitor.get("/sign-in").headers["set-cookie"].lower()


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_whose_session_ended_is_told_so_and_not_why(language: str, gate: Gated) -> None:
    with speaking(language):
        sentence = _("You are not signed in any more. Please sign in again.")
    with gate.visitor() as visitor:
        assert sentence not in visitor.get(visitor.get("/events").headers["location"], params={"lang": language}).text
        visitor.cookies.set(COOKIE, "x" * 43)
        sent = visitor.get("/events?q=1").headers["location"]
        assert sent == "/sign-in?ended=1&next=/events%3Fq%3D1"
        assert sentence in visitor.get(f"{sent}&lang={language}").text


def test_the_log_tells_who_came_in_and_no_secret(gate: Gated, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "outreach.sign_in")
    with gate.signed_in() as client:
        client.post("/sign-in", data={"name": "my secret typed too early", "password": "x"})
        told = "\n".join(str(record.__dict__) for record in caplog.records)
        assert {record.getMessage() for record in caplog.records} >= {"signed in", "sign-in refused"}
        for secret in (PASSWORD, client.cookies[COOKIE], "typed too early"):
            assert secret not in told


def test_people_change_their_own_password_and_are_signed_out_elsewhere(gate: Gated) -> None:
    new = "eine ganz neue 口令"
    with gate.visitor() as stranger:
        assert stranger.get("/sign-in/password").headers["location"].startswith("/sign-in?")
        form = {"before": PASSWORD, "password": new, "again": new}
        assert stranger.post("/sign-in/password", data=form).status_code == 403
    with gate.visitor() as here, gate.visitor() as elsewhere:
        for visitor in (here, elsewhere):
            assert visitor.post("/sign-in", data={"name": "li.na", "password": PASSWORD}).status_code == 303
        assert 'value="li.na"' in here.get("/sign-in/password").text
        for wrong in ({"again": "another"}, {"before": "wrong"}, {"password": "short", "again": "short"}):
            refused = here.post("/sign-in/password", data={**form, **wrong})
            assert (refused.status_code, 'role="alert"' in refused.text) == (422, True), wrong
            assert new not in refused.text
        assert here.post("/sign-in/password", data=form, headers={"origin": "https://evil.example"}).status_code == 403
        assert elsewhere.get("/events").status_code == 200

        done = here.post("/sign-in/password", params={"next": "/events"}, data=form)

        assert done.status_code == 303
        told = here.get(done.headers["location"]).text
        assert 'role="status"' in told
        assert 'type="password"' not in told
        assert 'href="/events"' in told
        assert here.get("/events").text == f"{INSIDE}: /events"
        assert session_of(gate.database, elsewhere.cookies[COOKIE], Limits()) is None
        assert elsewhere.post("/sign-in", data={"name": "li.na", "password": PASSWORD}).status_code == 401
        assert elsewhere.post("/sign-in", data={"name": "li.na", "password": new}).status_code == 303


def test_the_present_password_cannot_be_guessed_at_an_open_browser(gate: Gated) -> None:
    with gate.visitor() as visitor:
        assert visitor.post("/sign-in", data={"name": "li.na", "password": PASSWORD}).status_code == 303
        form = {"password": "eine ganz neue 口令", "again": "eine ganz neue 口令"}
        for _try in range(5):
            assert visitor.post("/sign-in/password", data={**form, "before": "wrong"}).status_code == 422
        assert visitor.post("/sign-in/password", data={**form, "before": PASSWORD}).status_code == 422


def test_the_first_administrator_needs_the_code_of_this_start(begin: Begin) -> None:
    gate = begin()
    code = gate.keeper.set_up.code
    assert code is not None
    assert len(code) >= 20
    form = {"name": "first", "full_name": "王伟", "password": PASSWORD, "again": PASSWORD}
    with gate.visitor() as visitor:
        page = visitor.get("/sign-in", params={"setup": code})
        assert f'value="{code}"' in page.text
        in_english = re.search(r'href="(/sign-in\?[^"]*)" lang="en"', page.text)
        assert in_english is not None
        assert f'value="{code}"' in visitor.get(in_english[1].replace("&amp;", "&")).text
        assert page.headers["referrer-policy"] == "strict-origin"  # the address, and so the code, is told to nobody
        assert code not in visitor.get("/sign-in").text
        for wrong in ("", "x", code[:-1], code + "x", "ü"):
            assert visitor.post("/sign-in/first", data={**form, "code": wrong}).status_code == 422
        assert visitor.post("/sign-in/first", data={**form, "code": code, "again": "x"}).status_code == 422
        assert (
            visitor.post("/sign-in/first", data={**form, "code": code, "password": "x", "again": "x"}).status_code
            == 422
        )
        crossed = visitor.post(
            "/sign-in/first", data={**form, "code": code}, headers={"origin": "https://evil.example"}
        )
        assert crossed.status_code == 403
        assert visitor.get("/").status_code == 303  # nothing of all this let anybody in

        done = visitor.post("/sign-in/first", data={**form, "code": code})
        assert (done.status_code, done.headers["location"]) == (303, "/")
        assert visitor.get("/").status_code == 200
    with gate.visitor() as visitor:
        again = visitor.post("/sign-in/first", data={**form, "name": "second", "code": code})
        assert again.status_code == 422
        assert 'action="/sign-in/first' not in visitor.get("/sign-in", params={"setup": code}).text


def test_there_is_no_code_where_there_is_an_administrator(gate: Gated) -> None:
    assert gate.keeper.set_up.code is None
    with gate.visitor() as visitor:
        form = {"name": "second", "password": PASSWORD, "again": PASSWORD, "code": ""}
        assert visitor.post("/sign-in/first", data=form).status_code == 422


def test_the_launchers_code_is_taken_once(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTREACH_SETUP_CODE", "made-by-the-launcher")
    assert begin().keeper.set_up.code == "made-by-the-launcher"
    assert begin().keeper.set_up.code != "made-by-the-launcher"
    monkeypatch.setenv("OUTREACH_SETUP_CODE", "short")
    assert begin().keeper.set_up.code != "short"
