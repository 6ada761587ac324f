"""What stored pictures tell, and where else the same ones are evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, and_, or_, select
from sqlmodel import Session

from models.base import table_of
from models.dataset import Dataset
from models.event import Event, EventAttachment
from models.permission import Action
from models.viewer import Viewer
from models.when import Precision, When
from store.attachments import path_of
from store.database import Database
from store.events import visible_event
from store.likeness import alike, parts_of
from store.outcome import require
from store.picture_file import PDF, Look, look_at
from store.picture_rows import PICTURE, keep_look, look_of, unreadable

MOST_OTHERS: Final = 20  # told of one picture; whoever uses it more often has a different question
MOST_ASKED: Final = 300  # for one picture: so many events may be hidden from the viewer before one of theirs
AT_ONCE: Final = 50  # pictures written in one transaction
FILE: Final = table_of(EventAttachment)
EVENT: Final = table_of(Event)


@dataclass(frozen=True, slots=True)
class OtherUse:
    """A picture is evidence of another event too: the very same file, or one that looks the same.

    The event is told to those only who may see it; for all others `event_id` and `when` are None and `title` "".
    """

    sha256: str
    same: bool
    event_id: int | None = None
    title: str = ""
    when: When | None = None


def looks_of(database: Database, viewer: Viewer, event_id: int) -> list[Look]:
    """What the files of an event tell that the viewer may see, in the order they came; without small copies.

    A picture that nobody has looked at yet (see `read_missing`) tells nothing.
    """
    with database.reading() as connection, Session(connection) as session:
        event = visible_event(session, viewer, event_id)
        if event is None or event.deleted_at is not None:
            return []
        rows = connection.execute(
            select(FILE.c.sha256, FILE.c.media_type, PICTURE)
            .outerjoin_from(FILE, PICTURE, PICTURE.c.sha256 == FILE.c.sha256)
            .where(FILE.c.event_id == event_id)
            .order_by(FILE.c.id)
        ).all()
        return [
            Look(row[0], row.media_type) if row.width is None else look_of(row._mapping, row.media_type) for row in rows
        ]


def others_with(
    database: Database,
    viewer: Viewer,
    looks: Sequence[Look],
    *,
    dataset: Dataset = Dataset.RECORDED,
    event_id: int | None = None,
) -> list[OtherUse]:
    """The other events of a dataset, those in the bin left out, that have one of these files or a picture like it.

    `event_id` is the event the files belong to; None where it is not saved yet. Of the events that the viewer may not
    see there is at most one answer for each file. The very same come first.
    """
    found: list[OtherUse] = []
    with database.reading() as connection, Session(connection) as session:
        for look in looks:
            hidden, seen = None, 0
            for other, same in _uses(connection, look, dataset, event_id):
                event = visible_event(session, viewer, other)
                if event is None:
                    hidden = hidden or OtherUse(look.sha256, same)
                    continue
                if (seen := seen + 1) > MOST_OTHERS:
                    break
                when = When(event.when_start, event.when_end, Precision(event.when_precision), event.when_text)
                found.append(OtherUse(look.sha256, same, other, event.title, when))
            if hidden:
                found.append(hidden)
    return found


def read_missing(database: Database, viewer: Viewer, *, event_id: int | None = None, most: int | None = None) -> int:
    """Look at stored pictures that have no row yet, at most `most` of them, and return how many were written.

    Those of one event for whoever sees it; those of the whole ledger for whoever arranges it (else NotAllowedError).
    A file that is not in its place is left for another time, one that cannot be read is noted as such.
    """
    if event_id is None:
        require(viewer, Action.MANAGE)
    with database.reading() as connection, Session(connection) as session:
        if event_id is not None and visible_event(session, viewer, event_id) is None:
            return 0
        query = (
            select(FILE.c.sha256)
            .where(FILE.c.media_type != PDF, FILE.c.sha256.not_in(select(PICTURE.c.sha256)))
            .distinct()
            .order_by(FILE.c.sha256)
        )
        if event_id is not None:
            query = query.where(FILE.c.event_id == event_id)
        waiting = [digest for digest in connection.scalars(query) if path_of(database, digest).is_file()][:most]
    for start in range(0, len(waiting), AT_ONCE):
        # Looked at before anything is written: it takes long, and meanwhile others can write.
        digests = waiting[start : start + AT_ONCE]
        looks = [_look_again(path_of(database, digest), digest) for digest in digests]
        with database.writing(viewer, "look at pictures") as writing:
            writing.draw_change()  # or others would keep the answers they had without these
            for digest, look in zip(digests, looks, strict=True):
                # A file whose content has changed is not the picture of that name any more.
                keep_look(writing.session.connection(), look if look.sha256 == digest else unreadable(digest))
    return len(waiting)


def _look_again(path: Path, digest: str) -> Look:
    look = look_at(path.read_bytes())
    return unreadable(digest) if look is None or look.most else look


def _uses(connection: Connection, look: Look, dataset: Dataset, event_id: int | None) -> list[tuple[int, bool]]:
    """The ids of other events with this file (True) or with a picture like it (False)."""
    alike_ones = _alike(connection, look)
    rows = connection.execute(
        select(FILE.c.event_id, FILE.c.sha256)
        .join(EVENT, EVENT.c.id == FILE.c.event_id)
        .where(
            FILE.c.sha256.in_([look.sha256, *alike_ones]),
            FILE.c.event_id != (event_id or 0),
            EVENT.c.dataset == dataset.value,
            EVENT.c.deleted_at.is_(None),
        )
        .order_by(FILE.c.sha256 != look.sha256, FILE.c.event_id)
        .limit(MOST_ASKED)
    ).all()
    uses: dict[int, bool] = {}
    for row in rows:
        uses.setdefault(row.event_id, row.sha256 == look.sha256)
    return list(uses.items())


def _alike(connection: Connection, look: Look) -> list[str]:
    """The hashes of other stored pictures that look the same, found through a part they have in common."""
    parts = parts_of(look.likeness)
    if not parts:
        return []
    columns = (PICTURE.c.part_0, PICTURE.c.part_1, PICTURE.c.part_2, PICTURE.c.part_3)
    near: list[Any] = [column == part for column, part in zip(columns, parts, strict=True)]
    rows = connection.execute(
        select(PICTURE.c.sha256, PICTURE.c.likeness).where(and_(or_(*near), PICTURE.c.sha256 != look.sha256))
    )
    return [row.sha256 for row in rows if alike(row.likeness, look.likeness)][:MOST_ASKED]
