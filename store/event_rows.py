"""A draft as plain rows: which column holds what, for one event and for many at once."""

from functools import cache
from typing import Any

from models.base import Base
from models.count import Count
from models.dataset import Dataset
from models.draft import EventDraft
from models.event import EventFormat, EventKeyGroup, EventLink, EventMaterial, EventReading, EventTopic
from models.review import DRAFT, SUBMITTED
from store.database import Writing

Row = dict[str, Any]


def event_row(draft: EventDraft, unit_id: int, dataset: Dataset, writing: Writing, batch_id: int | None) -> Row:
    """The row of a new event in the table `event`, all columns but the id; `batch_id` is the list it came with."""
    now, by = writing.now, writing.viewer.name
    row = told_columns(draft, unit_id)
    row.update(
        batch_id=batch_id,
        dataset=dataset._value_,
        status=first_status(dataset),
        status_at=now,
        status_by=by,
        version=1,
        created_at=now,
        created_by=by,
        updated_at=now,
        updated_by=by,
        change=writing.change,
    )
    return row


def told_columns(draft: EventDraft, unit_id: int) -> Row:
    """What a draft tells, by the columns of the table `event`."""
    when = draft.when
    return {
        "kind": draft.kind,
        "title": draft.title,
        "when_start": when.start,
        "when_end": when.end,
        "when_precision": when.precision._value_,
        "when_text": when.text,
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
    }


def first_status(dataset: Dataset) -> str:
    """Where a new event stands in the review: a draft of its unit's; trial data is nobody's to finish."""
    return DRAFT if dataset is Dataset.RECORDED else SUBMITTED


def plain_parts(draft: EventDraft) -> dict[type[Base], list[Row]]:
    """The rows of each table that refer to nothing but words, without the event's id; tables without any left out."""
    parts: dict[type[Base], list[Row]] = {}
    # Most events have none of most parts, and a list has tens of thousands of events.
    if draft.topics:
        parts[EventTopic] = [{"topic": topic} for topic in dict.fromkeys(draft.topics)]
    if draft.formats:
        parts[EventFormat] = [{"format": form} for form in dict.fromkeys(draft.formats)]
    if draft.key_groups:
        parts[EventKeyGroup] = [
            {"key_group": group.key_group, **count_columns(group.count)} for group in draft.key_groups
        ]
    if draft.materials:
        parts[EventMaterial] = [
            {"material": material.material, "name": material.name, **count_columns(material.copies)}
            for material in draft.materials
        ]
    if draft.readings:
        parts[EventReading] = [
            {
                "channel": reading.channel,
                "read_on": reading.read_on,
                **count_columns(reading.views, "views_"),
                "likes": reading.likes,
                "shares": reading.shares,
            }
            for reading in draft.readings
        ]
    if draft.links:
        parts[EventLink] = [{"url": link.url, "title": link.title} for link in draft.links]
    return parts


def count_columns(count: Count | None, prefix: str = "") -> Row:
    """The three columns of a number, all empty where it is not known."""
    # Every row of one statement names the same columns, so an unknown number is spelled out as three empty ones.
    if count is None:
        return _no_count(prefix)
    value, qualifier, basis = _count_names(prefix)
    return {value: count.value, qualifier: count.qualifier._value_, basis: count.basis}


@cache
def _no_count(prefix: str) -> Row:
    return dict.fromkeys(_count_names(prefix))


@cache
def _count_names(prefix: str) -> tuple[str, str, str]:
    return f"{prefix}value", f"{prefix}qualifier", f"{prefix}basis"
