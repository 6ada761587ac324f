"""Puts the reference pack's divisions into the database, and reads their names back for searching."""

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain, islice
from typing import Final, NamedTuple

from sqlalchemy import Connection, insert, select
from sqlmodel import col

from geo.pack import read_codes, read_communities, read_divisions
from models.base import Base
from models.division import Division, DivisionCode

BATCH: Final = 10_000

Progress = Callable[[int], None]
"""Called after each batch with the number of rows inserted so far."""


def load_divisions(
    connection: Connection, provinces: Collection[str] | None = None, progress: Progress | None = None
) -> int:
    """Insert the reference pack's divisions and codes in the caller's transaction; returns the rows inserted.

    `provinces` are two-digit codes, None the whole country. Rows already there are kept as they are: a second
    call inserts nothing, and names changed by users stay.
    """
    known_divisions = set(connection.scalars(select(col(Division.id))))
    divisions = (
        row for row in chain(read_divisions(provinces), read_communities(provinces)) if row.id not in known_divisions
    )
    inserted = _insert_all(connection, Division, divisions, 0, progress)

    key = (col(DivisionCode.division_id), col(DivisionCode.scheme), col(DivisionCode.code))
    known_codes = {tuple(row) for row in connection.execute(select(*key))}
    codes = (row for row in read_codes(provinces) if row[:3] not in known_codes)
    return _insert_all(connection, DivisionCode, codes, inserted, progress)


def division_names(connection: Connection) -> Iterator[tuple[str, int, str | None, str]]:
    """Id, level, parent and name of every division, as `Gazetteer.build` takes them."""
    columns = (col(Division.id), col(Division.level), col(Division.parent_id), col(Division.name))
    yield from map(tuple, connection.execute(select(*columns)))


def former_names(connection: Connection) -> Iterator[tuple[str, str]]:
    """Id and name for names which another official list gives to a division and which differ from its own."""
    statement = (
        select(col(Division.id), col(DivisionCode.name))
        .join(Division, col(Division.id) == col(DivisionCode.division_id))
        .where(col(DivisionCode.name) != col(Division.name))
    )
    yield from map(tuple, connection.execute(statement))


def _insert_all(
    connection: Connection, table: type[Base], rows: Iterable[NamedTuple], inserted: int, progress: Progress | None
) -> int:
    """Insert `rows` in batches, adding to `inserted`; the new total."""
    waiting = iter(rows)
    while batch := [row._asdict() for row in islice(waiting, BATCH)]:
        connection.execute(insert(table), batch)
        inserted += len(batch)
        if progress:
            progress(inserted)
    return inserted
