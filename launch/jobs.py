"""The jobs that need the ledger itself. Imported inside `.venv` only; each job imports no more than it uses."""

import argparse
import os
import runpy
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from launch.addresses import NEAR, when_it_answers
from launch.environment import ROOT
from launch.sentences import StartError, line
from models.problem import InvalidError
from models.viewer import local_administrator
from store.database import FILE, Database, open_database
from store.dialects import make_engine
from store.migrate import NewerDatabaseError
from store.trouble import Trouble, kind_of


def run_job(options: argparse.Namespace) -> int:
    """Do the job named by `options.command` and return the exit code.

    Raises `StartError` where the database, or a file that is read or written, does not allow it.
    """
    if options.command == "messages":
        return update_messages()
    if options.command == "restore":
        return restore(options)
    if options.command == "soak":
        return soak(options)
    if options.command == "bench":
        return bench(options)
    database = _open(options.data, options.database)
    try:
        return JOBS[options.command](database, options)
    except SQLAlchemyError as reason:
        raise _told(reason, options.data, options.database, "database_failed") from reason
    finally:
        database.close()


def run(database: Database, options: argparse.Namespace) -> int:
    """Serve the ledger until it is stopped."""
    from gate.proxy import FORWARDED
    from gate.requests import SIGN_IN
    from gate.set_up import CODE, new_code
    from store.sign_ins import lacks_administrator

    address = f"http://{_in_url(NEAR.get(options.address, options.address))}:{options.port}"
    if lacks_administrator(database):
        os.environ[CODE] = new_code()  # the server takes it out again
        address += f"{SIGN_IN}?setup={os.environ[CODE]}"
    database.close()
    os.environ[FORWARDED] = ""  # or whoever reaches the server could pretend to come from another address
    os.environ["OUTREACH_DATA"] = str(options.data)
    if options.database:
        os.environ["OUTREACH_DATABASE"] = options.database
    when_it_answers(options.port, lambda: _say(line("serving", address=address)), options.address)
    # Streamlit's server closes everything and then repeats the signal that stopped it: this is its clean end.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: sys.exit(0))
    # As `streamlit run server.py` does, in this process: one process less to start, watch and stop.
    sys.argv = ["streamlit", "run", str(ROOT / "server.py"), f"--server.address={options.address}"]
    sys.argv += [f"--server.port={options.port}", "--logger.hideWelcomeMessage=true"]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
    return 0


