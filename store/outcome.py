"""What a command answers: done, or why not."""

from dataclasses import dataclass, field

from models.problem import Problem


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


class RefusedError(Exception):
    """Leaves a transaction without writing anything; carries the answer that the command gives instead."""

    def __init__(self, outcome: Outcome) -> None:
        """`outcome` holds the problems."""
        self.outcome = outcome
        super().__init__(*outcome.problems)
