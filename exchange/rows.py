"""One row of a list as a draft: the cells that `exchange.written` describes, and what people write instead."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final, TypeVar

from exchange.cells import split_fields, split_items
from exchange.columns import column_of
from exchange.dates import read_day, read_when
from exchange.divisions import Divisions
from exchange.names import Names
from exchange.places import PLACE_COLUMNS, read_places
from exchange.table import Row
from exchange.written import QUALIFIED, Cell
from locales import LANGUAGES, gettext, mark, speaking
from metrics.records import ReadingRecord, newest
from models.count import MOST_ONLINE, Count, Qualifier, parse_count
from models.dataset import Dataset
from models.draft import EventDraft, MaterialDraft
from models.entry import Entry, MaterialEntry, ReadingEntry, read_entry
from models.event import HOME_VISIT, KINDS, OFFLINE, ONLINE, TRAINING
from models.problem import InvalidError, Problem
from models.when import When
from models.words import Words
from store.units import AmbiguousUnitError

T = TypeVar("T")

_KIND_WORDS: Final = {
    **dict.fromkeys(("线下", "线下活动"), OFFLINE),
    **dict.fromkeys(("线上", "线上活动", "线上宣传"), ONLINE),
    **dict.fromkeys(("培训", "员工培训", "内部培训"), TRAINING),
    **dict.fromkeys(("入户", "入户宣传", "上门"), HOME_VISIT),
}
_EXACT_WORDS: Final = {"exact", "准确", "精确", "实数"}
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


def read_row(row: Row, names: Names, divisions: Divisions) -> ReadRow:
    """The draft of a row; what could not be understood is a problem and left out, never guessed."""
    reader = _RowReader(row.cells, names)
    when = reader.understood("when", lambda: read_when(row.cells)) or When.unknown()
    year = when.start.year if when.start else None
    exported = reader.dataset() is not None
    places = read_places({key: reader.text(key) for key in PLACE_COLUMNS}, divisions)
    qualifiers = reader.other_qualifiers()
    entry = Entry(
        kind=reader.kind(),
        title=reader.text("title"),
        organisation=reader.unit("organisation", reader.text("organisation")),
        co_organisers=[reader.unit("co_organisers", name) for name in reader.items("co_organisers")],
        partners=reader.items("partners"),
        places=places.places,
        venue_type=reader.text("venue_type"),
        formats=reader.words("formats", "format"),
        topics=reader.words("topics", "topic"),
        campaigns=[names.campaign(text, year, exact=exported) for text in reader.items("campaigns")],
        sessions=reader.text("sessions"),
        attendance=reader.number("attendance", reader.text("qualifier")),
        basis=reader.text("basis"),
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
    draft = draft.model_copy(update={"when": when, "materials": (*draft.materials, *reader.bare_materials())})
    reader.check_dataset()
    if not problems:
        reader.check_sums(draft)
    return ReadRow(draft, (*reader.problems, *places.problems, *problems), tuple(places.hints), exported)


def as_text(cell: Cell) -> str:
    """A cell as a person would type it: 60 for 60.0, 2024-09-04 for a day."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes").removesuffix(" 00:00")
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


