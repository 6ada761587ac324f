"""OpenID Connect: the code flow with PKCE, state and nonce, by Authlib."""

from collections.abc import Mapping
from typing import Any, Final

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import Response

from gate.provider import NEEDED, ProviderError, Vouched

SECONDS: Final = 10
"""How long the provider may take to answer."""


class OpenId:
    """A provider that speaks OpenID Connect."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        """`settings`: server_metadata_url, client_id, client_secret, name (as shown), claim (with the sign-in name)."""
        self.shown = settings.get("name") or "OpenID Connect"
        self._claim = settings.get("claim") or "preferred_username"
        self._client: Any = OAuth().register(
            "provider",
            **{name: settings[name] for name in NEEDED},
            client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256", "timeout": SECONDS},
        )

    async def send(self, request: Request, back_to: str) -> Response:
        """See `Provider.send`."""
        try:
            response: Response = await self._client.authorize_redirect(request, back_to)
        except (AuthlibBaseError, httpx.HTTPError, RuntimeError, ValueError) as error:
            raise ProviderError(type(error).__name__) from error
        return response

    async def receive(self, request: Request) -> Vouched:
        """See `Provider.receive`."""
        try:
            token = await self._client.authorize_access_token(request)
        except (AuthlibBaseError, JoseError, httpx.HTTPError, RuntimeError, ValueError, KeyError) as error:
            raise ProviderError(type(error).__name__) from error
        claims = token.get("userinfo") or {}
        issuer, subject, name = (claims.get(claim) for claim in ("iss", "sub", self._claim))
        if not (issuer and subject):
            raise ProviderError("no identity")
        if self._claim == "email" and claims.get("email_verified") is False:
            name = ""  # anybody can claim an address that nobody has checked
        return Vouched(str(issuer), str(subject), str(name or ""))
