"""Puts hostile texts into every field of a ledger, the form's way and a list's, and counts what became of them."""

import io
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import xlsxwriter

from exchange.cells import writable
from exchange.columns import COLUMNS
from exchange.table import read_table
from exchange.upload import import_rows, preview
from metrics.choices import vocabularies
from models.draft import PlaceDraft
from models.entry import Entry, MaterialEntry, ReadingEntry, read_entry, tidy_text
from models.viewer import Viewer
from store.database import Database
from store.events import read_event, save_event
from tests.hostile import short

# Where the events lie, so that the map has to draw their texts: 武清区, in whose towns.
DIVISION: Final = "120114"
# Columns that have to agree with the code of the division.
AGREEING: Final = ("community", "township", "county", "city", "province")
# Columns whose cells are refused unless they are understood; the others take any text.
UNDERSTOOD: Final = (
    *("kind", "when", "start", "end", "precision", "division", "point", "venue_type", "formats", "topics"),
    *("key_groups", "group_counts", "sessions", "attendance", "qualifier", "basis", "indirect", "consultations"),
    *("staff", "qualifiers", "copies", "views", "read_on", "media_reports", "links", "dataset", "updated_at"),
)


@dataclass(slots=True)
class Fed:
    """How many texts went in, and how many records came of them."""

    texts: int = 0
    tried: int = 0
    saved: int = 0
    problems: Counter[str] = field(default_factory=Counter)


def feed_form(database: Database, viewer: Viewer, texts: Iterator[str], entries: int) -> Fed:
    """Entries with a hostile text in every box: what is free text is kept as it was typed, the rest told as a problem.

    Each is recorded a second time without what was refused, so that its texts are there to be shown.
    """
    fed, words = Fed(), vocabularies(database, viewer)
    for number in range(entries):
        counted = _Counted(texts, fed)
        # Of every sixth the texts are as long as they come; those must be refused by the rules, in words.
        entry = _entry(counted, number, cut=bool(number % 6))
        draft, problems = read_entry(entry, words)
        fed.tried += 1
        for problem in problems:
            assert str(problem)
            fed.problems[problem.field] += 1
        outcome = save_event(database, viewer, draft)
        for problem in outcome.problems:
            assert str(problem)
            fed.problems[problem.field] += 1
        if outcome.id is None:
            draft = draft.model_copy(update={"kind": "offline", "links": draft.links[-1:], "co_organisers": ()})
            outcome = save_event(database, viewer, draft)
        if outcome.id is not None:
            fed.saved += 1
            kept = read_event(database, viewer, outcome.id)
            assert kept is not None
            assert (kept.title, kept.note) == (tidy_text(entry.title), tidy_text(entry.note, lines=True))
            assert set(kept.partners) == {tidy_text(name) for name in entry.partners} - {""}
    return fed


def feed_list(database: Database, viewer: Viewer, texts: Iterator[str], rows: int) -> tuple[Fed, bytes]:
    """A workbook with a hostile text in every cell that may hold any, and in every other row in one that may not."""
    fed = Fed()
    content = hostile_workbook(_Counted(texts, fed), rows)
    previewed = preview(database, viewer, read_table(content, "台账.xlsx"))
    for row in previewed.rows:
        for problem in (*row.problems, *row.hints):
            assert str(problem)
            fed.problems[problem.field] += 1
    imported = import_rows(database, viewer, previewed)
    fed.tried, fed.saved = len(imported.rows), imported.new
    assert fed.tried == rows
    return fed, content


def hostile_workbook(texts: "Iterator[str]", rows: int) -> bytes:
    """A list with all our columns."""
    chance = random.Random(rows)  # noqa: S311 - to be repeated
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    for at, column in enumerate(COLUMNS):
        sheet.write_string(0, at, column.heading)
    for row in range(1, rows + 1):
        wrong = chance.choice(UNDERSTOOD) if row % 2 else ""
        for at, column in enumerate(COLUMNS):
            if column.key in AGREEING and row % 3:
                continue
            if column.key not in UNDERSTOOD or column.key == wrong:
                # Every sixth is as long as it comes.
                text = next(texts)
                sheet.write_string(row, at, writable(short(text, 60) if row % 6 else text)[:32_767])
            elif column.key == "when":
                sheet.write_string(row, at, "2024-09-04")
            elif column.key == "division":
                sheet.write_string(row, at, DIVISION)
    book.close()
    return file.getvalue()


class _Counted(Iterator[str]):
    def __init__(self, texts: Iterator[str], fed: Fed) -> None:
        self._texts, self._fed = texts, fed

    def __next__(self) -> str:
        self._fed.texts += 1
        return next(self._texts)


def _entry(texts: Iterator[str], number: int, *, cut: bool) -> Entry:
    def free(most: int) -> str:
        return short(next(texts), most) if cut else next(texts)

    def address() -> str:
        return "https://bank.example/" + "".join(free(80).split())

    return Entry(
        kind=next(texts) if number % 4 == 0 else "offline",
        title=free(200),
        when=next(texts) if number % 2 else date(2024, 9, 1 + number % 28).isoformat(),
        when_text=free(80) if number % 2 else "",
        organisation=free(100) if number % 3 else "武清支行",
        co_organisers=[free(110)],
        partners=[free(110), free(120)],
        places=[
            PlaceDraft(name=free(100), division_id=DIVISION, lat=39.3 + number / 5_000, lng=117.0 + number % 50 / 500)
        ],
        venue_type=next(texts),
        formats=[next(texts), "lecture"],
        topics=[next(texts)],
        campaigns=[free(110)],
        sessions=next(texts) if number % 2 else "",
        attendance=next(texts),
        basis=next(texts),
        indirect=next(texts),
        consultations=next(texts),
        staff=next(texts),
        media_reports=next(texts),
        key_groups={next(texts): next(texts), "youth": next(texts)},
        materials=[MaterialEntry(next(texts), free(120), next(texts), next(texts))],
        readings=[ReadingEntry(free(80), next(texts), next(texts), next(texts), next(texts), next(texts))],
        links=[next(texts), address()] if number % 4 == 0 else [address()],
        link_titles={address(): free(200)},
        bases={"staff": next(texts), next(texts): next(texts)},
        note=free(4_000),
        reference=f"{number}-{free(60)}",
    )
