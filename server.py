"""The app as an ASGI application: `streamlit run server.py`. Start-up, shut-down and response headers."""

import gc
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from components import front_door
from components.ledger import ROOT, gazetteer, keep_copy, ledger
from gate.door import Gate
from gate.headers import Headers
from gate.keeper import Keeper
from gate.requests import SIGN_IN
from launch.logs import configure_logs


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any] | None]:
    """Close the side doors, open the ledger, and make what every visitor needs before the first one comes."""
    configure_logs()
    front_door.close_side_doors()
    ledger()
    keeper.open()
    front_door.keep_gate()
    if code := keeper.set_up.untold:
        sys.stdout.write(f"尚无管理员，请打开 · No administrator yet; open: {SIGN_IN}?setup={code}\n")
        sys.stdout.flush()
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()
    yield None
    ledger().close()


def _warm_up() -> None:
    keep_copy()
    gazetteer()
    # Streamlit ends each run with a full collection; what is imported by now need not be walked through each time.
    gc.collect()
    gc.freeze()


keeper = Keeper(ledger, ROOT)
app = st.App("app.py", lifespan=lifespan, middleware=[Middleware(Headers), Middleware(Gate, keeper=keeper)])
