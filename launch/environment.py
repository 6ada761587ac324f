"""The virtual environment `.venv` beside `manage.py`: what state it is in, and bringing it into the right one.

The stamp is written last and names what was installed; the mark `unfinished` is there from the first moment to the
last. So an installation that was interrupted at any point is recognised, and made again from nothing.
"""

import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Sequence
from enum import Enum
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from launch import processes
from launch.installation import install
from launch.sentences import StartError, line

ROOT: Final = Path(__file__).resolve().parent.parent
VENV: Final = ROOT / ".venv"
RUNTIME: Final = ("requirements.txt",)
DEVELOPMENT: Final = ("requirements.txt", "requirements-dev.txt")

STAMP: Final = "installed.json"
UNFINISHED: Final = "unfinished"
OWN_NAMES: Final = frozenset(
    {UNFINISHED, STAMP, "bin", "lib", "lib64", "include", "Scripts", "Lib", "Include", "share", "etc", ".gitignore"}
)


class State(Enum):
    """What `.venv` is: ready to use, not there, lacking packages, half-made, or somebody else's folder."""

    READY = "ready"
    MISSING = "missing"
    STALE = "stale"
    BROKEN = "broken"
    FOREIGN = "foreign"


def interpreter(venv: Path) -> Path:
    """The path of the Python of the environment `venv`, whether or not it exists."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def inside(venv: Path) -> bool:
    """Whether this process already runs in the environment `venv`."""
    return Path(sys.prefix).resolve() == venv.resolve()


def state(venv: Path, requirements: Sequence[Path]) -> State:
    """The state of the environment `venv`, measured by whether all of `requirements` (files) are installed in it."""
    if not venv.exists() and not venv.is_symlink():
        return State.MISSING
    if not venv.is_dir():
        return State.FOREIGN
    names = {entry.name for entry in venv.iterdir()}
    if not names:
        return State.MISSING
    if "pyvenv.cfg" not in names and not names <= OWN_NAMES:
        return State.FOREIGN
    if UNFINISHED in names:
        return State.BROKEN
    version = python_version(venv)
    if version is None or version < (3, 11):
        return State.BROKEN
    installed = _read_stamp(venv)
    if all(installed.get(name) == value for name, value in fingerprint(version, requirements).items()):
        return State.READY
    return State.STALE if _pip_runs(venv) else State.BROKEN


def ready(names: Sequence[str], venv: Path = VENV) -> bool:
    """Make the environment `venv` hold the requirement files `names`; returns whether anything had to be done.

    Says on standard output what it is doing, and only then. Raises `StartError` with the reason where it cannot
    be done.
    """
    requirements = [ROOT / name for name in names]
    found = state(venv, requirements)
    if found is State.READY:
        return False
    if found is State.FOREIGN:
        raise StartError("not_an_environment", path=venv)
    started = time.monotonic()
    try:
        if found is State.BROKEN:
            sys.stdout.write(line("repairing", path=venv) + "\n")
            _clear(venv)
        elif found is State.MISSING:
            sys.stdout.write(line("preparing", path=venv) + "\n")
        else:
            sys.stdout.write(line("updating") + "\n")
        if found is not State.STALE:
            _make(venv)
        _fill(venv, requirements)
    except OSError as reason:
        raise StartError("environment_unwritable", path=venv, reason=reason) from reason
    sys.stdout.write(line("prepared", seconds=round(time.monotonic() - started)) + "\n")
    return True


def python_version(venv: Path) -> tuple[int, int] | None:
    """The version (major, minor) of the Python of the environment `venv`, or None if it does not run."""
    if inside(venv):
        return sys.version_info[:2]
    # -S and -I leave out everything but the interpreter: a tenth of the time, and no package can interfere.
    said = processes.answer([str(interpreter(venv)), "-I", "-S", "-c", "import sys; print(*sys.version_info[:2])"])
    try:
        major, minor = (said or "").split()
        return int(major), int(minor)
    except ValueError:
        return None


def fingerprint(version: tuple[int, int], requirements: Sequence[Path]) -> dict[str, str]:
    """What the stamp says of an environment of Python `version` holding `requirements`: name to SHA-256."""
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in requirements}
    return {"python": f"{version[0]}.{version[1]}", **hashes}


def write_stamp(venv: Path, version: tuple[int, int], requirements: Sequence[Path]) -> None:
    """Record that `requirements` are installed in the environment `venv` of Python `version`."""
    (venv / STAMP).write_text(json.dumps(fingerprint(version, requirements), indent=1), "utf-8")


def _read_stamp(venv: Path) -> dict[str, str]:
    try:
        stamp = json.loads((venv / STAMP).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _pip_runs(venv: Path) -> bool:
    return processes.answer([str(interpreter(venv)), "-I", "-m", "pip", "--version"]) is not None


def _clear(venv: Path) -> None:
    try:
        shutil.rmtree(venv)
    except OSError as reason:
        raise StartError("cannot_repair", path=venv, reason=reason) from reason


def _make(venv: Path) -> None:
    for module in ("venv", "ensurepip"):
        if find_spec(module) is None:
            raise StartError("no_venv", module=module)
    venv.mkdir(exist_ok=True)
    (venv / UNFINISHED).touch()
    last_words: list[str] = []
    # Inside a half-made environment, its own Python has just been cleared away with it.
    python = getattr(sys, "_base_executable", "") or sys.executable
    code = processes.follow([python, "-m", "venv", str(venv)], last_words.append)
    if code:
        sys.stdout.write("\n".join(last_words[-5:]) + "\n")
        raise StartError("venv_failed", code=code)


def _fill(venv: Path, requirements: Sequence[Path]) -> None:
    mark = venv / UNFINISHED
    fresh = mark.exists()
    mark.touch()
    (venv / STAMP).unlink(missing_ok=True)
    python = interpreter(venv)
    try:
        install(python, requirements)
    except StartError as reason:
        # pip first fetches everything and then installs: if it never came to installing, what was there is whole.
        if not fresh and reason.sentence in {"no_network", "wrong_hash"}:
            mark.unlink()
        raise
    version = python_version(venv)
    if version is None:
        raise StartError("cannot_repair", path=venv, reason="python does not run")
    write_stamp(venv, version, requirements)
    mark.unlink()
