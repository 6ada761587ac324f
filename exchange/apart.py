"""Reads a workbook of any kind in a process of its own, which may take little memory and little time."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, Final, cast

from exchange.cells import writable
from exchange.lines import MOST_COLUMNS, Line, Range, Sheet, too_wide
from exchange.packed import damaged
from exchange.written import Cell
from locales import mark
from models.problem import InvalidError

MOST_MEGABYTES: Final = 400  # of address space for the reader; 50,000 rows of 25 columns take 240
MOST_SECONDS: Final = 15  # of the processor
MOST_WAITING: Final = 60  # seconds, whatever keeps it waiting
LAST_ROW: Final = 1_048_576  # of a sheet

_PROGRAM: Final = Path(__file__).with_name("calamine_process.py")
_UNREADABLE: Final = 3  # exit code of the program
# What a line of JSON has in which there is a date, or a character that no file may hold.
_SPECIAL: Final = re.compile(r"[{\ud800-\udfff\ufffe\uffff]|\\[bfu]")
_LONGEST_LINE: Final = 16 << 20  # bytes of one row


def read_apart(content: bytes) -> Generator[Sheet, None, None]:
    """The sheets of a workbook (xlsx, xls, ods), one after the other; formulas as their last result.

    Raises InvalidError with a sentence for the person where it cannot be read, or only with more memory or time than
    a list may take. Where the system sets no limit to a process's memory (Windows), only time is limited.
    """
    command = [sys.executable, "-I", str(_PROGRAM), str(MOST_MEGABYTES), str(MOST_SECONDS), str(MOST_COLUMNS)]
    with subprocess.Popen(  # noqa: S603 - our own program, no text of the file among its arguments
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        late = threading.Timer(MOST_WAITING, process.kill)
        late.start()
        try:
            incoming, outgoing = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
            with suppress(BrokenPipeError):  # it has given up; how is told by its exit code
                incoming.write(content)
                incoming.close()
            yield from _sheets(_Lines(outgoing))
            if code := process.wait():
                raise damaged() if code == _UNREADABLE else _too_much()
        finally:
            late.cancel()
            process.kill()
            with suppress(BrokenPipeError):
                incoming.close()


def _too_much() -> InvalidError:
    return InvalidError(
        mark(
            "the workbook takes more memory or time than a list may. Something may stand far below or far right of "
            "the list: copy the list alone into a new file."
        )
    )


class _Lines:
    """The lines of JSON that come in, of which one may be looked at before it is taken.

    `plain`: nothing in the line just read has to be looked at again (see `_cell`).
    """

    def __init__(self, source: IO[bytes]) -> None:
        self.plain = False
        self._source = source
        self._next: Any = None

    def look(self) -> Any:
        """The next line, None after the last; it stays the next one."""
        if self._next is None:
            line = self._source.readline(_LONGEST_LINE)
            if line and not line.endswith(b"\n"):
                if len(line) == _LONGEST_LINE:
                    raise _too_much()
                return None  # the reader stopped in the middle of it
            text = line.decode("utf-8", "surrogatepass")
            self.plain = _SPECIAL.search(text) is None
            self._next = json.loads(text) if text else None
        return self._next

    def take(self) -> Any:
        """The next line, None after the last."""
        line, self._next = self.look(), None
        return line


def _sheets(lines: _Lines) -> Iterator[Sheet]:
    while (about := lines.take()) is not None:
        if isinstance(about, dict):
            yield Sheet(writable(about["sheet"]), _rows(lines), _merged(about["merged"]), about["hidden"])


def _merged(told: list[list[int]]) -> tuple[Range, ...]:
    """The merged ranges, each once, cut off where a list ends: an OpenDocument file may tell of any number of cells."""
    return tuple(
        dict.fromkeys(
            (top + 1, left, min(bottom, LAST_ROW - 1) + 1, min(right, MOST_COLUMNS - 1))
            for top, left, bottom, right in told
            if 0 <= top < LAST_ROW and 0 <= left < MOST_COLUMNS
        )
    )


def _rows(lines: _Lines) -> Iterator[Line]:
    """The rows up to the next sheet. Those that nobody asks for are passed over by `_sheets`."""
    while isinstance(lines.look(), list):
        number, cells = lines.take()
        if len(cells) > MOST_COLUMNS:
            raise too_wide()
        yield Line(number + 1, cells if lines.plain else [_cell(cell) for cell in cells])


def _cell(value: Any) -> Cell:
    if isinstance(value, dict):
        return datetime.fromisoformat(value["moment"]) if "moment" in value else date.fromisoformat(value["day"])
    return writable(value) if isinstance(value, str) else cast(Cell, value)
