"""What of the ledger is copied for questions, and how it comes out of the one database and into the other."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import pyarrow as pa
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    DateTime,
    Float,
    Insert,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    func,
    insert,
    select,
)
from sqlalchemy import cast as as_type
from sqlalchemy import column as column_of
from sqlalchemy import table as rows_of
from sqlalchemy.types import TypeEngine, UserDefinedType

from models.base import Base, table_of
from models.count import Qualifier
from models.dataset import Dataset
from models.division import Division
from models.event import (
    KINDS,
    Event,
    EventAttachment,
    EventCampaign,
    EventCoOrganiser,
    EventFormat,
    EventKeyGroup,
    EventLink,
    EventMaterial,
    EventPartner,
    EventPlace,
    EventReading,
    EventTopic,
)
from models.organisation import Organisation
from models.place import Campaign, Partner, Place
from models.review import STATUSES
from models.when import Precision

INCOMING: Final = "incoming"
_NOWHERE: Final = -999.0  # no such degree; stands for an unknown one on the way
_EVENT: Final = table_of(Event)

# Words that no vocabulary of the ledger lists; all others are those of the vocabulary the column refers to.
_FIXED: Final[dict[str, tuple[str, ...]]] = {
    "kind": tuple(KINDS),
    "when_precision": tuple(precision.value for precision in Precision),
    "dataset": tuple(dataset.value for dataset in Dataset),
    "status": tuple(STATUSES),
    "qualifier": tuple(qualifier.value for qualifier in Qualifier),
}


class WordType(UserDefinedType[str]):
    """One of a list of words: takes a byte, and is compared as quickly as a number."""

    cache_ok = True

    def __init__(self, words: str) -> None:
        """`words` is the name of the list."""
        self.words = words

    def get_col_spec(self, **_kw: Any) -> str:
        """The name of the type among the copies."""
        return f"{self.words}_word"


def _words_of(column: Column[Any]) -> str | None:
    """The list of words a column is written in; None for any other column."""
    if column.name.endswith("qualifier"):
        return "qualifier"
    vocabulary = next((key.column.table.name for key in column.foreign_keys if key.column.name == "code"), None)
    return vocabulary or (column.name if column.table is _EVENT and column.name in _FIXED else None)


def _kept_as(column: Column[Any]) -> TypeEngine[Any]:
    if words := _words_of(column):
        return WordType(words)
    # Of the moments there is only that of going into the bin, and what is in the bin is not copied.
    return Boolean() if isinstance(column.type, DateTime) else column.type


class Copied:
    """A table of which these columns are copied, under its own name.

    `table` is the copy. `owner` is the column that names the event; None for what events refer to, whose rows carry
    the number of their last change themselves.
    """

    def __init__(self, model: type[Base], *names: str, owner: str | None = "event_id") -> None:
        """`names` are the columns of the model's table."""
        self.source = table_of(model)
        self.owner = owner
        self.columns = tuple(self.source.c[name] for name in names)
        copies = (Column(column.name, _kept_as(column), nullable=column.nullable) for column in self.columns)
        self.table = Table(self.source.name, COPIES, *copies)

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]

    def asking(self, *, changed_since: int | None = None) -> Select[Any]:
        """The question for the rows: all, or those of what has changed after a number of the sequence.

        Nothing that is told is empty, for the Arrow driver for SQLite takes a column's type from its first rows.
        """
        question = select(*(_told(column).label(column.name) for column in self.columns))
        if self.owner is None:
            return question if changed_since is None else question.where(self.source.c.change > changed_since)
        if changed_since is None:
            return question.where(_EVENT.c.deleted_at.is_(None)) if self.source is _EVENT else question
        changed = select(_EVENT.c.id).where(_EVENT.c.change > changed_since, _EVENT.c.deleted_at.is_(None))
        return question.where(self.source.c[self.owner].in_(changed))

    def putting(self) -> Insert:
        """The statement that adds rows as they were told, shown as the table `incoming`, to the copy."""
        incoming = rows_of(INCOMING, *(column_of(name) for name in self.names))
        kept = [_received(incoming.c[column.name], self.table.c[column.name]) for column in self.columns]
        return insert(self.table).from_select(self.names, select(*kept))

    def put(self, connection: Connection, rows: pa.Table) -> None:
        """Add rows as they were told to the copy."""
        with showing(connection, rows):
            connection.execute(self.putting())


