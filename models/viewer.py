"""Who asks: every command and every question takes a viewer."""

from dataclasses import dataclass
from typing import Final

from locales import gettext

ADMINISTRATOR: Final = "administrator"


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person, their roles, and the part of the organisation tree they may see (a path prefix; "" is all of it)."""

    name: str
    roles: frozenset[str]
    scope: str = ""

    def may_see(self, path: str) -> bool:
        """Whether a unit with this path lies in the viewer's part of the tree."""
        return path.startswith(self.scope)


LOCAL: Final = "local"


def person(name: str) -> str:
    """A person's name as shown: whoever used the ledger before people signed in has none of their own."""
    return gettext("the user of this computer") if name == LOCAL else name


def local_administrator() -> Viewer:
    """The one viewer of a ledger that only this machine can reach: sees and does everything."""
    return Viewer(LOCAL, frozenset({ADMINISTRATOR}))
