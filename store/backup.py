"""Backups: the whole ledger, database and photos, in one file, made while people go on working.

The database is copied first, at one moment, and then the photos it names. A photo is always there before a row names
it and stays when the row goes, so the copy names none that is not there. The file is written under another name and
renamed when it is complete and on the disk: a backup that was interrupted is never taken for one.
"""

import re
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import delete, func, insert, select

from locales import Message, mark
from models.account import SignIn, SignInFailure
from models.base import table_of
from models.change import Setting
from models.event import Event
from models.permission import Action
from models.problem import InvalidError
from models.viewer import Viewer
from store.attachments import path_of
from store.backup_file import DATABASE, FORMAT, PRODUCT, BackupWriter, Manifest, photo_name
from store.copying import copy_to_file
from store.database import Database
from store.dialects import make_engine, sqlite_url
from store.held_files import held_files
from store.migrate import current_revision
from store.outcome import require
from store.safe_files import COPYING, sweep, written_whole
from store.sealing import sealing
from store.sqlite_file import copy_ledger_file, faults, settle
from store.verification import verify_history

FOLDER: Final = "backups"
NOTED: Final = "backup_at"
_OURS: Final = re.compile(r"outreach-\d{8}-\d{6}\.zip(\.age)?")


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup.

    `missing` are the hashes of photos that the database names and the data folder does not have, `altered` those whose
    content is no longer what was added (they are in the backup as they are); `removed` the older backups taken away;
    `history` what is wrong with the history.
    """

    path: Path
    made_at: datetime
    events: int
    photos: int
    missing: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    removed: tuple[Path, ...] = ()
    history: tuple[Message, ...] = ()


def make_backup(
    database: Database,
    viewer: Viewer,
    *,
    out: Path | None = None,
    passphrase: str | None = None,
    keep: int | None = None,
) -> Backup:
    """Write the ledger into one file, encrypted if a passphrase is given; it can go on being used meanwhile.

    `out` is the file, or the folder for a file named after the time (default: `backups` in the data folder). With
    `keep`, the oldest files so named in the same folder are removed until this many are left.

    Raises NotAllowedError, InvalidError where the database is damaged (a copy of it would be of no use, and might
    push out a good one), OSError, and the database's own errors.
    """
    require(viewer, Action.MANAGE)
    if passphrase == "" or (keep is not None and keep < 1):
        raise ValueError("a passphrase has letters, and at least the newest backup is kept")
    made_at = datetime.now(UTC)
    target = _target(database, out, made_at, ".zip" if passphrase is None else ".zip.age")
    sweep(database.data, target.parent)
    with TemporaryDirectory(prefix=COPYING, dir=database.data) as folder:
        copy = Path(folder) / DATABASE
        copy_database(database, copy)
        contents = _prepare(copy, made_at, viewer)
        with written_whole(target) as file, sealing(file, passphrase) if passphrase else nullcontext(file) as stream:
            writing = BackupWriter(stream, made_at)
            writing.add(DATABASE, copy, pack=True)
            missing, altered = _add_photos(database, writing, contents.photos)
            manifest = Manifest(
                format=FORMAT,
                product=PRODUCT,
                schema_revision=contents.revision,
                made_at=made_at,
                events=contents.events,
                missing=missing,
                members=writing.members,
            )
            writing.finish(manifest)
    with database.writing(viewer, "backup") as noting:
        noting.session.merge(Setting(name=NOTED, value=made_at.isoformat()))
    removed = _thin_out(target, keep) if keep else ()
    events = sum(contents.events.values())
    return Backup(target, made_at, events, manifest.photos, missing, altered, removed, contents.history)


def last_backup(database: Database, viewer: Viewer) -> datetime | None:
    """When the newest backup was finished that this ledger knows of; None for none, and for who may not know."""
    if not viewer.everywhere(Action.MANAGE):
        return None
    setting = table_of(Setting)
    with database.reading() as connection:
        noted = connection.scalar(select(setting.c.value).where(setting.c.name == NOTED))
    try:
        return datetime.fromisoformat(noted) if noted else None
    except ValueError:
        return None


def copy_database(database: Database, copy: Path) -> None:
    """Write the database as it is at this moment into the new SQLite file `copy`; InvalidError where it is damaged."""
    if database.engine.dialect.name == "sqlite":
        copy_ledger_file(database.engine, copy)
    else:
        copy_to_file(database.engine, copy)
    if found := faults(copy):
        raise InvalidError(
            mark("the database is damaged ({fault}). Keep the whole data folder and restore the last good backup."),
            fault=found[0][:200],
        )


@dataclass(frozen=True, slots=True)
class _Contents:
    revision: str
    events: dict[str, int]
    photos: list[str]
    history: tuple[Message, ...]


def _prepare(copy: Path, made_at: datetime, viewer: Viewer) -> _Contents:
    """Let the copy know of itself, take out who is signed in (nobody is where it is restored), and look what it has."""
    engine = make_engine(sqlite_url(copy))
    event, setting = table_of(Event), table_of(Setting)
    try:
        with engine.begin() as connection:
            connection.execute(delete(table_of(SignIn)))
            connection.execute(delete(table_of(SignInFailure)))
            connection.execute(delete(setting).where(setting.c.name == NOTED))
            connection.execute(insert(setting).values(name=NOTED, value=made_at.isoformat()))
            contents = _Contents(
                current_revision(connection) or "",
                dict(connection.execute(select(event.c.dataset, func.count()).group_by(event.c.dataset)).all()),
                held_files(connection),
                (),
            )
        contents = replace(contents, history=tuple(verify_history(Database(engine, copy.parent), viewer).problems))
    finally:
        engine.dispose()
    settle(copy)
    return contents


def _add_photos(
    database: Database, writing: BackupWriter, digests: list[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Put the photos in; the hashes of those that are missing, and of those that are no longer what they were."""
    missing, altered = [], []
    for digest in digests:
        path = path_of(database, digest)
        if not path.is_file():
            missing.append(digest)
        elif writing.add(photo_name(digest), path).sha256 != digest:
            altered.append(digest)
    return tuple(missing), tuple(altered)


def _target(database: Database, out: Path | None, made_at: datetime, ending: str) -> Path:
    """The file to write: `out` itself, or the first free name in the folder `out` or in that for backups."""
    if out is not None and not out.is_dir():
        return out
    folder = out or database.data / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    while True:
        path = folder / f"outreach-{made_at:%Y%m%d-%H%M%S}{ending}"
        if not path.exists():
            return path
        made_at += timedelta(seconds=1)


def _thin_out(newest: Path, keep: int) -> tuple[Path, ...]:
    """Remove the oldest of the backups named after their time, in the same folder, never the one just made."""
    others = sorted(
        (path for path in newest.parent.iterdir() if _OURS.fullmatch(path.name) and path != newest),
        key=lambda path: path.name,
        reverse=True,
    )
    spared = keep - 1 if _OURS.fullmatch(newest.name) else keep
    doomed = tuple(reversed(others[spared:]))
    for path in doomed:
        path.unlink()
    return doomed
