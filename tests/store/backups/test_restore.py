"""Restored whole or not at all: damaged, foreign and unfinished files, ledgers in use, and kills half way."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from models.base import table_of
from models.event import EventAttachment
from models.problem import InvalidError
from models.viewer import Viewer, local_administrator
from store.attachments import path_of
from store.backup import make_backup
from store.backup_file import DATABASE, MANIFEST, UnfitBackupError
from store.database import FILE, Database
from store.restore import restore_backup
from tests.processes import PROCESSES
from tests.store.backups.material import ROOT, opened, photos, record, state


def altered(backup: Path, target: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """The same backup with its members changed."""
    with zipfile.ZipFile(backup) as old:
        members = {name: old.read(name) for name in old.namelist()}
    change(members)
    with zipfile.ZipFile(target, "w") as new:
        for name, content in members.items():
            new.writestr(name, content)
    return target


def said(members: dict[str, bytes], /, **changes: object) -> None:
    members[MANIFEST] = json.dumps({**json.loads(members[MANIFEST]), **changes}).encode()


def test_what_is_replaced_is_kept_as_a_ledger_that_opens(kept: Database, viewer: Viewer) -> None:
    backup = make_backup(kept, viewer)
    before = state(kept.data)
    record(kept, viewer, "之后", photos=2)
    after = state(kept.data)
    kept.close()
    replaced = restore_backup(kept.data, viewer, backup.path).replaced
    assert state(kept.data) == before
    assert set(photos(kept.data)) == before[1], "photos that it does not name have left"
    assert replaced is not None
    assert re.fullmatch(r"replaced-\d{8}-\d{6}", replaced.name)
    assert state(replaced) == after
    assert backup.path.exists()


def _leave_out_photo(members: dict[str, bytes]) -> None:
    name = next(name for name in members if name.startswith("photos/"))
    del members[name]
    kept = json.loads(members[MANIFEST])["members"]
    said(members, members={other: about for other, about in kept.items() if other != name})


def _sneak_in(name: str) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members[name] = b"#!"
        about = {"size": 2, "sha256": sha256(b"#!").hexdigest()}
        said(members, members={**json.loads(members[MANIFEST])["members"], name: about})

    return change


def _spoil_photo(members: dict[str, bytes]) -> None:
    name = next(name for name in members if name.startswith("photos/"))
    members[name] = members[name][:-1] + b"?"


def _database_of(statement: str) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            connection.deserialize(members[DATABASE])
            connection.execute(statement)
            members[DATABASE] = connection.serialize()
        about = {"size": len(members[DATABASE]), "sha256": sha256(members[DATABASE]).hexdigest()}
        said(members, members={**json.loads(members[MANIFEST])["members"], DATABASE: about})
        if "9999" in statement:
            said(members, schema_revision="9999")

    return change


UNFIT: dict[str, Callable[[dict[str, bytes]], object]] = {
    "no manifest": lambda members: members.pop(MANIFEST),
    "a manifest of nonsense": lambda members: members.update({MANIFEST: b"[]"}),
    "a newer format": lambda members: said(members, format=2),
    "a newer format of other contents": lambda members: members.update(
        {MANIFEST: b'{"format": 2, "product": "outreach-ledger"}'}
    ),
    "another program": lambda members: said(members, product="something"),
    "a newer database": _database_of("UPDATE alembic_version SET version_num = '9999'"),
    "another revision than it says": lambda members: said(members, schema_revision="0001"),
    "no database": lambda members: members.pop(DATABASE),
    "a changed photo": _spoil_photo,
    "a missing photo": _leave_out_photo,
    "a file too many": lambda members: members.update({"notes.txt": b""}),
    "a file of ours in a wrong place": _sneak_in("photos/ab/" + "cd" * 32),
    "a way out": _sneak_in("../outside.txt"),
    "a way out through the photos": _sneak_in("photos/../../outside.txt"),
    "an absolute way": _sneak_in("/tmp/outside.txt"),  # noqa: S108 - never written
    "a broken reference": _database_of("DELETE FROM organisation"),
}


@pytest.mark.parametrize("what", UNFIT)
def test_a_backup_that_is_not_as_it_was_made_is_refused_and_changes_nothing(
    kept: Database, viewer: Viewer, tmp_path: Path, what: str
) -> None:
    unfit = altered(make_backup(kept, viewer).path, tmp_path / "unfit.zip", UNFIT[what])
    record(kept, viewer, "之后")
    before, there = state(kept.data), sorted(path.name for path in kept.data.iterdir())
    kept.close()
    with pytest.raises(UnfitBackupError):
        restore_backup(kept.data, viewer, unfit)
    assert state(kept.data) == before
    assert sorted(path.name for path in kept.data.iterdir() if path.suffix == "") == [
        name for name in there if "." not in name
    ]
    assert not list(tmp_path.rglob("outside.txt"))


def test_the_same_backup_unchanged_is_not_refused(kept: Database, viewer: Viewer, tmp_path: Path) -> None:
    same = altered(make_backup(kept, viewer).path, tmp_path / "same.zip", lambda _members: None)
    assert restore_backup(tmp_path / "new", viewer, same).manifest.photos == 4


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_backup_cut_off_is_refused(kept: Database, viewer: Viewer, tmp_path: Path, share: float) -> None:
    whole = make_backup(kept, viewer).path.read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(UnfitBackupError):
        restore_backup(tmp_path / "new", viewer, cut)


def test_one_changed_byte_anywhere_is_noticed(kept: Database, viewer: Viewer, tmp_path: Path) -> None:
    whole = make_backup(kept, viewer).path.read_bytes()
    with zipfile.ZipFile(BytesIO(whole)) as file:
        places = [entry.header_offset + 120 + len(entry.filename) for entry in file.infolist()]
    for place in places:
        spoilt = tmp_path / "spoilt.zip"
        spoilt.write_bytes(whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :])
        with pytest.raises(UnfitBackupError):
            restore_backup(tmp_path / "new", viewer, spoilt)


def test_a_history_that_is_not_whole_is_told_when_it_is_backed_up_and_restored_only_where_that_is_wanted(
    kept: Database, viewer: Viewer, tmp_path: Path
) -> None:
    assert make_backup(kept, viewer).history == ()
    with closing(sqlite3.connect(kept.data / FILE, isolation_level=None)) as connection:
        connection.execute("UPDATE event SET attendance_value = 6000 WHERE id = 1")
    backup = make_backup(kept, viewer)
    assert len(backup.history) == 1
    with pytest.raises(UnfitBackupError, match="history is not whole"):
        restore_backup(tmp_path / "new", viewer, backup.path)
    restore_backup(tmp_path / "new", viewer, backup.path, despite_history=True)
    assert state(tmp_path / "new") == state(kept.data)


def _keep_open(folder: Path, ready: Any, leave: Any) -> None:
    database = opened(folder)
    with database.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM event")
    ready.set()  # as a server between two requests: connected, but doing nothing
    leave.wait(60)
    database.close()


def test_nothing_is_restored_while_a_server_has_the_ledger_open(kept: Database, viewer: Viewer) -> None:
    backup = make_backup(kept, viewer)
    record(kept, viewer, "之后")
    before = state(kept.data)
    kept.close()
    with PROCESSES.Manager() as manager:
        ready, leave = manager.Event(), manager.Event()
        server = PROCESSES.Process(target=_keep_open, args=(kept.data, ready, leave))
        server.start()
        assert ready.wait(60)
        with pytest.raises(InvalidError, match="has the ledger open"):
            restore_backup(kept.data, viewer, backup.path)
        leave.set()
        server.join()
    assert state(kept.data) == before
    restore_backup(kept.data, viewer, backup.path)
    assert "之后" not in state(kept.data)[0]


WRECKS: dict[str, Callable[[bytes], bytes]] = {
    "no database at all": lambda _content: b"minutes of a meeting " * 1000,
    "cut off": lambda content: content[: len(content) // 3],
    "without its beginning": lambda content: bytes(4096) + content[4096:],
    "overwritten in the middle": lambda content: content[:40960] + b"\xff" * 40960 + content[81920:],
    "empty": lambda _content: b"",
}


@pytest.mark.parametrize("wreck", WRECKS)
def test_a_backup_takes_the_place_of_a_damaged_database(kept: Database, viewer: Viewer, wreck: str) -> None:
    backup = make_backup(kept, viewer)
    before = state(kept.data)
    kept.close()
    file = kept.data / FILE
    damaged = WRECKS[wreck](file.read_bytes())
    file.write_bytes(damaged)
    replaced = restore_backup(kept.data, viewer, backup.path).replaced
    assert state(kept.data) == before
    assert replaced is not None
    assert set(photos(replaced)) == before[1]
    assert not damaged or (replaced / FILE).exists()


def _restore(folder: Path, backup: Path, ready: Any) -> None:
    ready.set()
    restore_backup(folder, local_administrator(), backup)


def test_a_restore_killed_at_any_moment_leaves_the_old_ledger_or_the_new_one(
    kept: Database, viewer: Viewer, tmp_path: Path, show_figure: Callable[[str], None]
) -> None:
    for number in range(10):
        record(kept, viewer, f"原有{number}", photos=3)
    backup = make_backup(kept, viewer)
    new = state(kept.data)
    for number in range(10):
        record(kept, viewer, f"之后{number}", photos=3)
    old = state(kept.data)
    kept.close()
    assert old[2] == new[2] == []
    found = {"old": 0, "new": 0}
    takes = 0.0
    for attempt in range(9):
        folder = tmp_path / f"attempt {attempt}"
        shutil.copytree(kept.data, folder, ignore=shutil.ignore_patterns("backups"))
        ready = PROCESSES.Event()
        process = PROCESSES.Process(target=_restore, args=(folder, backup.path, ready))
        process.start()
        assert ready.wait(60)
        began = time.monotonic()
        if attempt:
            time.sleep(takes * attempt / 8)
            process.kill()
        process.join()
        takes = takes or time.monotonic() - began  # the first is left alone
        there = state(folder)
        assert there in (old, new)
        found["new" if there == new else "old"] += 1
        shutil.rmtree(folder)
    show_figure(f"restores killed half way: {found['old']} times the old ledger, {found['new']} times the new one")


def test_a_large_photo_folder_does_not_fill_the_memory(kept: Database, viewer: Viewer, tmp_path: Path) -> None:
    # As a whole the photos are larger than what either direction may take beside the encryption of the key itself.
    photo = table_of(EventAttachment)
    with kept.writing(viewer, "photos") as writing:
        for number in range(4):
            content = bytes([number]) * 20_000_000
            digest = sha256(content).hexdigest()
            path_of(kept, digest).parent.mkdir(parents=True, exist_ok=True)
            path_of(kept, digest).write_bytes(content)
            row = {"event_id": 1, "sha256": digest, "name": "x", "media_type": "image/png", "size": len(content)}
            writing.session.execute(insert(photo).values(**row))
    kept.close()
    script = """
