"""Files that are there whole or not at all, whenever the program is interrupted; and clearing up after it was."""

import errno
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

# What backups and restores call their unfinished files and folders.
COPYING: Final = "copying-"
RESTORING: Final = "restoring-"
_LEFT_OVER: Final = re.compile(rf"\..+\.[0-9a-f]{{8}}\.part|({COPYING}|{RESTORING})\w{{8}}")
_LEFT_OVER_SECONDS: Final = 24 * 3600  # nothing of ours takes that long


@contextmanager
def written_whole(target: Path) -> Iterator[BinaryIO]:
    """A new file that gets the name `target` when it is complete and on the disk, and is gone where that fails.

    Not by `tempfile`, whose files only their owner may read, whatever the folder's owner has set.
    """
    unfinished = _unfinished(target)
    try:
        with unfinished.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    sync_folder(target.parent)


def put_in_place(source: Path, target: Path) -> None:
    """Move a file to where another may lie, which it replaces at once; from another disk too."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        unfinished = _unfinished(target)
        shutil.copyfile(source, unfinished)
        unfinished.replace(target)


def keep_a_second(source: Path, target: Path) -> None:
    """Let a file be at `target` too, without taking more room where the disk allows that."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.hardlink_to(source)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EEXIST):
            raise
        shutil.copyfile(source, target)


def sync_folder(folder: Path) -> None:
    """See to it that the names in a folder survive a power cut, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sweep(*folders: Path) -> None:
    """Remove what backups and restores that were killed have left, once it is certain that none is at work there."""
    for folder in folders:
        for path in folder.iterdir():
            if _LEFT_OVER.fullmatch(path.name) and time.time() - path.stat().st_mtime > _LEFT_OVER_SECONDS:
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _unfinished(target: Path) -> Path:
    return target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
