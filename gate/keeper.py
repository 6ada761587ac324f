"""What the gate knows: which ledger, who is signed in, and the ways there are to sign in."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from anyio import to_thread
from starlette.types import Scope

from gate.known import Known
from gate.provider import Provider, provider_of
from gate.proxy import Proxy
from gate.requests import address_of, cookies_of, is_navigation
from gate.set_up import SetUp
from store.account_rows import key_of
from store.database import Database
from store.sessions import COOKIE, Limits, Session, end_session, open_session
from store.sign_ins import account_by_name

_log: Final = logging.getLogger("outreach.sign_in")


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who has come: their session and its secret, None for nobody we know.

    `new` says that the session was opened just now and the browser must be given its secret; `stranger` that the
    proxy names somebody who has no account here.
    """

    session: Session | None = None
    secret: str = ""
    new: bool = False
    stranger: bool = False


class Keeper:
    """Keeps the gate. `open` is called once, when the server starts, before anybody is let near."""

    def __init__(self, database: Callable[[], Database], root: Path) -> None:
        """`database` gives the open ledger; `root` is the folder of the app."""
        self.database = database
        self.root = root
        self.set_up = SetUp()
        self.limits = Limits()
        self.known = Known(database, self.limits)
        self.proxy: Proxy | None = None
        self.provider: Provider | None = None

    def open(self) -> None:
        """Read the configuration and look whether the ledger has an administrator.

        Raises ValueError where the configuration cannot be meant.
        """
        self.limits = Limits.from_environment()
        self.known = Known(self.database, self.limits)
        self.proxy = Proxy.from_environment()
        self.provider = provider_of(self.root / ".streamlit" / "secrets.toml")
        self.set_up = SetUp.begin(self.database())

    async def receive(self, scope: Scope, *, afresh: bool = False) -> Arrival:
        """Who has come, by their cookie and, where there is one, by the word of the proxy."""
        secret = cookies_of(scope).get(COOKIE, "")
        session = await self.known.look(secret, afresh=afresh) if secret else None
        named = self.proxy.name(scope) if self.proxy else None
        if named is None or (session and session.key == key_of(named)):
            return Arrival(session, secret)
        if session:
            _log.info("session ended: the proxy names somebody else", extra={"account": session.account_id})
            await self.end(secret)
        if not is_navigation(scope):
            return Arrival()  # the parts of a page come after the page, and bring the cookie along
        account = await to_thread.run_sync(account_by_name, self.database(), named)
        if account is None:
            _log.warning("sign-in refused", extra={"reason": "unknown to us", "method": "proxy"})
            return Arrival(stranger=True)
        secret = await self.begin(scope, account, "proxy")
        return Arrival(await self.known.look(secret), secret, new=True)

    async def begin(self, scope: Scope, account: int, method: str) -> str:
        """Open a session for this account and end the one that the browser had; returns the secret for the cookie."""
        if before := cookies_of(scope).get(COOKIE):
            await self.end(before)
        secret = await to_thread.run_sync(open_session, self.database(), account, method)
        _log.info("signed in", extra={"account": account, "method": method, "address": address_of(scope)})
        return secret

    async def end(self, secret: str) -> None:
        """End the session with this secret."""
        await to_thread.run_sync(end_session, self.database(), secret)
        await self.known.look(secret, afresh=True)
