"""Photos and papers kept as evidence: outside the database, under the hash of their content, each stored once."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlmodel import Session

from locales import mark
from models.base import table_of
from models.entry import tidy_text
from models.event import Event, EventAttachment
from models.problem import Problem
from models.viewer import Viewer
from store.database import Database, Writing
from store.events import gone, note_event, state_of, unchangeable, visible_event
from store.outcome import Outcome
from store.picture_file import PDF, SMALL_SIDE, Look, look_at, small_copy
from store.picture_rows import keep_look
from store.safe_files import written_whole

FOLDER: Final = "photos"
MOST_BYTES: Final = 20 * 1024 * 1024
MOST_PER_EVENT: Final = 60


@dataclass(frozen=True, slots=True)
class Attachment:
    """A stored file: where it lies, what it is, the name it was given, and the hash of its content."""

    id: int
    name: str
    media_type: str
    size: int
    path: Path
    sha256: str


def add_attachment(database: Database, viewer: Viewer, event_id: int, *, name: str, content: bytes) -> Outcome:
    """Keep a file with an event, and what a picture tells. The type is told from the content, never from the name.

    The same file given twice to one event is kept once. Problems: too large, no picture or PDF, event not visible.
    """
    look = look_at(content) if len(content) <= MOST_BYTES else None
    problem = attachment_problem(name, len(content), look)
    if problem is not None or look is None:
        return Outcome(problems=(problem,) if problem else ())
    digest = look.sha256
    with database.writing(viewer, "add attachment") as writing:
        event = visible_event(writing.session, viewer, event_id)
        if event is None or event.deleted_at is not None:
            return Outcome.refused(gone())
        if problem := unchangeable(writing.session, viewer, event):
            return Outcome.refused(problem)
        before = state_of(writing.session, event_id)
        table = table_of(EventAttachment)
        connection = writing.session.connection()
        held = connection.execute(select(table.c.id, table.c.sha256).where(table.c.event_id == event_id)).all()
        if any(row.sha256 == digest for row in held):
            return Outcome(id=event_id, version=event.version)
        if len(held) >= MOST_PER_EVENT:
            return Outcome.refused(too_many_attachments())
        # The file first: a row must never name a file that is not there. One too many does no harm.
        keep_file(path_of(database, digest), content)
        writing.session.add(
            EventAttachment(
                event_id=event_id,
                sha256=digest,
                name=tidy_text(name)[:200] or digest[:12],
                media_type=look.media_type,
                size=len(content),
            )
        )
        keep_look(connection, look)
        _changed(writing, event)
        note_event(writing, event, "attach", before)
        return Outcome(id=event_id, version=event.version)


def attachment_problem(name: str, size: int, look: Look | None) -> Problem | None:
    """Why a file of so many bytes, in which this is to be seen, cannot be kept; None when it can."""
    shown = tidy_text(name)[:60]
    if size > MOST_BYTES:
        return Problem.of("attachments", "too_large", mark("“{name}” is larger than 20 MB."), name=shown)
    if look is None:
        return Problem.of(
            "attachments",
            "type",
            mark("“{name}” is not a JPEG, HEIC, PNG or WebP picture nor a PDF, or it is damaged."),
            name=shown,
        )
    if look.most:
        sentence = mark("“{name}” has {dots} dots; a picture of its kind can have at most {most}. Make it smaller.")
        dots = f"{look.width * look.height:,}"
        return Problem.of("attachments", "too_many_dots", sentence, name=shown, dots=dots, most=f"{look.most:,}")
    return None


def too_many_attachments() -> Problem:
    """The problem of an event that would hold more files than it may."""
    return Problem.of("attachments", "too_many", mark("one event holds at most {most} files."), most=MOST_PER_EVENT)


def remove_attachment(database: Database, viewer: Viewer, event_id: int, attachment_id: int) -> Outcome:
    """Take a file off an event. The file itself stays in the folder."""
    with database.writing(viewer, "remove attachment") as writing:
        event = visible_event(writing.session, viewer, event_id)
        row = writing.session.get(EventAttachment, attachment_id)
        if event is None or event.deleted_at is not None or row is None or row.event_id != event_id:
            return Outcome.refused(gone())
        if problem := unchangeable(writing.session, viewer, event):
            return Outcome.refused(problem)
        before = state_of(writing.session, event_id)
        writing.session.delete(row)
        _changed(writing, event)
        note_event(writing, event, "detach", before)
        return Outcome(id=event_id, version=event.version)


def attachments_of(database: Database, viewer: Viewer, event_id: int) -> list[Attachment]:
    """The files of an event that the viewer may see, in the order they came."""
    table = table_of(EventAttachment)
    with database.reading() as connection, Session(connection) as session:
        event = visible_event(session, viewer, event_id)
        if event is None or event.deleted_at is not None:
            return []
        rows = connection.execute(select(table).where(table.c.event_id == event_id).order_by(table.c.id)).all()
        return [
            Attachment(row.id, row.name, row.media_type, row.size, path_of(database, row.sha256), row.sha256)
            for row in rows
        ]


def _changed(writing: Writing, event: Event) -> None:
    """Whoever decides on an event has looked at its files too: with others it is another version."""
    event.change = writing.change
    event.version += 1
    event.updated_at, event.updated_by = writing.now, writing.viewer.name
    writing.session.add(event)


def thumbnail(attachment: Attachment, *, side: int = SMALL_SIDE) -> bytes | None:
    """A small JPEG of a stored picture, turned upright, without any of its data; None for a PDF and
    for a file that is missing or cannot be read.
    """
    return None if attachment.media_type == PDF else small_copy(attachment.path, side=side)


def path_of(database: Database, digest: str) -> Path:
    """Where a file with this content lies."""
    return database.data / FOLDER / digest[:2] / digest


def keep_file(path: Path, content: bytes) -> None:
    """Write a file where `path_of` says, unless it is there already; the row that names it follows."""
    if path.is_file() and path.stat().st_size == len(content):
        os.utime(path)  # it is wanted again: as old as it lay there, a sweep might take it for forgotten
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(path) as file:
        file.write(content)
