"""The app, or another page of Streamlit's, running on a free port in a process of its own: to be measured and tried."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
START_SECONDS: Final = 60
LOG: Final = "server.log"
"""What the server says, in the folder of its ledger."""


@contextmanager
def served(data: Path, *, script: str = "server.py", settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of a server on the ledger in the folder `data`; `settings` goes into its environment.

    Raises RuntimeError, with the end of what it said, where it does not answer within a minute.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("STREAMLIT_", "OUTREACH_"))}
    told = {"OUTREACH_DATA": str(data), "STREAMLIT_SERVER_HEADLESS": "true", **(settings or {})}
    with (data / LOG).open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own program
            command, cwd=ROOT, env={**kept, **told}, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_it_answers(process, address, data / LOG)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:  # noqa: S310 - our own server
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-3000:]}")
