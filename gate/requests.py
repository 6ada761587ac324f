"""What the gate reads from a request: what it wants, where it comes from, and where it may be sent on to."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import Scope

SIGN_IN: Final = "/sign-in"
ENDED: Final = "ended"
"""In the address of the sign-in page: whoever comes was signed in until now. Why not any more is not told."""
LONGEST_NEXT: Final = 2000


def is_navigation(scope: Scope) -> bool:
    """Whether a person's browser goes to a page, rather than fetching a part of one."""
    return (
        scope["type"] == "http"
        and scope["method"] in ("GET", "HEAD")
        and "text/html" in Headers(scope=scope).get("accept", "")
    )


def is_encrypted(scope: Scope) -> bool:
    """Whether the browser's side of the connection is https, on its own word or that of a proxy before us.

    Believing anybody does no harm: who lies gets a cookie that their own browser will not send.
    """
    forwarded = Headers(scope=scope).get("x-forwarded-proto", "").strip().lower()
    return scope.get("scheme") in ("https", "wss") or forwarded in ("https", "wss")


def site(scope: Scope) -> str:
    """The address at which the browser finds us: "https://ledger.bank.example"."""
    return f"{'https' if is_encrypted(scope) else 'http'}://{Headers(scope=scope).get('host', '')}"


def is_from_our_page(scope: Scope) -> bool:
    """Whether a form was sent from one of our own pages: the browser itself says so, and no other page can make it."""
    headers = Headers(scope=scope)
    came_from = headers.get("sec-fetch-site")
    if came_from is not None:
        return came_from == "same-origin"
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host")


def cookies_of(scope: Scope) -> Mapping[str, str]:
    """The cookies sent along."""
    return HTTPConnection(scope).cookies


def address_of(scope: Scope) -> str:
    """The address of whoever opened the connection, for the log."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def local_path(text: str) -> str:
    """`text` if it is a path of this site that is no sign-in page, else "/": nobody is sent on to another site."""
    if not text.startswith("/") or text.startswith("//") or len(text) > LONGEST_NEXT:
        return "/"
    # Browsers read a backslash as a slash and leave out line breaks and tabs.
    if "\\" in text or not text.isprintable() or " " in text:
        return "/"
    try:
        parts = urlsplit(text)
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc or parts.path == SIGN_IN or parts.path.startswith(f"{SIGN_IN}/"):
        return "/"
    return text


def way_in(scope: Scope, *, ended: bool = False) -> str:
    """The address of the sign-in page that leads back to what was asked for."""
    path: Any = scope.get("raw_path") or quote(scope["path"]).encode()
    asked = path.decode("latin-1").split("?", 1)[0]
    query = scope.get("query_string", b"").decode("latin-1")
    wanted = local_path(f"{asked}?{query}" if query else asked)
    parts = {**({ENDED: "1"} if ended else {}), **({} if wanted == "/" else {"next": wanted})}
    return f"{SIGN_IN}?{urlencode(parts, safe='/', quote_via=quote)}" if parts else SIGN_IN
