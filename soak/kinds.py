"""All kinds of files that nobody should send."""

import random
from typing import Final

from soak import boundless, workbooks

KINDS: Final[dict[str, workbooks.Make]] = {**workbooks.KINDS, **boundless.KINDS}
"""What is done to a list, by name."""


def make(kind: str, seed: int) -> bytes:
    """A file of a kind of KINDS; the same seed gives the same bytes, but for the times a zip notes."""
    return KINDS[kind](random.Random(seed))  # noqa: S311 - nothing secret
