"""`manage.py sweep` lists what nobody needs any more, and removes it only when told to."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from launch import commands, jobs
from launch.sentences import StartError
from models.draft import EventDraft
from models.viewer import Viewer
from store.attachments import add_attachment, attachments_of, remove_attachment
from store.database import Database
from store.events import save_event
from store.picture_rows import PICTURE
from store.safe_files import COPYING
from tests.pictures import photo

WEEKS = 30 * 24 * 3600


@pytest.fixture
def unused(ledger: Database, viewer: Viewer) -> Path:
    """A ledger's event has one photo; another was taken off it long ago."""
    event = save_event(ledger, viewer, EventDraft(title="讲座", organisation="武清支行")).id
    assert event is not None
    for seed in (1, 2):
        assert add_attachment(ledger, viewer, event, name=f"{seed}.jpg", content=photo(seed)).done
    kept, off = attachments_of(ledger, viewer, event)
    assert remove_attachment(ledger, viewer, event, off.id).done
    for path in (kept.path, off.path):
        os.utime(path, (time.time() - WEEKS, time.time() - WEEKS))
    with ledger.writing(viewer, "forget") as writing:
        writing.session.execute(delete(PICTURE))
    return off.path


def run(database: Database, *arguments: str) -> int:
    options = commands.parse(["sweep", "--data", str(database.data), *arguments])
    return jobs.run_job(options)


def test_files_are_listed_first_and_removed_when_that_is_asked_for(
    ledger: Database, unused: Path, capsys: pytest.CaptureFixture[Any]
) -> None:
    assert run(ledger) == 0
    said = capsys.readouterr().out
    assert unused.name in said
    assert "1 older pictures" in said
    assert "1 files that no event has" in said
    assert unused.is_file()

    assert run(ledger, "--delete") == 0
    assert "1 files removed" in capsys.readouterr().out
    assert not unused.exists()
    assert len([path for path in (ledger.data / "photos").rglob("*") if path.is_file()]) == 1

    assert run(ledger) == 0
    said = capsys.readouterr().out
    assert "nothing to clear away" in said
    assert "older pictures" not in said


def test_it_waits_for_a_backup(ledger: Database, unused: Path) -> None:
    (ledger.data / f"{COPYING}abcd1234").mkdir()
    with pytest.raises(StartError) as refused:
        run(ledger, "--delete")
    assert refused.value.sentence == "not_swept"
    assert unused.is_file()
