"""Rows handed to the driver as they are arrive as SQLAlchemy itself would have written them."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert, select

from models.base import table_of
from models.event import EventReading
from models.upload import UploadBatch
from models.viewer import Viewer
from store.bulk import save_events
from store.database import Database
from store.many import insert_rows, take_ids
from tests.store.test_bulk import draft

BATCH = table_of(UploadBatch)


def rows() -> list[dict[str, Any]]:
    at = datetime(2026, 3, 15, 9, 30, 0, 123456, tzinfo=UTC)
    values = [("甲'; DROP TABLE event;--", at, None), ("", at.replace(month=4), at), ("𠮷", at, None)]
    return [
        {"name": name, "sha256": "", "at": when, "by": "wang", "new": 1, "updated": 0, "undone_at": undone, "change": 1}
        for name, when, undone in values
    ]


def test_texts_days_and_instants_are_the_same_by_both_ways(
    ledger: Database, second_ledger: Database, viewer: Viewer
) -> None:
    found = []
    for database in (ledger, second_ledger):
        (event_id,) = save_events(database, viewer, [draft(1)]).ids
        readings = [{"event_id": event_id, "channel": "微信", "read_on": day} for day in (date(2024, 9, 1), None)]
        with database.writing(viewer, "rows") as writing:
            connection = writing.session.connection()
            for table, written in ((BATCH, rows()), (table_of(EventReading), readings)):
                if database is ledger:
                    insert_rows(connection, table, written)
                else:
                    connection.execute(insert(table), written)
            found.append([connection.execute(select(table)).all() for table in (BATCH, table_of(EventReading))])
            raw = "SELECT name, at, undone_at FROM upload_batch ORDER BY id"
            found[-1].append(connection.exec_driver_sql(raw).all())
    assert found[0] == found[1]


def test_no_rows_are_no_statement(ledger: Database, viewer: Viewer) -> None:
    with ledger.writing(viewer, "rows") as writing:
        insert_rows(writing.session.connection(), BATCH, [])


def test_new_numbers_follow_those_that_are_taken(ledger: Database, viewer: Viewer) -> None:
    with ledger.writing(viewer, "rows") as writing:
        connection = writing.session.connection()
        assert list(take_ids(connection, BATCH, 2)) == [1, 2]
        insert_rows(connection, BATCH, rows())
        assert list(take_ids(connection, BATCH, 3)) == [4, 5, 6]
