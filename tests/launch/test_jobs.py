"""The jobs: what hinders one is a sentence in both languages, and neither a traceback nor a password."""

import socket
from pathlib import Path

import pytest

from launch.addresses import HOST
from launch.commands import parse
from launch.jobs import run_job
from launch.sentences import StartError
from locales import CHINESE, ENGLISH, Message, speaking
from store.database import FILE, Database

SECRET = "geheim"  # noqa: S105 - the word that no sentence may show


@pytest.fixture(autouse=True)
def _chinese_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")


def refusal(*arguments: object) -> StartError:
    """The one line with which a command ends, free of the password in its arguments."""
    with pytest.raises(StartError) as refused:
        run_job(parse([str(argument) for argument in arguments]))
    assert "\n" not in str(refused.value)
    assert SECRET not in str(refused.value)
    return refused.value


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("rubbish", "bad_address"),
        (f"mysql://root:{SECRET}@{HOST}/ledger", "bad_address"),
        ("sqlite+nothing:///ledger.db", "bad_address"),
        ("sqlite+aiosqlite:///ledger.db", "bad_address"),
        (f"postgresql://ledger:{SECRET}@{HOST}:port/ledger", "bad_address"),
        (f"postgresql://ledger:half@{SECRET}@{HOST}/ledger", "bad_address"),
        ("sqlite:///missing/z.db", "no_database_file"),
        (f"postgresql://ledger:{SECRET}@{HOST}/ledger?connect_timeout=soon", "database_closed"),
        (f"postgresql://{HOST}/ledger?password={SECRET}&connect_timeout={SECRET}", "database_closed"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_sentence(
    address: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert refusal("migrate", "--data", tmp_path, "--database", address).sentence == sentence


def test_a_server_that_does_not_answer_is_named_without_the_password(tmp_path: Path) -> None:
    with socket.create_server((HOST, 0)) as server:
        port = server.getsockname()[1]
    refused = refusal("migrate", "--data", tmp_path, "--database", f"postgresql://me:{SECRET}@{HOST}:{port}/ledger")
    assert refused.sentence == "database_closed"
    assert f"me:***@{HOST}:{port}/ledger" in str(refused)


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    content = b"minutes of a meeting " * 100
    (tmp_path / FILE).write_bytes(content)
    refused = refusal("migrate", "--data", tmp_path)
    assert refused.sentence == "not_a_database"
    assert str(tmp_path / FILE) in str(refused)
    assert (tmp_path / FILE).read_bytes() == content


def test_a_database_that_breaks_while_it_is_used_is_one_sentence(ledger: Database, tmp_path: Path) -> None:
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE event RENAME TO lost")
    assert refusal("export", "--data", ledger.data, "--out", tmp_path / "list.csv").sentence == "database_failed"


@pytest.mark.parametrize(
    ("file", "chinese", "english"),
    [
        ("missing/list.xlsx", "路径中有一段不存在", "part of the path does not exist"),
        ("folder.csv", "它是文件夹", "it is a folder"),
    ],
)
def test_a_list_that_cannot_be_written_is_one_sentence(
    file: str, chinese: str, english: str, ledger: Database, tmp_path: Path
) -> None:
    (tmp_path / "folder.csv").mkdir()
    refused = refusal("export", "--data", ledger.data, "--out", tmp_path / file)
    assert refused.sentence == "not_written"
    first, second = str(refused).split(" · ")
    assert chinese in first
    assert english in second
    assert list(tmp_path.glob(".*")) == []


def test_a_file_that_is_no_list_is_told_in_each_language(ledger: Database, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("", "utf-8")
    halves = str(refusal("import", "--data", ledger.data, tmp_path / "list.csv")).split(" · ")
    for half, language in zip(halves, (CHINESE, ENGLISH), strict=True):
        with speaking(language):
            assert half.endswith(str(Message("the file is empty.")))


def test_a_row_that_cannot_go_in_is_told_in_each_language(
    ledger: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "list.csv").write_text("活动名称,日期,主办机构\n讲座,昨天,武清支行\n", "utf-8")
    assert run_job(parse(["import", "--data", str(ledger.data), str(tmp_path / "list.csv")])) == 1
    chinese, english = capsys.readouterr().out.splitlines()[0].split(" · ")
    assert chinese.startswith("第 2 行：日期")
    assert english.startswith("Row 2: Date")
    assert "日期" not in english


def test_a_problem_of_many_rows_is_said_once(
    ledger: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = ["讲座,2024-02-30,武清支行"] * 12 + ["讲座,2024,"]
    (tmp_path / "list.csv").write_text("\n".join(["活动名称,日期,主办机构", *rows]), "utf-8")
    assert run_job(parse(["import", "--data", str(ledger.data), str(tmp_path / "list.csv")])) == 1
    first, second, _sum = capsys.readouterr().out.splitlines()
    assert "共 12 行（第 2, 3, 4, 5, 6, 7, 8, 9, 10, 11… 行）" in first
    assert "12 rows (2, 3, 4, 5, 6, 7, 8, 9, 10, 11…)" in first
    assert second.startswith("第 14 行：")
