"""A proxy that has signed people in already and says in a header who they are."""

import logging
import os
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from starlette.types import Scope

HEADER: Final = "OUTREACH_PROXY_HEADER"
ADDRESS: Final = "OUTREACH_PROXY_ADDRESS"
FORWARDED: Final = "FORWARDED_ALLOW_IPS"
"""Whom the web server believes about the address of a client; see `Proxy.from_environment`."""

_log: Final = logging.getLogger("outreach.sign_in")


@dataclass(frozen=True, slots=True)
class Proxy:
    """The header with the sign-in name, and the only address it is believed from."""

    header: bytes
    network: IPv4Network | IPv6Network

    @classmethod
    def from_environment(cls) -> "Proxy | None":
        """The proxy of OUTREACH_PROXY_HEADER and OUTREACH_PROXY_ADDRESS (an address or network); None unless both are.

        Raises ValueError for an address that is none, and while the web server would take the address of a client
        from X-Forwarded-For: anybody could then pretend to be the proxy. FORWARDED_ALLOW_IPS set to nothing stops
        that; `manage.py run` does so.
        """
        header, address = os.environ.get(HEADER, "").strip(), os.environ.get(ADDRESS, "").strip()
        if not (header and address):
            if header or address:
                _log.warning("people are not signed in by a proxy: it needs both %s and %s", HEADER, ADDRESS)
            return None
        if os.environ.get(FORWARDED) != "":
            raise ValueError(f"{HEADER} needs {FORWARDED} set to nothing, else the address of a client can be forged")
        return cls(header.lower().encode("latin-1"), ip_network(address, strict=False))

    def name(self, scope: Scope) -> str | None:
        """The sign-in name that the proxy gives for this request; None for a request that it did not pass on."""
        client = scope.get("client")
        values = [value for name, value in scope["headers"] if name == self.header]
        if not client or len(values) != 1 or not self._is_there(client[0]):
            return None
        try:
            text = values[0].decode("utf-8")
        except UnicodeDecodeError:
            text = values[0].decode("latin-1")
        return text.strip() or None

    def _is_there(self, host: str) -> bool:
        try:
            address = ip_address(host)
        except ValueError:
            return False
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        return address in self.network
