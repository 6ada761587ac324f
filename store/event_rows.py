"""A draft as plain rows, for statements that write many events at once."""

from collections.abc import Iterator
from typing import Any

from models.base import Base
from models.count import Count
from models.dataset import Dataset
from models.draft import EventDraft
from models.event import EventFormat, EventKeyGroup, EventLink, EventMaterial, EventReading, EventTopic
from models.review import DRAFT, SUBMITTED
from store.database import Writing

Row = dict[str, Any]


def event_row(draft: EventDraft, unit_id: int, dataset: Dataset, writing: Writing) -> Row:
    """The row of a new event in the table `event`, all columns but the id."""
    now, by = writing.now, writing.viewer.name
    return {
        "kind": draft.kind,
        "title": draft.title,
        "when_start": draft.when.start,
        "when_end": draft.when.end,
        "when_precision": draft.when.precision.value,
        "when_text": draft.when.text,
        "organisation_id": unit_id,
        "venue_type": draft.venue_type,
        "sessions": draft.sessions,
        **count_columns(draft.attendance, "attendance_"),
        **count_columns(draft.indirect, "indirect_"),
        **count_columns(draft.consultations, "consultations_"),
        **count_columns(draft.staff, "staff_"),
        "media_reports": draft.media_reports,
        "note": draft.note,
        "reference": draft.reference,
        "dataset": dataset.value,
        "status": first_status(dataset),
        "status_at": now,
        "status_by": by,
        "version": 1,
        "created_at": now,
        "created_by": by,
        "updated_at": now,
        "updated_by": by,
        "change": writing.change,
    }


def first_status(dataset: Dataset) -> str:
    """Where a new event stands in the review: a draft of its unit's; trial data is nobody's to finish."""
    return DRAFT if dataset is Dataset.RECORDED else SUBMITTED


def plain_parts(draft: EventDraft) -> Iterator[tuple[type[Base], list[Row]]]:
    """The rows of each table that refer to nothing but words, without the event's id."""
    yield EventTopic, [{"topic": topic} for topic in draft.topics]
    yield EventFormat, [{"format": form} for form in draft.formats]
    yield EventKeyGroup, [{"key_group": group.key_group, **count_columns(group.count)} for group in draft.key_groups]
    yield (
        EventMaterial,
        [
            {"material": material.material, "name": material.name, **count_columns(material.copies)}
            for material in draft.materials
        ],
    )
    yield (
        EventReading,
        [
            {
                "channel": reading.channel,
                "read_on": reading.read_on,
                **count_columns(reading.views, "views_"),
                "likes": reading.likes,
                "shares": reading.shares,
            }
            for reading in draft.readings
        ],
    )
    yield EventLink, [{"url": link.url, "title": link.title} for link in draft.links]


def count_columns(count: Count | None, prefix: str = "") -> Row:
    """The three columns of a number, all empty where it is not known."""
    # Every row of one statement names the same columns, so an unknown number is spelled out as three empty ones.
    return {
        f"{prefix}value": count.value if count else None,
        f"{prefix}qualifier": count.qualifier.value if count else None,
        f"{prefix}basis": count.basis if count else None,
    }
