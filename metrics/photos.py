"""The photos and papers of a filter's events: how many there are, and which."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from metrics.counting import EVENT, conditions
from metrics.filter import Filter
from metrics.records import CHUNK, fetch
from models.base import table_of
from models.event import EventAttachment
from models.permission import Action
from models.viewer import Viewer
from models.when import When
from store.attachments import path_of
from store.database import Database
from store.picture_file import PDF

FILE: Final = table_of(EventAttachment)


@dataclass(frozen=True, slots=True)
class PhotoCount:
    """What a filter's events hold: pictures, papers (PDF), and the bytes of both as they were given."""

    pictures: int
    papers: int
    size: int


@dataclass(frozen=True, slots=True)
class PhotoRecord:
    """A stored file, and the event it belongs to."""

    path: Path
    media_type: str
    event: str
    when: When
    unit: str


def count_photos(database: Database, viewer: Viewer, filter_: Filter) -> PhotoCount:
    """How many files a filter's events hold, of those that the viewer may export."""
    papers = FILE.c.media_type == PDF
    exported = select(EVENT.c.id).where(*conditions(viewer, filter_, Action.EXPORT))
    query = (
        select(papers, func.count(), func.coalesce(func.sum(FILE.c.size), 0))
        .where(FILE.c.event_id.in_(exported))
        .group_by(papers)
    )
    with database.reading() as connection:
        found = {bool(paper): (int(count), int(size)) for paper, count, size in connection.execute(query)}
    pictures, documents = found.get(False, (0, 0)), found.get(True, (0, 0))
    return PhotoCount(pictures[0], documents[0], pictures[1] + documents[1])


def list_photos(database: Database, viewer: Viewer, filter_: Filter) -> list[PhotoRecord]:
    """The files themselves, oldest event first, in the order in which they came."""
    order = (EVENT.c.when_start.is_(None), EVENT.c.when_start, EVENT.c.id)
    where = (*conditions(viewer, filter_, Action.EXPORT), EVENT.c.id.in_(select(FILE.c.event_id)))
    found = []
    with database.reading() as connection:
        ids = list(connection.scalars(select(EVENT.c.id).where(*where).order_by(*order)))
        for start in range(0, len(ids), CHUNK):
            events = {record.id: record for record in fetch(connection, ids[start : start + CHUNK])}
            rows = connection.execute(select(FILE).where(FILE.c.event_id.in_(events)).order_by(FILE.c.id)).all()
            at = {id_: place for place, id_ in enumerate(events)}
            for row in sorted(rows, key=lambda row: at[row.event_id]):
                event = events[row.event_id]
                found.append(
                    PhotoRecord(
                        path_of(database, row.sha256), row.media_type, event.title, event.when, event.organisation
                    )
                )
    return found