def _told(column: Column[Any]) -> Any:
    if isinstance(column.type, Integer):
        return column
    if isinstance(column.type, Float):
        return func.coalesce(column, _NOWHERE)
    return func.coalesce(as_type(column, Text), "")


def _received(told: Any, kept: Column[Any]) -> Any:
    if isinstance(kept.type, Integer):
        return as_type(told, kept.type)
    if isinstance(kept.type, Float):
        return func.nullif(as_type(told, kept.type), _NOWHERE)
    words = func.nullif(as_type(told, Text), "") if kept.nullable else told
    return as_type(words, kept.type)


COPIES: Final = MetaData()
UP_TO: Final = Table("up_to", COPIES, Column("change", Integer, nullable=False))
"""Of the copy alone: one row, the number of the last change that was in the ledger when the copy was made."""
_COUNT: Final = ("value", "qualifier", "basis")
_NUMBERS: Final = tuple(
    f"{number}_{part}" for number in ("attendance", "indirect", "consultations", "staff") for part in _COUNT
)
EVENT: Final = Copied(
    Event,
    *("id", "kind", "when_start", "when_end", "when_precision", "organisation_id", "venue_type", "sessions"),
    *_NUMBERS,
    *("media_reports", "dataset", "status", "deleted_at"),
    owner="id",
)
PLACE: Final = Copied(
    Place, "id", "name", "division_id", "lat", "lng", "standing", "organisation_id", "dataset", owner=None
)
UNIT: Final = Copied(
    Organisation, "id", "parent_id", "path", "kind", "name_zh", "name_en", "division_id", "dataset", owner=None
)
EVENT_PLACE: Final = Copied(EventPlace, "id", "event_id", "place_id", "division_id")
PARTS: Final = (
    EVENT_PLACE,
    Copied(EventPartner, "event_id", "partner_id"),
    Copied(EventCoOrganiser, "event_id", "organisation_id"),
    Copied(EventTopic, "event_id", "topic"),
    Copied(EventFormat, "event_id", "format"),
    Copied(EventCampaign, "event_id", "campaign_id"),
    Copied(EventKeyGroup, "event_id", "key_group", *_COUNT),
    Copied(EventMaterial, "event_id", "material", *_COUNT),
    Copied(EventReading, "id", "event_id", "channel", "read_on", "views_value", "views_qualifier", "views_basis"),
    Copied(EventLink, "event_id"),
    Copied(EventAttachment, "event_id"),
)
"""What hangs on events."""
REFERRED_TO: Final = (
    UNIT,
    PLACE,
    Copied(Partner, "id", "name", "dataset", owner=None),
    Copied(Campaign, "id", "name_zh", "name_en", "year", "starts", "ends", "dataset", owner=None),
)
"""What events refer to."""
DIVISION: Final = Copied(Division, "id", "level", "parent_id", "path", "name", "lat", "lng", owner=None)
"""Of the divisions only those are copied in which something is, with all above them."""


def word_lists(connection: Connection) -> dict[str, list[str]]:
    """All lists of words that columns of the copies are written in, as they are in the ledger now."""
    lists = {name: list(words) for name, words in _FIXED.items()}
    for copied in (EVENT, *PARTS):
        for column in copied.columns:
            for key in column.foreign_keys:
                if key.column.name == "code":
                    lists[key.column.table.name] = list(connection.scalars(select(key.column).order_by(key.column)))
    return lists


def fetched(ledger: Connection, question: Select[Any]) -> pa.Table:
    """The rows that answer a question, over a connection to the ledger that is open."""
    names = [column.name for column in question.selected_columns]
    rows = ledger.execute(question).all()
    columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [[] for _name in names]
    return pa.table({name: pa.array(column) for name, column in zip(names, columns, strict=True)})


@contextmanager
def showing(connection: Connection, rows: pa.Table) -> Iterator[None]:
    """Let statements on the copy read these rows as the table `incoming`."""
    held: Any = connection.connection.dbapi_connection
    held.register(INCOMING, rows)
    try:
        yield
    finally:
        held.unregister(INCOMING)
