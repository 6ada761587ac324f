"""Copying all rows of a ledger into another one, of whatever kind of database: a backup is always a SQLite file."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, bindparam, delete, func, insert, select, text, update

from models.base import table_of
from models.history import HistoryEntry
from models.tables import METADATA
from store.dialects import WRITE, make_engine, reading_options, sqlite_url
from store.migrate import migrate
from store.search import build_index
from store.sqlite_file import settle

BATCH: Final = 5_000


def copy_to_file(engine: Engine, file: Path) -> None:
    """Write everything a database holds at this moment into a new ledger, the SQLite file `file`."""
    copy = make_engine(sqlite_url(file))
    try:
        migrate(copy)
        with (
            engine.connect().execution_options(**reading_options(engine)) as source,
            copy.connect().execution_options(**{WRITE: True}) as target,
            target.begin(),
        ):
            target.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            for table in reversed(METADATA.sorted_tables):
                if table is not HISTORY:  # a new ledger has none, and it lets nothing be taken out
                    target.execute(delete(table))
            for table in METADATA.sorted_tables:
                for rows in _batches(source, table):
                    target.execute(insert(table), rows)
            build_index(target)
    finally:
        copy.dispose()
    settle(file)


def copy_from_file(file: Path, target: Connection) -> None:
    """Replace everything a PostgreSQL ledger holds by what the SQLite ledger `file` holds, in the caller's transaction.

    Both are of the newest shape. Nobody else can read or write meanwhile.
    """
    tables = METADATA.sorted_tables
    quoted = {table.name: target.dialect.identifier_preparer.format_table(table) for table in tables}
    target.execute(text(f"ALTER TABLE {quoted[HISTORY.name]} DISABLE TRIGGER USER"))
    target.execute(text(f"TRUNCATE {', '.join(quoted.values())}"))
    source = make_engine(sqlite_url(file))
    try:
        with source.connect() as connection:
            for table in tables:
                later = _self_references(table)
                for rows in _batches(connection, table):
                    target.execute(insert(table), [{**row, **dict.fromkeys(later)} for row in rows] if later else rows)
                for column in later:
                    _refer(connection, target, table, column)
    finally:
        source.dispose()
    for table in tables:
        _go_on_numbering(target, table, quoted[table.name])
    build_index(target)
    target.execute(text(f"ALTER TABLE {quoted[HISTORY.name]} ENABLE TRIGGER USER"))


HISTORY: Final = table_of(HistoryEntry)


def _batches(source: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """The rows of a table, in the order of their keys, some thousands at a time."""
    rows = source.execution_options(yield_per=BATCH).execute(select(table).order_by(*table.primary_key)).mappings()
    while batch := [dict(row) for row in islice(rows, BATCH)]:
        yield batch


def _self_references(table: Table) -> list[str]:
    """The columns by which rows refer to others of the same table, so that no order suits them all."""
    return [key.parent.name for key in table.foreign_keys if key.column.table is table]


def _refer(source: Connection, target: Connection, table: Table, column: str) -> None:
    """Fill in a column that had to wait until all rows were there."""
    (key,) = table.primary_key
    rows = iter(source.execute(select(key, table.c[column]).where(table.c[column].is_not(None))).all())
    statement = update(table).where(key == bindparam("row")).values({column: bindparam("refers_to")})
    while batch := [{"row": row, "refers_to": other} for row, other in islice(rows, BATCH)]:
        target.execute(statement, batch)


def _go_on_numbering(target: Connection, table: Table, quoted: str) -> None:
    """Let the next new row take the number after the highest."""
    keys = list(table.primary_key)
    if len(keys) == 1 and keys[0].name == "id" and keys[0].type.python_type is int:
        highest = target.scalar(select(func.max(keys[0])))
        sequence = target.scalar(text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": quoted})
        if sequence is not None:
            target.execute(
                text("SELECT setval(:sequence, :number, :used)"),
                {"sequence": sequence, "number": highest or 1, "used": highest is not None},
            )
