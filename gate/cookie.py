"""The cookie that holds the secret of a session."""

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import Scope

from gate.requests import is_encrypted
from store.sessions import COOKIE


def give_cookie(headers: MutableHeaders, scope: Scope, secret: str) -> None:
    """Add the cookie to the headers of an answer. It goes when the browser is closed, and no script can read it."""
    carrier = Response()
    carrier.set_cookie(COOKIE, secret, path="/", httponly=True, samesite="lax", secure=is_encrypted(scope))
    headers.append("set-cookie", carrier.headers["set-cookie"])


def take_cookie(headers: MutableHeaders, scope: Scope) -> None:
    """Let the browser forget the cookie."""
    carrier = Response()
    carrier.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=is_encrypted(scope))
    headers.append("set-cookie", carrier.headers["set-cookie"])
