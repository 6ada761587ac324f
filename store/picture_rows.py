"""What is seen in a picture as a row of the table `picture`, once for each content."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from models.base import table_of
from models.picture import Picture
from store.likeness import parts_of
from store.picture_file import HEIC, PDF, Look

PICTURE: Final = table_of(Picture)


def keep_look(connection: Connection, look: Look) -> None:
    """Write the row of a picture, in the caller's transaction, unless it has one; a PDF gets none."""
    known = select(PICTURE.c.sha256).where(PICTURE.c.sha256 == look.sha256)
    if look.media_type != PDF and connection.scalar(known) is None:
        connection.execute(insert(PICTURE).values(_row(look)))


def unreadable(sha256: str) -> Look:
    """Stands for a stored picture that has been damaged since: a row without size, so that it is not tried again."""
    return Look(sha256, HEIC)


def look_of(row: Any, media_type: str) -> Look:
    """What was seen, from a row of the table."""
    at = row.taken_at
    return Look(
        sha256=row.sha256,
        media_type=media_type,
        width=row.width,
        height=row.height,
        taken_at=datetime.fromisoformat(at) if at else None,
        lat=row.lat,
        lng=row.lng,
        likeness=row.likeness,
    )


def _row(look: Look) -> dict[str, Any]:
    parts = parts_of(look.likeness) or (None, None, None, None)
    return {
        "sha256": look.sha256,
        "width": look.width,
        "height": look.height,
        "taken_at": look.taken_at.isoformat() if look.taken_at else None,
        "lat": look.lat,
        "lng": look.lng,
        "likeness": look.likeness,
        **{f"part_{number}": part for number, part in enumerate(parts)},
    }
