"""`manage.py test`: style, types, layers, and then the tests."""

import sys
from collections.abc import Sequence
from typing import Final

from launch import processes
from launch.chromium import advice, find_chromium, under_ci
from launch.environment import ROOT
from launch.sentences import line

# lint-imports has no `python -m`, and its script's first line holds an absolute path that a moved folder breaks.
IMPORT_LINTER: Final = "import sys; from importlinter.cli import lint_imports_command as main; main(sys.argv[1:])"

CHECKS: Final = (
    ("ruff check", ("-m", "ruff", "check", ".")),
    ("ruff format", ("-m", "ruff", "format", "--check", ".")),
    ("mypy", ("-m", "mypy", ".")),
    ("import-linter", ("-c", IMPORT_LINTER, "--no-logo")),
)

# Three processes on two cores: the browser tests mostly wait. Each file stays in one, for it shares a server or a
# ledger; they begin in the order that tests/browser/conftest.py gives them.
SIDE_BY_SIDE: Final = ("-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")


def run_checks(arguments: Sequence[str]) -> int:
    """Run everything, or with `arguments` pytest alone; the exit code is that of the first thing that fails.

    Running everything without Chromium leaves out the browser tests: a line says which, and under `CI` that is a
    failure, whatever the others say.
    """
    if arguments:
        return processes.run([sys.executable, "-m", "pytest", *arguments])
    for number, (name, command) in enumerate(CHECKS):
        code = processes.run([sys.executable, *command], folder=ROOT)
        if code:
            rest = ", ".join([later for later, _ in CHECKS[number + 1 :]] + ["pytest"])
            sys.stdout.write(line("check_failed", failed=name, rest=rest) + "\n")
            return code
    complete = find_chromium() is not None
    if not complete:
        sys.stdout.write(advice(ROOT / "tests" / "browser") + "\n")
    code = processes.run([sys.executable, "-m", "pytest", *SIDE_BY_SIDE], folder=ROOT)
    return code or (0 if complete or not under_ci() else 1)
