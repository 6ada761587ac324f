"""One row of a list as a draft: the cells that `exchange.written` describes, and what people write instead."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeVar

from exchange.cells import split_fields, split_items
from exchange.columns import column_of
from exchange.dates import read_day, read_when
from exchange.divisions import Divisions
from exchange.names import Names
from exchange.places import PLACE_COLUMNS, read_places
from exchange.row_words import datasets_by_word, kinds_by_word, label_before, qualifier_of
from exchange.table import Row
from exchange.written import QUALIFIED, Cell
from locales import mark
from metrics.records import ReadingRecord, newest
from models.count import MOST_ONLINE, Count, Qualifier, parse_count
from models.dataset import Dataset
from models.draft import EventDraft, MaterialDraft
from models.entry import Entry, MaterialEntry, ReadingEntry, read_entry
from models.problem import InvalidError, Problem
from models.when import When
from store.units import AmbiguousUnitError

T = TypeVar("T")

_BETWEEN_LINKS: Final = re.compile(r"\s+|[；、，](?=https?://)")
_AROUND_COUNT: Final = " :：()（）"


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as a draft, what is wrong with it, and what the person should know although nothing is wrong.

    `exported`: the row comes from one of our own lists, so its campaigns are whole labels.
    """

    draft: EventDraft
    problems: tuple[Problem, ...]
    hints: tuple[Problem, ...]
    exported: bool


Instead = Mapping[tuple[str, str], str]
"""What was chosen for words the ledger does not know: (vocabulary, or "unit" or "campaign"; the word) → another word.

"" stands for leaving it out.
"""


class RowReader:
    """Reads the rows of one list. The same texts come in thousands of rows: each is understood once."""

    def __init__(self, names: Names, divisions: Divisions, instead: Instead | None = None) -> None:
        """`instead` replaces words that are not known; those met and not replaced are then in `unknown`."""
        self.unknown: Counter[tuple[str, str]] = Counter()
        self._names = names
        self._divisions = divisions
        self._instead = instead or {}
        self._items: dict[str, list[str]] = {}
        self._labels: dict[str, str] = {}

    def read(self, row: Row) -> ReadRow:
        """The draft of a row; what could not be understood is a problem and left out, never guessed."""
        return _read(_Cells(row.cells, self._names, self), self._names, self._divisions)

    def items(self, text: str) -> list[str]:
        """The values in one cell, without empty ones."""
        if text not in self._items:
            self._items[text] = [item for item in split_items(text) if item]
        return self._items[text]

    def label_before(self, text: str) -> str:
        """The label of a key group with which a text begins."""
        if text not in self._labels:
            self._labels[text] = label_before(self._names.words, text)
        return self._labels[text]

    def meant(self, kind: str, text: str) -> str:
        """What was chosen instead of a word that is not known; else the word, which is remembered as unknown."""
        if (kind, text) in self._instead:
            return self._instead[kind, text]
        self.unknown[kind, text] += 1
        return text


