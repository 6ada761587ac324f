"""The job `manage.py user`: the people who may sign in, from the machine itself."""

import argparse
import getpass
import sys
from collections.abc import Callable
from typing import Final

from launch.sentences import StartError, line
from locales import Message, mark
from models.permission import ROLES
from models.viewer import local_administrator
from store.account_list import AccountLine, HeldRole, list_accounts
from store.accounts import add_account, grant_role, revoke_role, set_active, set_password
from store.database import Database
from store.outcome import Outcome


def change_users(database: Database, options: argparse.Namespace) -> int:
    """Do what `options.what` asks for; exit code 1 where it is refused."""
    if options.what == "list":
        return _list(database)
    done = COMMANDS[options.what](database, options)
    for problem in done.problems:
        _say(line("user_refused", problem=problem.message))
    if done.done:
        _say(line(f"user_{options.what}", name=options.name))
    return 0 if done.done else 1


def _add(database: Database, options: argparse.Namespace) -> Outcome:
    return add_account(
        database,
        local_administrator(),
        name=options.name,
        full_name=options.full_name,
        password="" if options.without_password else _password(),
        role=options.role,
        unit=options.unit,
    )


def _set_password(database: Database, options: argparse.Namespace) -> Outcome:
    return set_password(database, local_administrator(), options.name, _password())


def _grant(database: Database, options: argparse.Namespace) -> Outcome:
    return grant_role(database, local_administrator(), options.name, options.role, options.unit)


def _revoke(database: Database, options: argparse.Namespace) -> Outcome:
    return revoke_role(database, local_administrator(), options.name, options.role, options.unit)


def _enable(database: Database, options: argparse.Namespace) -> Outcome:
    return set_active(database, local_administrator(), options.name, True)


def _disable(database: Database, options: argparse.Namespace) -> Outcome:
    return set_active(database, local_administrator(), options.name, False)


COMMANDS: Final[dict[str, Callable[[Database, argparse.Namespace], Outcome]]] = {
    "add": _add,
    "password": _set_password,
    "grant": _grant,
    "revoke": _revoke,
    "enable": _enable,
    "disable": _disable,
}


def _password() -> str:
    """A password from the terminal, typed twice and not shown; from anything else than a terminal, its first line."""
    if not sys.stdin.isatty():
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = getpass.getpass(line("password_once") + ": ")
        if password and getpass.getpass(line("password_again") + ": ") != password:
            raise StartError("passwords_differ")
    if not password:
        raise StartError("no_password")
    return password


def _list(database: Database) -> int:
    for account in list_accounts(database, local_administrator()):
        known = f"{account.name} ({account.full_name})" if account.full_name else account.name
        state = "user_active" if account.active else "user_disabled"
        _say(line(state, name=known, roles=_roles(account)))
    return 0


def _roles(account: AccountLine) -> Message | str:
    """The roles of a person, to be put into words in each language."""
    words: Message | str = ""
    for role in account.roles:
        one = _role(role)
        words = Message.of(mark("{some}, {more}"), some=words, more=one) if words else one
    return words or Message(mark("no role"))


def _role(role: HeldRole) -> Message:
    unit = role.unit_zh or role.unit_en or Message(mark("whole bank"))
    return Message.of(mark("{role} ({unit})"), role=Message(ROLES.get(role.role, role.role)), unit=unit)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
