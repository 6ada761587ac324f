"""The same activity on another day keeps what is usually the same, and nothing that only its own day can tell."""

from datetime import date

import pytest

from models.count import Count
from models.draft import (
    EventDraft,
    KeyGroupDraft,
    LinkDraft,
    MaterialDraft,
    PlaceDraft,
    ReadingDraft,
    another_day,
)
from models.entry import Entry, entry_of
from models.event import HOME_VISIT
from models.when import When

WHEN = When(date(2026, 9, 8), date(2026, 9, 8), When.on(date(2026, 9, 8)).precision, "中秋前")
NEXT = When.on(date(2026, 9, 15))
USUAL = EventDraft(
    kind=HOME_VISIT,
    title="厅堂微沙龙",
    when=NEXT,
    organisation=7,
    co_organisers=(8, "乙支行"),
    partners=("孛兰社区居委会",),
    places=(PlaceDraft(place_id=3), PlaceDraft(name="广场", division_id="210214001001", lat=39.4, lng=121.9)),
    venue_type="home_visit",
    formats=("lecture",),
    topics=("telecom_fraud",),
    campaigns=(2, "3·15"),
    key_groups=(KeyGroupDraft(key_group="older_people"), KeyGroupDraft(key_group="students")),
)
TOLD = USUAL.model_copy(
    update={
        "id": 11,
        "version": 4,
        "when": WHEN,
        "sessions": 3,
        "attendance": Count(60, basis="sign_in"),
        "indirect": Count(200),
        "consultations": Count(5),
        "staff": Count(4),
        "media_reports": 2,
        "key_groups": (
            KeyGroupDraft(key_group="older_people", count=Count(40, basis="estimate")),
            KeyGroupDraft(key_group="students"),
        ),
        "materials": (MaterialDraft(material="leaflet", name="防骗手册", copies=Count(100)),),
        "readings": (ReadingDraft(channel="公众号", read_on=date(2026, 9, 9), views=Count(800)),),
        "links": (LinkDraft(url="https://example.org/1", title="报道"),),
        "note": "只属于那一天",
        "reference": "R-1",
    }
)


@pytest.mark.parametrize("field", EventDraft.model_fields)
def test_the_event_copied_here_tells_something_in_every_field(field: str) -> None:
    # A field that is added has to be told here too; whether the copy keeps it is then decided below.
    assert getattr(TOLD, field) != getattr(EventDraft(), field)


def test_what_is_usually_the_same_is_kept_and_all_else_is_left_empty() -> None:
    assert another_day(TOLD, NEXT) == USUAL


def test_another_day_of_another_day_is_the_same() -> None:
    assert another_day(another_day(TOLD, WHEN), NEXT) == another_day(TOLD, NEXT)


def test_the_form_of_a_copy_is_empty_where_the_copy_is() -> None:
    assert entry_of(another_day(TOLD, NEXT)) == Entry(
        kind=HOME_VISIT,
        title="厅堂微沙龙",
        when=str(NEXT),
        organisation=7,
        co_organisers=[8, "乙支行"],
        partners=["孛兰社区居委会"],
        places=list(USUAL.places),
        venue_type="home_visit",
        formats=["lecture"],
        topics=["telecom_fraud"],
        campaigns=[2, "3·15"],
        key_groups={"older_people": "", "students": ""},
    )
