"""The sample in data/sample: 57 events as five public reports tell them (see the README there)."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from metrics.records import datasets_present
from models.dataset import Dataset
from models.draft import EventDraft, PlaceDraft
from models.entry import Entry, MaterialEntry, ReadingEntry, read_entry
from models.permission import Action
from models.viewer import Viewer
from models.words import Words
from store.bulk import BulkRefusedError, held_references, write_events
from store.database import Database
from store.groundwork import CampaignSeed, PlaceSeed, UnitSeed, write_campaigns, write_places, write_units
from store.outcome import require
from store.words import load_words

FOLDER: Final = Path(__file__).resolve().parent.parent / "data" / "sample"

Row = dict[str, str]


def load_sample(database: Database, viewer: Viewer, progress: Callable[[int], None] | None = None) -> int:
    """Put the sample into the ledger, marked as such; the number of its events now there, the bin not counted.

    A second call adds nothing, also after units or places of the sample were renamed. `progress` is told the number
    of events done. Raises NotAllowedError where the viewer does not arrange the whole bank.
    """
    rows = _rows("events.csv")
    require(viewer, Action.MANAGE)
    with database.reading() as connection:
        words = load_words(connection)
        held = held_references(connection, Dataset.SAMPLE, {row["reference"] for row in rows})
    if len(held) < len(rows):
        with database.writing(viewer, "load sample") as writing:
            units = write_units(writing, sample_units(), Dataset.SAMPLE)
            campaigns = write_campaigns(writing, sample_campaigns(), Dataset.SAMPLE)
            write_places(writing, sample_places(), Dataset.SAMPLE, units)
            drafts = sample_drafts(words, units, campaigns)
            outcome = write_events(writing, drafts, dataset=Dataset.SAMPLE, progress=progress)
            if not outcome.done:
                raise BulkRefusedError(outcome)
    return datasets_present(database, viewer).get(Dataset.SAMPLE, 0)


def sample_drafts(words: Words, units: Mapping[str, int], campaigns: Mapping[str, int]) -> Iterator[EventDraft]:
    """The 57 events; `units` and `campaigns` are the ids behind the keys in the files.

    Raises ValueError where the file says something that `words` or the readers of dates and numbers do not know.
    """
    for row in _rows("events.csv"):
        groups = dict(_group(text) for text in _several(row["key_groups"]))
        entry = Entry(
            kind=row["kind"],
            title=row["title"],
            when=row["when"],
            when_text=row["when_text"],
            organisation=units[row["organisation"]],
            partners=_several(row["partners"]),
            places=[_place(text) for text in _several(row["places"])],
            venue_type=row["venue_type"],
            formats=_several(row["formats"]),
            topics=_several(row["topics"]),
            campaigns=[campaigns[key] for key in _several(row["campaigns"])],
            attendance=row["attendance"],
            basis=row["basis"],
            key_groups=groups,
            bases={f"key_groups.{group}": row["basis"] for group, count in groups.items() if count},
            materials=[_material(text, row["basis"]) for text in _several(row["materials"])],
            readings=[ReadingEntry(channel=channel) for channel in _several(row["channels"])],
            note=row["note"],
            reference=row["reference"],
        )
        draft, problems = read_entry(entry, words)
        if problems:
            raise ValueError(f"{row['reference']}: {'; '.join(str(problem) for problem in problems)}")
        # The source's words stay beside a date that is known no better than its year.
        yield draft.model_copy(update={"when": replace(draft.when, text=row["when_text"])})


def sample_units() -> list[UnitSeed]:
    """The banks, branches and sub-branches the reports name, parents before children."""
    return [
        UnitSeed(
            key=row["key"],
            parent=row["parent"] or None,
            kind=row["kind"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            division_id=row["division_id"] or None,
        )
        for row in _rows("organisations.csv")
    ]


def sample_campaigns() -> list[CampaignSeed]:
    """The campaigns the reports name."""
    return [
        CampaignSeed(row["key"], row["name_zh"], row["name_en"], int(row["year"]) if row["year"] else None)
        for row in _rows("campaigns.csv")
    ]


def sample_places() -> list[PlaceSeed]:
    """The banks' own standing places the reports name."""
    return [
        PlaceSeed(
            name=row["name"],
            division_id=row["division_id"] or None,
            venue_type=row["venue_type"],
            standing=row["standing"] or None,
            organisation=row["organisation"],
            note=row["note"],
        )
        for row in _rows("places.csv")
    ]


def _place(text: str) -> PlaceDraft:
    name, _, division = text.partition("@")
    return PlaceDraft(name=name, division_id=division)


def _group(text: str) -> tuple[str, str]:
    group, _, count = text.partition("=")
    return group, count


def _material(text: str, basis: str) -> MaterialEntry:
    material, name, copies = [*text.split(":"), "", ""][:3]
    return MaterialEntry(material, name, copies, basis if copies else "")


def _several(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]


def _rows(name: str) -> list[Row]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
