"""Putting a backup in the place of the ledger, which is kept; from an empty data folder it makes the ledger again.

Killed at any moment, even by a power cut, the data folder holds the old ledger or the new one, whole. The order that
makes it so, and needs no repair afterwards:

1. Everything is unpacked and verified in a folder of its own, and the database brought to the newest shape.
2. The ledger is taken for ourselves, which fails while a server has it open, and stays so to the end.
3. What is replaced is kept first: the database copied, each photo linked a second time, in `replaced-…`, which is a
   whole data folder that `--data` can open.
4. The new photos go in, beside the old ones: the same name is the same content, and one too many does no harm.
5. The database's content is exchanged in *one transaction of SQLite's own* (or PostgreSQL's), so that its journal takes
   back an exchange that was interrupted. This is the moment from which the new ledger holds.
6. The photos that it does not name leave the folder; they are in `replaced-…` already.

Only a file that is no database any more cannot be exchanged so: it is set aside and the new one renamed into its place.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

from locales import mark
from models.permission import Action
from models.problem import InvalidError
from models.viewer import Viewer
from store import attachments
from store.backup_file import DATABASE, Manifest, UnfitBackupError, opened_backup, photo_name
from store.copying import copy_from_file, copy_to_file
from store.database import FILE, Database
from store.dialects import WRITE, make_engine, sqlite_url
from store.held_files import held_files
from store.migrate import NewerDatabaseError, current_revision, migrate
from store.outcome import require
from store.safe_files import RESTORING, keep_a_second, put_in_place, sweep, sync_folder
from store.sealing import is_sealed, unseal
from store.sqlite_file import DAMAGED, SIDE_FILES, InUseError, alone_with, copy_pages, faults, is_database, settle
from store.verification import verify_history

SPARE_BYTES: Final = 32 * 1024 * 1024
LOCK_SECONDS: Final = 10  # how long PostgreSQL waits for those who are just reading


@dataclass(frozen=True, slots=True)
class Restored:
    """What the ledger now holds: `manifest` is the backup's; `replaced` the folder with what was there before."""

    manifest: Manifest
    replaced: Path | None


def restore_backup(
    data: Path,
    viewer: Viewer,
    file: Path,
    *,
    url: str | None = None,
    passphrase: str | None = None,
    despite_history: bool = False,
) -> Restored:
    """Make the ledger in `data` (or the database at `url` with `data`'s photos) what the backup `file` holds.

    `despite_history` takes a backup whose history is not whole, for want of a better one.
    Nothing is changed where this raises: UnsealError for a wrong passphrase, InvalidError for a backup that is
    damaged, incomplete or from a newer release, where a server has the ledger open, and where the disk lacks room,
    NotAllowedError, OSError, and the database's own errors.
    """
    require(viewer, Action.MANAGE)
    data.mkdir(parents=True, exist_ok=True)
    sweep(data)
    live = _live_file(data, url)
    if live is not None and live.exists() and is_database(live):
        with _alone(live):
            pass  # told now rather than after the unpacking
    with TemporaryDirectory(prefix=RESTORING, dir=data) as folder:
        manifest = _unpacked(Path(folder), file, passphrase)
        new = Path(folder) / NEW
        _verify(new, manifest, viewer, despite_history=despite_history)
        if live is None:
            return Restored(manifest, _into_postgresql(data, new, url or "", manifest))
        return Restored(manifest, _into_file(data, new, live, manifest))


NEW: Final = "new"
PLAIN: Final = "backup.zip"


def _unpacked(stage: Path, file: Path, passphrase: str | None) -> Manifest:
    """The backup's content as a data folder `NEW` in `stage`: each as the manifest says."""
    if is_sealed(file):
        if not passphrase:
            raise UnfitBackupError(mark("it is encrypted and needs its passphrase."))
        _require_room(stage, file.stat().st_size)
        unseal(file, passphrase, stage / PLAIN)
        file = stage / PLAIN
    with opened_backup(file) as backup:
        # Unpacked, and once more for the copy of what is replaced and for the journal of the exchange.
        _require_room(stage, backup.manifest.size + 2 * backup.manifest.members[DATABASE].size)
        backup.unpack(stage / NEW)
    return backup.manifest


def _verify(new: Path, manifest: Manifest, viewer: Viewer, *, despite_history: bool) -> None:
    """Raise UnfitBackupError where the database of a backup cannot be used; bring it to the newest shape."""
    database = new / DATABASE
    if found := faults(database):
        raise UnfitBackupError(mark("its database is damaged ({fault})."), fault=found[0][:200])
    engine = make_engine(sqlite_url(database))
    try:
        with engine.connect() as connection:
            if current_revision(connection) != manifest.schema_revision:
                raise UnfitBackupError(mark("what it holds is not what its list of contents says."))
        migrate(engine)
        with engine.connect() as connection:
            named = set(held_files(connection))
        verdict = verify_history(Database(engine, new), viewer)
    except NewerDatabaseError as error:
        raise UnfitBackupError(
            mark("it was made by a newer release of this program. Restore it with that one.")
        ) from error
    finally:
        engine.dispose()
    settle(database)
    if not verdict.fine and not despite_history:
        raise UnfitBackupError(mark("its history is not whole: {problem}"), problem=verdict.problems[0])
    lacking = {digest for digest in named if photo_name(digest) not in manifest.members} - set(manifest.missing)
    if lacking:
        raise UnfitBackupError(mark("{number} photos that its database names are not in it."), number=len(lacking))


