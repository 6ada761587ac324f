"""The event and everything that hangs on it.

Numbers are stored as plain columns: `…_value`, `…_qualifier` and `…_basis` (see `models.count.Count`); an empty
value means "not known", never zero. Dates likewise: first day, last day, precision (see `models.when.When`).
"""

from datetime import date, datetime
from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field

from locales import mark
from models.base import Base, table_of
from models.dataset import Dataset
from models.division import Division
from models.organisation import Organisation
from models.place import Campaign, Partner, Place
from models.review import DRAFT
from models.upload import UploadBatch
from models.vocabulary import Basis, Format, KeyGroup, Material, Topic, VenueType

OFFLINE: Final = "offline"
ONLINE: Final = "online"
TRAINING: Final = "training"
HOME_VISIT: Final = "home_visit"

KINDS: Final = {
    OFFLINE: mark("Offline event"),
    ONLINE: mark("Online publicity"),
    TRAINING: mark("Staff training"),
    HOME_VISIT: mark("Home visit"),
}


def _key_of(model: type[Base]) -> str:
    """The primary key of a table that is referred to. Naming its class sees to it that the table is known too."""
    [column] = table_of(model).primary_key
    return str(column)


class Event(Base, table=True):
    """One outreach event.

    `version` rises with each save, so that a second editor is told instead of overwriting. `deleted_at` marks the
    bin. `reference` is the identity given by the source a record was imported from, `batch_id` the list it came with;
    `change` is the number of the last change that touched the record or anything hanging on it. `status` is where it
    stands in the review, since when, by whom and why (see `models.review`).
    """

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("sessions >= 1", name="sessions"),
        CheckConstraint("attendance_value >= 0", name="attendance"),
        Index("ix_event_listed", "dataset", "deleted_at", "when_start"),
        Index("ix_event_reviewed", "dataset", "deleted_at", "status"),
        Index("ix_event_by_title", "dataset", "deleted_at", "title"),
        Index("ix_event_by_attendance", "dataset", "deleted_at", "attendance_value"),
        Index("ix_event_by_update", "dataset", "deleted_at", "updated_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(default=OFFLINE, max_length=16)
    title: str = Field(max_length=200)
    when_start: date | None = None
    when_end: date | None = None
    when_precision: str = Field(max_length=8)
    when_text: str = Field(default="", max_length=80)
    organisation_id: int = Field(foreign_key=_key_of(Organisation), index=True)
    venue_type: str | None = Field(default=None, foreign_key=_key_of(VenueType), index=True, max_length=40)
    sessions: int = 1
    attendance_value: int | None = None
    attendance_qualifier: str | None = Field(default=None, max_length=12)
    attendance_basis: str | None = Field(default=None, foreign_key=_key_of(Basis), max_length=40)
    indirect_value: int | None = None
    indirect_qualifier: str | None = Field(default=None, max_length=12)
    indirect_basis: str | None = Field(default=None, foreign_key=_key_of(Basis), max_length=40)
    consultations_value: int | None = None
    consultations_qualifier: str | None = Field(default=None, max_length=12)
    consultations_basis: str | None = Field(default=None, foreign_key=_key_of(Basis), max_length=40)
    staff_value: int | None = None
    staff_qualifier: str | None = Field(default=None, max_length=12)
    staff_basis: str | None = Field(default=None, foreign_key=_key_of(Basis), max_length=40)
    media_reports: int | None = None
    note: str = Field(default="", max_length=5000)
    reference: str | None = Field(default=None, index=True, max_length=80)
    batch_id: int | None = Field(default=None, foreign_key=_key_of(UploadBatch), index=True)
    dataset: str = Field(default=Dataset.RECORDED.value, max_length=16)
    status: str = Field(default=DRAFT, max_length=12, sa_column_kwargs={"server_default": DRAFT})
    status_at: datetime | None = None
    status_by: str | None = Field(default=None, max_length=80)
    status_reason: str | None = Field(default=None, max_length=500)
    version: int = 1
    created_at: datetime
    created_by: str = Field(max_length=80)
    updated_at: datetime
    updated_by: str = Field(max_length=80)
    deleted_at: datetime | None = None
    change: int = Field(default=0, index=True)


class EventPlace(Base, table=True):
    """Where it took place: a known place, or a bare division when no more is known."""

    __tablename__ = "event_place"
    __table_args__ = (CheckConstraint("(place_id IS NULL) <> (division_id IS NULL)", name="place_or_division"),)

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key=_key_of(Event), index=True)
    place_id: int | None = Field(default=None, foreign_key=_key_of(Place), index=True)
    division_id: str | None = Field(default=None, foreign_key=_key_of(Division), index=True, max_length=16)


