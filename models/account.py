"""Who may sign in, as what, and who is signed in. No password and no token is kept, only what proves one."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.base import Base

NAME_LENGTH = 80


class Account(Base, table=True):
    """A person who may sign in. `name` is how they sign in and what history calls them; it is never given again.

    `key` is the name without regard to case. `password` is an Argon2 hash, empty for people who sign in elsewhere;
    `issuer` and `subject` are who vouches for them there and under which identity.
    """

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=NAME_LENGTH)
    key: str = Field(max_length=NAME_LENGTH, unique=True)
    full_name: str = Field(default="", max_length=NAME_LENGTH)
    password: str = Field(default="", max_length=200)
    issuer: str | None = Field(default=None, max_length=200)
    subject: str | None = Field(default=None, max_length=200)
    active: bool = True
    created_at: datetime
    created_by: str = Field(max_length=NAME_LENGTH)
    change: int = Field(default=0, index=True)


class AccountRole(Base, table=True):
    """A role a person holds, at one unit and all below it; without a unit, in the whole bank."""

    __tablename__ = "account_role"
    __table_args__ = (UniqueConstraint("account_id", "role", "organisation_id"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    role: str = Field(max_length=16)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)


class SignIn(Base, table=True):
    """One browser that is signed in. `token` is the SHA-256 of the secret in its cookie; `ended_at` ends it early.

    `method` says how the person proved who they are: password, provider (OIDC) or proxy (trusted header).
    """

    __tablename__ = "sign_in"

    id: int | None = Field(default=None, primary_key=True)
    token: str = Field(max_length=64, unique=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    method: str = Field(max_length=16)
    created_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None


class SignInFailure(Base, table=True):
    """How often a sign-in name was tried in vain, whether or not there is such a person; emptied by a success."""

    __tablename__ = "sign_in_failure"

    key: str = Field(primary_key=True, max_length=64)
    count: int = 0
    last_at: datetime
    locked_until: datetime | None = None
