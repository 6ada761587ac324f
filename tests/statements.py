"""Statements are put into words once in a run.

A server does so once in its life, for all its connections. Here every test has a ledger of its own, and each would do
it anew for every question that is asked of it, which takes a third of the time of many tests.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from duckdb_sqlalchemy import Dialect as DuckDB
from sqlalchemy import Engine
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite as SQLite
from sqlalchemy.util import LRUCache

MOST: Final = 4_000  # statements held


@contextmanager
def put_into_words_once() -> Iterator[None]:
    """Every engine made meanwhile knows the statements of all others of its kind."""
    words: LRUCache[Any, Any] = LRUCache(MOST)
    made = Engine.__init__

    def make(engine: Engine, *args: Any, **kwargs: Any) -> None:
        made(engine, *args, **kwargs)
        engine.update_execution_options(compiled_cache=words)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Engine, "__init__", make)
        for dialect in (SQLite, DuckDB):
            # The statement is looked for together with the engine's dialect; all of these are set up alike.
            patch.setattr(dialect, "__eq__", lambda one, other: type(one) is type(other))
            patch.setattr(dialect, "__hash__", lambda one: hash(type(one)))
        yield
