"""The common ancestor of every table.

The tables keep a registry of their own: Streamlit reloads edited modules, and with SQLModel's shared
registry the second definition of a table would be refused ("Table already defined").
"""

from typing import Final

from sqlalchemy import MetaData, Table
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

# Constraint names are spelled out so that a migration can drop or change them on any database.
NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
    """A table or a shape of the ledger. `Base.metadata` describes all tables."""


def table_of(model: type[Base]) -> Table:
    """The SQL table of a model, for statements that name columns rather than objects: `table_of(Event).c.title`."""
    table: Table = model.__table__  # type: ignore[attr-defined]  # SQLModel adds it when the class is made
    return table
