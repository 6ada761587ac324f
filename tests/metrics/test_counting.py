"""The rules of counting, one by one."""

from datetime import date
from typing import Any

import pytest

from metrics.breakdown import Breakdown, breakdown
from metrics.counting import Figure
from metrics.filter import Filter
from metrics.overview import Headline, headline
from metrics.records import ReadingRecord, newest
from metrics.spots import spots
from models.count import Count, Qualifier
from models.draft import EventDraft, KeyGroupDraft, MaterialDraft, PlaceDraft, ReadingDraft
from models.event import TRAINING
from models.viewer import Viewer
from models.when import When
from store.database import Database
from store.events import read_event, save_event
from store.units import save_unit

EVERYTHING = Filter()
FIGURES = ("events", "sessions", "attendance", "materials")
SEPTEMBER = Filter(start=date(2024, 9, 1), end=date(2024, 9, 30))
SIMPLE = EventDraft(
    title="讲座",
    when=When.on(date(2024, 9, 4)),
    organisation="甲支行",
    venue_type="community",
    topics=("telecom_fraud",),
    campaigns=("活动甲",),
    places=(PlaceDraft(name="广场", division_id="120114"),),
    sessions=2,
    attendance=Count(60),
    consultations=Count(5),
    materials=(MaterialDraft(material="leaflet", copies=Count(100)),),
    readings=(ReadingDraft(channel="公众号", views=Count(1000)),),
    key_groups=(KeyGroupDraft(key_group="older_people", count=Count(40)),),
)


def saved(database: Database, viewer: Viewer, **values: Any) -> int:
    """The id of the simple event with something changed."""
    outcome = save_event(database, viewer, SIMPLE.model_copy(update=values))
    assert outcome.id is not None, [str(problem) for problem in outcome.problems]
    return outcome.id


def unit(database: Database, viewer: Viewer, name: str, parent: int | None = None) -> int:
    outcome = save_unit(database, viewer, name=name, parent_id=parent)
    assert outcome.id is not None
    return outcome.id


MORE = {
    "a second topic": {"topics": ("telecom_fraud", "illegal_fundraising")},
    "a second campaign": {"campaigns": ("活动甲", "活动乙")},
    "a second place": {"places": (*SIMPLE.places, PlaceDraft(name="学校", division_id="120101"))},
    "a second division": {"places": (*SIMPLE.places, PlaceDraft(division_id="120101"))},
    "a second partner": {"partners": ("居委会", "公安局")},
    "a co-organiser": {"co_organisers": ("乙支行",)},
    "a second format": {"formats": ("lecture", "handout")},
}


@pytest.mark.parametrize("more", MORE.values(), ids=MORE)
@pytest.mark.parametrize("asked", [EVERYTHING, SEPTEMBER], ids=["all time", "a month"])
def test_no_total_changes_with(ledger: Database, viewer: Viewer, more: dict[str, Any], asked: Filter) -> None:
    unit(ledger, viewer, "乙支行")
    saved(ledger, viewer)
    event_id = saved(ledger, viewer)

    def totals() -> tuple[Headline, Breakdown]:
        return headline(ledger, viewer, asked), breakdown(ledger, viewer, asked, ("attendance",), "key_group")

    before = totals()
    draft = read_event(ledger, viewer, event_id)
    assert draft is not None
    assert save_event(ledger, viewer, draft.model_copy(update=more)).done
    assert totals() == before


def test_each_campaigns_own_total_may_include_the_event(ledger: Database, viewer: Viewer) -> None:
    event_id = saved(ledger, viewer, campaigns=("活动甲", "活动乙"))
    draft = read_event(ledger, viewer, event_id)
    assert draft is not None
    for campaign in draft.campaigns:
        assert headline(ledger, viewer, Filter(campaigns=(int(campaign),))).attendance.value == 60
    assert headline(ledger, viewer, Filter(campaigns=tuple(map(int, draft.campaigns)))).attendance.value == 60


def test_a_co_organised_event_counts_once_in_the_total_and_in_full_for_each_unit(
    ledger: Database, viewer: Viewer
) -> None:
    root = unit(ledger, viewer, "分行")
    first, second = unit(ledger, viewer, "甲支行", root), unit(ledger, viewer, "乙支行", root)
    saved(ledger, viewer, organisation=first, co_organisers=(second,))
    assert headline(ledger, viewer, EVERYTHING).sessions == 2
    assert headline(ledger, viewer, Filter(organisation=root)).sessions == 2
    rows = breakdown(ledger, viewer, EVERYTHING, FIGURES, "organisation")
    for one in (first, second):
        row = rows.row(str(one))
        assert row is not None
        assert [row.figure(key).value for key in ("events", "sessions", "attendance", "materials")] == [1, 2, 60, 100]
    for one in (first, second):
        assert headline(ledger, viewer, Filter(organisation=one)).attendance.value == 60


