"""What a person typed, as text, and how it becomes a draft. The form, the upload and the samples all use this."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter
from typing import Any, Final, TypeVar, cast

from locales import mark
from models.count import MOST, MOST_ONLINE, Count, Qualifier, parse_count
from models.draft import EventDraft, KeyGroupDraft, LinkDraft, MaterialDraft, PlaceDraft, ReadingDraft
from models.event import KINDS, OFFLINE
from models.problem import InvalidError, Problem
from models.when import Precision, When, parse_when
from models.words import Words

T = TypeVar("T")


@dataclass(slots=True)
class MaterialEntry:
    """Something handed out, as typed.

    `bare`: it is told although neither its name nor its number is; otherwise such a row is an empty one.
    """

    material: str = "other"
    name: str = ""
    copies: str = ""
    basis: str = ""
    bare: bool = False


@dataclass(slots=True)
class ReadingEntry:
    """An online counter, as typed."""

    channel: str = ""
    read_on: str = ""
    views: str = ""
    likes: str = ""
    shares: str = ""
    basis: str = ""


@dataclass(slots=True)
class Entry:
    """An event as typed. Words may be given by code or by label in either language; empty texts are "not known".

    `basis` says what the attendance rests on; `bases` the same for other numbers, by field ("staff") or key group
    ("key_groups.older_people"). `key_groups` maps a group to how many came ("" if not known). `link_titles` by
    address.
    """

    id: int | None = None
    version: int | None = None
    kind: str = OFFLINE
    title: str = ""
    when: str = ""
    when_text: str = ""
    organisation: int | str = ""
    co_organisers: list[int | str] = field(default_factory=list)
    partners: list[str] = field(default_factory=list)
    places: list[PlaceDraft] = field(default_factory=list)
    venue_type: str = ""
    formats: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    campaigns: list[int | str] = field(default_factory=list)
    sessions: str = ""
    attendance: str = ""
    basis: str = ""
    indirect: str = ""
    consultations: str = ""
    staff: str = ""
    media_reports: str = ""
    key_groups: dict[str, str] = field(default_factory=dict)
    materials: list[MaterialEntry] = field(default_factory=list)
    readings: list[ReadingEntry] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    link_titles: dict[str, str] = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)
    note: str = ""
    reference: str = ""


def read_entry(entry: Entry, words: Words, *, when: When | None = None) -> tuple[EventDraft, list[Problem]]:
    """The draft an entry stands for, and what could not be understood (left out of the draft, never guessed).

    `when` is the date where it has been read already; then what the entry says of it does not count.
    """
    return EntryReader(words).read(entry, when=when)


class EntryReader:
    """Reads entries, perhaps all of a list: the same parts come in thousands of rows, and each is understood once."""

    def __init__(self, words: Words) -> None:
        """`words` are the vocabularies that the entries use."""
        self._words = words
        self._known: _Known = {}

    def read(self, entry: Entry, *, when: When | None = None) -> tuple[EventDraft, list[Problem]]:
        """As `read_entry`."""
        return _read(entry, _Reader(self._words, entry.bases, self._known), when)


_of_material: Final = attrgetter("material", "name", "copies", "basis", "bare")
_Known = dict[tuple[object, ...], Any]
"""Parts of entries as typed → what was understood; those with problems are left out."""


def _read(entry: Entry, reader: "_Reader", when: When | None) -> tuple[EventDraft, list[Problem]]:
    basis = reader.word("basis", "basis", entry.basis)
    if when is None:
        when = reader.understood("when", lambda: parse_when(entry.when)) or When.unknown()
        if when.text != (told := tidy_text(entry.when_text)):
            when = replace(when, text=told)
    sessions = reader.whole("sessions", entry.sessions)
    draft = EventDraft(
        id=entry.id,
        version=entry.version,
        kind=_kind(entry.kind),
        title=tidy_text(entry.title),
        when=when,
        organisation=_name(entry.organisation),
        co_organisers=_distinct(_name(unit) for unit in entry.co_organisers),
        partners=_distinct(tidy_text(name) for name in entry.partners),
        places=tuple(_tidy_place(place) for place in entry.places),
        venue_type=reader.word("venue_type", "venue_type", entry.venue_type),
        formats=reader.once(("formats", *entry.formats), lambda: reader.words_of("formats", "format", entry.formats)),
        topics=reader.once(("topics", *entry.topics), lambda: reader.words_of("topics", "topic", entry.topics)),
        campaigns=_distinct(_name(campaign) for campaign in entry.campaigns),
        sessions=1 if sessions is None else sessions,
        attendance=reader.count("attendance", entry.attendance, basis=basis),
        indirect=reader.count("indirect", entry.indirect),
        consultations=reader.count("consultations", entry.consultations),
        staff=reader.count("staff", entry.staff),
        media_reports=reader.whole("media_reports", entry.media_reports),
        key_groups=reader.once(("key_groups", *entry.key_groups.items()), lambda: reader.key_groups(entry.key_groups)),
        materials=reader.once(
            ("materials", *map(_of_material, entry.materials)), lambda: reader.materials(entry.materials)
        ),
        readings=reader.readings(entry.readings) if entry.readings else (),
        links=tuple(
            LinkDraft(url=tidy_text(url), title=tidy_text(entry.link_titles.get(url.strip(), "")))
            for url in entry.links
            if url.strip()
        ),
        note=tidy_text(entry.note, lines=True),
        reference=tidy_text(entry.reference) or None,
    )
    return draft, reader.problems


def tidy_text(text: str, *, lines: bool = False) -> str:
    """Text without control characters and outer blanks, composed (NFC); line breaks only where `lines`.

    Characters for private use, or newer than this Python, stay: rare ones in Chinese names are written with them.
    """
    if text.isprintable():  # the usual case: nothing to take out, for neither control characters nor breaks are
        composed = unicodedata.normalize("NFC", text)
        if " " not in composed:  # of all blanks, this alone is printable
            return composed
        return composed.strip() if lines else " ".join(composed.split())
    kept = (
        c if c == "\n" or not _is_no_text(c) else " " if c.isspace() else ""
        for c in text.replace("\r\n", "\n").replace("\r", "\n")
    )
    composed = unicodedata.normalize("NFC", "".join(kept))
    return composed.strip() if lines else " ".join(composed.split())


def _is_no_text(character: str) -> bool:
    """Control characters, halves of characters, and the 66 code points that Unicode keeps for no character."""
    code = ord(character)
    return unicodedata.category(character) in ("Cc", "Cs") or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


class _Reader:
    """Reads fields one by one and keeps what went wrong."""

    def __init__(self, words: Words, bases: dict[str, str], known: _Known) -> None:
        self.words = words
        self.bases = bases
        self.known = known
        self.problems: list[Problem] = []

    def understood(self, name: str, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except InvalidError as error:
            self.problems.append(error.about(name))
            return None

    def once(self, typed: tuple[object, ...], read: Callable[[], T]) -> T:
        """What was understood of the same part of an entry before, else what is read now."""
        if self.bases:  # they say something about the part that does not stand in it
            return read()
        if typed not in self.known:
            before = len(self.problems)
            found = read()
            if len(self.problems) > before:
                return found
            self.known[typed] = found
        return cast(T, self.known[typed])

    def count(self, name: str, text: str, *, basis: str | None = None, online: bool = False) -> Count | None:
        if text == "" and not self.bases.get(name):
            return None
        if self.bases and not basis:
            basis = self.word("basis", "basis", self.bases.get(name, ""))
        most = MOST_ONLINE if online else MOST
        return self.understood(name.split(".")[0], lambda: parse_count(str(text), basis=basis, most=most))

    def whole(self, name: str, text: str) -> int | None:
        """A number that is stored without a qualifier, so it must be told exactly."""
        count = self.count(name, text)
        if count is not None and count.qualifier is not Qualifier.EXACT:
            self.problems.append(
                Problem.of(name, "not_exact", mark("“{text}” must be an exact number here, or empty."), text=count)
            )
            return None
        return None if count is None else count.value

    def day(self, name: str, text: str) -> date | None:
        """A single day; a month or a year does not say when a counter was read."""
        when = self.understood(name, lambda: parse_when(text))
        if when is not None and when.precision not in (Precision.DAY, Precision.UNKNOWN):
            self.problems.append(
                Problem.of(name, "not_a_day", mark("“{text}” must be a single day here, or empty."), text=text[:40])
            )
            return None
        return when.start if when else None

    def word(self, name: str, vocabulary: str, text: str) -> str | None:
        if not text.strip():
            return None
        code = self.words.code(vocabulary, text)
        if code is None:
            self.problems.append(
                Problem.of(name, "unknown_word", mark("“{text}” is not on the list."), text=text.strip()[:60])
            )
        return code

    def words_of(self, name: str, vocabulary: str, texts: Iterable[str]) -> tuple[str, ...]:
        return _distinct(self.word(name, vocabulary, text) for text in texts)

    def key_groups(self, groups: dict[str, str]) -> tuple[KeyGroupDraft, ...]:
        found: dict[str | None, str] = {}
        for text, count in groups.items():
            code = self.word("key_groups", "key_group", text)
            if code and count and found.get(code):
                self.problems.append(told_twice(text, found[code], count))
            else:
                found[code] = count or found.get(code, "")
        return tuple(
            KeyGroupDraft(key_group=code, count=self.count(f"key_groups.{code}", count))
            for code, count in found.items()
            if code is not None
        )

    def materials(self, entries: Iterable[MaterialEntry]) -> tuple[MaterialDraft, ...]:
        return tuple(
            MaterialDraft(
                material=self.word("materials", "material", entry.material) or "other",
                name=tidy_text(entry.name),
                copies=self.count("materials", entry.copies, basis=self.word("basis", "basis", entry.basis)),
            )
            for entry in entries
            if entry.bare or entry.name.strip() or entry.copies.strip()
        )

    def readings(self, entries: Iterable[ReadingEntry]) -> tuple[ReadingDraft, ...]:
        read = []
        for entry in entries:
            told = (entry.channel, entry.read_on, entry.views, entry.likes, entry.shares)
            if not any(text.strip() for text in told):
                continue
            read.append(
                ReadingDraft(
                    channel=tidy_text(entry.channel),
                    read_on=self.day("readings", entry.read_on),
                    views=self.count(
                        "readings", entry.views, basis=self.word("basis", "basis", entry.basis), online=True
                    ),
                    likes=self.whole("readings", entry.likes),
                    shares=self.whole("readings", entry.shares),
                )
            )
        return tuple(read)


def told_twice(group: str, first: str, second: str) -> Problem:
    """The problem of a key group with two numbers: groups may overlap, so nobody but the person can make one of it."""
    sentence = mark(
        "“{group}” has two numbers, {first} and {second}. They are not added up, for the same people may be in both. "
        "Leave one: how many of this group came in all."
    )
    return Problem.of("key_groups", "twice", sentence, group=group[:40], first=first[:40], second=second[:40])


def _tidy_place(place: PlaceDraft) -> PlaceDraft:
    name = tidy_text(place.name)
    return place if name == place.name else place.model_copy(update={"name": name})


def _kind(text: str) -> str:
    """The kind's code; what is not one is passed on for the rules to name."""
    return tidy_text(text) or next(iter(KINDS))


