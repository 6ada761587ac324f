"""Where a record comes from, so that trial data never mixes unmarked with the bank's own."""

from enum import StrEnum
from typing import Final

from locales import gettext, mark


class Dataset(StrEnum):
    """The three kinds of records the ledger can hold."""

    RECORDED = "recorded"
    SAMPLE = "sample"
    MADE_UP = "made_up"

    def __str__(self) -> str:
        """The name people see, in the language now spoken."""
        return gettext(_NAMES[self])


_NAMES: Final = {
    Dataset.RECORDED: mark("Own records"),
    Dataset.SAMPLE: mark("Sample: real public reports"),
    Dataset.MADE_UP: mark("Made-up branch (demonstration)"),
}
