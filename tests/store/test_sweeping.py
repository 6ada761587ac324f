"""Clearing the photo folder never takes what a row names."""

import os
import shutil
import time
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from models.base import table_of
from models.draft import EventDraft
from models.event import EventAttachment
from models.permission import COORDINATOR
from models.problem import InvalidError
from models.viewer import Viewer, local_administrator
from store.attachments import add_attachment, attachments_of, path_of, remove_attachment
from store.database import FILE, Database
from store.dialects import make_engine, sqlite_url
from store.events import delete_event, restore_event, save_event
from store.outcome import NotAllowedError
from store.picture_rows import PICTURE
from store.safe_files import COPYING
from store.sweeping import SPARED_SECONDS, find_unused, remove_unused
from tests.pictures import photo

EVERYWHERE = local_administrator()
ATTACHMENT = table_of(EventAttachment)


def event(database: Database) -> int:
    outcome = save_event(database, EVERYWHERE, EventDraft(title="讲座", organisation="武清支行"))
    assert outcome.id is not None
    return outcome.id


def aged(path: Path, seconds: float = SPARED_SECONDS + 60) -> Path:
    """The file as if it had been there for that long."""
    at = time.time() - seconds
    os.utime(path, (at, at))
    return path


def given_and_taken_off(database: Database, content: bytes) -> Path:
    """A file that was evidence once, long ago."""
    at = event(database)
    assert add_attachment(database, EVERYWHERE, at, name="照片", content=content).done
    [kept] = attachments_of(database, EVERYWHERE, at)
    assert remove_attachment(database, EVERYWHERE, at, kept.id).done
    return aged(kept.path)


def test_what_no_event_has_is_found_and_removed_with_its_row(bare_ledger: Database) -> None:
    path = given_and_taken_off(bare_ledger, photo(1))
    found = find_unused(bare_ledger, EVERYWHERE)
    assert (found.files, found.size, found.rows) == ((path,), path.stat().st_size, 1)
    assert path.is_file()
    assert remove_unused(bare_ledger, EVERYWHERE) == found
    assert not path.exists()
    with bare_ledger.reading() as connection:
        assert connection.execute(select(PICTURE)).all() == []
    assert find_unused(bare_ledger, EVERYWHERE).files == ()


def test_the_evidence_of_an_event_in_the_bin_stays(bare_ledger: Database) -> None:
    at = event(bare_ledger)
    add_attachment(bare_ledger, EVERYWHERE, at, name="照片", content=photo(1))
    [kept] = attachments_of(bare_ledger, EVERYWHERE, at)
    aged(kept.path)
    assert delete_event(bare_ledger, EVERYWHERE, at).done
    assert remove_unused(bare_ledger, EVERYWHERE).files == ()
    assert restore_event(bare_ledger, EVERYWHERE, at).done
    assert attachments_of(bare_ledger, EVERYWHERE, at) == [kept]
    assert kept.path.is_file()


@pytest.mark.parametrize(("seconds", "goes"), [(0, False), (SPARED_SECONDS - 60, False), (SPARED_SECONDS + 60, True)])
def test_only_what_has_lain_there_for_a_week_is_removed(bare_ledger: Database, seconds: float, goes: bool) -> None:
    path = aged(given_and_taken_off(bare_ledger, photo(1)), seconds)
    remove_unused(bare_ledger, EVERYWHERE)
    assert path.is_file() != goes


def test_a_file_given_again_is_as_good_as_new(bare_ledger: Database) -> None:
    path, at = given_and_taken_off(bare_ledger, photo(1)), event(bare_ledger)
    add_attachment(bare_ledger, EVERYWHERE, at, name="照片", content=photo(1))
    [kept] = attachments_of(bare_ledger, EVERYWHERE, at)
    remove_attachment(bare_ledger, EVERYWHERE, at, kept.id)
    assert remove_unused(bare_ledger, EVERYWHERE).files == ()
    assert path.is_file()


def test_nothing_is_removed_while_a_backup_is_being_made(bare_ledger: Database) -> None:
    path = given_and_taken_off(bare_ledger, photo(1))
    with TemporaryDirectory(prefix=COPYING, dir=bare_ledger.data):
        with pytest.raises(InvalidError):
            remove_unused(bare_ledger, EVERYWHERE)
        assert path.is_file()
    assert remove_unused(bare_ledger, EVERYWHERE).files == (path,)


def test_what_a_backup_that_was_killed_has_left_is_no_backup(bare_ledger: Database) -> None:
    given_and_taken_off(bare_ledger, photo(1))
    left = bare_ledger.data / f"{COPYING}abcd1234"
    left.mkdir()
    aged(left)
    assert len(remove_unused(bare_ledger, EVERYWHERE).files) == 1
    assert not left.exists()


def test_whatever_else_lies_in_the_folder_is_left_alone(bare_ledger: Database) -> None:
    folder = bare_ledger.data / "photos"
    digest = sha256(b"x").hexdigest()
    others = [folder / "readme.txt", folder / digest[:2] / "note", folder / "ff" / digest, folder / digest]
    for path in others:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        aged(path)
    remove_unused(bare_ledger, EVERYWHERE)
    assert all(path.exists() for path in others)


def test_only_whoever_arranges_the_ledger_may_clear_it_up(bare_ledger: Database) -> None:
    path = given_and_taken_off(bare_ledger, photo(1))
    for sweep in (find_unused, remove_unused):
        with pytest.raises(NotAllowedError):
            sweep(bare_ledger, Viewer.holding("甲", COORDINATOR))
    assert path.is_file()


@pytest.fixture(scope="module")
def template(bare_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with one event, to be copied for every example."""
    folder = tmp_path_factory.mktemp("swept")
    shutil.copyfile(bare_template, folder / FILE)
    database = Database(make_engine(sqlite_url(folder / FILE)), folder)
    event(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return folder / FILE


@settings(max_examples=40, deadline=None)
@given(
    files=st.dictionaries(
        st.binary(max_size=4), st.tuples(st.booleans(), st.integers(0, 3 * SPARED_SECONDS)), max_size=12
    )
)
def test_no_file_that_a_row_names_is_ever_removed_and_no_young_one(
    template: Path, files: dict[bytes, tuple[bool, int]]
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copyfile(template, folder / FILE)
        database = Database(make_engine(sqlite_url(folder / FILE)), folder)
        staying = set()
        with database.writing(EVERYWHERE, "give") as writing:
            for content, (named, age) in files.items():
                path = path_of(database, sha256(content).hexdigest())
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                aged(path, age)
                if named:
                    row = {"event_id": 1, "sha256": path.name, "name": "x", "media_type": "image/png", "size": 1}
                    writing.session.execute(insert(ATTACHMENT).values(row))
                if named or age < SPARED_SECONDS - 60:
                    staying.add(path)
        removed = remove_unused(database, EVERYWHERE)
        assert all(path.is_file() for path in staying)
        assert not staying & set(removed.files)
        assert not any(path.exists() for path in removed.files)
        database.close()
