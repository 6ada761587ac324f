"""What backups are tried with: ledgers with photos, and a look at what a data folder holds."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy import select

from models.base import table_of
from models.count import Count
from models.draft import EventDraft
from models.event import Event, EventAttachment
from models.tables import METADATA
from models.viewer import Viewer
from models.when import When
from store.attachments import add_attachment
from store.database import FILE, Database
from store.dialects import make_engine, sqlite_url
from store.events import save_event

ASIDE = {"setting", "sign_in", "sign_in_failure"}
PASSPHRASE = "宣教 台账 2026"  # noqa: S105 - of a test
ROOT = Path(__file__).resolve().parents[3]


def opened(folder: Path) -> Database:
    return Database(make_engine(sqlite_url(folder / FILE)), folder)


def picture(number: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8), (number % 256, number // 256 % 256, 99)).save(out, "PNG")
    return out.getvalue()


def record(database: Database, viewer: Viewer, title: str, photos: int = 0) -> None:
    saved = save_event(
        database,
        viewer,
        EventDraft(
            title=title,
            when=When.in_year(2024),
            organisation="武清支行",
            topics=("telecom_fraud",),
            partners=("街道办",),
            attendance=Count(60),
        ),
    )
    assert saved.id is not None, saved.problems
    for number in range(photos):
        content = picture(hash((title, number)))
        assert add_attachment(database, viewer, saved.id, name="照片.png", content=content).done


def rows(database: Database) -> dict[str, list[Any]]:
    """All rows of all tables that a backup keeps as they are."""
    with database.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=str)
            for table in METADATA.sorted_tables
            if table.name not in ASIDE
        }


def photos(folder: Path) -> dict[str, str]:
    """Each photo's name → the SHA-256 of what is in it."""
    return {
        path.name: sha256(path.read_bytes()).hexdigest() for path in (folder / "photos").glob("*/*") if path.is_file()
    }


def state(folder: Path) -> tuple[list[str], set[str], list[str]]:
    """What a data folder holds: titles of events, photos named, and everything that is wrong with it."""
    database = opened(folder)
    attachment = table_of(EventAttachment)
    with database.reading() as connection:
        titles = sorted(connection.scalars(select(table_of(Event).c.title)))
        named = set(connection.scalars(select(attachment.c.sha256)))
        wrong = [row for row in connection.exec_driver_sql("PRAGMA integrity_check").scalars() if row != "ok"]
        wrong += [str(row) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
    database.close()
    there = photos(folder)
    wrong += [f"{name} is not there" for name in named - there.keys()]
    wrong += [f"{name} is not what it was" for name in named & there.keys() if there[name] != name]
    return titles, named, wrong
