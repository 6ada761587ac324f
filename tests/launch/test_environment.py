"""The environment: every state it can be left in is recognised, and pip's failures are told apart."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from launch import environment, installation
from launch.environment import State
from launch.sentences import StartError


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a finished environment `.venv`, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    subprocess.run([sys.executable, "-m", "venv", folder / ".venv"], check=True)
    requirement = folder / "requirements.txt"
    requirement.write_text("# nothing yet\n", "utf-8")
    version = environment.python_version(folder / ".venv")
    assert version == sys.version_info[:2]
    environment.write_stamp(folder / ".venv", version, [requirement])
    return folder


def remove_everything(venv: Path) -> None:
    shutil.rmtree(venv)


def leave_an_empty_folder(venv: Path) -> None:
    shutil.rmtree(venv)
    venv.mkdir()


def remove_python(venv: Path) -> None:
    environment.interpreter(venv).unlink()


def put_something_else_in_pythons_place(venv: Path) -> None:
    remove_python(venv)
    environment.interpreter(venv).write_text("not a program", "utf-8")


def interrupt_the_installation(venv: Path) -> None:
    (venv / environment.UNFINISHED).touch()


def interrupt_before_pip_was_there(venv: Path) -> None:
    (venv / environment.STAMP).unlink()
    for pip in venv.rglob("site-packages/pip"):
        shutil.rmtree(pip)


def stop_right_after_the_folder(venv: Path) -> None:
    leave_an_empty_folder(venv)
    interrupt_the_installation(venv)


def lose_the_stamp(venv: Path) -> None:
    (venv / environment.STAMP).unlink()


def garble_the_stamp(venv: Path) -> None:
    (venv / environment.STAMP).write_text('{"python": ', "utf-8")


def change_the_requirements(venv: Path) -> None:
    (venv.parent / "requirements.txt").write_text("# nothing any more\n", "utf-8")


def use_the_name_for_something_else(venv: Path) -> None:
    leave_an_empty_folder(venv)
    (venv / "minutes.docx").touch()


def use_the_name_for_a_file(venv: Path) -> None:
    shutil.rmtree(venv)
    venv.touch()


def nothing(_venv: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("accident", "expected"),
    [
        (nothing, State.READY),
        (remove_everything, State.MISSING),
        (leave_an_empty_folder, State.MISSING),
        (remove_python, State.BROKEN),
        (put_something_else_in_pythons_place, State.BROKEN),
        (interrupt_the_installation, State.BROKEN),
        (interrupt_before_pip_was_there, State.BROKEN),
        (stop_right_after_the_folder, State.BROKEN),
        (lose_the_stamp, State.STALE),
        (garble_the_stamp, State.STALE),
        (change_the_requirements, State.STALE),
        (use_the_name_for_something_else, State.FOREIGN),
        (use_the_name_for_a_file, State.FOREIGN),
    ],
)
def test_the_state_of_an_environment_is_recognised(
    made: Path, tmp_path: Path, accident: Callable[[Path], None], expected: State
) -> None:
    shutil.copytree(made, tmp_path, symlinks=True, dirs_exist_ok=True)
    accident(tmp_path / ".venv")
    assert environment.state(tmp_path / ".venv", [tmp_path / "requirements.txt"]) is expected


def test_an_environment_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    # Permissions do not stop the superuser; a path through a file stops everybody.
    (tmp_path / "notes").touch()
    with pytest.raises(StartError, match="part of the path is a file") as refused:
        environment.ready([], tmp_path / "notes" / ".venv")
    assert refused.value.sentence == "environment_unwritable"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("ERROR: Could not install packages due to an OSError: Pool: Max retries exceeded", "no_network"),
        ("WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError'", "install_failed"),
        ("ERROR: Could not find a version that satisfies the requirement x==1 (from versions: none)", "no_network"),
        ("ERROR: HTTP error 503 while getting https://index.example/x.whl", "no_network"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk_full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "wrong_hash"),
        ("error: subprocess-exited-with-error", "install_failed"),
    ],
)
def test_the_reason_pip_gives_becomes_a_sentence(said: str, sentence: str) -> None:
    assert installation.diagnose(["Collecting x==1", said, "Exiting"]) == sentence
