"""Who is behind a cookie. The ledger is asked every few seconds, not for each of the hundred parts of a page."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from anyio import to_thread

from store.database import Database
from store.sessions import NOTED_EVERY, Limits, Session, note_seen, session_of, token_of

LOOK_EVERY: Final = 5.0
"""Seconds for which an answer holds: an ended session is out after this time at the latest."""
MOST_KEPT: Final = 2000

_log: Final = logging.getLogger("outreach.sign_in")


@dataclass(frozen=True, slots=True)
class _Seen:
    session: Session
    looked_at: float


class Known:
    """The sessions in use, each as the ledger had it a few seconds ago."""

    def __init__(self, database: Callable[[], Database], limits: Limits) -> None:
        """`database` gives the open ledger; `limits` says how long sessions last."""
        self._database = database
        self._limits = limits
        self._seen: dict[str, _Seen] = {}
        self._asking: dict[str, asyncio.Task[Session | None]] = {}
        self._noting: set[asyncio.Task[None]] = set()

    async def look(self, secret: str, *, afresh: bool = False) -> Session | None:
        """The session of the browser with this secret, None if it has none any more; `afresh` asks the ledger now."""
        token = token_of(secret)
        seen = self._seen.get(token)
        if seen and not afresh and time.monotonic() - seen.looked_at < LOOK_EVERY:
            return seen.session if seen.session.lasts(self._limits) else None
        task = None if afresh else self._asking.get(token)
        if task is None:
            task = asyncio.create_task(self._ask(token, secret))
            self._asking[token] = task
            task.add_done_callback(lambda _done: self._asking.pop(token, None))
        return await asyncio.shield(task)

    def active(self, secret: str) -> None:
        """Note that something was done in this session just now; at most once a minute the ledger is told."""
        token, now = token_of(secret), datetime.now(UTC)
        seen = self._seen.get(token)
        if seen is None or now - seen.session.seen_at < min(NOTED_EVERY, self._limits.idle / 4):
            return
        self._seen[token] = replace(seen, session=replace(seen.session, seen_at=now))
        task = asyncio.create_task(self._note(seen.session, now))
        self._noting.add(task)
        task.add_done_callback(self._noting.discard)

    async def _ask(self, token: str, secret: str) -> Session | None:
        session = await to_thread.run_sync(session_of, self._database(), secret, self._limits)
        if session is None:
            self._seen.pop(token, None)
        else:
            self._make_room()
            before = self._seen.get(token)
            if before and before.session.seen_at > session.seen_at:  # the ledger is being told just now
                session = replace(session, seen_at=before.session.seen_at)
            self._seen[token] = _Seen(session, time.monotonic())
        return session

    async def _note(self, session: Session, now: datetime) -> None:
        try:
            await to_thread.run_sync(note_seen, self._database(), session, now)
        except Exception:  # a long import may hold the ledger; the next minute tells it again
            _log.exception("activity was not noted", extra={"session": session.id})

    def _make_room(self) -> None:
        if len(self._seen) >= MOST_KEPT:
            newest = sorted(self._seen.items(), key=lambda item: item[1].looked_at)[MOST_KEPT // 2 :]
            self._seen = dict(newest)
