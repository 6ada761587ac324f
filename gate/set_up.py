"""The way in while there is nobody to let anybody in: a code that only the server's console shows."""

import os
import secrets
from typing import Final

from store.database import Database
from store.sign_ins import lacks_administrator

CODE: Final = "OUTREACH_SETUP_CODE"
SHORTEST: Final = 16


class SetUp:
    """The set-up code of this start, as long as it is worth anything."""

    def __init__(self, code: str | None = None, *, told: bool = False) -> None:
        """`code` is the code; without one the way is closed. `told`: whoever started us has been told it already."""
        self._code = code
        self._told = told

    @classmethod
    def begin(cls, database: Database) -> "SetUp":
        """Make a code if the ledger has no administrator of the whole bank, or take the one the launcher made."""
        made_before = os.environ.pop(CODE, "")
        if not lacks_administrator(database):
            return cls()
        told = len(made_before) >= SHORTEST
        return cls(made_before if told else new_code(), told=told)

    @property
    def code(self) -> str | None:
        """The code as long as it opens something."""
        return self._code

    @property
    def untold(self) -> str | None:
        """The code if it is still to be shown on the console."""
        return None if self._told else self._code

    def fits(self, code: str) -> bool:
        """Whether this is the code."""
        return self._code is not None and secrets.compare_digest(self._code.encode(), code.strip().encode())

    def close(self) -> None:
        """The first administrator is there: the code opens nothing any more."""
        self._code = None


def new_code() -> str:
    """A code that cannot be guessed."""
    return secrets.token_urlsafe(16)
