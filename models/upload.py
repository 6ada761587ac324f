"""Lists that were taken in: each as a batch that can be undone as one, and how the columns of a source were read."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.base import Base


class UploadBatch(Base, table=True):
    """A list taken in at once. The events it made carry its id; `undone_at` says that they were taken back."""

    __tablename__ = "upload_batch"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(default="", max_length=200)
    sha256: str = Field(default="", max_length=64)
    at: datetime
    by: str = Field(max_length=80, index=True)
    new: int = 0
    updated: int = 0
    undone_at: datetime | None = None
    undone_by: str | None = Field(default=None, max_length=80)
    change: int = Field(default=0, index=True)


class UploadChange(Base, table=True):
    """What a batch changed in an event that was there before: the draft it then was, as JSON, and the version it got.

    A batch is undone by giving the event its former content back, unless it has gone on to a later version.
    """

    __tablename__ = "upload_change"

    batch_id: int = Field(primary_key=True, foreign_key="upload_batch.id")
    event_id: int = Field(primary_key=True, foreign_key="event.id", index=True)
    before: str = ""
    version: int


class ColumnMemory(Base, table=True):
    """What is remembered of a person's lists, as JSON in `columns`.

    How they matched the columns of a list: `headings` is the SHA-256 of the headings in their order, `columns` heading
    → key of our column, "" for one that is left out. Other keys are words: see `store.column_memory` for the answers
    about unknown words, `store.told_rows` for the check numbers of the rows that were taken in.
    """

    __tablename__ = "column_memory"
    __table_args__ = (UniqueConstraint("person", "headings"),)

    id: int | None = Field(default=None, primary_key=True)
    person: str = Field(max_length=80)
    headings: str = Field(max_length=64)
    columns: str = ""
    used_at: datetime
