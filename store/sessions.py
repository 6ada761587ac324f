"""Who is signed in: a row per browser, found by the secret in its cookie, of which only the SHA-256 is kept."""

import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update

from models.account import Account, SignIn
from models.base import table_of
from models.viewer import Viewer
from store.database import Database

COOKIE: Final = "outreach_session"
PROVED_HERE: Final = "password"  # the method of those with an account and a password of this ledger
# Signing in and out leaves no number in the change sequence, so the name of whoever does it is never written.
NOBODY: Final = Viewer("")
NOTED_EVERY: Final = timedelta(minutes=1)
KEPT: Final = timedelta(days=90)
"""How long one can look up when somebody was signed in; older rows go when a new session is opened."""

HOURS_OF_A_YEAR: Final = 24 * 365

_ACCOUNT = table_of(Account)
_SIGN_IN = table_of(SignIn)
_SECRET: Final = re.compile(r"[\w-]{43}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts without anything being done, and how long at most."""

    idle: timedelta = timedelta(minutes=30)
    longest: timedelta = timedelta(hours=12)

    @classmethod
    def from_environment(cls) -> "Limits":
        """The limits set by OUTREACH_IDLE_MINUTES and OUTREACH_SESSION_HOURS. Raises ValueError where one is no span.

        Fractions are allowed.
        """
        idle = float(os.environ.get("OUTREACH_IDLE_MINUTES") or 30)
        longest = float(os.environ.get("OUTREACH_SESSION_HOURS") or 12)
        if not (0 < idle < 60 * HOURS_OF_A_YEAR and 0 < longest < HOURS_OF_A_YEAR):
            raise ValueError("OUTREACH_IDLE_MINUTES and OUTREACH_SESSION_HOURS must be above 0 and below a year")
        return cls(timedelta(minutes=idle), timedelta(hours=longest))


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is signed in now."""

    id: int
    account_id: int
    name: str
    key: str
    method: str
    seen_at: datetime
    expires_at: datetime
    """When it ends at the latest; being idle can end it earlier."""

    def lasts(self, limits: Limits, now: datetime | None = None) -> bool:
        """Whether it has not run out by now."""
        now = now or datetime.now(UTC)
        return now < min(self.expires_at, self.seen_at + limits.idle)


def token_of(secret: str) -> str:
    """What is kept of the secret in a cookie."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_session(database: Database, account_id: int, method: str) -> str:
    """Sign a browser in as the person with this account and return the secret for its cookie.

    `method` says how they proved who they are: password, provider or proxy.
    """
    secret = secrets.token_urlsafe(32)
    with database.writing(NOBODY, "sign in") as writing:
        writing.session.add(
            SignIn(
                token=token_of(secret),
                account_id=account_id,
                method=method,
                created_at=writing.now,
                seen_at=writing.now,
            )
        )
        writing.session.connection().execute(delete(_SIGN_IN).where(_SIGN_IN.c.seen_at < writing.now - KEPT))
    return secret


def session_of(database: Database, secret: str, limits: Limits, now: datetime | None = None) -> Session | None:
    """The session of the browser with this secret; None once it has ended or run out, or the account is disabled."""
    if not _SECRET.fullmatch(secret):
        return None
    statement = (
        select(
            *(_SIGN_IN.c.id, _SIGN_IN.c.account_id, _ACCOUNT.c.name, _ACCOUNT.c.key, _SIGN_IN.c.method),
            *(_SIGN_IN.c.seen_at, _SIGN_IN.c.created_at),
        )
        .join(_ACCOUNT, _ACCOUNT.c.id == _SIGN_IN.c.account_id)
        .where(_SIGN_IN.c.token == token_of(secret), _SIGN_IN.c.ended_at.is_(None), _ACCOUNT.c.active)
    )
    with database.reading() as connection:
        found = connection.execute(statement).first()
    if found is None:
        return None
    id_, account_id, name, key, method, seen_at, created_at = found
    session = Session(id_, account_id, name, key, method, seen_at, created_at + limits.longest)
    return session if session.lasts(limits, now) else None


def note_seen(database: Database, session: Session, now: datetime) -> None:
    """Note that somebody is still at work in this session."""
    with database.writing(NOBODY, "seen") as writing:
        seen = update(_SIGN_IN).where(_SIGN_IN.c.id == session.id, _SIGN_IN.c.seen_at < now)
        writing.session.connection().execute(seen.values(seen_at=now))


def end_session(database: Database, secret: str) -> None:
    """Sign a browser out; nothing happens where it is not signed in."""
    with database.writing(NOBODY, "sign out") as writing:
        mine = update(_SIGN_IN).where(_SIGN_IN.c.token == token_of(secret), _SIGN_IN.c.ended_at.is_(None))
        writing.session.connection().execute(mine.values(ended_at=writing.now))
