"""The port the ledger listens on, and the folder it keeps its data in: whether they can be used."""

import errno
import os
import socket
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from launch.sentences import StartError

HOST: Final = "127.0.0.1"
NEAR: Final = {"0.0.0.0": HOST, "::": "::1"}  # noqa: S104 - where what listens everywhere is found from here


def require_port(port: int, address: str = HOST) -> None:
    """Raise `StartError` if nothing can listen on `port` of this machine at `address`."""
    with socket.socket(_family(address), socket.SOCK_STREAM) as trial:
        if os.name == "nt":
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            # Connections of a server that has just stopped linger; they are no obstacle to the next one.
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((address, port))
        except OSError as reason:
            if reason.errno in (errno.EADDRNOTAVAIL, errno.EINVAL) or isinstance(reason, socket.gaierror):
                raise StartError("no_such_address", address=address) from reason
            if answers(port, address) or not isinstance(reason, PermissionError):
                raise StartError("port_busy", port=port, other=port + 1) from reason
            raise StartError("port_refused", port=port, reason=reason) from reason


def answers(port: int, address: str = HOST) -> bool:
    """Whether somebody listens on `port` of this machine at `address`."""
    near = NEAR.get(address, address)
    with socket.socket(_family(near), socket.SOCK_STREAM) as caller:
        caller.settimeout(0.5)
        return caller.connect_ex((near, port)) == 0


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def when_it_answers(port: int, then: Callable[[], None], address: str = HOST) -> None:
    """Call `then` once, from a thread of its own, as soon as somebody listens on `port`."""

    def wait() -> None:
        pause = threading.Event()
        while not answers(port, address):
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
