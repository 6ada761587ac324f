"""The arguments of `manage.py`, and what must hold before a command starts."""

import socket
from pathlib import Path

import pytest

from launch import commands
from launch.addresses import HOST, require_data_folder, require_port
from launch.sentences import StartError

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["unknown"],
        ["run", "--port", "0"],
        ["run", "--port", "65536"],
        ["run", "--por", "8501"],
        ["demo", "--made-up", "--remove"],
        ["demo", "--made-up", "--events", "0"],
        ["demo", "--events", "9"],
        ["import"],
        ["export"],
        ["export", "--out", "list.pdf"],
    ],
)
def test_arguments_that_make_no_sense_are_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        commands.parse(arguments)
    assert refused.value.code == 2
    assert "usage: manage.py" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["run", "--port", "abc"], ["demo", "--made-up", "--events", "many"]])
def test_a_number_that_is_none_is_told_in_words(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        commands.parse(arguments)
    told = capsys.readouterr().err.splitlines()[-1]
    assert "number" in told
    assert "整数" in told


def test_paths_are_those_of_the_folder_people_are_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OUTREACH_DATA", "elsewhere")
    assert commands.parse(["export", "--out", "list.xlsx"]).out == tmp_path / "list.xlsx"
    assert commands.parse(["migrate"]).data == tmp_path / "elsewhere"
    assert commands.parse(["migrate", "--data", "here"]).data == tmp_path / "here"
    monkeypatch.delenv("OUTREACH_DATA")
    assert commands.parse(["migrate"]).data == ROOT / "data"


@pytest.mark.parametrize(
    "arguments", [[], ["-k", "port"], ["tests/test_manage.py", "-x", "-q"], ["--collect-only"], ["-h", "-v"]]
)
def test_what_follows_test_is_left_to_pytest(arguments: list[str]) -> None:
    assert commands.parse(["test", *arguments]).arguments == arguments


def test_a_port_just_left_can_be_used_again() -> None:
    with socket.create_server((HOST, 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection((HOST, port)):
            accepted, _ = server.accept()
            accepted.close()  # the server's side closes first and lingers
    require_port(port)


def test_a_database_that_cannot_be_written_is_found_before_the_ledger_opens_it(tmp_path: Path) -> None:
    (tmp_path / "outreach.db").mkdir()
    with pytest.raises(StartError, match=str(tmp_path)):
        require_data_folder(tmp_path)
