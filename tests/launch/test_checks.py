"""`manage.py test`: the order of its steps, the search for Chromium, and how programs are run and ended."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from launch import checks, chromium, processes
from launch.sentences import line

ROOT = Path(__file__).resolve().parents[2]


def test_chromium_is_the_one_chosen_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / ("google-chrome.exe" if os.name == "nt" else "google-chrome")
    own.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("OUTREACH_CHROMIUM", raising=False)
    assert chromium.find_chromium() == str(own)
    monkeypatch.setenv("OUTREACH_CHROMIUM", str(tmp_path / "gone"))
    assert chromium.find_chromium() is None
    monkeypatch.setenv("OUTREACH_CHROMIUM", str(own))
    assert chromium.find_chromium() == str(own)


def test_without_chromium_people_learn_which_tests_are_missing(tmp_path: Path) -> None:
    (tmp_path / "test_map.py").touch()
    (tmp_path / "conftest.py").touch()
    told = chromium.advice(tmp_path)
    assert "test_map.py;" in told
    assert "conftest" not in told
    assert "apt-get install chromium fonts-noto-cjk" in told


@pytest.mark.parametrize(
    ("value", "expected"), [(None, False), ("", False), ("0", False), ("false", False), ("1", True), ("true", True)]
)
def test_ci_is_recognised(value: str | None, expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    if value is not None:
        monkeypatch.setenv("CI", value)
    assert chromium.under_ci() is expected


def test_the_first_check_that_fails_ends_the_run_and_names_what_was_not_run(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    steps = {"spelling": "print('fine')", "types": "raise SystemExit(3)", "layers": "print('never')"}
    monkeypatch.setattr(checks, "CHECKS", tuple((name, ("-c", code)) for name, code in steps.items()))
    assert checks.run_checks([]) == 3
    told = capfd.readouterr().out
    assert "fine" in told
    assert "never" not in told
    assert line("check_failed", failed="types", rest="layers, pytest") in told


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to count")
def test_a_program_that_was_killed_ends_as_in_a_shell() -> None:
    kill = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert processes.run([sys.executable, "-c", kill]) == 128 + 9


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a program without asking it")
def test_a_request_to_end_reaches_the_program_that_was_started() -> None:
    waiting = "import sys, time; print('waiting', flush=True); time.sleep(20); print('still here')"
    code = f"from launch import processes; import sys; sys.exit(processes.run([sys.executable, '-c', {waiting!r}]))"
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as outer:
        assert outer.stdout
        assert outer.stdout.readline().strip() == b"waiting"
        outer.terminate()
        assert outer.stdout.read() == b"", "both have ended: nobody holds the pipe any more"
    assert outer.returncode != 0
