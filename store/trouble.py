"""What goes wrong beneath the ledger, in words: a full disk, a read-only or damaged file, a database that is gone.

These are no fault of what somebody typed, so no command answers them as a `Problem`; they are raised. Whoever talks to
people (a page, `manage.py`) asks here for the sentence, and logs the error itself. Nothing has been written: every
command is one transaction.
"""

import errno
import sqlite3
from enum import StrEnum
from typing import Final

from sqlalchemy.exc import DBAPIError, OperationalError

from locales import Message, mark


class Trouble(StrEnum):
    """The kinds of trouble that people can do something about."""

    FULL = "full"
    READ_ONLY = "read_only"
    BUSY = "busy"
    DAMAGED = "damaged"
    UNREADABLE = "unreadable"
    DISK = "disk"
    LOST = "lost"


_SENTENCES: Final = {
    Trouble.FULL: mark(
        "The disk is full; nothing was saved. Ask whoever runs the ledger to make room, then try again."
    ),
    Trouble.READ_ONLY: mark(
        "The ledger may not be written to; nothing was saved. Ask whoever runs it to make its data folder writable."
    ),
    Trouble.BUSY: mark("Somebody else has been writing for a long time; nothing was saved. Try again in a moment."),
    Trouble.DAMAGED: mark("The database is damaged; nothing was saved. Ask whoever runs the ledger for a backup."),
    Trouble.UNREADABLE: mark(
        "The database cannot be opened. Ask whoever runs the ledger whether its data folder is there."
    ),
    Trouble.DISK: mark(
        "The disk could not be read or written; nothing was saved. Ask whoever runs the ledger to check it, then try "
        "again."
    ),
    Trouble.LOST: mark("The database does not answer; nothing was saved. Try again in a moment."),
}
_SQLITE: Final = {
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
    sqlite3.SQLITE_LOCKED: Trouble.BUSY,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
    sqlite3.SQLITE_CANTOPEN: Trouble.UNREADABLE,
    sqlite3.SQLITE_IOERR: Trouble.DISK,  # also a quota or a limit on the size of files
}
# The beginnings of PostgreSQL's codes (its manual, appendix "PostgreSQL Error Codes").
_SQLSTATES: Final = {
    "53100": Trouble.FULL,
    "25006": Trouble.READ_ONLY,
    "55P03": Trouble.BUSY,
    "40P01": Trouble.BUSY,
    "40001": Trouble.BUSY,
    "57014": Trouble.BUSY,
    "53300": Trouble.LOST,
    "XX001": Trouble.DAMAGED,
    "XX002": Trouble.DAMAGED,
    "58030": Trouble.DISK,
    "08": Trouble.LOST,
    "57P": Trouble.LOST,
}
_ERRNOS: Final = {
    errno.ENOSPC: Trouble.FULL,
    errno.EDQUOT: Trouble.FULL,
    errno.EFBIG: Trouble.FULL,
    errno.EROFS: Trouble.READ_ONLY,
    errno.EACCES: Trouble.READ_ONLY,
    errno.EPERM: Trouble.READ_ONLY,
    errno.EIO: Trouble.DISK,
}

BENEATH: Final = (OSError, OperationalError)
"""What a disk or a database raises that takes nothing just now: full, locked, out of reach."""


def kind_of(error: BaseException) -> Trouble | None:
    """Which trouble an error of the database or of a file is; None for anything else, bugs above all."""
    if isinstance(error, DBAPIError):
        return _of_database(error)
    if isinstance(error, sqlite3.Error):
        return _SQLITE.get((getattr(error, "sqlite_errorcode", None) or 0) & 0xFF)  # the rest are finer distinctions
    return _ERRNOS.get(error.errno or 0) if isinstance(error, OSError) else None


def trouble(error: BaseException) -> Message | None:
    """The sentence for an error of the database or of a file; None for anything else, bugs above all."""
    kind = kind_of(error)
    return Message.of(_SENTENCES[kind]) if kind else None


def _of_database(error: DBAPIError) -> Trouble | None:
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return kind_of(cause)
    state = getattr(cause, "sqlstate", None)
    if state:
        return next((kind for code, kind in _SQLSTATES.items() if state.startswith(code)), None)
    # Without a code the server has not answered at all.
    return Trouble.LOST if error.connection_invalidated or isinstance(error, OperationalError) else None