def test_what_the_branch_did_itself_has_a_row(ledger: Database, viewer: Viewer) -> None:
    head = unit(ledger, viewer, "总行")
    branch = unit(ledger, viewer, "分行", head)
    below = [unit(ledger, viewer, name, branch) for name in ("甲支行", "乙支行")]
    for organiser in (head, branch, below[0]):
        saved(ledger, viewer, organisation=organiser)
    rows = breakdown(ledger, viewer, EVERYTHING, (), "organisation").rows
    assert {row.key: row.events for row in rows} == {
        f"{head}-itself": 1,
        f"{branch}-itself": 1,
        str(below[0]): 1,
        str(below[1]): 0,
    }


def test_a_unit_row_says_how_sure_its_copies_are(ledger: Database, viewer: Viewer) -> None:
    copies = MaterialDraft(material="leaflet", copies=Count(100, Qualifier.AT_LEAST, "estimate"))
    saved(ledger, viewer, materials=(copies, MaterialDraft(material="gift", copies=Count(5))))
    (row,) = breakdown(ledger, viewer, EVERYTHING, FIGURES, "organisation").rows
    assert row.figure("materials") == headline(ledger, viewer, EVERYTHING).materials
    assert row.figure("materials") == Figure(105, known=1, events=1, lower_bound=True, estimated=100)


def test_the_newest_reading_of_each_channel_counts(ledger: Database, viewer: Viewer) -> None:
    saved(
        ledger,
        viewer,
        readings=(
            ReadingDraft(channel="公众号", read_on=date(2024, 9, 20), views=Count(3000)),
            ReadingDraft(channel="公众号", read_on=date(2024, 9, 8), views=Count(1000)),
            ReadingDraft(channel="公众号", views=Count(9000)),
            ReadingDraft(channel="视频号", read_on=date(2024, 9, 8), views=Count(70)),
        ),
    )
    assert headline(ledger, viewer, EVERYTHING).online == Figure(3070, known=1, events=1)


def test_of_two_readings_of_one_day_the_later_one_told_counts_everywhere(ledger: Database, viewer: Viewer) -> None:
    told = [(date(2024, 9, 8), 1000), (date(2024, 9, 8), 1200)]
    saved(ledger, viewer, readings=tuple(ReadingDraft(read_on=day, views=Count(views)) for day, views in told))
    assert headline(ledger, viewer, EVERYTHING).online.value == 1200
    records = [ReadingRecord("", day, Count(views), None, None) for day, views in told]
    assert [record.views for record in newest(records)] == [Count(1200)]


def test_staff_training_is_never_in_public_figures(ledger: Database, viewer: Viewer) -> None:
    saved(ledger, viewer, kind=TRAINING)
    shown = headline(ledger, viewer, EVERYTHING)
    assert (shown.events, shown.sessions, shown.trainings) == (0, 0, 1)
    assert {shown.attendance, shown.materials, shown.online} == {Figure()}
    for by in ("key_group", "venue_type"):
        assert breakdown(ledger, viewer, EVERYTHING, ("consultations", "indirect"), by).rows == []
    assert (shown.venue_types, shown.trend.cells) == ([[]], [])
    assert [row.events for row in breakdown(ledger, viewer, EVERYTHING, (), "organisation").rows] in ([], [0])
    assert (spots(ledger, viewer, EVERYTHING).spots, spots(ledger, viewer, EVERYTHING).events) == ([], 0)
    assert headline(ledger, viewer, Filter(kinds=(TRAINING,))).attendance == Figure()


def test_empty_is_not_zero(ledger: Database, viewer: Viewer) -> None:
    nothing = {"attendance": None, "materials": (), "readings": (), "consultations": None, "key_groups": ()}
    saved(ledger, viewer, **nothing)
    unknown = headline(ledger, viewer, EVERYTHING)
    assert unknown.attendance == unknown.materials == unknown.online == Figure(None, known=0, events=1)
    saved(ledger, viewer, **{**nothing, "attendance": Count(0)})
    assert headline(ledger, viewer, EVERYTHING).attendance == Figure(0, known=1, events=2)


