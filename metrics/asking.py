"""Where a question is answered: from the ledger's copy in columns, or by the ledger itself."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from metrics.filter import Filter
from store.database import Database

T = TypeVar("T")


def answered(database: Database, filter_: Filter, question: Callable[[Connection], T]) -> T:
    """The answer to a question about a filter's events; what people wrote in them, and who, is not in the copy."""
    if not filter_.words and not filter_.drafts_of:
        return database.answer(question)
    with database.reading() as connection:
        return question(connection)
