"""The history: what was done to a record, by whom and why. Rows are only ever added."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from models.base import Base


class HistoryEntry(Base, table=True):
    """One thing done to one record. `fields` is JSON: each field that changed → [before, after].

    `state` is the SHA-256 of the record as it then was; `hash` that of this entry together with `previous`, the hash
    of the entry before it: whoever alters or removes an entry breaks the chain from there on.
    """

    __tablename__ = "history"
    __table_args__ = (Index("ix_history_record_record_id", "record", "record_id"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    by: str = Field(max_length=80)
    change: int = Field(index=True)
    record: str = Field(max_length=16)
    record_id: int
    action: str = Field(max_length=16)
    reason: str = Field(default="", max_length=500)
    fields: str = ""
    state: str = Field(default="", max_length=64)
    previous: str = Field(default="", max_length=64)
    hash: str = Field(max_length=64)
