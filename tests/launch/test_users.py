"""`manage.py user`: the people who may sign in, from the machine itself."""

import io
from pathlib import Path

import pytest

from launch.commands import parse
from launch.jobs import run_job
from launch.sentences import StartError
from locales import LANGUAGES, speaking
from locales import gettext as _
from models.permission import ROLES
from store.database import Database
from store.sign_ins import check_password

PASSWORD = "three cups of green tea"  # noqa: S105 - of a person who is only in these tests

pytestmark = pytest.mark.usefixtures("quick_passwords")


def user(ledger: Database, *arguments: str) -> int:
    return run_job(parse(["user", *arguments, "--data", str(ledger.data)]))


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password on standard input, which is no terminal."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\nsomething else\n"))


@pytest.mark.usefixtures("typed")
def test_a_person_is_added_disabled_and_let_in_again(ledger: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert user(ledger, "add", "li.na", "--role", "coordinator", "--full-name", "李娜") == 0
    assert check_password(ledger, "li.na", PASSWORD)
    assert user(ledger, "grant", "li.na", "--role", "viewer") == 0
    assert user(ledger, "revoke", "li.na", "--role", "coordinator") == 0
    assert user(ledger, "disable", "li.na") == 0
    assert check_password(ledger, "li.na", PASSWORD) is None
    capsys.readouterr()
    assert user(ledger, "list") == 0
    listed = capsys.readouterr().out
    assert "li.na (李娜), disabled: Leadership" in listed
    assert "（已停用）" in listed
    assert user(ledger, "enable", "li.na") == 0
    assert check_password(ledger, "li.na", PASSWORD)


@pytest.mark.usefixtures("typed")
def test_a_new_password_takes_the_place_of_the_old(ledger: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    user(ledger, "add", "li.na", "--role", "coordinator")
    monkeypatch.setattr("sys.stdin", io.StringIO("another long password\r\n"))
    assert user(ledger, "password", "li.na") == 0
    assert check_password(ledger, "li.na", PASSWORD) is None
    assert check_password(ledger, "li.na", "another long password")


def test_nobody_has_a_password_by_default(ledger: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(StartError) as refused:
        user(ledger, "add", "li.na", "--role", "coordinator")
    assert refused.value.sentence == "no_password"
    assert user(ledger, "add", "li.na", "--role", "coordinator", "--without-password") == 0
    assert check_password(ledger, "li.na", "") is None


def test_two_different_passwords_on_the_terminal_are_none(ledger: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stdin", terminal)
    answers = iter([PASSWORD, f"{PASSWORD}!"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))
    with pytest.raises(StartError) as refused:
        user(ledger, "add", "li.na", "--role", "coordinator")
    assert refused.value.sentence == "passwords_differ"


@pytest.mark.usefixtures("typed")
@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "li.na", "--role", "coordinator", "--unit", "nowhere"],
        ["add", "local", "--role", "coordinator"],
        ["disable", "nobody"],
        ["grant", "nobody", "--role", "viewer"],
    ],
)
def test_what_cannot_be_done_is_told_in_both_languages(
    arguments: list[str], ledger: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert user(ledger, *arguments) == 1
    told = capsys.readouterr().out
    assert "Not done" in told
    assert "未执行" in told


@pytest.mark.parametrize(
    "arguments",
    [[], ["add"], ["add", "x"], ["add", "x", "--role", "emperor"], ["add", "x", "--password", "y"], ["grant", "x"]],
)
def test_arguments_that_make_no_sense_are_refused(arguments: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        parse(["user", *arguments, "--data", str(tmp_path)])


@pytest.mark.parametrize("role", ROLES)
def test_every_role_can_be_given_by_its_code_and_as_the_pages_call_it(
    role: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = [role, role.upper()]
    for language in LANGUAGES:
        with speaking(language):
            shown.append(_(ROLES[role]))
    for text in shown:
        assert parse(["user", "grant", "x", "--role", text]).role == role
    with pytest.raises(SystemExit):
        parse(["user", "add", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert all(text in told for text in (role, *shown[2:]))
