"""What a command answers: done, or why not."""

from dataclasses import dataclass, field

from locales import mark
from models.permission import Action
from models.problem import InvalidError, Problem
from models.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Outcome:
    """The record's id and version when it was done; the problems when it was not. Never both."""

    id: int | None = None
    version: int | None = None
    problems: tuple[Problem, ...] = field(default_factory=tuple)

    @property
    def done(self) -> bool:
        """Whether the command was carried out."""
        return not self.problems

    @classmethod
    def refused(cls, *problems: Problem) -> "Outcome":
        """Not done, for these reasons."""
        return cls(problems=problems)


class NotAllowedError(InvalidError):
    """The viewer may not do this, whatever the record."""


def not_allowed() -> NotAllowedError:
    """What is raised where the roles of whoever asks do not reach as far."""
    return NotAllowedError(mark("your roles do not allow this. Ask an administrator."))


def require(viewer: Viewer, action: Action, path: str = "") -> None:
    """Raise NotAllowedError unless the viewer may do this at the unit with this path and all below it."""
    if not (viewer.everywhere(action) if path == "" else viewer.may(action, path)):
        raise not_allowed()


class RefusedError(Exception):
    """Leaves a transaction without writing anything; carries the answer that the command gives instead."""

    def __init__(self, outcome: Outcome) -> None:
        """`outcome` holds the problems."""
        self.outcome = outcome
        super().__init__(*outcome.problems)
