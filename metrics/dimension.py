"""What a dimension is: a way to tell events apart in rows, to name the rows, and to ask for one of them alone."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Hashable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from locales import gettext, mark
from metrics.facts import Apart, Key
from metrics.filter import Filter
from models.viewer import Viewer
from models.words import Words


@dataclass(frozen=True)
class Asking:
    """What is asked, by whom, over which connection; the words of the ledger; and what was found out on the way."""

    connection: Connection
    viewer: Viewer
    filter_: Filter
    words: Words
    found: dict[Hashable, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Dimension(ABC):
    """`label` and `unknown`, the name of the row of all events in none of the others, are message ids."""

    key: str
    label: str
    unknown: str = mark("Not known")
    in_order: bool = False
    """Whether the rows have an order of their own, as months do; else the largest comes first."""

    @property
    def name(self) -> str:
        """The label in the language now spoken."""
        return gettext(self.label)

    @abstractmethod
    def apart(self, asking: Asking) -> Apart:
        """How events are told apart."""

    @abstractmethod
    def names(self, asking: Asking, found: Collection[Key]) -> dict[Key, tuple[str, str]]:
        """Of each row its key, as it stands in an address, and its label in the language now spoken.

        `found` are the rows in which there is something; rows without anything may be named too.
        """

    @abstractmethod
    def narrowed(self, filter_: Filter, key: str, words: Words) -> Filter | None:
        """The same question about the events of one row; None where a filter cannot say it."""
