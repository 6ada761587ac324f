"""What `manage.py user` takes. No command takes a password as an argument: others on the machine could read it."""

import argparse
from collections.abc import Callable
from typing import Final

# Code → as the pages call it, in both languages. They stand here once more because the catalogues of translations
# cannot be read before the environment is there.
ROLES: Final = {
    "coordinator": ("消保联络员", "Coordinator"),
    "reviewer": ("审核人", "Reviewer"),
    "viewer": ("领导", "Leadership"),
    "publicity": ("宣传组", "Publicity"),
    "administrator": ("管理员", "Administrator"),
}
_LISTED: Final = ", ".join(f"{code} ({chinese}, {english})" for code, (chinese, english) in ROLES.items())


def add_user_command(add: Callable[..., argparse.ArgumentParser], where: argparse.ArgumentParser) -> None:
    """Add the command `user` with its own commands; `add` makes a command, `where` has the options for the ledger."""
    user = add("user", help="管理登录账户 · the people who may sign in")
    commands = user.add_subparsers(dest="what", metavar="COMMAND", required=True)

    def command(name: str, told: str, *, named: bool = True) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = commands.add_parser(name, parents=[where], help=told, allow_abbrev=False)
        if named:
            parser.add_argument("name", metavar="NAME", help="登录名 · sign-in name")
        return parser

    adding = command("add", "添加人员 · add a person")
    _role(adding)
    adding.add_argument("--full-name", default="", metavar="NAME", help="姓名 · full name")
    adding.add_argument(
        "--without-password",
        action="store_true",
        help="不设密码，由统一认证或代理登录 · no password: signs in at the provider or through the proxy",
    )
    command("list", "列出人员 · list the people", named=False)
    command("disable", "停用，立即退出 · keep out, at once")
    command("enable", "重新启用 · let in again")
    command("password", "设置新密码 · set a new password")
    _role(command("grant", "授予角色 · give a role"))
    _role(command("revoke", "撤销角色 · remove a role"))


def _code(text: str) -> str:
    """The code of a role that was given as its code or as the pages call it."""
    given = text.strip().casefold()
    for code, labels in ROLES.items():
        if given in (code, *(label.casefold() for label in labels)):
            return code
    raise argparse.ArgumentTypeError(f"ROLE is one of · 角色须为其中之一: {_LISTED}")


def _role(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--role", required=True, type=_code, metavar="ROLE", help=f"角色 · role: {_LISTED}")
    parser.add_argument(
        "--unit", metavar="NAME", help="所在机构（含下级；默认全行）· unit and all below it (the whole bank)"
    )