@pytest.mark.parametrize(
    ("qualifier", "lower_bound", "approximate"),
    [
        (Qualifier.EXACT, False, False),
        (Qualifier.ABOUT, False, True),
        (Qualifier.NEARLY, False, True),
        (Qualifier.AT_LEAST, True, False),
        (Qualifier.OVER, True, False),
        (Qualifier.MORE_THAN, True, False),
    ],
)
def test_a_sum_says_what_it_rests_on(
    ledger: Database, viewer: Viewer, qualifier: Qualifier, lower_bound: bool, approximate: bool
) -> None:
    saved(ledger, viewer, attendance=Count(60, qualifier, "estimate"))
    saved(ledger, viewer, attendance=Count(100))
    shown = headline(ledger, viewer, EVERYTHING).attendance
    assert shown == Figure(160, 2, 2, lower_bound=lower_bound, approximate=approximate, estimated=60)


@pytest.mark.parametrize(
    ("when", "in_september", "left_out", "month"),
    [
        (When.on(date(2024, 9, 1)), True, False, True),
        (When.on(date(2024, 9, 30)), True, False, True),
        (When.on(date(2024, 8, 31)), False, False, True),
        (When.in_month(2024, 9), True, False, True),
        (When.in_month(2024, 10), False, False, True),
        (When.in_quarter(2024, 3), False, True, False),
        (When.in_quarter(2024, 2), False, False, False),
        (When.in_year(2024), False, True, False),
        (When.in_year(2023), False, False, False),
        (When.unknown("春节期间"), False, True, False),
        (When.between(date(2024, 9, 28), date(2024, 10, 3)), True, False, True),
        (When.between(date(2024, 8, 28), date(2024, 9, 3)), False, False, True),
    ],
    ids=str,
)
def test_a_date_is_in_a_month_only_when_it_says_so(
    ledger: Database, viewer: Viewer, when: When, in_september: bool, left_out: bool, month: bool
) -> None:
    saved(ledger, viewer, when=when)
    shown = headline(ledger, viewer, SEPTEMBER)
    assert (shown.events, shown.left_out) == (int(in_september), int(left_out))
    assert headline(ledger, viewer, EVERYTHING).events == 1
    assert headline(ledger, viewer, EVERYTHING).left_out == 0
    saved(ledger, viewer, when=When.on(date(2024, 9, 4)))
    trend = headline(ledger, viewer, EVERYTHING).trend
    assert (trend.by_years, trend.left_out) == (False, 0 if month else 1)
    shown_sessions = headline(ledger, viewer, EVERYTHING).sessions // (1 if month else 2)
    assert sum(cell.values["sessions"] or 0 for cell in trend.cells) == shown_sessions


def test_over_a_long_time_an_event_is_in_its_year_though_its_month_is_not_known(
    ledger: Database, viewer: Viewer
) -> None:
    dates = (When.on(date(2019, 5, 4)), When.in_quarter(2022, 2), When.in_year(2024), When.unknown("多次"))
    for when in dates:
        saved(ledger, viewer, when=when)
    saved(ledger, viewer, when=When.in_month(2024, 3))
    trend = headline(ledger, viewer, EVERYTHING).trend
    shown = [(cell.start.year, cell.values["sessions"] or 0) for cell in trend.cells]
    once = shown[0][1]
    assert shown == [(2019, once), (2022, once), (2024, 2 * once)]
    assert (trend.by_years, trend.left_out) == (True, 1)


def test_an_event_of_the_whole_year_is_in_the_year(ledger: Database, viewer: Viewer) -> None:
    saved(ledger, viewer, when=When.in_year(2024))
    year = Filter(start=date(2024, 1, 1), end=date(2024, 12, 31))
    assert (headline(ledger, viewer, year).events, headline(ledger, viewer, year).left_out) == (1, 0)


def test_an_empty_ledger_has_no_figure_rather_than_a_zero(ledger: Database, viewer: Viewer) -> None:
    shown = headline(ledger, viewer, SEPTEMBER)
    assert (shown.events, shown.sessions, shown.trainings, shown.left_out) == (0, 0, 0, 0)
    assert shown.attendance == Figure()
    assert breakdown(ledger, viewer, EVERYTHING, (), "organisation").rows == []
    assert spots(ledger, viewer, EVERYTHING).spots == []
