"""People who may sign in, and the roles they hold.

Whoever arranges a part of the bank adds people and grants roles there and below, and never touches anybody who holds
a role outside of it; accounts without any role are a matter of whoever arranges the whole bank.
"""

from collections.abc import Callable

from sqlmodel import Session, col, select

from locales import mark
from models.account import NAME_LENGTH, Account, AccountRole
from models.dataset import Dataset
from models.organisation import Organisation
from models.permission import ADMINISTRATOR, ROLES, Action
from models.problem import Problem
from models.rules import too_long
from models.viewer import Viewer
from store.account_rows import (
    account_named,
    add_account_row,
    administrators,
    end_open_sessions,
    grant_row,
    grants_of,
    name_problems,
    note_account,
    require_arranging,
    state_of_account,
    taken_problems,
)
from store.database import Database, Writing
from store.outcome import Outcome, RefusedError
from store.passwords import hash_password, password_problems
from store.units import AmbiguousUnitError, find_unit, unknown_unit


def add_account(
    database: Database,
    viewer: Viewer,
    *,
    name: str,
    full_name: str = "",
    password: str = "",
    role: str | None = None,
    unit: int | str | None = None,
) -> Outcome:
    """Add a person with a first role, at one unit or in the whole bank; without a password they sign in elsewhere.

    `unit` is None for the whole bank and "" where none was chosen, which is refused; so for all commands about roles.
    Raises NotAllowedError where the viewer arranges no part of the bank.
    """
    problems = [*name_problems(name), *too_long("full_name", full_name, NAME_LENGTH)]
    if password:
        problems += password_problems(password, name)
    if role is not None and role not in ROLES:
        problems.append(_unknown_role(role))
    require_arranging(viewer)
    kept = hash_password(password) if password and not problems else ""
    try:
        with database.writing(viewer, "add account") as writing:
            place = None
            try:
                place = _place(writing.session, viewer, unit if role else None)
            except RefusedError as refused:
                problems += refused.outcome.problems
            problems += taken_problems(writing.session, name)
            if problems:  # all at once, those too that only the ledger knows
                raise RefusedError(Outcome.refused(*problems))
            account = add_account_row(writing, name=name, full_name=full_name, kept=kept)
            if role:
                grant_row(writing, account, role, place)
            note_account(writing, account, "create", None)
    except RefusedError as refused:
        return refused.outcome
    return Outcome(id=account.id)


def set_password(database: Database, viewer: Viewer, account: int | str, password: str) -> Outcome:
    """Give the person with this id or sign-in name another password, and end all their sessions.

    Raises NotAllowedError where the viewer arranges no part of the bank.
    """
    require_arranging(viewer)
    # Hashed before the transaction: it takes long on purpose, and nobody else could write meanwhile.
    kept = hash_password(password)

    def act(writing: Writing, person: Account) -> str:
        if problems := list(password_problems(password, person.name)):
            raise RefusedError(Outcome.refused(*problems))
        person.password = kept
        end_open_sessions(writing, person)
        return "password"

    return _change(database, viewer, "set password", account, act)


def set_active(database: Database, viewer: Viewer, account: int | str, active: bool) -> Outcome:
    """Let the person with this id or sign-in name in again, or keep them out and end all their sessions.

    Raises NotAllowedError where the viewer arranges no part of the bank.
    """

    def act(writing: Writing, person: Account) -> str | None:
        if person.active == active:
            return None
        if not active:
            _keep_an_administrator(writing.session, person)
            end_open_sessions(writing, person)
        person.active = active
        return "enable" if active else "disable"

    return _change(database, viewer, "enable account" if active else "disable account", account, act)


def end_sessions(database: Database, viewer: Viewer, account: int | str) -> Outcome:
    """Sign the person with this id or sign-in name out everywhere.

    Raises NotAllowedError where the viewer arranges no part of the bank.
    """

    def act(writing: Writing, person: Account) -> str:
        end_open_sessions(writing, person)
        return "sign_out"

    return _change(database, viewer, "end sessions", account, act)


def grant_role(
    database: Database, viewer: Viewer, account: int | str, role: str, unit: int | str | None = None
) -> Outcome:
    """Give a person a role at a unit and all below it, or in the whole bank; one they hold already changes nothing.

    Raises NotAllowedError where the viewer arranges no part of the bank.
    """

    def act(writing: Writing, person: Account) -> str | None:
        if role not in ROLES:
            raise RefusedError(Outcome.refused(_unknown_role(role)))
        place = _place(writing.session, viewer, unit)
        if _held(writing.session, person, role, place) is not None:
            return None
        grant_row(writing, person, role, place)
        return "grant"

    return _change(database, viewer, "grant role", account, act)


