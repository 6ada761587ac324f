"""What the history hashes: all that is recorded about an event, always in the same form."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, update

from models.base import Base, table_of
from models.event import PARTS, Event, EventAttachment, EventKeyGroup, EventLink, EventPlace, EventReading, EventTopic
from models.upload import UploadBatch
from store.database import Database
from store.states import (
    ASIDE,
    PART_FIELDS,
    canonical,
    differences,
    event_states,
    hashes_of_rows,
    state_hash,
    state_of_rows,
    utc_text,
)

NOW = datetime(2026, 3, 15, 9, 30, tzinfo=UTC)
ROW = {"title": "讲座", "when_precision": "", "organisation_id": 1}
ROW |= {"created_at": NOW, "created_by": "甲", "updated_at": NOW, "updated_by": "甲"}


@pytest.fixture
def small(bare_ledger: Database) -> Database:
    """A ledger with one event of the least that can be recorded."""
    execute(bare_ledger, insert(table_of(Event)).values(id=1, **ROW))
    return bare_ledger


def execute(database: Database, *statements: Any) -> None:
    with database.engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)


def state(database: Database, event_id: int = 1) -> dict[str, Any]:
    with database.reading() as connection:
        return event_states(connection, [event_id])[event_id]


def test_what_is_empty_is_left_out_so_that_a_later_column_does_not_change_older_records(small: Database) -> None:
    assert state(small) == {
        "kind": "offline",
        "title": "讲座",
        "organisation_id": 1,
        "sessions": 1,
        "dataset": "recorded",
        "status": "draft",
    }


def test_the_hash_of_a_state_is_the_same_for_ever(small: Database) -> None:
    # Should this fail, every history kept by an earlier release would be told to have been altered.
    execute(
        small,
        update(table_of(Event)).values(
            when_start=date(2024, 9, 4), when_precision="day", attendance_value=60, status="approved", status_at=NOW
        ),
        insert(table_of(EventTopic)).values([{"event_id": 1, "topic": "telecom_fraud"}]),
        insert(table_of(EventKeyGroup)).values(event_id=1, key_group="students", value=5, qualifier="over"),
        insert(table_of(EventLink)).values(event_id=1, url="https://bank.example/a", title="“报道”"),
    )
    assert canonical(state(small)) == (
        '{"attendance_value":60,"dataset":"recorded",'
        '"key_groups":[{"key_group":"students","qualifier":"over","value":5}],"kind":"offline",'
        '"links":[{"title":"“报道”","url":"https://bank.example/a"}],"organisation_id":1,"sessions":1,'
        '"status":"approved","status_at":"2026-03-15T09:30:00.000000+00:00","title":"讲座","topics":["telecom_fraud"],'
        '"when_precision":"day","when_start":"2024-09-04"}'
    )
    assert state_hash(state(small)) == "22e568d9e704bc539bc44a0c4d1e5b96a3d0484c79e899c65fd5b3b770c8852c"


@pytest.mark.parametrize("column", [c.name for c in table_of(Event).columns if c.name not in ASIDE])
def test_every_column_of_an_event_is_part_of_its_state(small: Database, column: str) -> None:
    others: dict[type, Any] = {str: "youth", int: 7, date: date(2020, 1, 1), datetime: NOW + timedelta(days=1)}
    kind = table_of(Event).c[column].type.python_type
    before = state_hash(state(small))
    with small.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.execute(update(table_of(Event)).values({column: others.get(kind, NOW + timedelta(days=1))}))
        after = event_states(connection, [1])[1]
        connection.exec_driver_sql("DELETE FROM event")
    assert column in after
    assert state_hash(after) != before


@pytest.mark.parametrize("column", sorted(ASIDE - {"id"}))
def test_who_saved_it_and_when_is_not_part_of_its_state(small: Database, column: str) -> None:
    before = state(small)
    batch = {"id": 9, "name": "", "sha256": "", "at": NOW, "by": "甲", "new": 0, "updated": 0, "change": 1}
    execute(small, insert(table_of(UploadBatch)).values(batch))
    given = NOW + timedelta(days=1) if column.endswith("_at") else "乙" if column.endswith("_by") else 9
    execute(small, update(table_of(Event)).values({column: given}))
    assert state(small) == before


def test_everything_that_hangs_on_an_event_is_part_of_its_state() -> None:
    assert set(PART_FIELDS) == {*PARTS, EventAttachment}
    assert len(set(PART_FIELDS.values())) == len(PART_FIELDS)
    assert not set(PART_FIELDS.values()) & set(table_of(Event).columns.keys())


def test_a_file_is_known_by_its_content_and_name(small: Database) -> None:
    file = {"sha256": "ab", "name": "照片.jpg", "media_type": "image/jpeg", "size": 9}
    execute(small, insert(table_of(EventAttachment)).values(event_id=1, **file))
    assert state(small)["attachments"] == [{"name": "照片.jpg", "sha256": "ab"}]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_in_which_parts_were_written_does_not_matter(small: Database, order: tuple[int, ...]) -> None:
    readings = [
        {"event_id": 1, "channel": "微信", "read_on": date(2024, 9, 30), "views_value": 10_000_000_000, "likes": None},
        {"event_id": 1, "channel": "微信", "read_on": date(2024, 10, 1), "views_value": None, "likes": 0},
        {"event_id": 1, "channel": "", "read_on": None, "views_value": None, "likes": None},
    ]
    places = [{"event_id": 1, "division_id": code} for code in ("12", "1201", "120114")]
    with small.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.execute(insert(table_of(EventReading)), [readings[number] for number in order])
        connection.execute(insert(table_of(EventPlace)), [places[number] for number in order])
        found = event_states(connection, [1])[1]
        connection.exec_driver_sql("DELETE FROM event_place")
    assert found["readings"] == [
        {"channel": "微信", "likes": 0, "read_on": "2024-10-01"},
        {"channel": "微信", "read_on": "2024-09-30", "views_value": 10_000_000_000},
        {},
    ]
    assert found["places"] == [{"division_id": "12"}, {"division_id": "1201"}, {"division_id": "120114"}]


def test_any_number_of_events_can_be_asked_for_and_those_not_there_are_left_out(small: Database) -> None:
    execute(small, insert(table_of(Event)).values([{"id": number, **ROW} for number in range(2, 1_202)]))
    execute(small, insert(table_of(EventTopic)).values([{"event_id": 1_201, "topic": "integrity"}]))
    with small.reading() as connection:
        found = event_states(connection, iter(range(1, 5_000)))
        assert event_states(connection, []) == {}
    assert sorted(found) == list(range(1, 1_202))
    assert [number for number, one in found.items() if "topics" in one] == [1_201]


def test_the_state_of_the_rows_written_is_the_state_read_back(small: Database) -> None:
    event = {**ROW, "when_start": date(2024, 9, 4), "status_at": NOW, "attendance_value": 0, "note": ""}
    parts: dict[type[Base], list[dict[str, Any]]] = {
        EventTopic: [{"topic": "telecom_fraud"}, {"topic": "integrity"}],
        EventLink: [{"url": "https://bank.example/b", "title": ""}, {"url": "https://bank.example/a", "title": "a"}],
        EventReading: [{"channel": "微信", "read_on": date(2024, 9, 30), "views_value": None}],
        EventKeyGroup: [],
    }
    event |= {"kind": "online", "sessions": 1, "dataset": "recorded", "status": "draft"}
    execute(small, insert(table_of(Event)).values(id=2, **event))
    for model, rows in parts.items():
        execute(small, *(insert(table_of(model)).values(event_id=2, **row) for row in rows))
    assert state_of_rows(event, parts) == state(small, 2)
    assert hashes_of_rows([event], [parts]) == [state_hash(state(small, 2))]


LITTLE = st.none() | st.sampled_from(["", "a", '"', "讲座", "\n"])
COUNTED = {"value": st.none() | st.integers(0, 3), "qualifier": LITTLE, "basis": LITTLE}
PART_ROWS: dict[type[Base], dict[str, st.SearchStrategy[Any]]] = {
    EventTopic: {"topic": st.sampled_from(["a", "a_b", "ab"])},
    EventPlace: {"place_id": st.none() | st.integers(1, 20), "division_id": LITTLE},
    EventKeyGroup: {"key_group": st.sampled_from(["a", "a_b", "ab"]), **COUNTED},
    EventReading: {"channel": LITTLE, "read_on": st.none() | st.dates(), "likes": st.none() | st.integers(0, 3)},
}


WRITTEN = st.tuples(
    st.fixed_dictionaries({"title": LITTLE, "when_start": st.none() | st.dates(), "sessions": st.integers(0, 2)}),
    st.fixed_dictionaries({}, optional={m: st.lists(st.fixed_dictionaries(c)) for m, c in PART_ROWS.items()}),
)


@given(st.lists(WRITTEN, max_size=5))
def test_the_hashes_of_rows_put_together_by_columns_are_those_of_their_states(
    written: list[tuple[dict[str, Any], dict[type[Base], list[dict[str, Any]]]]],
) -> None:
    events = [{**event, "status_at": NOW, "id": 7, "change": 3} for event, _parts in written]
    parts = [of_event for _event, of_event in written]
    states = [state_of_rows(event, of_event) for event, of_event in zip(events, parts, strict=True)]
    assert hashes_of_rows(events, parts) == [state_hash(state) for state in states]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"a": 1}, {"a": 1}, {}),
        ({"a": 1}, {"a": 2}, {"a": [1, 2]}),
        ({"a": 1}, {}, {"a": [1, None]}),
        (None, {"a": 1, "b": ["x"]}, {"a": [None, 1], "b": [None, ["x"]]}),
        ({"b": ["x"]}, None, {"b": [["x"], None]}),
        ({"b": ["x", "y"], "a": 0}, {"b": ["x"], "a": 0}, {"b": [["x", "y"], ["x"]]}),
        (None, None, {}),
    ],
)
def test_what_changed_is_told_field_by_field(
    before: dict[str, Any] | None, after: dict[str, Any] | None, told: dict[str, Any]
) -> None:
    assert differences(before, after) == told


VALUES = st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3))


@settings(max_examples=50)
@given(st.dictionaries(st.text(), VALUES), st.dictionaries(st.text(), VALUES))
def test_two_states_have_the_same_hash_only_if_they_are_the_same(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert (state_hash(first) == state_hash(second)) == (first == second)
    assert state_hash(dict(reversed(first.items()))) == state_hash(first)


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 3, 15, 1, 30, 0, 5, tzinfo=UTC),
        datetime(2026, 3, 15, 9, 30, 0, 5, tzinfo=timezone(timedelta(hours=8))),
        "2026-03-15 01:30:00.000005",
        "2026-03-15T09:30:00.000005+08:00",
    ],
)
def test_an_instant_is_written_the_same_whatever_the_database_gives(instant: Any) -> None:
    assert utc_text(instant) == "2026-03-15T01:30:00.000005+00:00"


@pytest.mark.parametrize("instant", ["rubbish", None, 5, b"\x00"])
def test_what_is_no_instant_comes_back_unchanged(instant: Any) -> None:
    assert utc_text(instant) == instant
