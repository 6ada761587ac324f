"""Clearing the photo folder of files that neither an event nor a campaign has any more.

A file is taken off an event or a campaign, or a killed program has written it and not the row that names it: it stays
in the folder. What is removed here has been of no use for a week, no row names it, the bin's included, and no backup is
being made that might have counted on it.
"""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, Connection, delete, func, select

from locales import mark
from models.base import table_of
from models.event import EventAttachment
from models.permission import Action
from models.problem import InvalidError
from models.viewer import Viewer
from store.attachments import FOLDER, path_of
from store.database import Database
from store.held_files import HELD_IN
from store.outcome import require
from store.picture_rows import PICTURE
from store.safe_files import COPYING, RESTORING, sweep

SPARED_SECONDS: Final = 7 * 24 * 3600
"""A file is let alone for that long after it was written or last given: its row may be about to come, or come back."""
AT_ONCE: Final = 200  # files removed in one transaction, for which other writers wait
FILE: Final = table_of(EventAttachment)
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Unused:
    """Files that nothing has, their bytes together, and the number of rows about pictures that no event has."""

    files: tuple[Path, ...]
    size: int
    rows: int


def find_unused(database: Database, viewer: Viewer) -> Unused:
    """What a sweep would remove. Raises NotAllowedError."""
    require(viewer, Action.MANAGE)
    with database.reading() as connection:
        rows = connection.scalar(select(func.count()).select_from(PICTURE).where(_in_no_event())) or 0
        digests = list(_stored(database))
        named = _named(connection, digests)
    paths = tuple(path for digest in digests if digest not in named and _is_old(path := path_of(database, digest)))
    return Unused(paths, sum(path.stat().st_size for path in paths), rows)


def remove_unused(database: Database, viewer: Viewer) -> Unused:
    """Remove it, and return what was removed.

    Raises NotAllowedError, InvalidError while a backup is made or restored, OSError.
    """
    found = find_unused(database, viewer)
    sweep(database.data)  # what was left behind by a backup that was killed is none in progress
    removed: list[Path] = []
    size = 0
    for start in range(0, len(found.files), AT_ONCE):
        paths = found.files[start : start + AT_ONCE]
        with database.writing(viewer, "sweep photos") as writing:
            _require_no_backup(database)
            # Asked again where nobody else can write: a file that has just been given again is there, and stays.
            named = _named(writing.session.connection(), [path.name for path in paths])
            for path in paths:
                if path.name not in named and _is_old(path):
                    size += path.stat().st_size
                    path.unlink()
                    removed.append(path)
    with database.writing(viewer, "sweep pictures") as writing:
        rows = writing.session.connection().execute(delete(PICTURE).where(_in_no_event())).rowcount
    return Unused(tuple(removed), size, rows)


def _stored(database: Database) -> Iterator[str]:
    """The hashes of the files in the photo folder; whatever else lies there is none of ours."""
    for path in sorted((database.data / FOLDER).glob("[0-9a-f][0-9a-f]/*")):
        if _DIGEST.fullmatch(path.name) and path.parent.name == path.name[:2]:
            yield path.name


def _named(connection: Connection, digests: Sequence[str]) -> set[str]:
    """Those of the hashes that a row names."""
    named: set[str] = set()
    for start in range(0, len(digests), AT_ONCE):
        some = digests[start : start + AT_ONCE]
        for column in HELD_IN:
            named.update(connection.scalars(select(column).where(column.in_(some))))
    return named


def _in_no_event() -> ColumnElement[bool]:
    return PICTURE.c.sha256.not_in(select(FILE.c.sha256))


def _is_old(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and time.time() - path.stat().st_mtime > SPARED_SECONDS


def _require_no_backup(database: Database) -> None:
    if any(path.name.startswith((COPYING, RESTORING)) for path in database.data.iterdir()):
        raise InvalidError(mark("a backup is being made or restored. Wait until it is finished and try again."))
