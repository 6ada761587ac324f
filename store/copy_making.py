"""Making the file that holds the copy in columns: what is to be done, in text, for the program that does it."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from duckdb_sqlalchemy import Dialect
from sqlalchemy import ClauseElement, Engine, Select, column, delete, func, select
from sqlalchemy import table as table_named
from sqlalchemy.engine import Dialect as AnyDialect
from sqlalchemy.schema import CreateTable

from models.base import table_of
from models.change import Change
from store.copied import COPIES, EVENT, INCOMING, PARTS, REFERRED_TO, UP_TO, word_lists
from store.copy_process import Order
from store.prepared import Ready

SETTINGS: Final = {
    "memory_limit": "2GB",  # at most, beyond which it works on the disk; 4,000,000 events want a quarter of it
    "preserve_insertion_order": "false",
    "allocator_background_threads": "true",  # what is no longer used goes back to the system soon
}
_PROGRAM: Final = Path(__file__).with_name("copy_process.py")
_COPY: Final = Dialect()
_CHANGE: Final = table_of(Change)


def make_file(ledger: Engine, file: Path, prepared: Iterable[Ready]) -> None:
    """Copy the tables of `store.copied`, all in one state of the ledger, into the new file `file`.

    With these tables made ready, and without the divisions, of which only those are copied in which something is.
    Raises OSError where that fails.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    command = [sys.executable, "-I", str(_PROGRAM)]
    order = json.dumps(_order(ledger, file, prepared)).encode() + b"\n"
    if subprocess.run(command, input=order, check=False).returncode:  # noqa: S603 - our own program
        raise OSError("the copy of the ledger could not be made")


def _order(ledger: Engine, file: Path, prepared: Iterable[Ready]) -> Order:
    with ledger.connect() as connection:
        words = word_lists(connection)
    newest = select(func.coalesce(func.max(_CHANGE.c.id), 0).label("change"))
    told: Select[Any] = select(column("change")).select_from(table_named(INCOMING))
    tables = (EVENT, *PARTS, *REFERRED_TO)
    in_bin = (delete(part.table).where(part.table.c.event_id.not_in(select(EVENT.table.c.id))) for part in PARTS)
    return Order(
        address=_address(ledger),
        file=str(file),
        settings=SETTINGS,
        before=[
            *(f"CREATE TYPE {name}_word AS ENUM ({_listed(codes)})" for name, codes in words.items()),
            *(_as_text(CreateTable(table), _COPY) for table in COPIES.tables.values()),
        ],
        tables=[
            (_as_text(newest, ledger.dialect), _as_text(UP_TO.insert().from_select(["change"], told), _COPY)),
            *((_as_text(table.asking(), ledger.dialect), _as_text(table.putting(), _COPY)) for table in tables),
        ],
        after=[
            *(_as_text(statement, _COPY) for statement in in_bin),
            *(f"CREATE TABLE {one.name} AS {_as_text(one.made, _COPY)}" for one in prepared),
            "CHECKPOINT",
        ],
    )


def for_copy(statement: ClauseElement) -> str:
    """A statement as the copy is given it, with its values written out."""
    return _as_text(statement, _COPY)


def _listed(words: list[str]) -> str:
    return ", ".join("'" + word.replace("'", "''") + "'" for word in words)


def _as_text(statement: ClauseElement, dialect: AnyDialect) -> str:
    """A statement as a database is given it, with its values written out."""
    return str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def _address(engine: Engine) -> str:
    if engine.dialect.name == "sqlite":
        return Path(engine.url.database or "").absolute().as_uri() + "?mode=ro"
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
