"""The sample tells what five public reports say: all of it, and nothing else."""

import csv
import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from exchange.sample import FOLDER, load_sample
from geo.pack import read_communities, read_divisions
from metrics.records import datasets_present
from models.base import table_of
from models.dataset import Dataset
from models.draft import EventDraft, PlaceDraft
from models.event import Event, EventPlace
from models.place import Place
from models.tables import METADATA
from models.viewer import Viewer, local_administrator
from store.database import Database
from store.datasets import remove_dataset
from store.events import read_event, save_event
from store.units import save_unit

REFERENCES = [
    f"D{report}-{number:02d}" for report, last in enumerate((12, 7, 8, 13, 17)) for number in range(1, last + 1)
]
LEVELS = ("none", "province", "city", "county", "township", "community")


def events(database: Database) -> dict[str, dict[str, Any]]:
    """The sample's events by reference."""
    with database.reading() as connection:
        own = table_of(Event).c.dataset == Dataset.SAMPLE.value
        rows = connection.execute(select(table_of(Event)).where(own).order_by(table_of(Event).c.id)).mappings()
        return {row["reference"]: dict(row) for row in rows}


def divisions_of(database: Database) -> dict[str, list[str]]:
    """Reference → the divisions its places lie in."""
    event, link, place = table_of(Event), table_of(EventPlace), table_of(Place)
    statement = (
        select(event.c.reference, func.coalesce(link.c.division_id, place.c.division_id))
        .select_from(event.join(link).outerjoin(place, link.c.place_id == place.c.id))
        .order_by(link.c.id)
    )
    found: dict[str, list[str]] = {}
    with database.reading() as connection:
        for reference, division in connection.execute(statement):
            found.setdefault(reference, []).append(division)
    return found


def documented() -> dict[str, tuple[str, list[str]]]:
    """Reference → level and divisions, as the README's table says."""
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (D\d-\d\d) \| (\w+) \| ([^|]+) \|", text, re.MULTILINE)
    return {reference: (level, [] if ids.strip() == "–" else ids.split()) for reference, level, ids in rows}


def counts(database: Database) -> dict[str, int]:
    with database.reading() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in METADATA.sorted_tables
            if table.name != "change"
        }


def test_all_57_events_are_there(sample_ledger: Database) -> None:
    assert list(events(sample_ledger)) == REFERENCES


def test_only_the_two_attendances_the_reports_give_are_there(sample_ledger: Database) -> None:
    told = {
        reference: (event["attendance_value"], event["attendance_qualifier"], event["attendance_basis"])
        for reference, event in events(sample_ledger).items()
        if event["attendance_value"] is not None
    }
    assert told == {"D2-02": (60, "over", "press_report"), "D2-04": (80, "at_least", "press_report")}


def test_no_other_number_is_there_than_the_60_pensioners_and_the_150_copies(sample_ledger: Database) -> None:
    with sample_ledger.reading() as connection:
        query = "SELECT e.reference, p.{} FROM {} p JOIN event e ON e.id = p.event_id WHERE p.{} IS NOT NULL"

        def told(table: str, column: str = "value") -> list[tuple[Any, ...]]:
            rows = connection.exec_driver_sql(query.format(column, table, column))
            return [tuple(row) for row in rows]

        assert told("event_key_group") == [("D2-02", 60)]
        assert told("event_material") == [("D2-04", 150)]
        assert told("event_reading", "views_value") == []
    for event in events(sample_ledger).values():
        assert [event[f"{name}_value"] for name in ("indirect", "consultations", "staff")] == [None, None, None]
        assert event["media_reports"] is None


WHEN = [
    ("D0-01", date(2023, 3, 15), date(2023, 3, 15), "day", ""),
    ("D0-02", date(2023, 1, 1), date(2023, 12, 31), "year", ""),
    ("D1-01", date(2022, 1, 1), date(2022, 12, 31), "year", "2022年37日"),
    ("D1-05", date(2022, 1, 1), date(2022, 12, 31), "year", "2022年125日"),
    ("D1-06", None, None, "unknown", "春节期间"),
    ("D2-01", date(2021, 12, 1), date(2021, 12, 31), "month", ""),
    ("D2-03", None, None, "unknown", "多次"),
    ("D3-01", None, None, "unknown", "20xx"),
    ("D3-05", None, None, "unknown", "In March"),
    ("D3-11", None, None, "unknown", "In February, 65438"),
    ("D4-01", date(2024, 9, 24), date(2024, 9, 24), "day", ""),
    ("D4-06", date(2024, 1, 1), date(2024, 12, 31), "year", "中秋佳节期间"),
]


@pytest.mark.parametrize(("reference", "start", "end", "precision", "text"), WHEN, ids=[case[0] for case in WHEN])
def test_a_date_is_as_exact_as_the_report(
    sample_ledger: Database, reference: str, start: date | None, end: date | None, precision: str, text: str
) -> None:
    event = events(sample_ledger)[reference]
    told = (event["when_start"], event["when_end"], event["when_precision"], event["when_text"])
    assert told == (start, end, precision, text)


