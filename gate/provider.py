"""The provider people sign in at, if the bank has one: where it is, and what it says about somebody."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from starlette.requests import Request
from starlette.responses import Response

PREFIX: Final = "OUTREACH_OIDC_"
SECTION: Final = "oidc"
NEEDED: Final = ("server_metadata_url", "client_id", "client_secret")
OPTIONAL: Final = ("name", "claim")


class ProviderError(Exception):
    """The provider did not answer, or nothing that can be believed."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """Who somebody is, in the provider's words."""

    issuer: str
    subject: str
    name: str


class Provider(Protocol):
    """A provider people can sign in at; `shown` is its name on the sign-in page."""

    shown: str

    async def send(self, request: Request, back_to: str) -> Response:
        """The way to its own sign-in page, from which people come back to the address `back_to`.

        Raises ProviderError where it does not answer.
        """

    async def receive(self, request: Request) -> Vouched:
        """Who has come back. Raises ProviderError unless all of it can be believed."""


def provider_of(secrets: Path) -> Provider | None:
    """The provider of the environment (OUTREACH_OIDC_CLIENT_ID and so on), else of section [oidc] of `secrets`.

    Raises ValueError where a part of what is needed is missing.
    """
    settings = _settings(secrets)
    if not settings:
        return None
    if missing := [name for name in NEEDED if not settings.get(name)]:
        raise ValueError(f"signing in at a provider needs {', '.join(missing)} as well")
    from gate.open_id import OpenId  # takes a while to import, and not every bank has a provider

    return OpenId(settings)


def _settings(secrets: Path) -> Mapping[str, str]:
    settings: dict[str, str] = {}
    if secrets.is_file():
        section = tomllib.loads(secrets.read_text(encoding="utf-8")).get(SECTION, {})
        settings = {name: str(value) for name, value in section.items()}
    for name in (*NEEDED, *OPTIONAL):
        if value := os.environ.get(PREFIX + name.upper()):
            settings[name] = value
    return settings
