"""Installing the pinned packages with pip: one calm line while it runs, and in one sentence why it failed."""

import re
import sys
from collections import deque
from collections.abc import Iterable, Sequence
from pathlib import Path

from launch import processes
from launch.sentences import StartError, line

# pip's own words, most telling first: a fetch from a dead index also ends in "No matching distribution".
FAILURES = (
    ("wrong_hash", re.compile(r"DO NOT MATCH THE HASHES|HashMismatch")),
    ("disk_full", re.compile(r"No space left on device|Errno 28|WinError 112")),
    (
        "no_network",
        re.compile(
            r"Could not find a version|No matching distribution|Failed to establish a new connection|"
            r"Temporary failure in name resolution|Name or service not known|Max retries exceeded|"
            r"NewConnectionError|ConnectionError|ProxyError|SSLError|Read ?[Tt]imed? ?out|"
            r"Network is unreachable|Connection (broken|refused|reset|aborted)|HTTP error [45]\d\d"
        ),
    ),
)


def install(python: Path, requirements: Sequence[Path]) -> None:
    """Install the requirement files into the environment whose interpreter is `python`, hashes checked.

    Raises `StartError` if pip fails, after showing its last lines.
    """
    progress = Progress(total=sum(map(count_pins, requirements)))
    files = [argument for path in requirements for argument in ("-r", str(path))]
    options = ["--require-hashes", "--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
    code = processes.follow([str(python), "-m", "pip", "install", *options, *files], progress.hear)
    progress.end()
    if code:
        last_words = list(progress.last_words)
        sys.stdout.write("\n".join(last_words[-8:]) + "\n")
        raise StartError(diagnose(last_words), code=code)


def diagnose(said: Iterable[str]) -> str:
    """The name of the sentence that tells why pip failed, judged by the lines it `said`."""
    # Warnings may be about a hiccup that passed, such as a connection that was tried again.
    text = "\n".join(words for words in said if not words.startswith("WARNING"))
    return next((sentence for sentence, pattern in FAILURES if pattern.search(text)), "install_failed")


def count_pins(requirements: Path) -> int:
    """How many packages a pinned requirement file names for every machine."""
    pins = re.findall(r"^[A-Za-z0-9][^;\n]*==[^;\n]*$", requirements.read_text("utf-8"), re.MULTILINE)
    return len(pins)


class Progress:
    """Turns pip's output into one line that is rewritten on a terminal; elsewhere into one line per phase."""

    def __init__(self, total: int) -> None:
        """Begin; `total` is about how many packages there are."""
        self.total = total
        self.fetched = 0
        self.last_words: deque[str] = deque(maxlen=40)
        self._on_terminal = sys.stdout.isatty()
        self._shown = ""

    def hear(self, said: str) -> None:
        """Take one line of pip's output."""
        if said.strip():
            self.last_words.append(said)
        if said.startswith(("Collecting ", "Processing ")):  # from an index, from a folder
            self.fetched += 1
            if self._on_terminal:
                self._show(line("fetching", count=min(self.fetched, self.total), total=self.total))
        elif said.startswith("Installing collected packages"):
            self._show(line("installing"))

    def end(self) -> None:
        """Leave the line."""
        if self._on_terminal and self._shown:
            sys.stdout.write("\n")

    def _show(self, text: str) -> None:
        if self._on_terminal:
            # Spaces cover what is left of a longer line; a Chinese letter is two wide.
            sys.stdout.write("\r" + text + "  " * max(0, len(self._shown) - len(text)))
        else:
            sys.stdout.write(text + "\n")
        sys.stdout.flush()
        self._shown = text
