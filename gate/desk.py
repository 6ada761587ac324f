"""The desk beside the gate: the sign-in page and what is done there. All of it may be seen by anybody."""

import logging
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import anyio
from anyio import to_thread
from starlette.applications import Starlette
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from gate.cookie import give_cookie, take_cookie
from gate.keeper import Keeper
from gate.page import Sheet, draw, language_of
from gate.provider import ProviderError
from gate.requests import ENDED, SIGN_IN, cookies_of, is_encrypted, is_from_our_page, local_path, site
from gate.set_up import new_code
from locales import gettext as _
from locales import speaking
from models.account import NAME_LENGTH
from store.passwords import LONGEST
from store.sessions import COOKIE, PROVED_HERE
from store.sign_ins import (
    account_vouched_for,
    add_first_administrator,
    change_own_password,
    check_password,
    lacks_administrator,
)

MOST_BYTES: Final = 16_384
AT_ONCE: Final = 4
"""How many passwords are looked at at the same time; the others wait without holding up the pages."""
OWN_PASSWORD: Final = f"{SIGN_IN}/password"
BACK_FROM_PROVIDER: Final = f"{SIGN_IN}/provider/callback"
CHANGED: Final = "changed"
ON_THE_WAY: Final = "outreach_provider"
HEADERS: Final = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "x-frame-options": "DENY",
    # An address here may hold the set-up code. The site itself is told, for a form without any origin is refused.
    "referrer-policy": "strict-origin",
}

_log: Final = logging.getLogger("outreach.sign_in")