def _name(reference: int | str) -> int | str:
    return reference if isinstance(reference, int) else tidy_text(reference)


def _distinct(values: Iterable[T | None]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(value for value in values if value is not None and value != ""))


def entry_of(draft: EventDraft) -> Entry:
    """A draft as text in the language now spoken; `read_entry` makes the same draft of it again.

    Only a reading that says nothing at all is left out.
    """
    counted = ("indirect", "consultations", "staff")
    bases = {name: count.basis for name in counted if (count := getattr(draft, name)) and count.basis}
    bases |= {
        f"key_groups.{group.key_group}": group.count.basis
        for group in draft.key_groups
        if group.count and group.count.basis
    }
    return Entry(
        id=draft.id,
        version=draft.version,
        kind=draft.kind,
        title=draft.title,
        when="" if draft.when.start is None else str(draft.when),
        when_text=draft.when.text,
        organisation=draft.organisation,
        co_organisers=list(draft.co_organisers),
        partners=list(draft.partners),
        places=list(draft.places),
        venue_type=draft.venue_type or "",
        formats=list(draft.formats),
        topics=list(draft.topics),
        campaigns=list(draft.campaigns),
        sessions="" if draft.sessions == 1 else str(draft.sessions),
        attendance=_printed(draft.attendance),
        basis=(draft.attendance.basis if draft.attendance else None) or "",
        indirect=_printed(draft.indirect),
        consultations=_printed(draft.consultations),
        staff=_printed(draft.staff),
        media_reports=_printed(draft.media_reports),
        key_groups={group.key_group: _printed(group.count) for group in draft.key_groups},
        materials=[
            MaterialEntry(
                material.material,
                material.name,
                _printed(material.copies),
                (material.copies.basis if material.copies else None) or "",
                bare=not material.name and material.copies is None,
            )
            for material in draft.materials
        ],
        readings=[
            ReadingEntry(
                reading.channel,
                reading.read_on.isoformat() if reading.read_on else "",
                _printed(reading.views),
                _printed(reading.likes),
                _printed(reading.shares),
                (reading.views.basis if reading.views else None) or "",
            )
            for reading in draft.readings
        ],
        links=[link.url for link in draft.links],
        link_titles={link.url: link.title for link in draft.links if link.title},
        bases=bases,
        note=draft.note,
        reference=draft.reference or "",
    )


def _printed(value: Count | int | None) -> str:
    return "" if value is None else str(value)
