"""The port the ledger listens on, and the folder it keeps its data in: whether they can be used."""

import os
import socket
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from launch.sentences import StartError

HOST: Final = "127.0.0.1"


def require_port(port: int) -> None:
    """Raise `StartError` if nothing can listen on `port` of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        if os.name == "nt":
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            # Connections of a server that has just stopped linger; they are no obstacle to the next one.
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError as reason:
            if answers(port) or not isinstance(reason, PermissionError):
                raise StartError("port_busy", port=port, other=port + 1) from reason
            raise StartError("port_refused", port=port, reason=reason) from reason


def answers(port: int) -> bool:
    """Whether somebody listens on `port` of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as caller:
        caller.settimeout(0.5)
        return caller.connect_ex((HOST, port)) == 0


def when_it_answers(port: int, then: Callable[[], None]) -> None:
    """Call `then` once, from a thread of its own, as soon as somebody listens on `port`."""

    def wait() -> None:
        pause = threading.Event()
        while not answers(port):
            pause.wait(0.1)
        then()

    threading.Thread(target=wait, name="address", daemon=True).start()


def require_data_folder(data: Path) -> None:
    """Make the folder `data` if need be; raise `StartError` if it or a database in it cannot be written."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data):
            pass
        for file in data.glob("outreach.db*"):
            with file.open("ab"):
                pass
    except OSError as reason:
        raise StartError("data_unwritable", path=data, reason=reason) from reason
