"""The jobs `backup`, `restore` and `soak`. Imported inside `.venv` only; no passphrase is ever taken as an argument."""

import argparse
import getpass
import os
import sqlite3
import sys
from typing import Final

from launch.sentences import StartError, line
from models.problem import InvalidError
from models.viewer import local_administrator
from store.backup import make_backup
from store.database import Database
from store.restore import restore_backup
from store.sealing import is_sealed
from store.trouble import trouble

VARIABLE: Final = "OUTREACH_BACKUP_PASSPHRASE"
FAILURES: Final = (InvalidError, OSError, sqlite3.Error)


def backup(database: Database, options: argparse.Namespace) -> int:
    """Write the whole ledger into one file; exit code 1 where it is written, but something in it needs a look."""
    passphrase = os.environ.get(VARIABLE) or (_passphrase(twice=True) if options.encrypt else None)
    try:
        made = make_backup(database, local_administrator(), out=options.out, passphrase=passphrase, keep=options.keep)
    except FAILURES as reason:
        raise StartError("not_backed_up", reason=_reason(reason)) from reason
    size = f"{made.path.stat().st_size / 1_000_000:.1f}"
    _say(line("backed_up", events=made.events, photos=made.photos, path=made.path, size=size))
    if made.removed:
        _say(line("old_backups_removed", number=len(made.removed)))
    if made.missing or made.altered:
        _say(line("photos_not_right", missing=len(made.missing), altered=len(made.altered)))
    for problem in made.history:
        _say(line("history_problem", problem=problem))
    return 1 if made.missing or made.altered or made.history else 0


def restore(options: argparse.Namespace) -> int:
    """Put a backup in the place of the ledger. The ledger is not opened before: it may be damaged or not there."""
    try:
        passphrase = None
        if is_sealed(options.file):
            passphrase = os.environ.get(VARIABLE) or _passphrase(twice=False)
        done = restore_backup(
            options.data,
            local_administrator(),
            options.file,
            url=options.database,
            passphrase=passphrase,
            despite_history=options.despite_history,
        )
    except FAILURES as reason:
        raise StartError("not_restored", path=options.file, reason=_reason(reason)) from reason
    manifest = done.manifest
    at = f"{manifest.made_at.astimezone():%Y-%m-%d %H:%M}"
    _say(line("restored", at=at, events=sum(manifest.events.values()), photos=manifest.photos))
    _say(line("restored_people"))
    if done.replaced is not None:
        _say(line("replaced_kept", path=done.replaced))
    return 0


def soak(options: argparse.Namespace) -> int:
    """Kill a writing process many times over, on a ledger of its own, and count; exit code 1 for any problem.

    With `workbooks`, give it that many files instead, such as nobody should send.
    """
    if options.workbooks:
        from soak.readings import run_readings

        readings = run_readings(options.workbooks, seed=options.seed, progress=_say)
        _say(readings.table())
        return 1 if readings.problems else 0
    from soak.kills import run_soak

    figures = run_soak(options.kills, seed=options.seed, progress=lambda text: _say(text))
    _say(figures.table())
    return 1 if figures.problems else 0


def _passphrase(*, twice: bool) -> str:
    """A passphrase from the terminal, not shown; from anything else than a terminal, its first line."""
    if not sys.stdin.isatty():
        passphrase = sys.stdin.readline().rstrip("\r\n")
    else:
        passphrase = getpass.getpass(line("passphrase_once") + ": ")
        if passphrase and twice and getpass.getpass(line("password_again") + ": ") != passphrase:
            raise StartError("passphrases_differ")
    if not passphrase:
        raise StartError("no_passphrase")
    return passphrase


def _reason(error: Exception) -> object:
    """What fills the gap of a sentence: it is put into words in each language."""
    if isinstance(error, InvalidError):
        return error.message
    return error if isinstance(error, OSError) else trouble(error) or str(error)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