def _read(reader: "_Cells", names: Names, divisions: Divisions) -> ReadRow:
    when = reader.understood("when", lambda: read_when(reader.cells)) or When.unknown()
    year = when.start.year if when.start else None
    exported = reader.dataset() is not None
    places = read_places({key: reader.text(key) for key in PLACE_COLUMNS if key in reader.cells}, divisions)
    qualifiers = reader.other_qualifiers()
    entry = Entry(
        kind=reader.kind(),
        title=reader.text("title"),
        organisation=reader.unit("organisation", reader.text("organisation")),
        co_organisers=[unit for name in reader.items("co_organisers") if (unit := reader.unit("co_organisers", name))],
        partners=reader.items("partners"),
        places=places.places,
        venue_type=reader.word("venue_type", "venue_type"),
        formats=reader.words("formats", "format"),
        topics=reader.words("topics", "topic"),
        campaigns=reader.campaigns(year, exact=exported),
        sessions=reader.text("sessions"),
        attendance=reader.number("attendance", reader.text("qualifier")),
        basis=reader.word("basis", "basis"),
        indirect=reader.number("indirect", qualifiers["indirect"]),
        consultations=reader.number("consultations", qualifiers["consultations"]),
        staff=reader.number("staff", qualifiers["staff"]),
        media_reports=reader.text("media_reports"),
        key_groups=reader.key_groups(),
        materials=reader.materials(),
        readings=reader.readings(),
        links=[link for link in _BETWEEN_LINKS.split(reader.text("links")) if link],
        note=reader.text("note"),
        reference=reader.text("reference"),
    )
    draft, problems = read_entry(entry, names.words)
    bare = reader.bare_materials()
    if bare or draft.when != when:
        draft = draft.model_copy(update={"when": when, "materials": (*draft.materials, *bare)})
    reader.check_dataset()
    if not problems:
        reader.check_sums(draft)
    return ReadRow(draft, (*reader.problems, *places.problems, *problems), tuple(places.hints), exported)


