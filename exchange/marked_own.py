"""The rows to be mended in the person's own workbook, marked in a process which may take little memory and time."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from exchange.apart import MOST_SECONDS
from exchange.lines import MOST_COLUMNS
from exchange.to_mend import RowToMend, SheetToMend
from exchange.written import Cell
from locales import _

MOST_KEPT: Final = 20 * 1024 * 1024  # bytes a workbook may unpack to and still be given back as the person's own
MOST_MEGABYTES: Final = 250  # of address space; ten thousand rows of 25 columns take less than 150

# What is installed beside Python and our own programs, and nothing else. NumPy is not needed, and would take more
# memory than all the rest.
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); sys.modules['numpy'] = None; "
    "from exchange.marked_process import main; sys.exit(main(*map(int, sys.argv[2:])))"
)
_OURS: Final = Path(__file__).resolve().parents[1]


def own_marked(content: bytes, sheets: Sequence[SheetToMend]) -> bytes | None:
    """The person's own workbook with only the bad rows, marked, values in the place of formulas.

    None for a file of another kind, for one that is too large, and for one that takes more than a list may.
    """
    if not _is_small(content):
        return None
    limits = map(str, (MOST_MEGABYTES, MOST_SECONDS, MOST_COLUMNS))
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no text of the file among its arguments
            [sys.executable, "-I", "-c", _START, str(_OURS), *limits],
            input=_told(sheets) + b"\n" + content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=2 * MOST_SECONDS,
            check=True,
        )
    except subprocess.SubprocessError:
        return None
    return done.stdout


def _is_small(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return (
                "xl/workbook.xml" in parts.namelist() and sum(part.file_size for part in parts.infolist()) <= MOST_KEPT
            )
    except (zipfile.BadZipFile, ValueError, LookupError):
        return False


def _told(sheets: Sequence[SheetToMend]) -> bytes:
    """What the program is to do, in one line of JSON; see `exchange.marked_process`."""
    told = [
        {
            "name": sheet.name,
            "last": sheet.top[-1].number,
            "reason_at": sheet.reason_at,
            "rows": [_row(row) for row in sheet.rows],
        }
        for sheet in sheets
    ]
    return json.dumps({"heading": _("Why it cannot go in yet"), "sheets": told}).encode()


def _row(row: RowToMend) -> list[Any]:
    held = [[at, _as_json(cell)] for at, cell in (row.held or {}).items()]
    return [row.line.number, held, sorted(row.wrong), row.reason]


def _as_json(cell: Cell) -> object:
    if isinstance(cell, datetime):
        return {"moment": cell.isoformat()}
    return {"day": cell.isoformat()} if isinstance(cell, date) else cell
