"""An event on its way into the ledger: typed, but not yet checked against the rules nor stored."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from models.count import Count
from models.event import OFFLINE
from models.when import When


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlaceDraft(_Shape):
    """A known place (`place_id`), a place by name, perhaps within a division, or a bare division."""

    place_id: int | None = None
    name: str = ""
    division_id: str | None = None
    lat: float | None = None
    lng: float | None = None


class KeyGroupDraft(_Shape):
    """A key group, with how many of them came if that is known."""

    key_group: str
    count: Count | None = None


class MaterialDraft(_Shape):
    """Something handed out, with how many copies if that is known."""

    material: str
    name: str = ""
    copies: Count | None = None


class ReadingDraft(_Shape):
    """What an online publication's counter showed on a day."""

    channel: str = ""
    read_on: date | None = None
    views: Count | None = None
    likes: int | None = None
    shares: int | None = None


class LinkDraft(_Shape):
    """A web address."""

    url: str
    title: str = ""


class EventDraft(_Shape):
    """Everything a coordinator may tell about one event.

    `organisation` and `campaigns` are ids, or names to be found or made. `version` is the one the editor started
    from (None for a new event).
    """

    id: int | None = None
    version: int | None = None
    kind: str = OFFLINE
    title: str = ""
    when: When = When.unknown()
    organisation: int | str = ""
    co_organisers: tuple[int | str, ...] = ()
    partners: tuple[str, ...] = ()
    places: tuple[PlaceDraft, ...] = ()
    venue_type: str | None = None
    formats: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    campaigns: tuple[int | str, ...] = ()
    sessions: int = 1
    attendance: Count | None = None
    indirect: Count | None = None
    consultations: Count | None = None
    staff: Count | None = None
    media_reports: int | None = None
    key_groups: tuple[KeyGroupDraft, ...] = ()
    materials: tuple[MaterialDraft, ...] = ()
    readings: tuple[ReadingDraft, ...] = ()
    links: tuple[LinkDraft, ...] = ()
    note: str = ""
    reference: str | None = None


def another_day(draft: EventDraft, when: When) -> EventDraft:
    """The same activity at another time, as a new event.

    Kept is what is usually the same: what was done, where, by and with whom, and for which key groups. Left empty is
    what only its own day can tell - all numbers, how often it was held, what was handed out, counters, links, the
    note - for what was taken over unseen would pass for what somebody counted; and what is one record's own: id,
    version, reference.
    """
    # Each field that is kept is named, so that one added later stays empty until somebody decides on it.
    return EventDraft(
        kind=draft.kind,
        title=draft.title,
        when=when,
        organisation=draft.organisation,
        co_organisers=draft.co_organisers,
        partners=draft.partners,
        places=draft.places,
        venue_type=draft.venue_type,
        formats=draft.formats,
        topics=draft.topics,
        campaigns=draft.campaigns,
        key_groups=tuple(KeyGroupDraft(key_group=group.key_group) for group in draft.key_groups),
    )
