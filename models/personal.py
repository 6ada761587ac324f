"""What belongs to one person alone: entries not yet finished, and views of the list kept under a name.

`person` is the sign-in name, which is never given to somebody else.
"""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.base import Base


class KeptEntry(Base, table=True):
    """What a person has typed into a form and not saved yet: as JSON, one for each form ("new" or an event's id)."""

    __tablename__ = "kept_entry"
    __table_args__ = (UniqueConstraint("person", "form"),)

    id: int | None = Field(default=None, primary_key=True)
    person: str = Field(max_length=80)
    form: str = Field(max_length=20)
    content: str = ""
    kept_at: datetime


class SavedView(Base, table=True):
    """A way to look at the list of events: the filter as it stands in the address, and the columns shown."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("person", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    person: str = Field(max_length=80)
    name: str = Field(max_length=80)
    address: str = Field(default="", max_length=4000)
    columns: str = Field(default="", max_length=1000)
