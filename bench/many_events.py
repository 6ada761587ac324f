"""A ledger of very many events, for measuring: the made-up branch, its events and places copied over and over."""

from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, exists, func, insert, literal, select

from exchange.made_up import load_made_up
from models.base import Base, table_of
from models.dataset import Dataset
from models.draft import EventDraft, PlaceDraft
from models.event import PARTS, Event, EventKeyGroup, EventPlace
from models.place import Place
from models.viewer import local_administrator
from models.vocabulary import KeyGroup
from store.database import Database, open_database
from store.events import save_event
from store.search import build_index

BRANCH: Final = 20_000  # events of the made-up branch before it is copied
RARE: Final = EventDraft(
    title="獬豸普法小课堂（獬豸纪念馆）",
    organisation="大连市分行獬豸支行",
    places=(PlaceDraft(name="獬豸纪念馆"),),
    partners=("貔貅合作社",),
    note="饕餮纹样折页已发完",
)
"""One event whose words nobody else uses."""


def ledger_of(
    events: int,
    folder: Path,
    *,
    branch: int = BRANCH,
    provinces: frozenset[str] | None = None,
    key_groups: int | None = None,
) -> Database:
    """A new ledger in `folder` with about so many events, and three that say something rare.

    `branch` is how many events are made up before they are copied; `provinces` as in `open_database`. `key_groups` is
    how many rows of key groups there are to be for each event, where what was made up is not enough.
    """
    database = open_database(folder, provinces=provinces)
    viewer = local_administrator()
    load_made_up(database, viewer, events=min(events, branch))
    with database.writing(viewer, "copy events") as writing:
        connection = writing.session.connection()
        _copy(connection, times=max(1, events // branch) - 1)
        if key_groups:
            _add_key_groups(connection, key_groups)
        build_index(connection)
    for _ in range(3):
        save_event(database, viewer, RARE, dataset=Dataset.MADE_UP)
    return database


def _copy(connection: Connection, times: int) -> None:
    """Add the events and their places so many times more."""
    event, place, link = table_of(Event), table_of(Place), table_of(EventPlace)
    events, places = (connection.scalar(select(func.max(table.c.id))) or 0 for table in (event, place))
    for number in range(1, times + 1):
        names = {"name": place.c.name + literal(f"（{number}）")}
        _again(connection, place, {"id": place.c.id + number * places, **names}, place.c.id <= places)
        _again(connection, event, {"id": event.c.id + number * events}, event.c.id <= events)
        for part in PARTS:
            _copy_part(connection, part, number * events, events, number * places if part is EventPlace else 0, link)


def _add_key_groups(connection: Connection, each: int) -> None:
    """Add key groups to events that lack them, one after the other, until there are so many rows for each event."""
    event, group, word = table_of(Event), table_of(EventKeyGroup), table_of(KeyGroup)
    wanted = (connection.scalar(select(func.count()).select_from(event)) or 0) * each
    for code in connection.scalars(select(word.c.code).order_by(word.c.position)).all():
        missing = wanted - (connection.scalar(select(func.count()).select_from(group)) or 0)
        lacking = ~exists().where(group.c.event_id == event.c.id, group.c.key_group == code)
        number = event.c.attendance_value // 4
        rows = select(event.c.id, literal(code), number, event.c.attendance_qualifier, event.c.attendance_basis)
        names = ["event_id", "key_group", "value", "qualifier", "basis"]
        connection.execute(insert(group).from_select(names, rows.where(lacking).limit(max(missing, 0))))


def _copy_part(
    connection: Connection, part: type[Base], shift: int, events: int, place_shift: int, link: Table
) -> None:
    table = table_of(part)
    changed = {"event_id": table.c.event_id + shift}
    if place_shift:
        changed["place_id"] = link.c.place_id + place_shift
    _again(connection, table, changed, table.c.event_id <= events)


def _again(connection: Connection, table: Table, changed: dict[str, Any], where: Any) -> None:
    """Copy rows of a table with some columns changed; a row number that is not given is drawn anew."""
    drawn = {"id"} - changed.keys()
    names = [column.name for column in table.columns if column.name not in drawn]
    rows = select(*(changed.get(name, table.c[name]) for name in names)).where(where)
    connection.execute(insert(table).from_select(names, rows))
