"""Where Chromium is: the browser tests drive it."""

import os
import shutil
from pathlib import Path

from launch.sentences import line

# The first is Chromium without its windows: the same pages for less of the processor.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    """The path of a Chromium: `OUTREACH_CHROMIUM` if set, else one on the path; None if there is none."""
    chosen = os.environ.get("OUTREACH_CHROMIUM")
    if chosen:
        return shutil.which(chosen)
    return next(filter(None, map(shutil.which, NAMES)), None)


def advice(tests: Path) -> str:
    """One line for people without Chromium: which test files in `tests` are not run, and how to get it."""
    return line("no_chromium", tests=", ".join(sorted(path.name for path in tests.glob("test_*.py"))) or tests.name)


def under_ci() -> bool:
    """Whether nobody watches, so that a test left out must be a failure: the variable `CI` is set, not to false."""
    return os.environ.get("CI", "").lower() not in {"", "0", "false"}
