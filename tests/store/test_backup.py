"""Backups that can be relied on: complete, of one moment, encrypted, and restored whole or not at all."""

import json
import multiprocessing
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, insert, select

from models.account import Account, SignIn
from models.base import table_of
from models.change import Setting
from models.count import Count
from models.draft import EventDraft
from models.event import Event, EventAttachment
from models.permission import ADMINISTRATOR, PERMISSIONS
from models.problem import InvalidError
from models.tables import METADATA
from models.viewer import Viewer, local_administrator
from models.when import When
from store.attachments import add_attachment, path_of
from store.backup import NOTED, last_backup, make_backup
from store.backup_file import DATABASE, MANIFEST, UnfitBackupError
from store.database import FILE, Database
from store.dialects import make_engine, sqlite_url
from store.events import save_event
from store.outcome import NotAllowedError
from store.restore import restore_backup
from store.sealing import CONTENT, KEY, UnsealError

ASIDE = {"setting", "sign_in", "sign_in_failure"}
PASSPHRASE = "宣教 台账 2026"  # noqa: S105 - of a test
ROOT = Path(__file__).resolve().parents[2]
SPAWN = multiprocessing.get_context("spawn")


def opened(folder: Path) -> Database:
    return Database(make_engine(sqlite_url(folder / FILE)), folder)


def picture(number: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8), (number % 256, number // 256 % 256, 99)).save(out, "PNG")
    return out.getvalue()


def record(database: Database, viewer: Viewer, title: str, photos: int = 0) -> None:
    saved = save_event(
        database,
        viewer,
        EventDraft(
            title=title,
            when=When.in_year(2024),
            organisation="武清支行",
            topics=("telecom_fraud",),
            partners=("街道办",),
            attendance=Count(60),
        ),
    )
    assert saved.id is not None, saved.problems
    for number in range(photos):
        content = picture(hash((title, number)))
        assert add_attachment(database, viewer, saved.id, name="照片.png", content=content).done


def rows(database: Database) -> dict[str, list[Any]]:
    """All rows of all tables that a backup keeps as they are."""
    with database.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=str)
            for table in METADATA.sorted_tables
            if table.name not in ASIDE
        }


def photos(folder: Path) -> dict[str, str]:
    """Each photo's name → the SHA-256 of what is in it."""
    return {
        path.name: sha256(path.read_bytes()).hexdigest() for path in (folder / "photos").glob("*/*") if path.is_file()
    }


