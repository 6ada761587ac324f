"""What the writing process tells before and after each command, in a file that outlives it."""

import os
import pickle
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from soak.facts import Fact

_LENGTH: Final = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class Intent:
    """A command about to be given: what it is, and what each event it touches will be if it succeeds."""

    command: str
    after: dict[str, Fact]


@dataclass(frozen=True, slots=True)
class Done:
    """The command last told of has succeeded."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The command last told of was refused or broke; neither should happen."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ready:
    """The process is at work."""


Line = Intent | Done | Failed | Ready


class Journal:
    """Adds lines to the file. What the system has been given survives the death of the process."""

    def __init__(self, path: Path) -> None:
        """The file is made if it is not there."""
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def tell(self, line: Line) -> None:
        """Add a line; when this returns it is in the file."""
        content = pickle.dumps(line)
        os.write(self._handle, _LENGTH.pack(len(content)) + content)


def read_journal(path: Path) -> Iterator[Line]:
    """The lines of a file, the last one left out where it is not complete."""
    content = path.read_bytes() if path.exists() else b""
    while len(content) >= _LENGTH.size:
        (length,) = _LENGTH.unpack_from(content)
        line, content = content[_LENGTH.size : _LENGTH.size + length], content[_LENGTH.size + length :]
        if len(line) < length:
            return
        yield pickle.loads(line)  # noqa: S301 - written by our own process a moment ago
