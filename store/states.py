"""A record's state: everything recorded about it, in a form that can be compared, hashed and kept in the history.

The history holds the hash of each state, so its form must never change for records that exist: a column or part added
by a later release has to be empty for them (None or "", not 0 or False), for what is empty is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from json import JSONEncoder
from json.encoder import encode_basestring
from typing import Any, Final

from sqlalchemy import Connection, Date, String, bindparam, select, type_coerce
from sqlmodel.sql.sqltypes import UTCDateTime

from models.base import Base, table_of
from models.event import (
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

State = dict[str, Any]  # field → JSON value
Row = Mapping[str, Any]  # column → value

BATCH: Final = 500  # events asked for in one statement
# Columns that tell of the row rather than of the event.
ASIDE: Final = frozenset(
    {"id", "version", "change", "created_at", "created_by", "updated_at", "updated_by", "batch_id"}
)
# Table of what hangs on an event → its name in the state.
PART_FIELDS: Final[dict[type[Base], str]] = {
    EventPlace: "places",
    EventPartner: "partners",
    EventCoOrganiser: "co_organisers",
    EventTopic: "topics",
    EventFormat: "formats",
    EventCampaign: "campaigns",
    EventKeyGroup: "key_groups",
    EventMaterial: "materials",
    EventReading: "readings",
    EventLink: "links",
    EventAttachment: "attachments",
}
ATTACHMENT_COLUMNS: Final = ("sha256", "name")  # all else about a file follows from its content

# What a damaged or meddled-with database may hold besides is put into words rather than refused. A state holds nothing
# that holds itself; looking for that would take a third of the time.
_encode: Final = JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str, check_circular=False
).encode


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no spaces, letters as they are."""
    return _encode(value)


def digest(text: str) -> str:
    """The SHA-256 of a text as 64 hexadecimal digits."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def utc_text(instant: Any) -> Any:
    """An instant as UTC ISO text with microseconds, whether the driver gave a datetime or SQLite's text.

    What is no instant comes back unchanged: verifying the history has to get past it.
    """
    if isinstance(instant, str):
        try:
            instant = datetime.fromisoformat(instant)
        except ValueError:
            return instant
    if not isinstance(instant, datetime):
        return instant
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="microseconds")


def state_hash(state: State) -> str:
    """The SHA-256 of a state's canonical JSON, in UTF-8."""
    return digest(canonical(state))


def differences(before: State | None, after: State | None) -> dict[str, list[Any]]:
    """Each field whose value differs → [before, after]; None stands for empty, and for a record that is not there."""
    before, after = before or {}, after or {}
    return {
        field: [before.get(field), after.get(field)]
        for field in sorted(before.keys() | after.keys())
        if before.get(field) != after.get(field)
    }


def event_states(connection: Connection, ids: Iterable[int]) -> dict[int, State]:
    """The states of the events with these ids, in that order, those left out that are not there.

    What hangs on an event is a sorted list: of codes or ids where that is all there is, else of small objects.
    """
    states: dict[int, State] = {}
    waiting = iter(ids)
    while batch := list(islice(waiting, BATCH)):
        found = {row[0]: _EVENT.state(row) for row in _EVENT.rows(connection, batch)}
        for part, field in _PARTS:
            gathered: dict[int, list[Any]] = {}
            for row in part.rows(connection, batch):
                gathered.setdefault(row[0], []).append(row[1] if part.alone else part.state(row))
            for event_id, values in gathered.items():
                if event_id in found:
                    found[event_id][field] = _in_order(values)
        states.update((event_id, found[event_id]) for event_id in batch if event_id in found)
    return states


def state_of_rows(event: Row, parts: Mapping[type[Base], Sequence[Row]]) -> State:
    """The state of an event just written, from its row and the rows of what hangs on it by table.

    The same as `event_states` finds, without reading it back: for many events at once. A column that a row does not
    name is taken to be empty.
    """
    state = _EVENT.state_of(event)
    for model, rows in parts.items():
        if rows:
            part, field = _PART_OF[model]
            values = [row[part.names[0]] for row in rows] if part.alone else list(map(part.state_of, rows))
            state[field] = _in_order(values)
    return state


def hashes_of_rows(events: Sequence[Row], parts: Sequence[Mapping[type[Base], Sequence[Row]]]) -> list[str]:
    """The `state_hash` of `state_of_rows` of each event with its parts, in a quarter of the time.

    The texts are put together column by column without making the states, for in a list the same values come again
    and again.
    """
    columns = {name: _EVENT.texts(name, events) for name in _EVENT.names}
    columns |= {field: _part_texts(model, part, field, parts) for model, (part, field) in _PART_OF.items()}
    fields = [columns[name] for name in sorted(columns)]
    return [digest(f"{{{','.join(filter(None, told))}}}") for told in zip(*fields, strict=True)]


