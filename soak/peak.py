"""How much memory this process and the one it starts held at most, where Linux tells."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_OFTEN: Final = 0.005  # seconds between two looks; what a process held at most is told to its end
_PROC: Final = Path("/proc")


@dataclass
class Peak:
    """Mebibytes at most, of this process and of the children it started together; 0 where the system does not tell."""

    own: float = 0.0
    children: float = 0.0

    @property
    def mebibytes(self) -> float:
        """Of both."""
        return self.own + self.children


@contextmanager
def watched() -> Iterator[Peak]:
    """What was held at most inside.

    The system's own figure for ended children (`ru_maxrss`) will not do: it counts them with what they were forked
    from, and all that ever were. So the living are looked at, again and again.
    """
    peak = Peak()
    if sys.platform != "linux":
        yield peak
        return
    (_PROC / "self/clear_refs").write_text("5")  # begins to measure anew
    ended, before = threading.Event(), frozenset(_children(b""))
    looking = threading.Thread(target=_look, args=(peak, before, ended), daemon=True)
    looking.start()
    try:
        yield peak
    finally:
        ended.set()
        looking.join()
        peak.own = _most(_PROC / "self")


def _look(peak: Peak, before: frozenset[Path], ended: threading.Event) -> None:
    own = (_PROC / "self/cmdline").read_bytes()
    while not ended.wait(_OFTEN):
        peak.children = max(peak.children, sum(_most(child) for child in _children(own) if child not in before))


def _children(own: bytes) -> Iterator[Path]:
    """The processes started by this one, each from when it runs its own program on."""
    for thread in (_PROC / "self/task").iterdir():
        try:
            started = (thread / "children").read_text().split()
        except OSError:
            continue
        for pid in started:
            child = _PROC / pid
            try:
                if (child / "cmdline").read_bytes() not in (own, b""):
                    yield child
            except OSError:
                continue


def _most(process: Path) -> float:
    try:
        told = (process / "status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in told.splitlines() if line.startswith("VmHWM")), 0.0)