import sys
from pathlib import Path
import pyrage
from models.viewer import local_administrator
from store.backup import make_backup
from store.database import Database, FILE
from store.dialects import make_engine, sqlite_url

PROCESS = Path("/proc/self")
before = 0

def most():  # kilobytes; the figure of getrusage begins with that of the process that started this one
    return int((PROCESS / "status").read_text().split("VmHWM:")[1].split()[0])

def then_count(*given, really=pyrage.passphrase.encrypt):
    # How much memory the key takes depends on the machine and its other work (scrypt): counted from there on.
    global before
    sealed = really(*given)
    (PROCESS / "clear_refs").write_text("5")
    before = most()
    return sealed

pyrage.passphrase.encrypt = then_count
folder = Path(sys.argv[1])
make_backup(Database(make_engine(sqlite_url(folder / FILE)), folder), local_administrator(), passphrase="x")
print((most() - before) // 1024)
"""
    if not Path("/proc/self/status").exists():
        pytest.skip("no /proc/self/status here to read the memory from")
    ended = subprocess.run(
        [sys.executable, "-c", script, kept.data], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(ended.stdout) < 60, "MB more than the key itself took"
    (backup,) = (kept.data / "backups").iterdir()
    assert backup.stat().st_size > 80_000_000
    # The rows were put in past the history.
    restore_backup(tmp_path / "new", viewer, backup, passphrase="x", despite_history=True)  # noqa: S106
    assert photos(tmp_path / "new") == photos(kept.data)
