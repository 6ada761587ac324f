"""What a list says about itself: the filter in words, how many rows, when, by whom, and how things are counted."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection

from locales import _, gettext, mark
from locales.numbers import moment, number
from metrics.filter import Filter
from metrics.wording import sentences
from models.dataset import Dataset
from models.viewer import Viewer


class AboutLine(NamedTuple):
    """One line: what it is about, and the sentence."""

    label: str
    text: str


# First part of the file's name.
TRIAL_WORDS: Final = {Dataset.SAMPLE: mark("SAMPLE"), Dataset.MADE_UP: mark("MADE-UP")}

_BANNERS: Final = {
    Dataset.SAMPLE: mark("SAMPLE – real public reports, not this bank's own records"),
    Dataset.MADE_UP: mark("MADE-UP DATA for demonstration – none of this happened"),
}
_COUNTING: Final = (
    mark("Attendance counts contacts: one person at two events counts twice."),
    mark("An empty cell means not known; it never means zero."),
    mark("Each event is one row and counts once, however many topics, places, units or campaigns it has."),
    mark("Attendance, indirect reach and online reads are three separate numbers and are never added."),
    mark("Staff trainings are listed, but are no public reach."),
    mark("Online reads are the newest reading of each channel; older readings stand in the detail."),
    mark("A number that is “about” or “at least” stands as its bare number, with the word in a column of its own."),
)
_READING_BACK: Final = (
    mark("Several values in one cell are separated by ；. A separator inside a name has a backslash before it."),
    mark("In the columns with details the parts of a value are separated by |."),
    mark("— as division code: the division is not known."),
    mark("The list can be imported again as it is; rows already in the ledger are recognised and not added twice."),
)


def trial_banner(dataset: Dataset) -> str:
    """The line above trial data; empty for the bank's own records."""
    return gettext(_BANNERS[dataset]) if dataset in _BANNERS else ""


def about_lines(connection: Connection, viewer: Viewer, filter_: Filter, rows: int) -> Iterator[AboutLine]:
    """All lines, in the language now spoken."""
    if banner := trial_banner(filter_.dataset):
        yield AboutLine(_("Please note"), banner)
    yield AboutLine(_("Rows"), number(rows))
    for sentence in sentences(connection, viewer, filter_):
        yield AboutLine(_("Filter"), sentence)
    yield AboutLine(_("Data source"), str(filter_.dataset))
    yield AboutLine(_("Exported"), moment(datetime.now(UTC)))
    yield AboutLine(_("Exported by"), viewer.name)
    for message in _COUNTING:
        yield AboutLine(_("Counting"), gettext(message))
    for message in _READING_BACK:
        yield AboutLine(_("In the cells"), gettext(message))
