"""What each role may do. This table is the only place that says so; `docs/security.md` prints it."""

from enum import StrEnum
from typing import Final

from locales import mark

COORDINATOR: Final = "coordinator"
REVIEWER: Final = "reviewer"
LEADER: Final = "viewer"
PUBLICITY: Final = "publicity"
ADMINISTRATOR: Final = "administrator"

ROLES: Final = {
    COORDINATOR: mark("Coordinator"),
    REVIEWER: mark("Reviewer"),
    LEADER: mark("Leadership"),
    PUBLICITY: mark("Publicity"),
    ADMINISTRATOR: mark("Administrator"),
}


class Action(StrEnum):
    """Something one may or may not do, always at a unit and all below it."""

    READ = "read"
    RECORD = "record"
    DECIDE = "decide"
    EXPORT = "export"
    MANAGE = "manage"


ACTIONS: Final = {
    Action.READ: mark("See events, figures, maps and photos"),
    Action.RECORD: mark("Record, change, submit, delete and restore events"),
    Action.DECIDE: mark("Approve, return and reopen events"),
    Action.EXPORT: mark("Download lists and photos"),
    Action.MANAGE: mark("Arrange units and people"),
}


class Reach(StrEnum):
    """Which events a permission is about."""

    ALL = "all"
    APPROVED = "approved"


# Role → what it may do with which events, at the unit it is held at and all below. What is not here is not allowed.
PERMISSIONS: Final[dict[str, dict[Action, Reach]]] = {
    COORDINATOR: {Action.READ: Reach.ALL, Action.RECORD: Reach.ALL, Action.EXPORT: Reach.ALL},
    REVIEWER: {Action.READ: Reach.ALL, Action.DECIDE: Reach.ALL, Action.EXPORT: Reach.ALL},
    LEADER: {Action.READ: Reach.ALL},
    PUBLICITY: {Action.READ: Reach.APPROVED, Action.EXPORT: Reach.APPROVED},
    ADMINISTRATOR: dict.fromkeys(Action, Reach.ALL),
}
