"""Proving who one is, before anyone is known: by password, by what a provider vouches for, or by a proxy's word.

What is asked here takes no viewer, for there is none yet. Every other question and command does.
"""

import hashlib
import logging
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete
from sqlmodel import Session, select

from locales import mark
from models.account import Account, SignInFailure
from models.base import table_of
from models.permission import ADMINISTRATOR
from models.problem import Problem
from models.viewer import Viewer
from store.account_rows import (
    account_named,
    add_account_row,
    administrators,
    end_open_sessions,
    grant_row,
    key_of,
    name_problems,
    note_account,
    state_of_account,
)
from store.database import Database
from store.outcome import Outcome, RefusedError
from store.passwords import hash_password, is_outdated, is_password, password_problems
from store.sessions import NOBODY

TRIES: Final = 5
FIRST_LOCK: Final = timedelta(minutes=1)
LONGEST_LOCK: Final = timedelta(hours=1)
FORGOTTEN_AFTER: Final = timedelta(days=1)

_FAILURE = table_of(SignInFailure)
_log: Final = logging.getLogger("outreach.sign_in")


def check_password(database: Database, name: str, password: str, now: datetime | None = None) -> int | None:
    """The id of the account with this name and password; None for any reason there may be, in about the same time.

    After five failures the name is locked for a minute, then twice as long each time, at most an hour, whether or not
    there is such a person.
    """
    with database.reading() as connection, Session(connection) as session:
        account = account_named(session, name)
    # Counted before it is tried: of many guesses at the same moment no more than five are looked at.
    locked = _count_a_try(database, name, now)
    kept = account.password if account and account.active and not locked else ""
    right = is_password(kept, password)
    if not right or account is None or account.id is None:
        reason = "locked" if locked else "refused"
        _log.warning("sign-in refused", extra={"name_key": _failure_key(name)[:12], "reason": reason})
        return None
    _forget_tries(database, name)
    if is_outdated(kept):
        _keep_anew(database, account.id, kept, hash_password(password))
    return account.id


def change_own_password(database: Database, name: str, before: str, after: str) -> Outcome:
    """Give the person with this name and present password another one, and end all their sessions.

    The present password is a try like one to sign in: too many of them lock the name.
    """
    if problems := list(password_problems(after, name)):
        return Outcome.refused(*problems)
    if check_password(database, name, before) is None:
        sentence = mark("the present password is not right, or too many were tried. Try again later.")
        return Outcome.refused(Problem.of("password", "wrong", sentence))
    kept = hash_password(after)
    with database.writing(Viewer(name), "change own password") as writing:
        account = account_named(writing.session, name)
        assert account is not None  # noqa: S101 - accounts are never taken out
        held = state_of_account(writing.session, account)
        account.password, account.change = kept, writing.change
        writing.session.add(account)
        end_open_sessions(writing, account)
        note_account(writing, account, "password", held)
    _log.info("password changed", extra={"account": account.id})
    return Outcome(id=account.id)


def account_vouched_for(database: Database, issuer: str, subject: str, name: str) -> int | None:
    """The id of the active account of the person whom `issuer` knows as `subject`.

    At their first visit an account with this sign-in name becomes theirs, if it is nobody's there yet.
    """
    with database.reading() as connection, Session(connection) as session:
        account = _known_there(session, issuer, subject) or account_named(session, name)
    if account is None or not account.active:
        return None
    if account.subject is not None:
        return account.id if (account.issuer, account.subject) == (issuer, subject) else None
    with database.writing(Viewer(account.name), "link account") as writing:
        account = account_named(writing.session, name)
        if account is None or account.subject is not None or not account.active:
            return None  # somebody was quicker
        before = state_of_account(writing.session, account)
        account.issuer, account.subject, account.change = issuer, subject, writing.change
        writing.session.add(account)
        note_account(writing, account, "link", before)
    _log.info("account linked to its provider", extra={"account": account.id})
    return account.id


def account_by_name(database: Database, name: str) -> int | None:
    """The id of the active account with this sign-in name, as a trusted proxy gives it."""
    with database.reading() as connection, Session(connection) as session:
        account = account_named(session, name)
    return account.id if account and account.active else None


def lacks_administrator(database: Database) -> bool:
    """Whether nobody could administrate the whole bank: how every ledger begins."""
    with database.reading() as connection, Session(connection) as session:
        return not administrators(session)


def add_first_administrator(database: Database, name: str, password: str, full_name: str = "") -> Outcome:
    """Add the person who adds all others; refused as soon as there is one."""
    if problems := [*name_problems(name), *password_problems(password, name)]:
        return Outcome.refused(*problems)
    kept = hash_password(password)
    try:
        with database.writing(Viewer(name.strip()), "add first administrator") as writing:
            if administrators(writing.session):
                raise RefusedError(Outcome.refused(_not_the_first()))
            account = add_account_row(writing, name=name, full_name=full_name, kept=kept)
            grant_row(writing, account, ADMINISTRATOR, None)
            note_account(writing, account, "create", None)
    except RefusedError as refused:
        return refused.outcome
    _log.info("first administrator added", extra={"account": account.id})
    return Outcome(id=account.id)


def _known_there(session: Session, issuer: str, subject: str) -> Account | None:
    return session.exec(select(Account).where(Account.issuer == issuer, Account.subject == subject)).first()


def _not_the_first() -> Problem:
    return Problem.of("account", "not_the_first", mark("there is an administrator already. Sign in."))


def _count_a_try(database: Database, name: str, now: datetime | None) -> bool:
    """Count one more try at this name and answer whether it is locked."""
    with database.writing(NOBODY, "try to sign in") as writing:
        session, now, key = writing.session, now or writing.now, _failure_key(name)
        session.connection().execute(delete(_FAILURE).where(_FAILURE.c.last_at < now - FORGOTTEN_AFTER))
        tried = session.get(SignInFailure, key) or SignInFailure(key=key, count=0, last_at=now)
        session.add(tried)
        tried.last_at = now
        if tried.locked_until is not None and now < tried.locked_until:
            return True
        tried.count += 1
        if tried.count >= TRIES:
            # The exponent is held small: a name that is tried for weeks would need a number nobody can write.
            tried.locked_until = now + min(LONGEST_LOCK, FIRST_LOCK * 2 ** min(tried.count - TRIES, 10))
        return False


def _forget_tries(database: Database, name: str) -> None:
    with database.writing(NOBODY, "sign in") as writing:
        writing.session.connection().execute(delete(_FAILURE).where(_FAILURE.c.key == _failure_key(name)))


def _keep_anew(database: Database, account_id: int, before: str, after: str) -> None:
    """Keep the hash of the same password made with today's parameters, unless the password was changed meanwhile."""
    with database.writing(NOBODY, "rehash password") as writing:
        account = writing.session.get(Account, account_id)
        if account and account.password == before:
            account.password = after
            writing.session.add(account)


def _failure_key(name: str) -> str:
    """What failures are counted under: people type passwords into the wrong box, so the text itself is not kept."""
    return hashlib.sha256(key_of(name).encode()).hexdigest()
