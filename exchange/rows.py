"""One row of a list as a draft: the cells that `exchange.written` describes, and what people write instead."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeVar, cast

from exchange.cells import split_fields
from exchange.columns import BY_KEY, column_of
from exchange.dates import read_day, read_when, time_told
from exchange.kept_list import AmbiguousRow
from exchange.lines import as_text
from exchange.list_reading import ListReading
from exchange.names import Names
from exchange.places import PLACE_COLUMNS, ReadPlaces
from exchange.row_parts import clash_problem, group_entries, material_entries, with_sums
from exchange.row_words import datasets_by_word, kinds_by_word, qualifier_of
from exchange.suggestions import CAMPAIGN, CO_ORGANISER, KIND, UNIT
from exchange.table import Row
from exchange.written import QUALIFIED, Cell
from locales import gettext as _
from locales import mark
from models.count import MOST_ONLINE, Count, Qualifier, parse_count
from models.dataset import Dataset
from models.draft import EventDraft
from models.entry import Entry, MaterialEntry, ReadingEntry
from models.problem import InvalidError, Problem
from models.when import When
from store.units import AmbiguousUnitError

T = TypeVar("T")

_BLANK: Final = MappingProxyType(dict.fromkeys(BY_KEY, ""))
_OF_READINGS: Final = frozenset({"readings", "channel", "read_on", "views", "likes", "shares"})
_BETWEEN_LINKS: Final = re.compile(r"\s+|[；、，](?=https?://)")


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as a draft, what is wrong with it, and what the person should know although nothing is wrong.

    `exported`: the row comes from one of our own lists, so its campaigns are whole labels. `basis`: the row says what
    the attendance rests on, but not the number itself.
    """

    draft: EventDraft
    problems: tuple[Problem, ...]
    hints: tuple[Problem, ...]
    exported: bool
    basis: str | None = None


class RowReader(ListReading):
    """Reads the rows of one list."""

    def read(self, row: Row) -> ReadRow:
        """The draft of a row; what could not be understood is a problem and left out, never guessed."""
        cells = _Cells(row.cells, self.names, self)
        if isinstance(row, AmbiguousRow):
            cells.problems.extend(map(clash_problem, row.clashes))
        return _read(cells, self.names)


def _read(reader: "_Cells", names: Names) -> ReadRow:
    when = reader.understood("when", lambda: read_when(reader.cells)) or When.unknown()
    year = when.start.year if when.start else None
    exported = reader.dataset() is not None
    organisation = reader.unit("organisation", reader.text("organisation"))
    places = reader.places(organisation)
    qualifiers = reader.other_qualifiers()
    entry = Entry(
        kind=reader.kind(),
        title=reader.text("title"),
        organisation=organisation,
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
        key_groups=reader.once(("key_groups", "group_counts"), reader.key_groups),
        materials=reader.once(("materials", "copies"), reader.materials),
        readings=reader.readings() if reader.cells.keys() & _OF_READINGS else [],
        links=[link for link in _BETWEEN_LINKS.split(reader.text("links")) if link],
        note=reader.note(),
        reference=reader.text("reference"),
    )
    draft, problems = reader.reader.entries.read(entry, when=when)
    if exported:
        reader.check_dataset()
    if not problems:
        draft = reader.with_sums(draft)
    basis = names.words.code("basis", entry.basis) if entry.basis and draft.attendance is None else None
    return ReadRow(draft, (*reader.problems, *places.problems, *problems), tuple(places.hints), exported, basis)