def revoke_role(
    database: Database, viewer: Viewer, account: int | str, role: str, unit: int | str | None = None
) -> Outcome:
    """Take a role at a unit, or in the whole bank, from a person.

    Raises NotAllowedError where the viewer arranges no part of the bank.
    """

    def act(writing: Writing, person: Account) -> str:
        place = _place(writing.session, viewer, unit)
        held = _held(writing.session, person, role, place)
        if held is None:
            raise RefusedError(Outcome.refused(Problem.of("role", "not_held", mark("this role is not held."))))
        if role == ADMINISTRATOR and place is None:
            _keep_an_administrator(writing.session, person)
        writing.session.delete(held)
        return "revoke"

    return _change(database, viewer, "revoke role", account, act)


def _change(
    database: Database,
    viewer: Viewer,
    what: str,
    account: int | str,
    act: Callable[[Writing, Account], str | None],
) -> Outcome:
    """Do something to a person in one transaction; `act` says what the history calls it, None where nothing changed."""
    require_arranging(viewer)
    try:
        with database.writing(viewer, what) as writing:
            person = _touchable(writing.session, viewer, account)
            before = state_of_account(writing.session, person)
            action = act(writing, person)
            if action is not None:
                person.change = writing.change
                writing.session.add(person)
                note_account(writing, person, action, before)
    except RefusedError as refused:
        return refused.outcome
    return Outcome(id=person.id)


def viewer_of(database: Database, account_id: int) -> Viewer | None:
    """The person with this account as a viewer, with the roles held now; None where they may not come in."""
    with database.reading() as connection, Session(connection) as session:
        account = session.get(Account, account_id)
        if account is None or not account.active:
            return None
        return Viewer(account.name, frozenset(grants_of(session, account_id)))


def _touchable(session: Session, viewer: Viewer, account: int | str) -> Account:
    """The account with this id or name; leaves the transaction where it is not the viewer's to change."""
    found = session.get(Account, account) if isinstance(account, int) else account_named(session, account)
    if found is None or found.id is None:
        raise RefusedError(Outcome.refused(_unknown_account(account)))
    grants = list(grants_of(session, found.id))
    everything = viewer.everywhere(Action.MANAGE)
    if not everything and not (grants and all(viewer.may(Action.MANAGE, grant.path) for grant in grants)):
        raise RefusedError(Outcome.refused(_out_of_reach()))
    return found


def _place(session: Session, viewer: Viewer, unit: int | str | None) -> Organisation | None:
    """The unit a role is about, None for the whole bank; leaves the transaction where the viewer arranges neither."""
    if unit is None:
        if not viewer.everywhere(Action.MANAGE):
            raise RefusedError(Outcome.refused(_out_of_reach()))
        return None
    if unit == "":
        sentence = mark("choose the unit at which the role is held.")
        raise RefusedError(Outcome.refused(Problem.of("unit", "missing", sentence)))
    for dataset in Dataset:
        try:
            found = find_unit(session, viewer, unit, dataset, action=Action.MANAGE)
        except AmbiguousUnitError as error:
            raise RefusedError(Outcome.refused(error.about("organisation"))) from error
        if found is not None and found.path:
            return found
    raise RefusedError(Outcome.refused(unknown_unit("organisation", unit)))


def _held(session: Session, account: Account, role: str, unit: Organisation | None) -> AccountRole | None:
    mine = select(AccountRole).where(AccountRole.account_id == account.id, AccountRole.role == role)
    return session.exec(
        mine.where(col(AccountRole.organisation_id).is_not_distinct_from(unit.id if unit else None))
    ).first()


def _keep_an_administrator(session: Session, account: Account) -> None:
    """Leave the transaction where this is the last one who administrates the whole bank."""
    if administrators(session) == {account.id}:
        sentence = mark("this is the last administrator of the whole bank. Make somebody else one first.")
        raise RefusedError(Outcome.refused(Problem.of("account", "last_administrator", sentence)))


def _unknown_account(account: int | str) -> Problem:
    return Problem.of(
        "account", "unknown", mark("there is nobody with the sign-in name “{name}”."), name=str(account)[:60]
    )


def _unknown_role(role: str) -> Problem:
    return Problem.of("role", "unknown", mark("there is no role “{role}”."), role=role[:20])


def _out_of_reach() -> Problem:
    sentence = mark("this reaches beyond your part of the bank. Ask an administrator of the whole bank.")
    return Problem.of("account", "scope", sentence)