def test_each_event_is_placed_where_the_readme_says(sample_ledger: Database) -> None:
    placed = divisions_of(sample_ledger)
    assert {reference: ids for reference, (_, ids) in documented().items() if ids} == placed


def test_the_readme_names_all_events_with_the_level_of_their_finest_division() -> None:
    provinces = {"12", "21", "34", "51", "63"}
    level = {row.id: row.level for row in [*read_divisions(provinces), *read_communities(provinces)]}
    table = documented()
    assert list(table) == REFERENCES
    for reference, (told, ids) in table.items():
        assert told == LEVELS[max((level[division] for division in ids), default=0)], reference


def test_an_event_keeps_all_places_and_partners_the_report_names(sample_ledger: Database, viewer: Viewer) -> None:
    def draft(reference: str) -> EventDraft:
        found = read_event(sample_ledger, viewer, events(sample_ledger)[reference]["id"])
        assert found is not None
        return found

    assert len(draft("D4-06").places) == 2
    assert len(draft("D4-08").places) == 2
    assert set(draft("D0-02").partners) == {"武清金融局", "公安局", "工商联", "渤海证券"}
    assert len(draft("D3-13").campaigns) == 3


def test_everything_is_marked_as_the_sample(sample_ledger: Database) -> None:
    assert datasets_present(sample_ledger, local_administrator()) == {Dataset.SAMPLE: 57}
    with sample_ledger.reading() as connection:
        for table in ("organisation", "place", "partner"):
            datasets = connection.exec_driver_sql(f"SELECT DISTINCT dataset FROM {table}")  # noqa: S608 - our own names
            assert datasets.scalars().all() == [Dataset.SAMPLE.value], table


def test_the_months_own_campaign_of_the_ledger_is_used(sample_ledger: Database) -> None:
    with sample_ledger.reading() as connection:
        names = "SELECT dataset FROM campaign WHERE name_zh = '金融教育宣传月' AND year = 2024"
        assert connection.exec_driver_sql(names).scalars().all() == [Dataset.RECORDED.value]


def test_loading_twice_adds_nothing(sample_ledger: Database, viewer: Viewer) -> None:
    before = counts(sample_ledger)
    with sample_ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE organisation SET name_zh = '改名支行' WHERE name_zh = '武清支行'")
    assert load_sample(sample_ledger, viewer) == 57
    assert counts(sample_ledger) == before


def test_taking_the_sample_out_leaves_no_trace(sample_ledger: Database, viewer: Viewer) -> None:
    remove_dataset(sample_ledger, viewer, Dataset.SAMPLE)
    left = {table: number for table, number in counts(sample_ledger).items() if number}
    words = {"basis", "format", "key_group", "material", "regulator_group", "regulator_scene", "topic", "venue_type"}
    assert set(left) <= words | {"division", "division_code", "campaign", "setting", "history", "indicator"}
    assert left["campaign"] == 5
    assert load_sample(sample_ledger, viewer) == 57


def test_taking_the_sample_out_of_a_used_ledger_leaves_the_rest_as_it_was(
    ledger: Database, viewer: Viewer, sample_ledger: Database
) -> None:
    save_unit(sample_ledger, viewer, name="本行分行")
    own = EventDraft(title="本行的活动", organisation="本行分行", partners=("本行的伙伴",))
    assert save_event(sample_ledger, viewer, own).done
    before = counts(sample_ledger)
    assert remove_dataset(sample_ledger, viewer, Dataset.SAMPLE) == 57
    load_sample(sample_ledger, viewer)
    assert counts(sample_ledger) == before
    remove_dataset(sample_ledger, viewer, Dataset.SAMPLE)
    after = counts(sample_ledger)
    assert (after["event"], after["organisation"], after["partner"]) == (1, 1, 1)
    assert (after["venue_type"], after["division"]) == (before["venue_type"], before["division"])
    assert counts(ledger)["venue_type"] == after["venue_type"]


def test_an_own_event_at_a_unit_named_as_in_the_sample_keeps_its_own_unit(
    sample_ledger: Database, viewer: Viewer
) -> None:
    own = EventDraft(title="本行的活动", organisation="武清支行", places=(PlaceDraft(name="西宁市阳光小学"),))
    saved = save_event(sample_ledger, viewer, own)
    assert saved.id is not None
    remove_dataset(sample_ledger, viewer, Dataset.SAMPLE)
    kept = read_event(sample_ledger, viewer, saved.id)
    assert kept is not None
    with sample_ledger.reading() as connection:
        units = connection.exec_driver_sql("SELECT id, name_zh, dataset FROM organisation").all()
        assert [tuple(unit) for unit in units] == [(kept.organisation, "武清支行", "recorded")]
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_the_files_hold_no_line_twice_and_no_sentence_of_the_reports() -> None:
    with (FOLDER / "events.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    titles = [row["title"] for row in rows]
    assert len(set(titles)) == len(titles)
    assert max(len(title) for title in titles) <= 65
