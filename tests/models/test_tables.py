"""The tables as a whole: whatever writes a row has loaded every table that rows refer to."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOOK = (
    "from models.base import Base\nfor table in Base.metadata.sorted_tables: [key.column for key in table.foreign_keys]"
)


@pytest.mark.parametrize("module", ["models.event", "models.draft", "store.database", "models.tables"])
def test_whatever_a_row_refers_to_is_known_with_it(module: str) -> None:
    # In a process of its own: here everything has been loaded long since.
    done = subprocess.run(
        [sys.executable, "-c", f"import {module}\n{LOOK}"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