def _into_file(data: Path, new: Path, live: Path, manifest: Manifest) -> Path | None:
    """Exchange a SQLite ledger; the folder with what was there before."""
    if is_database(live):
        try:
            return _exchange(data, new, live, manifest)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF not in DAMAGED:
                raise
    return _set_aside(data, new, live, manifest)


def _exchange(data: Path, new: Path, live: Path, manifest: Manifest) -> Path | None:
    begun = live.exists() and live.stat().st_size > 0
    with _alone(live) as connection:
        before = _photos(data)
        replaced = None
        if begun or before:
            replaced = _kept(data, before, lambda file: copy_pages(connection, file) if begun else None)
        _put_photos(data, new)
        copy_pages(new / DATABASE, connection)
        _remove_photos(data, before, manifest)
    return replaced


def _set_aside(data: Path, new: Path, live: Path, manifest: Manifest) -> Path:
    """The same where the file is no database any more, so that SQLite can neither lock nor exchange it."""
    before = _photos(data)
    replaced = _kept(data, before, lambda file: shutil.copyfile(live, file))
    _put_photos(data, new)
    for ending in SIDE_FILES:  # they belong to the old file and would spoil the new one
        side = live.with_name(live.name + ending)
        if side.exists():
            shutil.move(side, replaced / f"{FILE}{ending}")
    put_in_place(new / DATABASE, live)
    sync_folder(live.parent)
    _remove_photos(data, before, manifest)
    return replaced


def _into_postgresql(data: Path, new: Path, url: str, manifest: Manifest) -> Path:
    """Exchange what a PostgreSQL database holds, in one transaction; what it held is kept as a SQLite ledger."""
    engine = make_engine(url)
    try:
        migrate(engine)
        with engine.connect() as connection:
            _require_nobody_else(connection)
        before = _photos(data)
        replaced = _kept(data, before, lambda file: copy_to_file(engine, file))
        _put_photos(data, new)
        with engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
            _require_nobody_else(connection)
            copy_from_file(new / DATABASE, connection)
        _remove_photos(data, before, manifest)
        return replaced
    finally:
        engine.dispose()


def _require_nobody_else(connection: Connection) -> None:
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    if connection.scalar(others):
        raise InvalidError(IN_USE)


IN_USE: Final = mark("a server or another program has the ledger open. Stop it first.")


@contextmanager
def _alone(live: Path) -> Iterator[sqlite3.Connection]:
    try:
        with alone_with(live) as connection:
            yield connection
    except InUseError as error:
        raise InvalidError(IN_USE) from error


def _live_file(data: Path, url: str | None) -> Path | None:
    """The SQLite file that holds the ledger; None where a server does."""
    if url is None:
        return data / FILE
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return None
    if not address.database or address.database.startswith((":", "file:")):
        raise InvalidError(mark("this database address names no file that a backup could be put in the place of."))
    return Path(address.database).resolve()


def _require_room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size + SPARE_BYTES:
        raise InvalidError(
            mark("it needs {needed} MB of room in the data folder, and {free} MB are free."),
            needed=(size + SPARE_BYTES) // 1_000_000 + 1,
            free=free // 1_000_000,
        )


def _kept(data: Path, photos: Collection[Path], copy_database: Callable[[Path], object]) -> Path:
    """A new data folder with what is about to be replaced; none is left where that fails."""
    folder = _folder_for_replaced(data)
    try:
        copy_database(folder / FILE)
        for photo in photos:
            keep_a_second(data / photo, folder / photo)
    except Exception:
        shutil.rmtree(folder)
        raise
    return folder


def _folder_for_replaced(data: Path) -> Path:
    now = datetime.now(UTC)
    while True:
        folder = data / f"replaced-{now:%Y%m%d-%H%M%S}"
        try:
            folder.mkdir()
        except FileExistsError:
            now += timedelta(seconds=1)
        else:
            return folder


def _photos(data: Path) -> list[Path]:
    """The photos and papers of a data folder, as paths inside it."""
    found = (data / attachments.FOLDER).glob("[0-9a-f][0-9a-f]/*")
    return [path.relative_to(data) for path in found if path.parent.name == path.name[:2] and len(path.name) == 64]


def _put_photos(data: Path, new: Path) -> None:
    for photo in _photos(new):
        put_in_place(new / photo, data / photo)
    if hasattr(os, "sync"):
        os.sync()  # all of them at once: a row must never name a file that a power cut has taken


def _remove_photos(data: Path, photos: Collection[Path], manifest: Manifest) -> None:
    for photo in photos:
        if photo.as_posix() not in manifest.members:
            (data / photo).unlink()
