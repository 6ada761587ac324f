"""The door itself: every request and every websocket goes through it, whatever its path."""

import asyncio
import logging
from contextlib import suppress
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gate.cookie import give_cookie
from gate.desk import Desk
from gate.keeper import Keeper
from gate.known import LOOK_EVERY
from gate.requests import SIGN_IN, cookies_of, is_navigation, way_in
from store.sessions import COOKIE

HEALTH: Final = "/_stcore/health"
ENDED: Final = 4401
"""The code a websocket is closed with when nobody is signed in behind it (any more)."""

_log: Final = logging.getLogger("outreach.sign_in")


class Gate:
    """Lets through whoever is signed in; everybody else sees the sign-in page or nothing."""

    def __init__(self, app: ASGIApp, keeper: Keeper) -> None:
        """`app` is what lies behind; `keeper` knows people."""
        self.app = app
        self._keeper = keeper
        self._desk = Desk(keeper)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through, send to the sign-in page, or refuse."""
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path == SIGN_IN or path.startswith(f"{SIGN_IN}/"):
            await self._desk(scope, receive, send)
            return
        if path == HEALTH and scope["method"] in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        arrival = await self._keeper.receive(scope)
        if arrival.session is None:
            ended = COOKIE in cookies_of(scope) and not arrival.stranger
            refusal = RedirectResponse(way_in(scope, ended=ended), 303) if is_navigation(scope) else _refused()
            refusal.headers["cache-control"] = "no-store"
            await refusal(scope, receive, send)
            return
        self._keeper.known.active(arrival.secret)

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                give_cookie(MutableHeaders(scope=message), scope, arrival.secret)
            await send(message)

        await self.app(scope, receive, with_cookie if arrival.new else send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        arrival = await self._keeper.receive(scope)
        if arrival.session is None:
            await receive()
            await send({"type": "websocket.close", "code": ENDED, "reason": "not signed in"})
            return
        await _Line(self._keeper, arrival.secret, receive, send).run(self.app, scope)


class _Line:
    """An open websocket, cut when the session it belongs to has ended."""

    def __init__(self, keeper: Keeper, secret: str, receive: Receive, send: Send) -> None:
        self._keeper = keeper
        self._secret = secret
        self._receive = receive
        self._send = send
        self._cut = asyncio.Event()
        self._heard: asyncio.Future[Message] | None = None

    async def run(self, app: ASGIApp, scope: Scope) -> None:
        """Serve `app` on the line until either side hangs up."""
        watch = asyncio.create_task(self._watch())
        try:
            await app(scope, self._hear, self._say)
        finally:
            for task in (watch, self._heard):
                if task is not None:
                    task.cancel()

    async def _watch(self) -> None:
        """Look every few seconds whether the session goes on, also when nobody says anything."""
        try:
            while await self._keeper.known.look(self._secret):
                await asyncio.sleep(LOOK_EVERY)
        except Exception:
            _log.exception("a session could not be looked up; its connection is closed")
        await self._hang_up()

    async def _hang_up(self) -> None:
        if not self._cut.is_set():
            self._cut.set()
            with suppress(RuntimeError):  # the other side was quicker
                await self._send({"type": "websocket.close", "code": ENDED, "reason": "signed out"})

    async def _hear(self) -> Message:
        """The next message for the app; the end of the line once it is cut."""
        if self._heard is None:
            self._heard = asyncio.ensure_future(self._receive())
        cut = asyncio.ensure_future(self._cut.wait())
        try:
            await asyncio.wait((self._heard, cut), return_when=asyncio.FIRST_COMPLETED)
        finally:
            cut.cancel()
        if not self._cut.is_set():
            message, self._heard = self._heard.result(), None
            if message["type"] != "websocket.receive":
                return message
            if await self._keeper.known.look(self._secret):
                self._keeper.known.active(self._secret)
                return message
            await self._hang_up()
        return {"type": "websocket.disconnect", "code": ENDED}

    async def _say(self, message: Message) -> None:
        if not self._cut.is_set():
            await self._send(message)


def _refused() -> PlainTextResponse:
    return PlainTextResponse("not signed in", 401)
