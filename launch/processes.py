"""Running other programs: here is the only place where the launcher starts one."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType

GRACE_SECONDS = 10
"""How long a program may take to end after Ctrl-C before it is told to."""


def run(command: Sequence[str], *, folder: Path | None = None, extra: Mapping[str, str] | None = None) -> int:
    """Run `command` to its end with this process's input and output and return its exit code.

    `folder` is where it runs, `extra` is added to its environment. Ctrl-C and a request to terminate reach the
    program too, and the wait goes on until it has ended; a program ended by signal n gives 128 + n, as in a shell.
    """
    child = subprocess.Popen(command, cwd=folder, env=_environment(extra))  # noqa: S603 - our own commands

    def pass_on(_number: int, _frame: FrameType | None) -> None:
        child.terminate()

    before = signal.signal(signal.SIGTERM, pass_on)
    try:
        code = _wait(child)
    finally:
        signal.signal(signal.SIGTERM, before)
    return code if code >= 0 else 128 - code


def follow(command: Sequence[str], heard: Callable[[str], None]) -> int:
    """Run `command` to its end, hand each line it prints (errors too) to `heard`, and return its exit code.

    If this process is interrupted, so is the program.
    """
    with subprocess.Popen(  # noqa: S603 - our own commands
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=_environment({"PYTHONIOENCODING": "utf-8"}),
        encoding="utf-8",
        errors="replace",
    ) as child:
        try:
            for text in child.stdout or ():
                heard(text.rstrip())
        except BaseException:
            child.terminate()
            raise
    return child.returncode


def answer(command: Sequence[str]) -> str | None:
    """What `command` prints, or None if it cannot be run, fails, or says nothing for half a minute."""
    try:
        ended = subprocess.run(  # noqa: S603 - our own commands
            command, capture_output=True, encoding="utf-8", errors="replace", timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return ended.stdout.strip()


def _wait(child: subprocess.Popen[bytes]) -> int:
    patience: float | None = None
    while True:
        try:
            return child.wait(patience)
        except KeyboardInterrupt:
            patience = GRACE_SECONDS  # the terminal has told the child as well; let it finish what it is writing
        except subprocess.TimeoutExpired:
            child.terminate()


def _environment(extra: Mapping[str, str] | None) -> dict[str, str] | None:
    sys.stdout.flush()  # what we said so far comes before what the program says
    return {**os.environ, **extra} if extra else None
