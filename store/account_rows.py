"""The rows of people and their roles, inside a caller's transaction: what commands and signing in share."""

import unicodedata
from collections.abc import Iterator
from typing import Final

from sqlalchemy import update
from sqlmodel import Session, col, select

from locales import mark
from models.account import NAME_LENGTH, Account, AccountRole, SignIn
from models.base import table_of
from models.organisation import Organisation
from models.permission import ADMINISTRATOR, Action
from models.problem import Problem
from models.rules import too_long
from models.viewer import LOCAL, Grant, Viewer
from store.database import Writing
from store.outcome import Outcome, RefusedError, not_allowed
from store.states import State

SIGN_IN = table_of(SignIn)
ACCOUNT_RECORD: Final = "account"
_TAKEN: Final = frozenset({LOCAL})


def grants_of(session: Session, account_id: int) -> Iterator[Grant]:
    """The roles of a person, each with the path of its unit."""
    rows = session.exec(
        select(AccountRole.role, AccountRole.organisation_id, Organisation.path)
        .join(Organisation, col(Organisation.id) == col(AccountRole.organisation_id), isouter=True)
        .where(AccountRole.account_id == account_id)
    )
    for role, organisation_id, path in rows:
        if organisation_id is None or path:  # a unit without a path would be the whole bank
            yield Grant(role, path or "")


def key_of(name: str) -> str:
    """A sign-in name as it is looked for: without regard to case, width and what surrounds it."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()


def account_named(session: Session, name: str) -> Account | None:
    """The account with this sign-in name, enabled or not."""
    return session.exec(select(Account).where(Account.key == key_of(name))).first()


def name_problems(name: str) -> Iterator[Problem]:
    """What is wrong with a new sign-in name."""
    if not key_of(name):
        yield Problem.of("account", "missing", mark("type a sign-in name."))
    elif max(len(name.strip()), len(key_of(name))) > NAME_LENGTH:
        yield from too_long("account", name.strip() + " " * NAME_LENGTH, NAME_LENGTH)
    elif not name.strip().isprintable():
        yield Problem.of("account", "unprintable", mark("a sign-in name has letters, digits and signs only."))
    elif key_of(name) in _TAKEN:
        yield _taken(name)


def taken_problems(session: Session, name: str) -> Iterator[Problem]:
    """That a sign-in name was given before, if it was."""
    if account_named(session, name):
        yield _taken(name)


def administrators(session: Session) -> set[int]:
    """The ids of the active accounts that administrate the whole bank."""
    held = select(AccountRole.account_id).join(Account, col(Account.id) == col(AccountRole.account_id))
    whole = (AccountRole.role == ADMINISTRATOR, col(AccountRole.organisation_id).is_(None), col(Account.active))
    return set(session.exec(held.where(*whole)).all())


def add_account_row(writing: Writing, *, name: str, full_name: str, kept: str) -> Account:
    """A new account inside the caller's transaction; leaves it where the name was ever given."""
    if problems := list(taken_problems(writing.session, name)):
        raise RefusedError(Outcome.refused(*problems))
    account = Account(
        name=name.strip(),
        key=key_of(name),
        full_name=full_name.strip(),
        password=kept,
        created_at=writing.now,
        created_by=writing.viewer.name,
        change=writing.change,
    )
    writing.session.add(account)
    writing.session.flush()
    return account


def grant_row(writing: Writing, account: Account, role: str, unit: Organisation | None) -> None:
    """A new role of a person inside the caller's transaction."""
    assert account.id is not None  # noqa: S101 - it has been flushed
    writing.session.add(AccountRole(account_id=account.id, role=role, organisation_id=unit.id if unit else None))
    account.change = writing.change
    writing.session.add(account)
    writing.session.flush()


def end_open_sessions(writing: Writing, account: Account) -> None:
    """Sign a person out everywhere."""
    open_ones = update(SIGN_IN).where(SIGN_IN.c.account_id == account.id, SIGN_IN.c.ended_at.is_(None))
    writing.session.connection().execute(open_ones.values(ended_at=writing.now))


def state_of_account(session: Session, account: Account) -> State:
    """An account as the history keeps it: who, vouched for by whom, whether active, in which roles (`role@unit`).

    Of the password not even its hash.
    """
    held = select(AccountRole.role, AccountRole.organisation_id).where(AccountRole.account_id == account.id)
    roles = sorted(f"{role}@{'*' if unit is None else unit}" for role, unit in session.exec(held))
    told = {"name": account.name, "full_name": account.full_name, "issuer": account.issuer, "subject": account.subject}
    return {**{name: value for name, value in told.items() if value}, "active": account.active, "roles": roles}


def note_account(writing: Writing, account: Account, action: str, before: State | None) -> None:
    """Put into the history what was done to an account."""
    writing.session.flush()
    if account.id is not None:
        writing.note(ACCOUNT_RECORD, account.id, action, before, state_of_account(writing.session, account), "")


def _taken(name: str) -> Problem:
    sentence = mark("“{name}” is taken; a sign-in name is never given again.")
    return Problem.of("account", "taken", sentence, name=name.strip()[:60])


def require_arranging(viewer: Viewer) -> None:
    """Raise NotAllowedError unless the viewer arranges at least a part of the bank."""
    if not viewer.reach(Action.MANAGE):
        raise not_allowed()