class Desk:
    """The pages below /sign-in."""

    def __init__(self, keeper: Keeper) -> None:
        """`keeper` knows people."""
        self._keeper = keeper
        self._limiter: anyio.CapacityLimiter | None = None
        pages = Starlette(
            routes=[
                Route(SIGN_IN, self._show, methods=["GET"]),
                Route(SIGN_IN, self._sign_in, methods=["POST"]),
                Route(f"{SIGN_IN}/first", self._set_up, methods=["POST"]),
                Route(f"{SIGN_IN}/first", self._to_the_page, methods=["GET"]),
                Route(OWN_PASSWORD, self._show_change, methods=["GET"]),
                Route(OWN_PASSWORD, self._change, methods=["POST"]),
                Route(f"{SIGN_IN}/here", self._here, methods=["GET"]),
                Route(f"{SIGN_IN}/provider", self._to_provider, methods=["GET"]),
                Route(BACK_FROM_PROVIDER, self._from_provider, methods=["GET"]),
                Route(f"{SIGN_IN}/style.css", partial(_file, Path(__file__).with_name("style.css")), methods=["GET"]),
                Route(f"{SIGN_IN}/icon.png", partial(_file, keeper.root / "static" / "icon.png"), methods=["GET"]),
            ]
        )
        pages.router.redirect_slashes = False
        # Between going to the provider and coming back the browser holds state, nonce and PKCE verifier, signed.
        secret = new_code()
        self._on_the_way = {
            encrypted: SessionMiddleware(
                pages,
                secret,
                session_cookie=ON_THE_WAY,
                max_age=600,
                path=f"{SIGN_IN}/provider",
                same_site="lax",
                https_only=encrypted,
            )
            for encrypted in (True, False)
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request below /sign-in."""
        with speaking(language_of(Request(scope))):
            await self._on_the_way[is_encrypted(scope)](scope, receive, send)

    async def _show(self, request: Request) -> Response:
        arrival = await self._keeper.receive(request.scope, afresh=True)
        wanted = local_path(request.query_params.get("next", "/"))
        if arrival.session:
            return self._let_in(request, arrival.secret, wanted)
        first = await to_thread.run_sync(lacks_administrator, self._keeper.database())
        response = self._page(
            request,
            first=first,
            code=request.query_params.get("setup", "")[:LONGEST] if first else "",
            ended=ENDED in request.query_params and not (first or arrival.stranger),
            wrong=[_no_account()] if arrival.stranger else self._hint(first),
        )
        if COOKIE in cookies_of(request.scope):
            take_cookie(response.headers, request.scope)
        return response

    def _hint(self, first: bool) -> list[str]:
        if first and self._keeper.set_up.code is None:
            return [_("There is no administrator and no set-up code. Start the ledger again to get a code.")]
        return []

    async def _to_the_page(self, request: Request) -> Response:
        return RedirectResponse(f"{SIGN_IN}?{urlencode({'lang': language_of(request)})}", 303, HEADERS)

    async def _sign_in(self, request: Request) -> Response:
        typed = await _typed(request)
        if typed is None:
            return _not_ours()
        name, password = typed.get("name", "")[:LONGEST], typed.get("password", "")
        account = await self._in_turn(check_password, self._keeper.database(), name, password)
        if account is None:
            sentence = _(
                "Name or password is not right, or too many were tried. Try again later or ask an administrator."
            )
            return self._page(request, 401, name=name, wrong=[sentence])
        secret = await self._keeper.begin(request.scope, account, PROVED_HERE)
        return self._let_in(request, secret, local_path(request.query_params.get("next", "/")))

    async def _set_up(self, request: Request) -> Response:
        typed = await _typed(request)
        if typed is None:
            return _not_ours()
        name, full_name = typed.get("name", "")[: NAME_LENGTH + 1], typed.get("full_name", "")[:NAME_LENGTH]
        again = partial(self._page, request, 422, first=True, name=name, full_name=full_name)
        if not self._keeper.set_up.fits(typed.get("code", "")):
            _log.warning("set-up refused", extra={"reason": "code"})
            return again(wrong=[_("This is not the set-up code.")])
        code, password = typed["code"], typed.get("password", "")
        if password != typed.get("again"):
            return again(code=code, wrong=[_("The two passwords differ.")])
        done = await self._in_turn(add_first_administrator, self._keeper.database(), name, password, full_name)
        if done.id is None:
            return again(code=code, wrong=[str(problem.message) for problem in done.problems])
        self._keeper.set_up.close()
        secret = await self._keeper.begin(request.scope, done.id, PROVED_HERE)
        return self._let_in(request, secret, "/")

    async def _show_change(self, request: Request) -> Response:
        arrival = await self._keeper.receive(request.scope, afresh=True)
        if arrival.session is None:
            return await self._to_the_page(request)
        changed = CHANGED in request.query_params
        return self._page(request, changing=True, changed=changed, name=arrival.session.name)

    async def _change(self, request: Request) -> Response:
        typed = await _typed(request)
        arrival = await self._keeper.receive(request.scope, afresh=True)
        if typed is None or arrival.session is None:
            return _not_ours()
        again = partial(self._page, request, 422, changing=True, name=arrival.session.name)
        before, password = typed.get("before", ""), typed.get("password", "")
        if password != typed.get("again"):
            return again(wrong=[_("The two passwords differ.")])
        done = await self._in_turn(change_own_password, self._keeper.database(), arrival.session.name, before, password)
        if done.id is None:
            return again(wrong=[str(problem.message) for problem in done.problems])
        secret = await self._keeper.begin(request.scope, done.id, PROVED_HERE)
        # Told by a page of its own, which can be loaded again without the password being sent a second time.
        told = {"lang": language_of(request), CHANGED: "1", "next": local_path(request.query_params.get("next", "/"))}
        return self._let_in(request, secret, f"{OWN_PASSWORD}?{urlencode(told)}")

    async def _here(self, request: Request) -> Response:
        """As which account the browser is signed in, if at all. An open page asks now and then; that is no activity."""
        secret = cookies_of(request.scope).get(COOKIE, "")
        session = await self._keeper.known.look(secret) if secret else None
        return JSONResponse({"account": session.account_id if session else None}, headers=HEADERS)

    async def _to_provider(self, request: Request) -> Response:
        provider = self._keeper.provider
        if provider is None:
            return await self._to_the_page(request)
        try:
            response = await provider.send(request, site(request.scope) + BACK_FROM_PROVIDER)
        except ProviderError as error:
            return self._unreached(request, error)
        request.session["next"] = local_path(request.query_params.get("next", "/"))
        request.session["lang"] = language_of(request)
        return response

    async def _from_provider(self, request: Request) -> Response:
        provider = self._keeper.provider
        if provider is None:
            return await self._to_the_page(request)
        wanted, language = request.session.get("next", "/"), request.session.get("lang")
        with speaking(language or language_of(request)):
            try:
                vouched = await provider.receive(request)
            except ProviderError as error:
                return self._unreached(request, error)
            request.session.clear()
            identity = (vouched.issuer, vouched.subject, vouched.name)
            account = await to_thread.run_sync(account_vouched_for, self._keeper.database(), *identity)
            if account is None:
                _log.warning("sign-in refused", extra={"reason": "no account", "method": "provider"})
                return self._page(request, 403, wrong=[_no_account()])
            secret = await self._keeper.begin(request.scope, account, "provider")
            return self._let_in(request, secret, local_path(wanted))

    def _unreached(self, request: Request, error: ProviderError) -> Response:
        _log.warning(
            "sign-in refused",
            extra={"reason": "provider not reached", "kind": type(error).__name__, "method": "provider"},
        )
        sentence = _("Signing in with {provider} did not work. Try again, or ask an administrator.")
        shown = self._keeper.provider.shown if self._keeper.provider else ""
        return self._page(request, 502, wrong=[sentence.format(provider=shown)])

    def _let_in(self, request: Request, secret: str, wanted: str) -> Response:
        response = RedirectResponse(wanted, 303, HEADERS)
        give_cookie(response.headers, request.scope, secret)
        return response

    def _page(self, request: Request, status: int = 200, **shown: Any) -> HTMLResponse:
        provider = self._keeper.provider
        sheet = Sheet(
            wanted=local_path(request.query_params.get("next", "/")),
            provider=provider.shown if provider else "",
            **shown,
        )
        return HTMLResponse(draw(sheet), status, HEADERS)

    async def _in_turn(self, check: Any, *arguments: Any) -> Any:
        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(AT_ONCE)
        return await to_thread.run_sync(check, *arguments, limiter=self._limiter)


async def _typed(request: Request) -> Mapping[str, str] | None:
    """What was typed into the form; None where it comes from somebody else's page, or is no form of ours."""
    if not is_from_our_page(request.scope):
        return None
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=10))
    except ValueError:
        return None


def _no_account() -> str:
    return _("You have no account here. Ask your administrator.")


def _not_ours() -> Response:
    return HTMLResponse("refused", 403, HEADERS)


async def _file(path: Path, _request: Request) -> Response:
    return FileResponse(path, headers={**HEADERS, "cache-control": "max-age=3600"})
