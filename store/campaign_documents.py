"""The papers of a campaign: notices, plans, reports; kept like photos, outside the database under their hash."""

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from sqlalchemy import select

from locales import mark
from models.campaign import CampaignDocument
from models.entry import tidy_text
from models.permission import Action
from models.place import Campaign
from models.problem import Problem
from models.viewer import Viewer
from store.attachments import MOST_BYTES, keep_file, path_of
from store.campaigns import DOCUMENT, no_campaign, note_campaign, state_of_campaign
from store.database import Database
from store.outcome import Outcome, require
from store.picture_file import PDF

MOST_PER_CAMPAIGN: Final = 40
_OPEN_XML: Final = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_OLD_OFFICE: Final = "application/x-ole-storage"  # doc, xls, ppt and WPS's own: which of them, only the name tells
_OLD_BEGINNING: Final = bytes.fromhex("D0CF11E0A1B11AE1")


@dataclass(frozen=True, slots=True)
class Document:
    """A paper of a campaign: where it lies, what it is, the name it was given, when and by whom."""

    id: int
    name: str
    media_type: str
    size: int
    added_at: datetime
    added_by: str
    path: Path


def add_document(database: Database, viewer: Viewer, campaign_id: int, *, name: str, content: bytes) -> Outcome:
    """Keep a paper with a campaign, each content once. The kind is told from the content, never from the name.

    Problems: too large, too many, no PDF or office document. Raises NotAllowedError.
    """
    require(viewer, Action.MANAGE)
    media_type = kind_of_paper(content) if len(content) <= MOST_BYTES else None
    if problem := _unfit(name, len(content), media_type):
        return Outcome.refused(problem)
    digest = sha256(content).hexdigest()
    with database.writing(viewer, "add campaign document") as writing:
        session, connection = writing.session, writing.session.connection()
        campaign = session.get(Campaign, campaign_id)
        if campaign is None or campaign.merged_into is not None:
            return Outcome.refused(no_campaign())
        held = connection.scalars(select(DOCUMENT.c.sha256).where(DOCUMENT.c.campaign_id == campaign_id)).all()
        if digest in held:
            return Outcome(id=campaign_id, version=campaign.change)
        if len(held) >= MOST_PER_CAMPAIGN:
            sentence = mark("a campaign holds at most {most} documents.")
            return Outcome.refused(Problem.of("documents", "too_many", sentence, most=MOST_PER_CAMPAIGN))
        before = state_of_campaign(connection, campaign_id)
        # The file first: a row must never name a file that is not there. One too many does no harm.
        keep_file(path_of(database, digest), content)
        session.add(
            CampaignDocument(
                campaign_id=campaign_id,
                sha256=digest,
                name=tidy_text(name)[:200] or digest[:12],
                media_type=media_type or "",
                size=len(content),
                added_at=writing.now,
                added_by=viewer.name,
                change=writing.change,
            )
        )
        campaign.change = writing.change
        note_campaign(writing, campaign, "attach", before)
        return Outcome(id=campaign_id, version=campaign.change)


def remove_document(database: Database, viewer: Viewer, campaign_id: int, document_id: int) -> Outcome:
    """Take a paper off a campaign; the file itself stays until it is swept. Raises NotAllowedError."""
    require(viewer, Action.MANAGE)
    with database.writing(viewer, "remove campaign document") as writing:
        session = writing.session
        campaign, document = session.get(Campaign, campaign_id), session.get(CampaignDocument, document_id)
        if campaign is None or document is None or document.campaign_id != campaign_id:
            return Outcome.refused(no_campaign())
        before = state_of_campaign(session.connection(), campaign_id)
        session.delete(document)
        campaign.change = writing.change
        note_campaign(writing, campaign, "detach", before)
        return Outcome(id=campaign_id, version=campaign.change)


def documents_of(database: Database, viewer: Viewer, campaign_id: int) -> list[Document]:
    """The papers of a campaign, in the order they came, for whoever may see anything of the bank."""
    if not viewer.reach(Action.READ):
        return []
    with database.reading() as connection:
        rows = connection.execute(
            select(DOCUMENT).where(DOCUMENT.c.campaign_id == campaign_id).order_by(DOCUMENT.c.id)
        ).all()
    return [
        Document(row.id, row.name, row.media_type, row.size, row.added_at, row.added_by, path_of(database, row.sha256))
        for row in rows
    ]


def kind_of_paper(content: bytes) -> str | None:
    """The media type of a PDF or an office document, by its content; None for anything else, and for macros."""
    if content[:5] == b"%PDF-":
        return PDF
    if content.startswith(_OLD_BEGINNING):
        return _OLD_OFFICE
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()  # looked at, never unpacked
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return next((kind for folder, kind in _OPEN_XML.items() if any(name.startswith(folder) for name in names)), None)


def _unfit(name: str, size: int, media_type: str | None) -> Problem | None:
    shown = tidy_text(name)[:60]
    if size > MOST_BYTES:
        return Problem.of("documents", "too_large", mark("“{name}” is larger than 20 MB."), name=shown)
    if media_type is None:
        sentence = mark("“{name}” is no PDF, Word, Excel, PowerPoint or WPS document, is damaged, or holds macros.")
        return Problem.of("documents", "type", sentence, name=shown)
    return None
