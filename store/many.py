"""Many rows of one table in one statement, handed to the database's own driver as they are.

SQLAlchemy prepares every row of an `insert` by itself, which takes longer than writing it. Here the statement is put
together once and the rows are only put in its order.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from sqlalchemy import Connection, Dialect, Table, TextClause, func, insert, select

Row = Mapping[str, Any]
PARAMETERS: Final = 4_000  # of one statement; SQLite takes 32,766, but more take longer to prepare than they save


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows, all of which name the same columns: values by column, as Python has them."""
    if not rows:
        return
    names = list(rows[0])
    statement = insert(table).compile(dialect=connection.dialect, column_keys=names)
    order: list[str] = list(statement.positiontup or names) if statement.positional else names
    # A converted value is kept, for the same days and instants come in many rows.
    columns = [_column(table, name, connection.dialect, rows) for name in order]
    written = list(zip(*columns, strict=True))
    if connection.dialect.name == "sqlite":
        _insert_in_rows(connection, str(statement), written)
    elif statement.positional:
        connection.exec_driver_sql(str(statement), written)
    else:
        connection.exec_driver_sql(str(statement), [dict(zip(order, row, strict=True)) for row in written])


def _insert_in_rows(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows many to a statement: SQLite spends a third of the time of a short row on the statement around it."""
    head, word, places = statement.rpartition(" VALUES ")
    at_once = max(1, PARAMETERS // len(rows[0]))
    for start in range(0, len(rows), at_once):
        some = rows[start : start + at_once]
        many = f"{head}{word}{', '.join([places] * len(some))}"
        connection.exec_driver_sql(many, tuple(chain.from_iterable(some)))


def run_many(connection: Connection, statement: TextClause, rows: Sequence[dict[str, Any]]) -> None:
    """Carry a statement out for each of the rows, at least one: values by parameter, as the driver takes them."""
    compiled = statement.compile(dialect=connection.dialect)
    if compiled.positional:
        order = compiled.positiontup or ()
        connection.exec_driver_sql(str(compiled), [tuple(map(row.__getitem__, order)) for row in rows])
    else:
        connection.exec_driver_sql(str(compiled), list(rows))


def take_ids(connection: Connection, table: Table, number: int) -> range | list[int]:
    """So many new ids of a table, in the order in which its rows will be written.

    The caller holds the write lock: on SQLite nobody else adds rows meanwhile.
    """
    if connection.dialect.name == "sqlite":
        first = (connection.scalar(select(func.max(table.c.id))) or 0) + 1
        return range(first, first + number)
    sequence = func.pg_get_serial_sequence(table.name, "id")
    numbers = func.generate_series(1, number).table_valued("number")
    return sorted(connection.scalars(select(func.nextval(sequence)).select_from(numbers)))


def _column(table: Table, name: str, dialect: Dialect, rows: Sequence[Row]) -> list[Any]:
    """The values of one column as the driver wants them."""
    values = [row[name] for row in rows]
    type_ = table.c[name].type
    convert: Callable[[Any], Any] | None = type_.dialect_impl(dialect).bind_processor(dialect)
    if convert is None:
        return values
    converted = {value: convert(value) for value in set(values)}
    return [converted[value] for value in values]
