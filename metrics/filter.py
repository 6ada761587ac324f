"""What part of the ledger a question is about: one value, the same for every page, export and command."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import MINYEAR, date
from typing import Final

from models.dataset import Dataset
from models.entry import tidy_text

LONGEST_TEXT: Final = 200  # characters of a search
MOST_WORDS: Final = 8


@dataclass(frozen=True, slots=True)
class Filter:
    """Which events are meant. Empty means "no condition"; several words of one field mean "any of them".

    `start` and `end` are the first and last day of the period; without a period undated events are included.
    `organisation` means this unit and all below; `division` likewise. `drafts_of` leaves out drafts that others than
    this person made; it is in no address, for it is the person looking's own view.
    """

    dataset: Dataset = Dataset.RECORDED
    start: date | None = None
    end: date | None = None
    organisation: int | None = None
    campaigns: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    venue_types: tuple[str, ...] = ()
    key_groups: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    division: str | None = None
    drafts_of: str = ""
    text: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words searched for, all of which must be found; more than eight are not looked at."""
        return tuple(self.text[:LONGEST_TEXT].split()[:MOST_WORDS])

    def year_before(self) -> "Filter | None":
        """The same question about the same days of the year before; None without a period."""
        if self.start is None or self.end is None:
            return None
        return replace(self, start=_a_year_earlier(self.start), end=_a_year_earlier(self.end))

    def without_period(self) -> "Filter":
        """The same question about all time."""
        return replace(self, start=None, end=None)


def _a_year_earlier(day: date) -> date:
    year = max(day.year - 1, MINYEAR)
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


# What narrows a question besides dataset and period; these fields are lists of words in the address.
CHOICES: Final = ("campaigns", "kinds", "statuses", "venue_types", "key_groups", "topics")


def to_address(filter_: Filter) -> dict[str, str]:
    """The filter as address parameters; what is empty is left out."""
    parameters: dict[str, str] = {}
    for field in fields(filter_):
        value = getattr(filter_, field.name)
        if value in (None, "", ()) or field.name == "drafts_of":
            continue
        parameters[field.name] = ",".join(str(v) for v in value) if isinstance(value, tuple) else _text(value)
    return parameters


def from_address(parameters: Mapping[str, str], *, default: Filter | None = None) -> Filter:
    """The filter that address parameters describe; what cannot be read is ignored, never an error."""
    filter_ = default or Filter()
    start, end = _day(parameters.get("start")), _day(parameters.get("end"))
    if start and end and start <= end:
        filter_ = replace(filter_, start=start, end=end)
    dataset = parameters.get("dataset")
    if dataset in set(Dataset):
        filter_ = replace(filter_, dataset=Dataset(dataset))
    return replace(
        filter_,
        organisation=next(iter(_numbers(parameters.get("organisation"))), filter_.organisation),
        campaigns=_numbers(parameters.get("campaigns")) or filter_.campaigns,
        kinds=_words(parameters.get("kinds")) or filter_.kinds,
        statuses=_words(parameters.get("statuses")) or filter_.statuses,
        venue_types=_words(parameters.get("venue_types")) or filter_.venue_types,
        key_groups=_words(parameters.get("key_groups")) or filter_.key_groups,
        topics=_words(parameters.get("topics")) or filter_.topics,
        division=next(iter(_words(parameters.get("division"))), filter_.division),
        text=tidy_text(parameters.get("text", filter_.text))[:LONGEST_TEXT].strip(),
    )


def _text(value: object) -> str:
    return value.value if isinstance(value, Dataset) else str(value)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _words(text: str | None) -> tuple[str, ...]:
    words = (text or "").split(",")
    return tuple(dict.fromkeys(word for word in words if word.replace("_", "").isalnum() and len(word) <= 40))


def _numbers(text: str | None) -> tuple[int, ...]:
    return tuple(int(word) for word in _words(text) if word.isascii() and word.isdigit() and len(word) <= 15)
