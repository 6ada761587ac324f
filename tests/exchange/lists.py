"""Lists to take in, and what becomes of their rows."""

import io
from dataclasses import replace
from datetime import date

import openpyxl

from exchange.table import Row, Table, read_table
from exchange.upload import Imported, Preview, PreviewRow, import_rows, preview
from exchange.written import Cell
from metrics.filter import Filter
from metrics.records import EventRecord, list_events
from models.count import Count, Qualifier
from models.dataset import Dataset
from models.draft import EventDraft, KeyGroupDraft, LinkDraft, MaterialDraft, PlaceDraft, ReadingDraft
from models.viewer import Viewer
from models.when import When
from store.database import Database

OWN, SAMPLE = Filter(), Filter(dataset=Dataset.SAMPLE)
NOT_COMPARED = {"dataset", "created_by", "updated_at"}
OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

RICH = EventDraft(
    kind="online",
    title="=HYPERLINK(1)；有分号、顿号的标题\\",
    when=When.in_month(2024, 9),
    organisation="武清支行",
    co_organisers=("北辰支行", "东丽；支行"),
    partners=("公安局、工商联", "@学校", "甲|乙"),
    places=(
        PlaceDraft(name="某小学；东校区", division_id="120114", lat=39.4, lng=-117.05),
        PlaceDraft(name="武清区杨村镇某处"),
        PlaceDraft(division_id="120114001"),
    ),
    venue_type="school",
    formats=("booth", "article"),
    topics=("telecom_fraud", "other"),
    campaigns=("3·15 金融消费者权益保护教育宣传", "本行活动"),
    sessions=3,
    attendance=Count(60, Qualifier.OVER, "sign_in"),
    indirect=Count(1200, Qualifier.ABOUT),
    consultations=Count(0),
    staff=Count(8, Qualifier.AT_LEAST),
    media_reports=2,
    key_groups=(
        KeyGroupDraft(key_group="older_people", count=Count(60, Qualifier.AT_LEAST)),
        KeyGroupDraft(key_group="students", count=Count(12)),
        KeyGroupDraft(key_group="teachers"),
    ),
    materials=(
        MaterialDraft(material="leaflet", name="防诈|指南；一", copies=Count(300, Qualifier.MORE_THAN)),
        MaterialDraft(material="gift", copies=Count(20)),
        MaterialDraft(material="poster"),
    ),
    readings=(
        ReadingDraft(channel="公众号", read_on=date(2024, 9, 30), views=Count(15_000, Qualifier.NEARLY), likes=30),
        ReadingDraft(channel="公众号", read_on=date(2024, 9, 10), views=Count(900), shares=4),
        ReadingDraft(channel="视频号", views=Count(5)),
    ),
    links=(LinkDraft(url="https://a.example/?a=1;b=2"), LinkDraft(url="https://b.example/、c")),
    note="-第一行\n=第二行",
    reference="+86",
)


def csv_table(text: str) -> Table:
    return read_table(text.encode(), "list.csv")


def workbook(*rows: list[Cell]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def compared(content: bytes) -> list[dict[str, Cell]]:
    return [{k: cell for k, cell in row.cells.items() if k not in NOT_COMPARED} for row in read_table(content).rows]


def as_own(table: Table) -> Table:
    """A list of sample rows as if they were the bank's own."""
    own = str(Dataset.RECORDED)
    return replace(table, rows=[Row(row.number, row.cells | {"dataset": own}) for row in table.rows])


def take_in(database: Database, viewer: Viewer, table: Table) -> Imported:
    return import_rows(database, viewer, preview(database, viewer, table))


def events(database: Database, viewer: Viewer) -> list[EventRecord]:
    return list_events(database, viewer, OWN)


def only(previewed: Preview) -> PreviewRow:
    (row,) = previewed.rows
    return row


def counts(imported: Imported) -> tuple[int, int, int]:
    return imported.new, imported.same, imported.refused
