"""Every filter works in every question, alone and with all others."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Final

import pytest
from sqlalchemy import select

from metrics.counting import UNIT
from metrics.filter import Filter
from metrics.overview import by_key_group, by_month, by_unit, by_venue_type, headline
from metrics.records import count_events, list_events
from metrics.spots import spots
from models.dataset import Dataset
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
QUESTIONS: Final[list[Callable[[Database, Viewer, Filter], Any]]] = [
    headline,
    by_month,
    by_key_group,
    by_venue_type,
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
    made_up_ledger: Database, viewer: Viewer, question: Callable[[Database, Viewer, Filter], Any]
) -> None:
    for filter_ in _filters(made_up_ledger):
        question(made_up_ledger, viewer, filter_)
        question(made_up_ledger, Viewer("somebody", frozenset(), "1/"), filter_)


def test_all_questions_about_one_filter_speak_of_the_same_events(made_up_ledger: Database, viewer: Viewer) -> None:
    for filter_ in _filters(made_up_ledger):
        total = headline(made_up_ledger, viewer, filter_)
        assert total.events == sum(part.events for part in by_venue_type(made_up_ledger, viewer, filter_))
        assert total.events == spots(made_up_ledger, viewer, filter_).events
        assert total.events + total.trainings == count_events(made_up_ledger, viewer, filter_)
        assert total.events <= count_events(made_up_ledger, viewer, EVERYTHING)
