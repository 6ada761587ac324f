"""The bank's units: one tree of any depth."""

from typing import Final

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from locales import mark
from models.base import Base
from models.dataset import Dataset

KINDS: Final = {
    "head_office": mark("Head office"),
    "branch": mark("Branch"),
    "department": mark("Department"),
    "sub_branch": mark("Sub-branch"),
    "outlet": mark("Outlet"),
}


class Organisation(Base, table=True):
    """One unit. `path` is the ids from the root down to it, each followed by a slash ("1/5/12/").

    "This unit and all below" is a prefix match on `path`, on any database.
    """

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("dataset", "parent_id", "name_zh"),)

    id: int | None = Field(default=None, primary_key=True)
    parent_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    path: str = Field(default="", index=True, max_length=200)
    kind: str = Field(default="branch", max_length=16)
    name_zh: str = Field(default="", max_length=120)
    name_en: str = Field(default="", max_length=120)
    division_id: str | None = Field(default=None, foreign_key="division.id", max_length=16)
    dataset: str = Field(default=Dataset.RECORDED.value, index=True, max_length=16)
    change: int = Field(default=0, index=True)
