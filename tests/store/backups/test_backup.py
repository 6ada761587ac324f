"""Backups that can be relied on: complete, of one moment, encrypted, and only ours removed."""

import json
import os
import re
import sqlite3
import time
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.account import Account, SignIn
from models.base import table_of
from models.change import Setting
from models.permission import ADMINISTRATOR, PERMISSIONS
from models.problem import InvalidError
from models.viewer import Viewer, local_administrator
from store.accounts import add_account
from store.attachments import path_of
from store.backup import NOTED, last_backup, make_backup
from store.backup_file import MANIFEST
from store.database import FILE, Database
from store.outcome import NotAllowedError
from store.restore import restore_backup
from store.sealing import CONTENT, KEY, UnsealError
from store.sessions import PROVED_HERE, open_session
from tests.processes import PROCESSES
from tests.store.backups.material import PASSPHRASE, opened, photos, record, rows, state


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
    with PROCESSES.Pool(1) as pool:
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
    person = add_account(kept, viewer, name="甲").id
    assert person is not None
    open_session(kept, person, PROVED_HERE)
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
