"""The list of people who may sign in, as those see it who arrange the bank or a part of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.account import Account, AccountRole, SignIn
from models.organisation import Organisation
from models.permission import Action
from models.viewer import Viewer
from store.account_rows import require_arranging
from store.database import Database


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role and the unit it is held at, both names of the unit; no unit means the whole bank."""

    role: str
    unit_id: int | None
    unit_zh: str
    unit_en: str


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A person as the list of people shows them; `provider` is who vouches for them elsewhere, if anybody does."""

    id: int
    name: str
    full_name: str
    active: bool
    has_password: bool
    provider: str | None
    created_at: datetime
    seen_at: datetime | None
    roles: tuple[HeldRole, ...]
    changeable: bool
    """Whether the viewer who asked may change anything about this person."""


def list_accounts(database: Database, viewer: Viewer) -> list[AccountLine]:
    """The people with a role in the part of the bank that the viewer arranges, by name; all for the whole bank.

    Raises NotAllowedError where the viewer arranges no part of the bank.
    """
    require_arranging(viewer)
    everything = viewer.everywhere(Action.MANAGE)
    with database.reading() as connection, Session(connection) as session:
        held: dict[int, list[tuple[HeldRole, str]]] = {}
        roles = select(AccountRole, Organisation).join(
            Organisation, col(Organisation.id) == col(AccountRole.organisation_id), isouter=True
        )
        for role, unit in session.exec(roles.order_by(col(Organisation.path), col(AccountRole.role))):
            line = HeldRole(role.role, role.organisation_id, unit.name_zh if unit else "", unit.name_en if unit else "")
            held.setdefault(role.account_id, []).append((line, unit.path if unit else ""))
        seen = dict(
            session.exec(select(SignIn.account_id, func.max(SignIn.seen_at)).group_by(col(SignIn.account_id))).all()
        )
        lines = []
        for account in session.exec(select(Account).order_by(col(Account.key))):
            assert account.id is not None  # noqa: S101 - it is read from the database
            mine = held.get(account.id, [])
            reached = [viewer.may(Action.MANAGE, path) for _role, path in mine]
            if everything or any(reached):
                lines.append(
                    AccountLine(
                        account.id,
                        account.name,
                        account.full_name,
                        account.active,
                        bool(account.password),
                        account.issuer,
                        account.created_at,
                        seen.get(account.id),
                        tuple(role for role, _path in mine),
                        everything or all(reached),
                    )
                )
    return lines