class _RowReader:
    """Reads the cells one by one and keeps what went wrong."""

    def __init__(self, cells: Mapping[str, Cell], names: Names) -> None:
        self.cells = cells
        self.names = names
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
        return as_text(self.cells.get(key))

    def items(self, key: str) -> list[str]:
        return [item for item in split_items(self.text(key)) if item]

    def words(self, key: str, vocabulary: str) -> list[str]:
        """A list of words; one that has a separator inside, typed as it is, also counts as one."""
        text = self.text(key)
        return [text] if self.names.words.code(vocabulary, text) else self.items(key)

    def kind(self) -> str:
        """The code of the kind of event, or what stands there instead."""
        text = self.text("kind")
        return _kinds().get(text.casefold(), text)

    def unit(self, field: str, text: str) -> int | str:
        """The unit's id, or its name where the ledger has none of that name yet."""
        found = self.names.units.find(text, organiser=field == "organisation") if text else []
        if len(found) > 1:
            self.problems.append(AmbiguousUnitError(text, self.names.units.label(found[0])).about(field))
        return found[0] if len(found) == 1 else text

    def number(self, key: str, qualifier: str) -> str:
        """A number with the word that tells how exact it is, which may stand in a cell of its own."""
        text = self.text(key)
        if not text or not qualifier:
            return text
        count = self.count(key, text)
        told = self.understood(key, lambda: _qualifier(qualifier))
        if count is None or told is None:
            return ""
        if count.qualifier not in (Qualifier.EXACT, told):
            sentence = mark("“{text}” and “{qualifier}” say different things. Correct one of the two.")
            self.problems.append(Problem.of(key, "contradiction", sentence, text=text, qualifier=qualifier))
        return str(Count(count.value, told))

    def other_qualifiers(self) -> dict[str, str]:
        """How exact the numbers of QUALIFIED are, which one column says of all of them: 辐射人次 | 约."""
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

    def key_groups(self) -> dict[str, str]:
        """Group → how many, from the list of groups and from 老年人 60多；学生 12."""
        words = self.names.words
        groups = {words.code("key_group", text) or text: "" for text in self.words("key_groups", "key_group")}
        for item in self.items("group_counts"):
            label = _label_before(words, item)
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
        read = newest([ReadingRecord(r.channel, r.read_on, r.views, r.likes, r.shares) for r in draft.readings])
        for key, field, parts in (
            ("copies", "materials", [material.copies for material in draft.materials]),
            ("views", "readings", [reading.views for reading in read]),
        ):
            told = self.count(field, self.text(key))
            total = sum(part.value for part in parts if part)
            if told and told.value != total:
                sentence = mark("the sum is {sum}, but the details add up to {total}. Correct one of the two.")
                self.problems.append(Problem.of(field, "sum", sentence, sum=told, total=f"{total:,}"))

    def dataset(self) -> Dataset | None:
        """What an exported row says it comes from; people's own words there mean nothing to us."""
        return _datasets().get(self.text("dataset").casefold())

    def check_dataset(self) -> None:
        """Trial data never becomes an own record."""
        told = self.dataset()
        if told in (Dataset.SAMPLE, Dataset.MADE_UP):
            sentence = mark("the row is marked “{dataset}”. Trial data does not become a record of the bank.")
            self.problems.append(Problem.of("dataset", "trial_data", sentence, dataset=told))


def _label_before(words: Words, text: str) -> str:
    """The label of a key group with which a text begins, the longest that fits; the whole text if none does."""
    labels = (label for word in words.words("key_group") for label in (word.label_zh, word.label_en, word.code))
    fitting = [label for label in labels if label and text.casefold().startswith(label.casefold())]
    return text[: max(map(len, fitting))] if fitting else text


def _qualifier(word: str) -> Qualifier:
    """What 约, 余, 至少 or "about" mean. Raises InvalidError for another word."""
    for text in (f"{word} 1", f"1{word}"):
        try:
            count = parse_count(text)
        except InvalidError:
            continue
        if count and count.qualifier is not Qualifier.EXACT:
            return count.qualifier
    if word.casefold() in _EXACT_WORDS:
        return Qualifier.EXACT
    raise InvalidError(mark("“{word}” does not say how exact a number is. Write 约, 余, 多, 超 or 近."), word=word[:40])


@cache
def _kinds() -> dict[str, str]:
    found = dict(_KIND_WORDS)
    for language in LANGUAGES:
        with speaking(language):
            found |= {gettext(label).casefold(): kind for kind, label in KINDS.items()}
    return found | {kind: kind for kind in KINDS}


@cache
def _datasets() -> dict[str, Dataset]:
    found = {dataset.value: dataset for dataset in Dataset}
    for language in LANGUAGES:
        with speaking(language):
            found |= {str(dataset).casefold(): dataset for dataset in Dataset}
    return found
