"""The gate in front of a small app of the tests' own, on a real web server, set up as the ledger's is."""

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from gate.door import Gate
from gate.keeper import Keeper
from models.permission import ADMINISTRATOR, COORDINATOR
from models.viewer import local_administrator
from store.accounts import add_account
from store.database import FILE, Database
from store.dialects import make_engine, sqlite_url
from store.sign_ins import account_by_name
from tests.conftest import hashing_quickly

ROOT: Final = Path(__file__).resolve().parents[2]
HOST: Final = "127.0.0.1"
PASSWORD: Final = "three cups of green tea"  # noqa: S105 - of people who are only in these tests
INSIDE: Final = "what only people of the bank may read"
PAGE: Final = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def _inside(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{INSIDE}: {request.url.path}")


async def _echo(socket: WebSocket) -> None:
    await socket.accept()
    try:
        while True:
            await socket.send_text(f"{INSIDE}: {await socket.receive_text()}")
    except WebSocketDisconnect:
        return


@dataclass(frozen=True)
class Gated:
    """A running server behind a gate."""

    address: str
    keeper: Keeper
    database: Database

    def visitor(self, *, headers: dict[str, str] | None = None) -> httpx.Client:
        """A browser that is not signed in."""
        return httpx.Client(base_url=self.address, headers={**PAGE, "origin": self.address, **(headers or {})})

    @contextmanager
    def signed_in(self, name: str = "li.na") -> Iterator[httpx.Client]:
        """A browser in which this person has signed in."""
        with self.visitor() as client:
            answer = client.post("/sign-in", data={"name": name, "password": PASSWORD})
            assert answer.status_code == 303, answer.text
            yield client


@contextmanager
def gated(database: Database) -> Iterator[Gated]:
    """The gate on a free port, configured by the environment as it is now."""
    keeper = Keeper(lambda: database, ROOT)
    keeper.open()
    health = Route("/_stcore/health", lambda _request: PlainTextResponse("ok"))
    app = Starlette(
        routes=[
            health,
            WebSocketRoute("/{path:path}", _echo),
            Route("/{path:path}", _inside, methods=["GET", "POST", "PUT", "DELETE"]),
        ],
        middleware=[Middleware(Gate, keeper=keeper)],
    )
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        try:
            yield Gated(f"http://{HOST}:{listening.getsockname()[1]}", keeper, database)
        finally:
            server.should_exit = True
            thread.join(20)


Begin = Callable[[], Gated]


@pytest.fixture(autouse=True)
def _as_quick_as_can_be(quick_passwords: None) -> None:
    """Most of these tests sign in, and none is about how long that takes."""


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PROXY_HEADER", "PROXY_ADDRESS", "IDLE_MINUTES", "SESSION_HOURS", "SETUP_CODE"):
        monkeypatch.delenv(f"OUTREACH_{name}", raising=False)


@pytest.fixture(scope="session")
def peopled_template(empty_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a ledger with an administrator, wang.wei, and a coordinator, li.na."""
    folder = tmp_path_factory.mktemp("peopled")
    shutil.copyfile(empty_template, folder / FILE)
    database = Database(make_engine(sqlite_url(folder / FILE)), folder)
    with hashing_quickly():
        for name, role in (("wang.wei", ADMINISTRATOR), ("li.na", COORDINATOR)):
            assert add_account(database, local_administrator(), name=name, password=PASSWORD, role=role).done
    database.close()
    return folder / FILE


@pytest.fixture
def people(ledger: Database, peopled_template: Path) -> dict[str, int]:
    """The ids of wang.wei and li.na, who are in the ledger now."""
    ledger.close()
    shutil.copyfile(peopled_template, ledger.data / FILE)
    ids = {name: account_by_name(ledger, name) for name in ("wang.wei", "li.na")}
    return {name: id_ for name, id_ in ids.items() if id_ is not None}


@pytest.fixture
def begin(ledger: Database) -> Iterator[Begin]:
    """Starts a server with the ledger and the environment as they then are."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(gated(ledger))


@pytest.fixture
def gate(begin: Begin, people: dict[str, int]) -> Gated:
    """A server with the people of the tests."""
    assert people
    return begin()
