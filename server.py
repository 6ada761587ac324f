"""The app as an ASGI application: `streamlit run server.py`. Start-up, shut-down and response headers."""

import gc
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components import front_door
from components.ledger import gazetteer, ledger

# Answers are kept while the server starts too; that this happens before the first page is no warning.
logging.getLogger("streamlit.runtime.caching.cache_data_api").setLevel(logging.ERROR)

_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"SAMEORIGIN"),
]


class Headers:
    """Adds the response headers that keep a browser from guessing types or being framed by others."""

    def __init__(self, app: ASGIApp) -> None:
        """`app` is what answers."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and add the headers to its answer."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name for name, _value in message["headers"]}
                message["headers"] = [*message["headers"], *(h for h in _HEADERS if h[0] not in present)]
            await send(message)

        await self.app(scope, receive, with_headers)


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any] | None]:
    """Close the side doors, open the ledger, and make what every visitor needs before the first one comes."""
    front_door.close_side_doors()
    ledger()
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()
    yield None
    ledger().close()


def _warm_up() -> None:
    gazetteer()
    # Streamlit ends each run with a full collection; what is imported by now need not be walked through each time.
    gc.collect()
    gc.freeze()


app = st.App("app.py", lifespan=lifespan, middleware=[Middleware(Headers)])
