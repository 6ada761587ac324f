"""The response headers that tell a browser how little it may do with our pages."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

COMPONENTS: Final = "/component/"
"""Below it lie the pages that Streamlit's components draw themselves in, framed by ours."""

_YEAR: Final = 365 * 24 * 60 * 60
_HOST: Final = re.compile(rb"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_LOOPBACK: Final = re.compile(rb"(?:localhost|127\.[0-9.]+|\[::1\])(?::[0-9]+)?")
_INLINE: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)

# What every page may do. Streamlit and Leaflet set styles on elements, hence 'unsafe-inline' there and only there.
_COMMON: Final = {
    "default-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}
# Devices no page here needs. A map may ask where its reader is.
_FORBIDDEN: Final = (
    "accelerometer",
    "autoplay",
    "bluetooth",
    "camera",
    "display-capture",
    "encrypted-media",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
_ALWAYS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", ", ".join(["geolocation=(self)", *(f"{name}=()" for name in _FORBIDDEN)]).encode()),
)


class Headers:
    """Adds the headers to every answer; one that the answer has already stays as it is."""

    def __init__(self, app: ASGIApp) -> None:
        """`app` is what answers."""
        self.app = app
        # Streamlit hands a component's own few lines to the browser as a blob, which only a script of ours can make.
        self._scripts = " ".join(["'self'", "blob:", *inline_scripts()])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and add the headers to its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _value in message["headers"]}
                added = [header for header in self._headers(scope) if header[0] not in present]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self.app(scope, receive, with_headers)

    def _headers(self, scope: Scope) -> Iterator[tuple[bytes, bytes]]:
        framed = scope["path"].startswith(COMPONENTS)
        host = _header(scope, b"host")
        yield b"content-security-policy", self.policy(host, framed=framed).encode()
        yield b"x-frame-options", b"SAMEORIGIN" if framed else b"DENY"
        yield from _ALWAYS
        # Behind a proxy that ends TLS the request itself comes without; whoever forges the header fools only himself.
        secure = scope.get("scheme") == "https" or _header(scope, b"x-forwarded-proto") == b"https"
        if secure:
            yield b"strict-transport-security", f"max-age={_YEAR}".encode()
        if secure or _LOOPBACK.fullmatch(host):  # elsewhere browsers ignore it and complain
            yield b"cross-origin-opener-policy", b"same-origin"

    def policy(self, host: bytes, *, framed: bool) -> str:
        """The Content-Security-Policy of a page asked for at `host`; `framed` for a component's own page.

        The map's component runs the script that folium writes, so its frame may do what no other page may.
        """
        lines = {f"{scheme}://{host.decode()}" for scheme in ("ws", "wss")} if _HOST.fullmatch(host) else set()
        policy = {
            **_COMMON,
            "connect-src": " ".join(["'self'", *sorted(lines)]),  # older browsers do not take a websocket for 'self'
            "script-src": "'self' 'unsafe-inline' 'unsafe-eval'" if framed else self._scripts,
            "frame-ancestors": "'self'" if framed else "'none'",
        }
        return "; ".join(f"{name} {value}" for name, value in policy.items())


def inline_scripts() -> list[str]:
    """The hashes of the scripts that stand in Streamlit's page itself; no other inline script may run."""
    streamlit = find_spec("streamlit")
    if streamlit is None or streamlit.origin is None:
        return []
    page = (Path(streamlit.origin).parent / "static" / "index.html").read_text(encoding="utf-8")
    return [
        f"'sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in _INLINE.findall(page)
    ]


def _header(scope: Scope, name: bytes) -> bytes:
    return next((bytes(value).strip().lower() for key, value in scope["headers"] if key == name), b"")