class _Cells:
    """Reads the cells of a row one by one and keeps what went wrong."""

    def __init__(self, cells: Mapping[str, Cell], names: Names, reader: ListReading) -> None:
        self.cells = cells
        self._texts = {**_BLANK, **{key: as_text(cell) for key, cell in cells.items()}}
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
        return self._texts[key]

    def note(self) -> str:
        """The note, and below it what has no field of its own: the time of day, and that likes were 300余."""
        cells = self.cells
        times = [time_told(cells[key]) for key in ("when", "start", "end") if key in cells]
        about = [
            _("{field}: {text}").format(field=BY_KEY[key], text=self.text(key))
            for key in ("likes", "shares")
            if key in cells and not self._exact(key)
        ]
        return "\n".join(dict.fromkeys(part for part in (self.text("note"), *times, *about) if part))

    def _exact(self, key: str) -> str:
        """A number that is exact and whole, "" where it is about or at least so many, or no number."""
        try:
            count = parse_count(self.text(key), most=MOST_ONLINE)
        except InvalidError:
            return ""
        return str(count.value) if count and count.qualifier is Qualifier.EXACT else ""

    def items(self, key: str) -> list[str]:
        return self.reader.items(text) if (text := self.text(key)) else []

    def places(self, unit: int | str) -> ReadPlaces:
        return self.reader.places(tuple(map(self.text, PLACE_COLUMNS)), unit)

    def known(self, vocabulary: str, text: str) -> str:
        """A word of a vocabulary, or what was chosen instead of one that is none."""
        if not text or self.names.words.code(vocabulary, text):
            return text
        return self.reader.meant(vocabulary, text)

    def word(self, key: str, vocabulary: str) -> str:
        """The one word of a cell."""
        return self.known(vocabulary, self.text(key))

    def words(self, key: str, vocabulary: str) -> list[str]:
        """A list of words, those that are not known among them, or what was chosen instead."""
        text = self.text(key)
        if not text:
            return []
        known = self.reader.known_words(vocabulary, text)
        if known is not None:
            return known
        return [word for item in self.reader.words_in(vocabulary, text) if (word := self.known(vocabulary, item))]

    def campaigns(self, year: int | None, *, exact: bool) -> list[int | str]:
        """The campaigns: those of our own lists as they are, of others those that are known or were chosen."""
        found: list[int | str] = []
        for text in self.items("campaigns"):
            campaign = self.names.campaign(text, year, exact=exact)
            if isinstance(campaign, str) and not exact and not self.names.has_campaign(campaign):
                told = self.reader.meant(CAMPAIGN, text)
                campaign = self.names.campaign(told, year, exact=False) if told else ""
            if campaign != "":
                found.append(campaign)
        return found

    def kind(self) -> str:
        """The code of the kind of event, or what stands there instead."""
        text, kinds = self.text("kind"), kinds_by_word()
        if not text or text.casefold() in kinds:
            return kinds.get(text.casefold(), text)
        told = self.reader.meant(KIND, text)
        return kinds.get(told.casefold(), told)

    def unit(self, field: str, text: str) -> int | str:
        """The unit's id, or its name where the ledger has none of that name yet.

        One that is there, but not the viewer's to record for, is no word to be settled: another unit did not do it.
        """
        organiser = field == "organisation"
        found = self.names.units.find(text, organiser=organiser) if text else []
        if text and not found and organiser and (others := self.names.units.find(text, organiser=False)):
            sentence = mark("“{unit}” is outside your part of the bank. Who records for it can upload this row.")
            self.problems.append(Problem.of(field, "not_yours", sentence, unit=text[:60]))
            return others[0]
        if text and not found:
            text = self.reader.meant(UNIT if organiser else CO_ORGANISER, text)
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

    def other_qualifiers(self) -> Mapping[str, str]:
        """How exact the numbers of QUALIFIED are, which one column says of all of them: 辐射人次 | 约."""
        if "qualifiers" not in self.cells:
            return _BLANK
        told = dict.fromkeys(QUALIFIED, "")
        for item in self.items("qualifiers"):
            heading, word = split_fields(item, 2)
            column = column_of(heading)
            if column is None or column.key not in told:
                sentence = mark("“{text}” is no number of this list.")
                self.problems.append(Problem.of("note", "not_understood", sentence, text=item[:60]))
            else:
                told[column.key] = word
        return told

    def once(self, keys: tuple[str, ...], read: Callable[[], T]) -> T:
        """What cells with the same texts said in a row before, else what is read now."""
        texts = (*keys, *map(self.text, keys))
        if texts not in self.reader.known:
            before = (len(self.problems), self.reader.asked)
            found = read()
            if before != (len(self.problems), self.reader.asked):
                return found  # in each row it is to be told
            self.reader.known[texts] = found
        return cast(T, self.reader.known[texts])

    def key_groups(self) -> dict[str, str]:
        """Group → how many, from the list of groups and from 老年人 60多；学生 12."""
        groups, problems = group_entries(
            self.words("key_groups", "key_group"),
            self.items("group_counts"),
            self.names.words,
            self.reader.label_before,
            self.reader.meant,
        )
        self.problems.extend(problems)
        return groups

    def materials(self) -> list[MaterialEntry]:
        """Each material in detail, or only their sum."""
        copies = self.text("copies")
        materials = material_entries(self.items("materials"), self.names.words, self.reader.meant)
        return materials or ([MaterialEntry(copies=copies)] if copies else [])

    def readings(self) -> list[ReadingEntry]:
        """Each reading in detail, or only the newest sum."""
        readings = [ReadingEntry(*split_fields(item, 5)) for item in self.items("readings")]
        told = {key: self.text(key) for key in ("channel", "views")}
        told |= {key: self._exact(key) for key in ("likes", "shares") if key in self.cells}
        if readings or not any(told.values()):
            return readings
        day = self.understood("readings", lambda: read_day(self.cells.get("read_on")))
        return [ReadingEntry(read_on=day.end.isoformat() if day and day.end else "", **told)]

    def with_sums(self, draft: EventDraft) -> EventDraft:
        """The draft with what its sums tell beyond the details, or a problem."""
        copies = self.count("materials", self.text("copies")) if "copies" in self.cells else None
        views = self.count("readings", self.text("views")) if "views" in self.cells else None
        if copies is None and views is None:
            return draft
        draft, problems = with_sums(draft, copies, views)
        self.problems.extend(problems)
        return draft

    def dataset(self) -> Dataset | None:
        """What an exported row says it comes from; people's own words there mean nothing to us."""
        return datasets_by_word().get(text.casefold()) if (text := self.text("dataset")) else None

    def check_dataset(self) -> None:
        """Trial data never becomes an own record."""
        told = self.dataset()
        if told in (Dataset.SAMPLE, Dataset.MADE_UP):
            sentence = mark("the row is marked “{dataset}”. Trial data does not become a record of the bank.")
            self.problems.append(Problem.of("dataset", "trial_data", sentence, dataset=told))