def as_text(cell: Cell) -> str:
    """A cell as a person would type it: 60 for 60.0, 2024-09-04 for a day."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes").removesuffix(" 00:00")
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


class _Cells:
    """Reads the cells of a row one by one and keeps what went wrong."""

    def __init__(self, cells: Mapping[str, Cell], names: Names, reader: RowReader) -> None:
        self.cells = cells
        self.names = names
        self.reader = reader
        self.problems: list[Problem] = []

    def understood(self, field: str, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except InvalidError as error:
            self.problems.append(error.about(field))
            return None

    def count(self, field: str, text: str) -> Count | None:
        return self.understood(field, lambda: parse_count(text, most=MOST_ONLINE))

    def text(self, key: str) -> str:
        return as_text(self.cells[key]) if key in self.cells else ""

    def items(self, key: str) -> list[str]:
        return self.reader.items(text) if (text := self.text(key)) else []

    def known(self, vocabulary: str, text: str) -> str:
        """A word of a vocabulary, or what was chosen instead of one that is none."""
        if not text or self.names.words.code(vocabulary, text):
            return text
        return self.reader.meant(vocabulary, text)

    def word(self, key: str, vocabulary: str) -> str:
        """The one word of a cell."""
        return self.known(vocabulary, self.text(key))

    def words(self, key: str, vocabulary: str) -> list[str]:
        """A list of words; one that has a separator inside, typed as it is, also counts as one."""
        text = self.text(key)
        if not text:
            return []
        if self.names.words.code(vocabulary, text):
            return [text]
        return [word for item in self.items(key) if (word := self.known(vocabulary, item))]

    def campaigns(self, year: int | None, *, exact: bool) -> list[int | str]:
        """The campaigns: those of our own lists as they are, of others those that are known or were chosen."""
        found: list[int | str] = []
        for text in self.items("campaigns"):
            campaign = self.names.campaign(text, year, exact=exact)
            if isinstance(campaign, str) and not exact and not self.names.has_campaign(campaign):
                told = self.reader.meant("campaign", text)
                campaign = self.names.campaign(told, year, exact=False) if told else ""
            if campaign != "":
                found.append(campaign)
        return found

    def kind(self) -> str:
        """The code of the kind of event, or what stands there instead."""
        text = self.text("kind")
        return kinds_by_word().get(text.casefold(), text)

    def unit(self, field: str, text: str) -> int | str:
        """The unit's id, or its name where the ledger has none of that name yet."""
        organiser = field == "organisation"
        found = self.names.units.find(text, organiser=organiser) if text else []
        if text and not found:
            text = self.reader.meant("unit", text)
            found = self.names.units.find(text, organiser=organiser) if text else []
        if len(found) > 1:
            self.problems.append(AmbiguousUnitError(text, self.names.units.label(found[0])).about(field))
        return found[0] if len(found) == 1 else text

    def number(self, key: str, qualifier: str) -> str:
        """A number with the word that tells how exact it is, which may stand in a cell of its own."""
        text = self.text(key)
        if not text or not qualifier:
            return text
        count = self.count(key, text)
        told = self.understood(key, lambda: qualifier_of(qualifier))
        if count is None or told is None:
            return ""
        if count.qualifier not in (Qualifier.EXACT, told):
            sentence = mark("“{text}” and “{qualifier}” say different things. Correct one of the two.")
            self.problems.append(Problem.of(key, "contradiction", sentence, text=text, qualifier=qualifier))
        return str(Count(count.value, told))

    def other_qualifiers(self) -> dict[str, str]:
        """How exact the numbers of QUALIFIED are, which one column says of all of them: 辐射人次 | 约."""
        told = dict.fromkeys(QUALIFIED, "")
        if "qualifiers" not in self.cells:
            return told
        for item in self.items("qualifiers"):
            heading, word = split_fields(item, 2)
            column = column_of(heading)
            if column is None or column.key not in told:
                sentence = mark("“{text}” is no number of this list.")
                self.problems.append(Problem.of("note", "not_understood", sentence, text=item[:60]))
            else:
                told[column.key] = word
        return told

    def key_groups(self) -> dict[str, str]:
        """Group → how many, from the list of groups and from 老年人 60多；学生 12."""
        words = self.names.words
        groups = {words.code("key_group", text) or text: "" for text in self.words("key_groups", "key_group")}
        for item in self.items("group_counts"):
            label = self.reader.label_before(item)
            groups[words.code("key_group", label) or label] = item[len(label) :].strip(_AROUND_COUNT)
        return groups

    def materials(self) -> list[MaterialEntry]:
        """Each material in detail, or only their sum."""
        copies = self.text("copies")
        materials = [MaterialEntry(*split_fields(item, 3)) for item in self.items("materials")]
        return materials or ([MaterialEntry(copies=copies)] if copies else [])

    def bare_materials(self) -> list[MaterialDraft]:
        """Materials told without name and number, which a form would take for an empty line."""
        codes = (self.names.words.code("material", item) for item in self.items("materials"))
        return [MaterialDraft(material=code) for code in codes if code]

    def readings(self) -> list[ReadingEntry]:
        """Each reading in detail, or only the newest sum."""
        readings = [ReadingEntry(*split_fields(item, 5)) for item in self.items("readings")]
        views = self.text("views")
        if readings or not views:
            return readings
        day = self.understood("readings", lambda: read_day(self.cells.get("read_on")))
        return [ReadingEntry(views=views, read_on=day.end.isoformat() if day and day.end else "")]

    def check_sums(self, draft: EventDraft) -> None:
        """Say so where a sum is not that of the details beside it: one of the two was changed."""
        if "copies" not in self.cells and "views" not in self.cells:
            return
        read = newest([ReadingRecord(r.channel, r.read_on, r.views, r.likes, r.shares) for r in draft.readings])
        for key, field, parts in (
            ("copies", "materials", [material.copies for material in draft.materials]),
            ("views", "readings", [reading.views for reading in read]),
        ):
            told = self.count(field, self.text(key)) if key in self.cells else None
            total = sum(part.value for part in parts if part)
            if told and told.value != total:
                sentence = mark("the sum is {sum}, but the details add up to {total}. Correct one of the two.")
                self.problems.append(Problem.of(field, "sum", sentence, sum=told, total=f"{total:,}"))

    def dataset(self) -> Dataset | None:
        """What an exported row says it comes from; people's own words there mean nothing to us."""
        return datasets_by_word().get(self.text("dataset").casefold())

    def check_dataset(self) -> None:
        """Trial data never becomes an own record."""
        told = self.dataset()
        if told in (Dataset.SAMPLE, Dataset.MADE_UP):
            sentence = mark("the row is marked “{dataset}”. Trial data does not become a record of the bank.")
            self.problems.append(Problem.of("dataset", "trial_data", sentence, dataset=told))
