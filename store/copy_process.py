"""The program that reads the ledger's tables as Arrow, run in a process of its own.

In: one line of JSON, the ledger's address and the questions. Out: the answers as Arrow streams, one after the other,
all of one state of the ledger. It knows none of our code and is started by `store.copied`.

A process of its own, for its driver brings a second SQLite library with it: two of them in one process do not see
each other's locks on a file, and closing the file in one takes the locks of the other away.
"""

import json
import sys
from typing import Any, BinaryIO, Final

import pyarrow as pa

ROWS: Final = 50_000  # at a time


def connect(address: str) -> Any:
    """A connection that only reads, and sees one state of the ledger from its first question on.

    `address` is a file's `file:` address, or a PostgreSQL one.
    """
    if address.startswith("file:"):
        from adbc_driver_sqlite import dbapi as sqlite

        return sqlite.connect(address)
    from adbc_driver_postgresql import dbapi as postgresql

    connection = postgresql.connect(address)
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    return connection


def write_answers(address: str, questions: list[str], out: BinaryIO) -> None:
    """Write the answer to each of the questions."""
    with connect(address) as connection:
        for question in questions:
            with connection.cursor() as cursor:
                cursor.adbc_statement.set_options(**_options(address))
                cursor.execute(question)
                with cursor.fetch_record_batch() as reader, pa.ipc.new_stream(out, reader.schema) as stream:
                    for batch in reader:
                        stream.write_batch(batch)
            out.flush()


def _options(address: str) -> dict[str, str]:
    return {"adbc.sqlite.query.batch_rows": str(ROWS)} if address.startswith("file:") else {}


if __name__ == "__main__":
    asked = json.loads(sys.stdin.readline())
    write_answers(asked["address"], asked["questions"], sys.stdout.buffer)
