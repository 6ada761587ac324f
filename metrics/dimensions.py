"""All dimensions: by what figures can be broken down."""

from typing import Final

from metrics.dimension import Dimension
from metrics.division_rows import DIVISION_ROWS
from metrics.filter import Filter
from metrics.time_rows import TIME_ROWS
from metrics.unit_rows import UNIT_ROWS
from metrics.word_rows import WORD_ROWS
from models.words import Words

DIMENSIONS: Final[dict[str, Dimension]] = {
    dimension.key: dimension for dimension in (*UNIT_ROWS, *DIVISION_ROWS, *WORD_ROWS, *TIME_ROWS)
}
"""Every dimension by its key."""


def narrowed(filter_: Filter, by: str, key: str, words: Words) -> Filter | None:
    """The same question about the events behind one row; None where a filter cannot say it, as of "not known".

    `by` is a key of DIMENSIONS and `key` that of the row. Raises KeyError for an unknown dimension.
    """
    return DIMENSIONS[by].narrowed(filter_, key, words) if key else None
