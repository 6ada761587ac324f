"""Every filter works in every question, alone and with all others."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Final

import pytest
from sqlalchemy import select

from metrics.counting import UNIT
from metrics.filter import Filter
from metrics.overview import headline, rows_by
from metrics.records import all_events, count_events, list_events
from metrics.spots import events_at, spots
from models.dataset import Dataset
from models.permission import ADMINISTRATOR
from models.viewer import Viewer
from store.database import Database

EVERYTHING: Final = Filter(dataset=Dataset.MADE_UP)
ALONE: Final[dict[str, Any]] = {
    "kinds": ("offline",),
    "venue_types": ("community", "school"),
    "key_groups": ("older_people", "youth"),
    "topics": ("telecom_fraud",),
    "division": "120000",
    "text": "防范",
}


def by_key_group(database: Database, viewer: Viewer, filter_: Filter) -> object:
    return rows_by(database, viewer, (filter_,), ("attendance",), "key_group")


def by_unit(database: Database, viewer: Viewer, filter_: Filter) -> object:
    return rows_by(database, viewer, (filter_,), ("sessions", "materials"), "organisation")


QUESTIONS: Final[list[Callable[[Database, Viewer, Filter], Any]]] = [
    headline,
    by_key_group,
    by_unit,
    count_events,
    list_events,
    spots,
]


def _filters(database: Database) -> list[Filter]:
    with database.reading() as connection:
        branch = connection.scalars(select(UNIT.c.id).where(UNIT.c.parent_id.is_not(None)).order_by(UNIT.c.id)).first()
    each = [replace(EVERYTHING, **{name: value}) for name, value in ALONE.items()]
    period = replace(EVERYTHING, start=date(2026, 1, 1), end=date(2026, 6, 30))
    return [*each, period, replace(period, organisation=branch), replace(period, organisation=branch, **ALONE)]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.__name__)
def test_every_filter_can_be_asked_of_every_question(
    made_up_to_read: Database, viewer: Viewer, question: Callable[[Database, Viewer, Filter], Any]
) -> None:
    for filter_ in _filters(made_up_to_read):
        question(made_up_to_read, viewer, filter_)
        question(made_up_to_read, Viewer.holding("somebody", ADMINISTRATOR, "1/"), filter_)


def test_all_questions_about_one_filter_speak_of_the_same_events(made_up_to_read: Database, viewer: Viewer) -> None:
    for filter_ in _filters(made_up_to_read):
        total = headline(made_up_to_read, viewer, filter_)
        assert total.events == sum(row.events for row in total.venue_types[0])
        assert total.events == spots(made_up_to_read, viewer, filter_).events
        assert total.events + total.trainings == count_events(made_up_to_read, viewer, filter_)
        assert total.events <= count_events(made_up_to_read, viewer, EVERYTHING)


def test_gathered_spots_count_an_event_once_however_many_places_it_has_there(
    made_up_to_read: Database, viewer: Viewer
) -> None:
    held = {event.id: event for event in all_events(made_up_to_read, viewer, EVERYTHING)}
    fine = spots(made_up_to_read, viewer, EVERYTHING)
    for most in (len(fine.spots), 60, 12, 1):
        answer = spots(made_up_to_read, viewer, EVERYTHING, most=most)
        assert len(answer.spots) <= most
        for spot in answer.spots:
            ids = events_at(made_up_to_read, viewer, EVERYTHING, spot.key, limit=10_000)
            asked = [held[id_] for id_ in ids]
            assert spot.events == len(ids)
            assert spot.sessions == sum(event.sessions for event in asked)
            told = [event.attendance.value for event in asked if event.attendance]
            assert (spot.attendance.value, spot.attendance.known) == (sum(told) if told else None, len(told))
