"""The one change sequence: a rising number per transaction, which everything derived from the tables follows."""

from datetime import datetime

from sqlmodel import Field

from models.base import Base


class Change(Base, table=True):
    """One transaction that changed something. Its `id` is written into the `change` column of each row it touched."""

    __tablename__ = "change"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    by: str = Field(max_length=80)
    what: str = Field(max_length=40)


class Setting(Base, table=True):
    """A named value of the ledger itself, such as which divisions have been loaded."""

    __tablename__ = "setting"

    name: str = Field(primary_key=True, max_length=40)
    value: str = Field(default="", max_length=2000)