def state(folder: Path) -> tuple[list[str], set[str], list[str]]:
    """What a data folder holds: titles of events, photos named, and everything that is wrong with it."""
    database = opened(folder)
    attachment = table_of(EventAttachment)
    with database.reading() as connection:
        titles = sorted(connection.scalars(select(table_of(Event).c.title)))
        named = set(connection.scalars(select(attachment.c.sha256)))
        wrong = [row for row in connection.exec_driver_sql("PRAGMA integrity_check").scalars() if row != "ok"]
        wrong += [str(row) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
    database.close()
    there = photos(folder)
    wrong += [f"{name} is not there" for name in named - there.keys()]
    wrong += [f"{name} is not what it was" for name in named & there.keys() if there[name] != name]
    return titles, named, wrong


@pytest.fixture
def kept(ledger: Database, viewer: Viewer) -> Database:
    """A ledger with three events and four photos."""
    record(ledger, viewer, "讲座", photos=3)
    record(ledger, viewer, "集市", photos=1)
    record(ledger, viewer, "入户")
    return ledger


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


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_a_backup_restored_elsewhere_is_the_same_ledger(
    kept: Database, viewer: Viewer, tmp_path: Path, passphrase: str | None
) -> None:
    backup = make_backup(kept, viewer, passphrase=passphrase)
    assert (backup.events, backup.photos, backup.missing, backup.altered) == (3, 4, (), ())
    restored = restore_backup(tmp_path / "new", viewer, backup.path, passphrase=passphrase)
    assert restored.replaced is None
    assert restored.manifest.made_at == backup.made_at
    copy = opened(tmp_path / "new")
    assert rows(copy) == rows(kept)
    assert photos(tmp_path / "new") == photos(kept.data)
    assert last_backup(copy, viewer) == backup.made_at
    record(copy, viewer, "后来", photos=1)  # it can be worked with
    copy.close()
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [FILE, "photos"]


def test_a_backup_says_what_is_in_it(kept: Database, viewer: Viewer) -> None:
    backup = make_backup(kept, viewer)
    assert backup.path.parent == kept.data / "backups"
    assert re.fullmatch(r"outreach-\d{8}-\d{6}\.zip", backup.path.name)
    with zipfile.ZipFile(backup.path) as file:
        manifest = json.loads(file.read(MANIFEST))
        members = {name: file.read(name) for name in file.namelist() if name != MANIFEST}
    assert manifest["product"] == "outreach-ledger"
    assert manifest["format"] == 1
    assert manifest["events"] == {"recorded": 3}
    assert datetime.fromisoformat(manifest["made_at"]) == backup.made_at
    assert manifest["members"] == {
        name: {"size": len(content), "sha256": sha256(content).hexdigest()} for name, content in members.items()
    }
    assert len(members) == 5
    assert [path.name for path in (kept.data / "backups").iterdir()] == [backup.path.name]
    assert not list(kept.data.glob("copying-*"))


def test_what_is_encrypted_shows_nothing_and_opens_with_age_alone(
    kept: Database, viewer: Viewer, tmp_path: Path
) -> None:
    backup = make_backup(kept, viewer, passphrase=PASSPHRASE)
    assert backup.path.name.endswith(".zip.age")
    content = backup.path.read_bytes()
    assert b"outreach.db" not in content
    assert "讲座".encode() not in content
    with zipfile.ZipFile(backup.path) as outer:
        assert sorted(outer.namelist()) == sorted([KEY, CONTENT])
        assert outer.read(CONTENT).startswith(b"age-encryption.org/v1\n-> X25519 ")
        assert outer.read(KEY).startswith(b"age-encryption.org/v1\n-> scrypt ")
    for wrong in ("", None, "falsch"):
        with pytest.raises(InvalidError):
            restore_backup(tmp_path / "new", viewer, backup.path, passphrase=wrong)
    cut = tmp_path / "cut.zip.age"
    with zipfile.ZipFile(backup.path) as outer, zipfile.ZipFile(cut, "w") as shorter:
        shorter.writestr(KEY, outer.read(KEY))
        shorter.writestr(CONTENT, outer.read(CONTENT)[:-70_000])
    with pytest.raises(UnsealError):
        restore_backup(tmp_path / "new", viewer, cut, passphrase=PASSPHRASE)
    assert list((tmp_path / "new").iterdir()) == []


def _write(folder: Path, until: Path) -> int:
    """Record events with a photo each until the file `until` is there; how many."""
    database, viewer, number = opened(folder), local_administrator(), 0
    while not until.exists():
        number += 1
        record(database, viewer, f"第{number}场", photos=1)
    database.close()
    return number


def test_a_backup_made_while_somebody_writes_is_one_moment_of_the_ledger(
    ledger: Database, viewer: Viewer, tmp_path: Path
) -> None:
    stop = tmp_path / "stop"
    with SPAWN.Pool(1) as pool:
        writer = pool.apply_async(_write, (ledger.data, stop))
        while not state(ledger.data)[0]:
            if writer.ready():
                writer.get()  # raises what ended it
            time.sleep(0.05)
        backups = [make_backup(ledger, viewer) for _ in range(4)]
        stop.touch()
        written = writer.get(120)
    assert backups[0].events < backups[-1].events <= written
    for number, backup in enumerate(backups):
        assert backup.missing == backup.altered == ()
        folder = tmp_path / f"moment {number}"
        restore_backup(folder, viewer, backup.path)
        titles, named, wrong = state(folder)
        assert wrong == []
        assert sorted(titles) == sorted(f"第{number}场" for number in range(1, backup.events + 1))
        assert backup.photos == len(named)


def test_nobody_is_signed_in_where_a_backup_was_restored(kept: Database, viewer: Viewer, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    with kept.writing(viewer, "sign in") as writing:
        writing.session.add(Account(id=1, name="甲", key="甲", created_at=now, created_by="local"))
        writing.session.flush()
        writing.session.add(SignIn(token="0" * 64, account_id=1, method="password", created_at=now, seen_at=now))
    restore_backup(tmp_path / "new", viewer, make_backup(kept, viewer).path)
    copy = opened(tmp_path / "new")
    with copy.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(table_of(Account))) == 1
        assert connection.scalar(select(func.count()).select_from(table_of(SignIn))) == 0
    copy.close()


def test_photos_that_are_not_there_or_not_what_they_were_are_told(
    kept: Database, viewer: Viewer, tmp_path: Path
) -> None:
    gone, changed, *_ = sorted(photos(kept.data))
    path_of(kept, gone).unlink()
    path_of(kept, changed).write_bytes(b"spoilt")
    backup = make_backup(kept, viewer)
    assert (backup.missing, backup.altered, backup.photos) == ((gone,), (changed,), 3)
    restore_backup(tmp_path / "new", viewer, backup.path)
    assert photos(tmp_path / "new") == photos(kept.data)


def test_a_damaged_database_is_not_backed_up_and_pushes_out_no_good_one(kept: Database, viewer: Viewer) -> None:
    good = make_backup(kept, viewer)
    with closing(sqlite3.connect(kept.data / FILE, isolation_level=None)) as connection:
        connection.execute("DELETE FROM organisation")  # the references to them are checked by who asks for it only
    with pytest.raises(InvalidError, match="damaged"):
        make_backup(kept, viewer, keep=1)
    assert list((kept.data / "backups").iterdir()) == [good.path]


def test_only_our_own_oldest_backups_make_room(kept: Database, viewer: Viewer, tmp_path: Path) -> None:
    folder = tmp_path / "kept elsewhere"
    folder.mkdir()
    ours = [f"outreach-202401{day:02}-000000.zip{end}" for day, end in enumerate(["", ".age", "", ".age"], start=1)]
    others = ["outreach-20230101-000000.zip.bak", "my outreach-20230101-000000.zip", "年终.zip", "outreach.zip"]
    for name in (*ours, *others):
        (folder / name).touch()
    backup = make_backup(kept, viewer, out=folder, keep=3)
    assert [path.name for path in backup.removed] == ours[:2]
    assert {path.name for path in folder.iterdir()} == {*ours[2:], *others, backup.path.name}
    named = make_backup(kept, viewer, out=folder / "年终.zip", keep=2)
    assert [path.name for path in named.removed] == [ours[2]]
    assert named.path.stat().st_size > 0


def test_the_backup_just_made_stays_whatever_the_clock_says(kept: Database, viewer: Viewer, tmp_path: Path) -> None:
    later = [f"outreach-29990101-00000{number}.zip" for number in range(3)]
    for name in later:
        (tmp_path / name).touch()
    backup = make_backup(kept, viewer, out=tmp_path, keep=1)
    assert sorted(path.name for path in backup.removed) == later
    assert backup.path.exists()


def test_two_backups_of_one_second_are_two_files(kept: Database, viewer: Viewer) -> None:
    assert len({make_backup(kept, viewer).path for _ in range(3)}) == 3


def test_what_a_killed_backup_left_goes_after_a_day(kept: Database, viewer: Viewer) -> None:
    folder = kept.data / "backups"
    folder.mkdir()
    old = [kept.data / "copying-abc_1234", folder / ".outreach-20240101-000000.zip.0123abcd.part"]
    new = [kept.data / "copying-abcdefgh", folder / ".outreach-20240101-000000.zip.0123abce.part"]
    for directory in (old[0], new[0]):
        directory.mkdir()
        (directory / FILE).touch()
    for file in (old[1], new[1]):
        file.touch()
    yesterday = (datetime.now(UTC) - timedelta(days=1, minutes=1)).timestamp()
    for path in old:
        os.utime(path, (yesterday, yesterday))
    make_backup(kept, viewer)
    assert [path.exists() for path in (*old, *new)] == [False, False, True, True]


@pytest.mark.parametrize("role", sorted(PERMISSIONS))
@pytest.mark.parametrize("path", ["", "1/"])
def test_only_who_manages_the_whole_bank_makes_backups_and_knows_of_them(
    kept: Database, viewer: Viewer, tmp_path: Path, role: str, path: str
) -> None:
    backup = make_backup(kept, viewer)
    somebody = Viewer.holding("甲", role, path)
    if role == ADMINISTRATOR and path == "":
        assert last_backup(kept, somebody) == backup.made_at
        return
    assert last_backup(kept, somebody) is None
    with pytest.raises(NotAllowedError):
        make_backup(kept, somebody)
    with pytest.raises(NotAllowedError):
        restore_backup(tmp_path / "new", somebody, backup.path)
    assert not (tmp_path / "new").exists()


def test_the_age_of_the_newest_backup_is_known(kept: Database, viewer: Viewer) -> None:
    assert last_backup(kept, viewer) is None
    first = make_backup(kept, viewer)
    assert last_backup(kept, viewer) == first.made_at
    second = make_backup(kept, viewer)
    assert last_backup(kept, viewer) == second.made_at > first.made_at
    with kept.writing(viewer, "spoil") as writing:
        writing.session.merge(Setting(name=NOTED, value="yesterday"))
    assert last_backup(kept, viewer) is None


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
    with SPAWN.Manager() as manager:
        ready, leave = manager.Event(), manager.Event()
        server = SPAWN.Process(target=_keep_open, args=(kept.data, ready, leave))
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


RESTORE = """
import sys
from pathlib import Path
from models.viewer import local_administrator
from store.restore import restore_backup
print("ready", flush=True)
restore_backup(Path(sys.argv[1]), local_administrator(), Path(sys.argv[2]))
print("done", flush=True)
"""


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
        command = [sys.executable, "-c", RESTORE, str(folder), str(backup.path)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            began = time.monotonic()
            if attempt:
                time.sleep(takes * attempt / 8)
                process.kill()
            process.communicate()
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
        for number in range(6):
            content = bytes([number]) * 20_000_000
            digest = sha256(content).hexdigest()
            path_of(kept, digest).parent.mkdir(parents=True, exist_ok=True)
            path_of(kept, digest).write_bytes(content)
            row = {"event_id": 1, "sha256": digest, "name": "x", "media_type": "image/png", "size": len(content)}
            writing.session.execute(insert(photo).values(**row))
    kept.close()
    script = """
import resource, sys
from pathlib import Path
from models.viewer import local_administrator
from store.backup import make_backup
from store.database import Database, FILE
from store.dialects import make_engine, sqlite_url
from store.restore import restore_backup
from store.sealing import sealing
import io
with sealing(io.BytesIO(), "x") as stream:
    stream.write(b"x")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
folder = Path(sys.argv[1])
backup = make_backup(Database(make_engine(sqlite_url(folder / FILE)), folder), local_administrator(), passphrase="x")
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
    pytest.importorskip("resource")
    ended = subprocess.run(
        [sys.executable, "-c", script, kept.data], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(ended.stdout) < 60, "MB more than encrypting one letter"
    (backup,) = (kept.data / "backups").iterdir()
    assert backup.stat().st_size > 120_000_000
    # The rows were put in past the history.
    restore_backup(tmp_path / "new", viewer, backup, passphrase="x", despite_history=True)  # noqa: S106
    assert photos(tmp_path / "new") == photos(kept.data)