class EventPartner(Base, table=True):
    """A partner who took part."""

    __tablename__ = "event_partner"

    event_id: int = Field(primary_key=True, foreign_key=_key_of(Event))
    partner_id: int = Field(primary_key=True, foreign_key=_key_of(Partner), index=True)


class EventCoOrganiser(Base, table=True):
    """Another of our own units that organised it too."""

    __tablename__ = "event_co_organiser"

    event_id: int = Field(primary_key=True, foreign_key=_key_of(Event))
    organisation_id: int = Field(primary_key=True, foreign_key=_key_of(Organisation), index=True)


class EventTopic(Base, table=True):
    """A topic of the event."""

    __tablename__ = "event_topic"

    event_id: int = Field(primary_key=True, foreign_key=_key_of(Event))
    topic: str = Field(primary_key=True, foreign_key=_key_of(Topic), index=True, max_length=40)


class EventFormat(Base, table=True):
    """A format of the event."""

    __tablename__ = "event_format"

    event_id: int = Field(primary_key=True, foreign_key=_key_of(Event))
    format: str = Field(primary_key=True, foreign_key=_key_of(Format), index=True, max_length=40)


class EventCampaign(Base, table=True):
    """A campaign the event counts in."""

    __tablename__ = "event_campaign"

    event_id: int = Field(primary_key=True, foreign_key=_key_of(Event))
    campaign_id: int = Field(primary_key=True, foreign_key=_key_of(Campaign), index=True)


class EventKeyGroup(Base, table=True):
    """A key group the event reached, with how many if that is known. Groups may overlap."""

    __tablename__ = "event_key_group"
    __table_args__ = (CheckConstraint("value >= 0", name="value"),)

    event_id: int = Field(primary_key=True, foreign_key=_key_of(Event))
    key_group: str = Field(primary_key=True, foreign_key=_key_of(KeyGroup), index=True, max_length=40)
    value: int | None = None
    qualifier: str | None = Field(default=None, max_length=12)
    basis: str | None = Field(default=None, foreign_key=_key_of(Basis), max_length=40)


class EventMaterial(Base, table=True):
    """Things handed out, in copies."""

    __tablename__ = "event_material"
    __table_args__ = (CheckConstraint("value >= 0", name="value"),)

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key=_key_of(Event), index=True)
    material: str = Field(foreign_key=_key_of(Material), max_length=40)
    name: str = Field(default="", max_length=120)
    value: int | None = None
    qualifier: str | None = Field(default=None, max_length=12)
    basis: str | None = Field(default=None, foreign_key=_key_of(Basis), max_length=40)


class EventReading(Base, table=True):
    """An online publication's numbers as read on a day; the newest reading counts, older ones are kept."""

    __tablename__ = "event_reading"
    __table_args__ = (CheckConstraint("views_value >= 0", name="views"),)

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key=_key_of(Event), index=True)
    channel: str = Field(default="", max_length=80)
    read_on: date | None = None
    views_value: int | None = Field(default=None, sa_type=BigInteger)
    views_qualifier: str | None = Field(default=None, max_length=12)
    views_basis: str | None = Field(default=None, foreign_key=_key_of(Basis), max_length=40)
    likes: int | None = None
    shares: int | None = None


class EventLink(Base, table=True):
    """A web address that tells about the event."""

    __tablename__ = "event_link"

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key=_key_of(Event), index=True)
    url: str = Field(max_length=1000)
    title: str = Field(default="", max_length=200)


class EventAttachment(Base, table=True):
    """A file kept as evidence, stored outside the database under the hash of its content."""

    __tablename__ = "event_attachment"

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key=_key_of(Event), index=True)
    sha256: str = Field(index=True, max_length=64)
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=80)
    size: int = Field(sa_type=BigInteger)


# What hangs on an event and is replaced as a whole when it is saved (attachments come and go one by one).
PARTS: Final[tuple[type[Base], ...]] = (
    EventPlace,
    EventPartner,
    EventCoOrganiser,
    EventTopic,
    EventFormat,
    EventCampaign,
    EventKeyGroup,
    EventMaterial,
    EventReading,
    EventLink,
)
