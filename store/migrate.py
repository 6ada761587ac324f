"""Bringing a database to the newest shape, forward only and with its data kept."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from store.dialects import WRITE

FOLDER: Final = Path(__file__).resolve().parent / "migrations"


class NewerDatabaseError(RuntimeError):
    """The database was made by a newer release of the ledger, which this one must not touch."""


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the database to `revision`, all steps in one transaction. Does nothing when it is there already.

    Raises NewerDatabaseError when it holds a revision that this release does not know.
    """
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        current = current_revision(connection)
    if current == scripts.as_revision_number(revision):
        return
    if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
        raise NewerDatabaseError(current)
    with engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def current_revision(connection: Connection) -> str | None:
    """The revision a database is at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()
