"""The commands `backup` and `restore`: exit codes, sentences, and a passphrase that is nowhere to be read."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from launch.commands import parse
from launch.jobs import run_job
from launch.safekeeping import VARIABLE
from launch.sentences import StartError
from models.draft import EventDraft
from models.viewer import Viewer
from models.when import When
from store.attachments import add_attachment, path_of
from store.database import FILE, Database, open_database
from store.events import save_event

ROOT = Path(__file__).resolve().parents[2]
SECRET = "geheim 秘密"  # noqa: S105 - the words that no sentence may show


@pytest.fixture(autouse=True)
def _no_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


@pytest.fixture
def kept(ledger: Database, viewer: Viewer) -> Database:
    """A ledger of one event with one photo."""
    saved = save_event(ledger, viewer, EventDraft(title="讲座", when=When.in_year(2024), organisation="武清支行"))
    assert saved.id is not None
    assert add_attachment(ledger, viewer, saved.id, name="x", content=b"%PDF-1.7\n").done
    return ledger


def run(*arguments: object) -> int:
    return run_job(parse([str(argument) for argument in arguments]))


def refusal(*arguments: object) -> StartError:
    with pytest.raises(StartError) as refused:
        run(*arguments)
    assert "\n" not in str(refused.value)
    assert SECRET not in str(refused.value)
    return refused.value


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_a_backup_says_what_it_holds_and_is_restored_on_an_empty_computer(
    kept: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("backup", "--data", kept.data, "--out", tmp_path / "b.zip") == 0
    assert re.match(r"Backed up to .*b\.zip \(\d+\.\d MB\): events 1, photos and papers 1 · ", capsys.readouterr().out)
    assert run("restore", "--data", tmp_path / "new", tmp_path / "b.zip") == 0
    told, about_people = capsys.readouterr().out.splitlines()
    assert told.startswith("The ledger is as it was at ")
    assert "disable again who has left" in about_people
    assert run("backup", "--data", tmp_path / "new", "--out", tmp_path / "again.zip") == 0
    assert run("restore", "--data", tmp_path / "new", tmp_path / "b.zip") == 0
    assert "replaced-" in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize("how", ["asked for", "in the environment"])
def test_a_passphrase_is_taken_from_where_nobody_else_can_read_it(
    kept: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    arguments = ["backup", "--data", kept.data, "--out", tmp_path]
    if how == "asked for":
        typed(monkeypatch, f"{SECRET}\n")
        assert run(*arguments, "--encrypt") == 0
    else:
        monkeypatch.setenv(VARIABLE, SECRET)
        assert run(*arguments) == 0
        monkeypatch.delenv(VARIABLE)
    (backup,) = tmp_path.glob("*.zip.age")
    for wrong, sentence in (("\n", "no_passphrase"), ("falsch\n", "not_restored")):
        typed(monkeypatch, wrong)
        assert refusal("restore", "--data", tmp_path / "new", backup).sentence == sentence
    typed(monkeypatch, f"{SECRET}\n")
    assert run("restore", "--data", tmp_path / "new", backup) == 0
    assert SECRET not in "".join(capsys.readouterr())


def test_a_passphrase_is_no_argument(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("backup", "restore"):
        with pytest.raises(SystemExit):
            parse([command, "--help"])
        assert not re.search(r"--pass", capsys.readouterr().out)


def test_encryption_without_a_passphrase_makes_no_backup(kept: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "")
    assert refusal("backup", "--data", kept.data, "--encrypt").sentence == "no_passphrase"
    assert not (kept.data / "backups").exists()


def test_a_photo_that_is_missing_is_told_by_sentence_and_exit_code(
    kept: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    (photo,) = (kept.data / "photos").glob("*/*")
    assert photo == path_of(kept, photo.name)
    photo.unlink()
    assert run("backup", "--data", kept.data) == 1
    assert "Photos missing from the data folder: 1" in capsys.readouterr().out


def test_older_backups_are_counted_when_they_go(kept: Database, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(3):
        assert run("backup", "--data", kept.data, "--keep", 2) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("Older backups removed: 1")
    assert len(list((kept.data / "backups").iterdir())) == 2


@pytest.mark.parametrize(
    "arguments", [["backup", "--keep", "0"], ["backup", "--keep", "all"], ["restore"], ["soak", "--kills", "0"]]
)
def test_arguments_that_make_no_sense_are_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(arguments)
    assert "usage: manage.py" in capsys.readouterr().err


def test_what_cannot_be_written_or_read_is_one_sentence(kept: Database, tmp_path: Path) -> None:
    missing = refusal("backup", "--data", kept.data, "--out", tmp_path / "no" / "b.zip")
    assert missing.sentence == "not_backed_up"
    assert "part of the path does not exist" in str(missing)
    (tmp_path / "notes.txt").write_text("minutes", "utf-8")
    refused = refusal("restore", "--data", kept.data, tmp_path / "notes.txt")
    assert refused.sentence == "not_restored"
    address = "sqlite:///file:x.db?mode=ro&uri=true"
    assert refusal("restore", "--data", kept.data, "--database", address, tmp_path / "notes.txt")
    assert refusal("restore", "--data", kept.data, "--database", "rubbish", tmp_path / "notes.txt").sentence == (
        "bad_address"
    )


def test_a_ledger_that_is_open_is_not_replaced(kept: Database, tmp_path: Path) -> None:
    run("backup", "--data", kept.data, "--out", tmp_path / "b.zip")
    with kept.reading() as connection:
        connection.exec_driver_sql("SELECT 1 FROM event")
    refused = refusal("restore", "--data", kept.data, tmp_path / "b.zip")  # the connection waits in its pool
    assert refused.sentence == "not_restored"
    assert "has the ledger open" in str(refused)


def test_a_file_in_another_place_is_replaced_too(tmp_path: Path, viewer: Viewer) -> None:
    url = f"sqlite:///{tmp_path / 'elsewhere' / 'bank.db'}"
    (tmp_path / "elsewhere").mkdir()
    database = open_database(tmp_path / "data", url, provinces=frozenset({"46"}))
    assert save_event(database, viewer, EventDraft(title="讲座", organisation="武清支行")).done
    database.close()
    assert run("backup", "--data", tmp_path / "data", "--database", url, "--out", tmp_path / "b.zip") == 0
    assert run("restore", "--data", tmp_path / "data", "--database", url, tmp_path / "b.zip") == 0
    assert (tmp_path / "elsewhere" / "bank.db").exists()
    assert not (tmp_path / "data" / FILE).exists()
    assert len(list((tmp_path / "data").glob(f"replaced-*/{FILE}"))) == 1


@pytest.mark.parametrize(
    ("command", "sentence"),
    [(["demo"], "database_read_only"), (["import", "list.csv"], "database_read_only")],
)
def test_a_ledger_that_may_only_be_read_is_one_sentence(
    kept: Database, tmp_path: Path, command: list[str], sentence: str
) -> None:
    (tmp_path / "list.csv").write_text("活动名称,日期,主办机构\n集市,2024,武清支行\n", "utf-8")
    command = [str(tmp_path / part) if part.endswith(".csv") else part for part in command]
    address = f"sqlite:///file:{kept.data / FILE}?mode=ro&uri=true"
    assert refusal(*command, "--data", kept.data, "--database", address).sentence == sentence


LIMIT = 1_000_000  # bytes a file may have; the database is larger already, its log and a copy would become so
LIMITED = """
import resource, sys
from launch.commands import parse
from launch.jobs import run_job
from launch.sentences import StartError
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
try:
    run_job(parse(sys.argv[2:]))
except StartError as reason:
    print(reason.sentence)
"""


@pytest.mark.parametrize(
    ("command", "sentence"), [(["demo", "--made-up"], "disk_failed"), (["backup"], "not_backed_up")]
)
def test_a_disk_that_takes_no_more_is_one_sentence(kept: Database, command: list[str], sentence: str) -> None:
    pytest.importorskip("resource")
    kept.close()
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, str(LIMIT), *command, "--data", str(kept.data)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "LANG": "en_GB.UTF-8"},
        check=False,
    )
    assert ended.stdout.splitlines()[-1:] == [sentence], ended.stderr
    assert [path.name for path in kept.data.rglob("*") if path.suffix in {".part", ".zip"}] == []