def _in_url(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def demo(database: Database, options: argparse.Namespace) -> int:
    """Add the sample or the made-up branch, or remove both."""
    viewer = local_administrator()
    if options.remove:
        from models.dataset import Dataset
        from store.datasets import remove_dataset

        removed = sum(remove_dataset(database, viewer, kind) for kind in (Dataset.SAMPLE, Dataset.MADE_UP))
        _say(line("removed", events=removed))
    elif options.made_up:
        from exchange.made_up import load_made_up

        _say(line("trial_events", events=load_made_up(database, viewer, events=options.events or 2400)))
    else:
        from exchange.sample import load_sample

        _say(line("trial_events", events=load_sample(database, viewer)))
    return 0


def import_list(database: Database, options: argparse.Namespace) -> int:
    """Take in a list of events."""
    from launch.lists import import_list

    return import_list(database, options)


def export_list(database: Database, options: argparse.Namespace) -> int:
    """Write the list of all events of one kind."""
    from launch.lists import export_list

    return export_list(database, options)


def verify(database: Database, options: argparse.Namespace) -> int:
    """Check the history, and events and accounts against it; exit code 1 where something is wrong."""
    from store.verification import verify_history

    verdict = verify_history(database, local_administrator(), expect=options.expect)
    for problem in verdict.problems:
        _say(line("history_problem", problem=problem))
    if options.expect and verdict.expected:
        _say(line("history_expected"))
    checked = {"entries": verdict.entries, "events": verdict.events, "accounts": verdict.accounts}
    _say(line("history_checked", **checked, without=verdict.without))
    if verdict.head:
        _say(line("history_head", head=verdict.head))
    _say(line("history_fine") if verdict.fine else line("history_broken", found=verdict.found))
    return 0 if verdict.fine else 1


def users(database: Database, options: argparse.Namespace) -> int:
    """Change or list the people who may sign in."""
    from launch.users import change_users

    return change_users(database, options)


def backup(database: Database, options: argparse.Namespace) -> int:
    """Write the whole ledger into one file."""
    from launch.safekeeping import backup

    return backup(database, options)


def restore(options: argparse.Namespace) -> int:
    """Put a backup in the place of the ledger, which is not opened before: it may be damaged or not there."""
    from launch.safekeeping import restore

    if options.database:
        _require_address(options.database)
    try:
        return restore(options)
    except NewerDatabaseError as reason:
        raise StartError("newer_database", revision=reason) from reason
    except SQLAlchemyError as reason:
        raise _told(reason, options.data, options.database, "database_closed") from reason


def soak(options: argparse.Namespace) -> int:
    """Try on a ledger of its own that nothing is lost when the program is killed."""
    from launch.safekeeping import soak

    return soak(options)


def sweep(database: Database, options: argparse.Namespace) -> int:
    """List or delete the photos and papers that no event has any more; look at pictures nobody has looked at yet."""
    from store.pictures import read_missing
    from store.sweeping import find_unused, remove_unused

    viewer = local_administrator()
    try:
        read = read_missing(database, viewer)
        unused = remove_unused(database, viewer) if options.delete else find_unused(database, viewer)
    except InvalidError as reason:
        raise StartError("not_swept", reason=reason.message) from reason
    except OSError as reason:
        raise StartError("not_swept", reason=reason) from reason
    if read:
        _say(line("pictures_read", number=read))
    for path in () if options.delete else unused.files:
        _say(line("unused_file", path=path.relative_to(database.data)))
    sentence = "swept" if options.delete else "to_sweep" if unused.files else "nothing_to_sweep"
    _say(line(sentence, files=len(unused.files), size=f"{unused.size / 1_000_000:.1f}"))
    return 0


def bench(options: argparse.Namespace) -> int:
    """Measure how fast the ledger works, on a ledger of its own."""
    from launch.measuring import bench

    return bench(options)


def migrate(_database: Database, _options: argparse.Namespace) -> int:
    """Nothing more: opening the database has created or upgraded it."""
    return 0


def update_messages() -> int:
    """Bring the catalogues of translations up to date with the code."""
    from locales.catalogue import main

    return main() or 0


JOBS: Final[dict[str, Callable[[Database, argparse.Namespace], int]]] = {
    "run": run,
    "demo": demo,
    "import": import_list,
    "export": export_list,
    "user": users,
    "backup": backup,
    "sweep": sweep,
    "migrate": migrate,
    "verify-history": verify,
}


def _open(data: Path, url: str | None) -> Database:
    """The open ledger, or a `StartError` that says why it does not open."""
    if url:
        _require_address(url)
    try:
        return open_database(data, url, progress=_tell_divisions)
    except NewerDatabaseError as reason:
        raise StartError("newer_database", revision=reason) from reason
    except OSError as reason:
        raise StartError("database_closed", database=_shown(data, url), reason=reason) from reason
    except SQLAlchemyError as reason:
        raise _told(reason, data, url, "database_closed") from reason


def _require_address(url: str) -> None:
    """Raise `StartError` for an address of no database that can be used; nothing is opened yet."""
    try:
        make_engine(url).dispose()
        misread = "@" in (make_url(url).host or "")  # a password with an @ in it, of which a part would be shown
    except (ValueError, ArgumentError, ImportError) as reason:
        raise StartError("bad_address") from reason
    if misread:
        raise StartError("bad_address")


def _told(error: SQLAlchemyError, data: Path, url: str | None, otherwise: str) -> StartError:
    """What a database reports as a sentence: of its own for what people can put right, else the one `otherwise`."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    kind = kind_of(error)
    sentence = SENTENCES_OF_TROUBLE.get(kind, otherwise) if kind else otherwise
    reason = (str(cause).splitlines() or [type(cause).__name__])[0]
    if url:
        address = make_url(url)
        for secret in (address.password, address.query.get("password")):
            reason = reason.replace(str(secret), "***") if secret else reason
    return StartError(sentence, database=_shown(data, url), reason=reason)


def _shown(data: Path, url: str | None) -> str:
    """The database as it may be shown: a file's path, or a server's address without its password."""
    if not url:
        return str(data / FILE)
    address = make_url(url).set(query={})  # where a password can stand too
    if address.get_backend_name() == "sqlite":
        return address.database or url
    return address.render_as_string(hide_password=True)


SENTENCES_OF_TROUBLE: Final = {
    Trouble.UNREADABLE: "no_database_file",
    Trouble.DAMAGED: "not_a_database",
    Trouble.FULL: "no_room",
    Trouble.READ_ONLY: "database_read_only",
    Trouble.BUSY: "database_busy",
    Trouble.DISK: "disk_failed",
}


def _tell_divisions(rows: int) -> None:
    if rows % 100_000 == 0:
        _say(line("divisions", rows=rows))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
