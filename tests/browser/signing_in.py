"""An administrator who is signed in in every browser of the tests, and other people as they are needed."""

import secrets
from pathlib import Path
from typing import Final

from playwright.sync_api import BrowserContext

from models.account import SignIn
from models.permission import ADMINISTRATOR
from models.viewer import local_administrator
from store.accounts import add_account
from store.database import FILE, Database
from store.dialects import make_engine, sqlite_url
from store.sessions import COOKIE, token_of

ADMIN: Final = "tester"
PASSWORD: Final = secrets.token_urlsafe(16)
SECRET: Final = secrets.token_urlsafe(32)
"""One secret for all servers of a test run: a cookie is for this machine, whatever the port."""


def opened(data: Path) -> Database:
    """The ledger in the folder `data`, beside the server that uses it."""
    return Database(make_engine(sqlite_url(data / FILE)), data)


def add_signed_in_administrator(data: Path) -> None:
    """Add the administrator to the ledger in `data`, and the session of `SECRET`."""
    database = opened(data)
    done = add_account(database, local_administrator(), name=ADMIN, password=PASSWORD, role=ADMINISTRATOR)
    assert done.id is not None, done.problems
    with database.writing(local_administrator(), "sign in") as writing:
        row = SignIn(
            token=token_of(SECRET), account_id=done.id, method="password", created_at=writing.now, seen_at=writing.now
        )
        writing.session.add(row)
    database.close()


def sign_in_browser(context: BrowserContext, secret: str = SECRET) -> None:
    """Put the cookie of a session into a browser."""
    for host in ("127.0.0.1", "localhost"):
        context.add_cookies(
            [{"name": COOKIE, "value": secret, "domain": host, "path": "/", "httpOnly": True, "sameSite": "Lax"}]
        )
