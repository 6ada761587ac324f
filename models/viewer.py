"""Who asks: every command and every question takes a viewer."""

from dataclasses import dataclass
from typing import Final

from locales import gettext
from models.permission import ADMINISTRATOR, PERMISSIONS, Action, Reach


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held at one unit and all below it; `path` is that unit's path, "" for the whole bank."""

    role: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person and the roles they hold; the answer to what they may do is `PERMISSIONS`."""

    name: str
    grants: frozenset[Grant] = frozenset()

    @classmethod
    def holding(cls, name: str, role: str, path: str = "") -> "Viewer":
        """A person with one role."""
        return cls(name, frozenset({Grant(role, path)}))

    def reach(self, action: Action) -> dict[str, Reach]:
        """Where the viewer may do this: path of a unit, meaning it and all below → with which events.

        A path that lies below another with at least the same reach is left out.
        """
        found: dict[str, Reach] = {}
        for grant in sorted(self.grants, key=lambda grant: grant.path):
            reach = PERMISSIONS.get(grant.role, {}).get(action)
            if reach is not None and found.get(grant.path) != Reach.ALL:
                found[grant.path] = reach
        return {
            path: reach
            for path, reach in found.items()
            if not any(
                path != above and path.startswith(above) and wide in (reach, Reach.ALL) for above, wide in found.items()
            )
        }

    def may(self, action: Action, path: str = "", *, approved: bool = False) -> bool:
        """Whether the viewer may do this at the unit with this path; `approved` says the event in question is."""
        return any(
            path.startswith(there) and (reach is Reach.ALL or approved) for there, reach in self.reach(action).items()
        )

    def may_see(self, path: str) -> bool:
        """Whether a unit with this path lies in a part of the tree the viewer reads anything of."""
        return any(path.startswith(there) for there in self.reach(Action.READ))

    def everywhere(self, action: Action) -> bool:
        """Whether the viewer may do this in the whole bank, with all events."""
        return self.reach(action).get("") is Reach.ALL


LOCAL: Final = "local"


def person(name: str) -> str:
    """A person's name as shown: whoever used the ledger before people signed in has none of their own."""
    return gettext("the user of this computer") if name == LOCAL else name


def local_administrator() -> Viewer:
    """Whoever sits at the machine itself: the command line and the tests. Sees and does everything."""
    return Viewer.holding(LOCAL, ADMINISTRATOR)