def _part_texts(
    model: type[Base], part: "_Columns", field: str, parts: Sequence[Mapping[type[Base], Sequence[Row]]]
) -> list[str]:
    """What hangs on each event in one table as a field of the canonical text, "" where there is nothing."""
    found = [""] * len(parts)
    held = [(number, rows) for number, of_event in enumerate(parts) if (rows := of_event.get(model))]
    if part.alone:
        name = part.names[0]
        whole: dict[tuple[Any, ...], str] = {}  # most events of a list have one of a few
        for number, rows in held:
            values = tuple([row[name] for row in rows])
            if (text := whole.get(values)) is None:
                listed = ",".join(map(_value_text, sorted(values)))
                text = whole[values] = f'"{field}":[{listed}]'
            found[number] = text
        return found
    every = [row for _number, rows in held for row in rows]
    columns = [part.texts(name, every) for name in sorted(part.names)]
    objects = [f"{{{','.join(filter(None, told))}}}" for told in zip(*columns, strict=True)]
    first = 0
    for number, rows in held:
        behind = first + len(rows)
        listed = ",".join(sorted(objects[first:behind]))  # objects are in the order of their texts
        found[number], first = f'"{field}":[{listed}]', behind
    return found


def _value_text(value: Any) -> str:
    """The canonical text of a value in a column."""
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if kind is int:
        return str(value)
    if kind is date:
        return f'"{value.isoformat()}"'
    return f'"{_instant_text(value)}"' if kind is datetime and value.tzinfo is UTC else canonical(utc_text(value))


@lru_cache(maxsize=16)  # of a whole list it is the same
def _instant_text(instant: datetime) -> str:
    return instant.isoformat(timespec="microseconds")


class _Columns:
    """The columns of a table that belong to the state, read as the driver gives them.

    SQLAlchemy would turn days and instants into Python's, only for them to become text again, and would fail on a
    cell that somebody filled with something else.
    """

    def __init__(self, model: type[Base], event_id: str, names: Sequence[str]) -> None:
        columns = table_of(model).c
        self.model, self.names, self.alone = model, names, len(names) == 1
        self._kept = frozenset(names)
        self._days = [name for name in names if isinstance(columns[name].type, Date)]
        self._instants = [name for name in names if isinstance(columns[name].type, UTCDateTime)]
        # Made once: for a bulk of events putting the statement together takes longer than carrying it out.
        self._query = select(
            columns[event_id], *(type_coerce(columns[name], String).label(name) for name in names)
        ).where(columns[event_id].in_(bindparam("ids", expanding=True)))

    def rows(self, connection: Connection, ids: Sequence[int]) -> Sequence[Sequence[Any]]:
        """The event's id, then the values, of each row of these events."""
        return connection.execute(self._query, {"ids": ids}).all()

    def state(self, row: Sequence[Any]) -> State:
        """What is not empty in a row that was read, by name."""
        return self._in_words(
            {name: value for name, value in zip(self.names, row[1:], strict=True) if value is not None and value != ""}
        )

    def state_of(self, row: Row) -> State:
        """The same for a row that was written."""
        kept = self._kept
        return self._in_words(
            {name: value for name, value in row.items() if value is not None and value != "" and name in kept}
        )

    def texts(self, name: str, rows: Sequence[Row]) -> list[str]:
        """One field of `state_of` of each row as it stands in the canonical text, "" where it is empty."""
        values = [row.get(name) for row in rows]
        texts = dict.fromkeys(values, "")
        for value in texts:
            if value is not None and value != "":
                texts[value] = f'"{name}":{_value_text(value)}'
        return [texts[value] for value in values]

    def _in_words(self, state: State) -> State:
        for name in self._days:
            if isinstance(day := state.get(name), date):
                state[name] = day.isoformat()
        for name in self._instants:
            if name in state:
                state[name] = utc_text(state[name])
        return state


def _in_order(values: list[Any]) -> list[Any]:
    if len(values) < 2:
        return values
    try:
        return sorted(values)
    except TypeError:  # objects; or a cell with something of another kind
        return sorted(values, key=canonical)


def _kept(model: type[Base]) -> Sequence[str]:
    if model is EventAttachment:
        return ATTACHMENT_COLUMNS
    return [column.name for column in table_of(model).columns if column.name not in ASIDE | {"event_id"}]


_EVENT: Final = _Columns(Event, "id", _kept(Event))
_PART_OF: Final = {model: (_Columns(model, "event_id", _kept(model)), field) for model, field in PART_FIELDS.items()}
_PARTS: Final = list(_PART_OF.values())
