"""The program that makes the copy of a ledger, run in a process of its own.

In: one line of JSON, see `Order`. Out: a DuckDB file, complete where the program ends with 0. It knows none of our
code and is started by `store.copied`.

A process of its own for two reasons. The driver that reads the ledger brings a second SQLite library with it: two of
them in one process do not see each other's locks on a file, and closing the file in one takes the locks of the other
away. And what filling the file takes in memory, several times what is in it, goes back to the system at once.
"""

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypedDict

import duckdb

ROWS: Final = 50_000  # at a time


class Order(TypedDict):
    """What is to be made.

    `address`: of the ledger, a file's `file:` address or a PostgreSQL one; `file`: where the copy goes; `settings`: of
    DuckDB. First `before` is carried out on the copy, then for each of `tables` the question asked of the ledger and
    its answer put into the copy as the table `incoming` by the statement beside it, then `after`.
    """

    address: str
    file: str
    settings: dict[str, str]
    before: list[str]
    tables: list[tuple[str, str]]
    after: list[str]


def connect(address: str) -> Any:
    """A connection that only reads, and sees one state of the ledger from its first question on."""
    if address.startswith("file:"):
        from adbc_driver_sqlite import dbapi as sqlite

        return sqlite.connect(address)
    from adbc_driver_postgresql import dbapi as postgresql

    connection = postgresql.connect(address)
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    return connection


def make(order: Order) -> None:
    """Make the copy."""
    with duckdb.connect(order["file"], config=dict(order["settings"])) as copy, connect(order["address"]) as ledger:
        for statement in order["before"]:
            copy.execute(statement)
        for question, statement in order["tables"]:
            with ledger.cursor() as cursor:
                cursor.adbc_statement.set_options(**_options(order["address"]))
                cursor.execute(question)
                with cursor.fetch_record_batch() as rows:
                    copy.register("incoming", rows)
                    copy.execute(statement)
                    copy.unregister("incoming")
        for statement in order["after"]:
            copy.execute(statement)


def sweep(folder: Path) -> None:
    """Delete the copies that programs which were killed have left in the folder."""
    for file in folder.glob("*.duckdb"):
        if not in_use(file):
            for left in (file, file.with_name(f"{file.name}.wal")):
                with suppress(OSError):  # one that Windows sees in use
                    left.unlink()


def in_use(file: Path) -> bool:
    """Whether a process has the copy open."""
    try:
        duckdb.connect(str(file)).close()
    except duckdb.IOException as error:
        return "lock" in str(error)
    except duckdb.Error:  # never completed, or damaged
        pass
    return False


def _options(address: str) -> dict[str, str]:
    return {"adbc.sqlite.query.batch_rows": str(ROWS)} if address.startswith("file:") else {}


if __name__ == "__main__":
    asked: Order = json.loads(sys.stdin.readline())
    sweep(Path(asked["file"]).parent)
    make(asked)
