"""What is remarked about a picture as evidence of an event."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import speaking
from metrics.evidence import NEAR_KM, OTHER, WHEN, WHERE, Remark, remarks_of, remarks_on, taken_when
from models.dataset import Dataset
from models.draft import EventDraft, PlaceDraft
from models.place import PRECISIONS
from models.viewer import Viewer
from models.when import When, parse_when
from store.attachments import add_attachment
from store.database import Database
from store.events import read_event, save_event
from store.picture_file import Look, look_at
from store.pictures import read_missing
from tests.pictures import photo

ZHUANGHE = "210283"  # a county: its seat lies at 39.68° N, 122.97° E, its middle is 17 km north of it
SEAT = (39.681, 122.967)
MARKET = PlaceDraft(name="市集", lat=SEAT[0], lng=SEAT[1])
COUNTY = PlaceDraft(division_id=ZHUANGHE)


def taken(at: datetime | None = None, where: tuple[float, float] | None = None) -> Look:
    return Look("0" * 64, "image/jpeg", 400, 300, at, *(where or (None, None)))


def remarks(database: Database, viewer: Viewer, look: Look, when: str = "", *places: PlaceDraft) -> list[str]:
    with speaking("en"):
        found = remarks_on(database, viewer, (look,), parse_when(when), places)
        return [remark.text for remark in found.get(look.sha256, [])]


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2024-09-04", []),
        ("2024-09-03", ["Taken on 4 Sep 2024, 1 day after the event"]),
        ("2024-09-01", ["Taken on 4 Sep 2024, 3 days after the event"]),
        ("2024-09-05", ["Taken on 4 Sep 2024, 1 day before the event"]),
        ("2025-09-04", ["Taken on 4 Sep 2024, 365 days before the event"]),
        ("2024-09-01 至 2024-09-04", []),
        ("2024-09-01 至 2024-09-03", ["Taken on 4 Sep 2024, 1 day after the event"]),
        ("2024-09", []),
        ("2024-10", ["Taken on 4 Sep 2024, 27 days before the event"]),
        ("2024Q3", []),
        ("2024Q2", ["Taken on 4 Sep 2024, 66 days after the event"]),
        ("2024", []),
        ("2023", ["Taken on 4 Sep 2024, 248 days after the event"]),
        ("", []),
        ("不详", []),
    ],
)
def test_a_picture_is_compared_with_all_the_days_its_event_may_have_been(
    ledger: Database, viewer: Viewer, when: str, said: list[str]
) -> None:
    assert remarks(ledger, viewer, taken(datetime(2024, 9, 4, 23, 59)), when) == said


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 40), st.integers(-400, 400))
def test_the_days_told_lead_from_the_event_to_the_picture(start: date, days: int, off: int) -> None:
    with speaking("en"):
        remark = taken_when(start + timedelta(off), When.between(start, start + timedelta(days)))
    assert (remark is None) == (0 <= off <= days)
    if remark is not None:
        assert f", {-off if off < 0 else off - days} day" in remark.text


@pytest.mark.parametrize(
    ("where", "places", "said"),
    [
        (SEAT, (MARKET,), []),
        ((39.70, 122.967), (MARKET,), []),  # 2 km
        ((39.72, 122.967), (MARKET,), ["Taken 4.3 km from the place"]),
        ((38.914, 121.615), (MARKET,), ["Taken 144 km from the place"]),
        ((38.914, 121.615), (COUNTY,), ["Taken 157 km from the middle of 庄河市"]),
        ((39.93, 123.35), (COUNTY,), []),  # far from its middle, and in the county
        ((39.70, 121.81), (COUNTY,), ["Taken 103 km from the middle of 庄河市"]),  # in the next one
        ((39.72, 122.967), (MARKET, COUNTY), []),  # one of its places is enough
        ((38.914, 121.615), (MARKET, PlaceDraft(name="某地")), []),  # the other may be anywhere
        ((38.914, 121.615), (), []),
        ((38.914, 121.615), (PlaceDraft(place_id=999),), []),
        ((38.914, 121.615), (PlaceDraft(division_id="nowhere"),), []),
        (None, (MARKET,), []),
    ],
)
def test_a_picture_is_far_only_where_every_place_of_the_event_is(
    ledger: Database,
    viewer: Viewer,
    where: tuple[float, float] | None,
    places: tuple[PlaceDraft, ...],
    said: list[str],
) -> None:
    found = remarks(ledger, viewer, taken(where=where), "", *places)
    assert found == said


def test_a_community_without_a_point_of_its_own_stands_for_a_division_above_it(
    ledger: Database, viewer: Viewer
) -> None:
    community = PlaceDraft(name="文化活动室", division_id="210214001001")  # in 普兰店区
    assert remarks(ledger, viewer, taken(where=(39.40, 121.97)), "", community) == []
    [text] = remarks(ledger, viewer, taken(where=(39.08, 117.2)), "", community)
    assert "km from the middle of" in text


def test_every_precision_of_a_point_has_its_distance() -> None:
    assert set(NEAR_KM) == set(PRECISIONS)
    assert list(NEAR_KM.values()) == sorted(NEAR_KM.values())


def saved(database: Database, viewer: Viewer, title: str, when: str, *places: PlaceDraft) -> int:
    draft = EventDraft(title=title, when=parse_when(when), organisation="庄河支行", places=places)
    outcome = save_event(database, viewer, draft)
    assert outcome.id is not None
    return outcome.id


def test_all_there_is_to_remark_about_a_saved_event_is_said_of_each_file(ledger: Database, viewer: Viewer) -> None:
    first = saved(ledger, viewer, "讲座", "2024-09")
    second = saved(ledger, viewer, "赶集", "2024-10-01", MARKET)
    told = photo(1, "HEIF", taken=datetime(2024, 9, 4, 9), at=(38.914, 121.615))
    for event_id, content in ((first, photo(1, quality=70)), (second, told), (second, photo(2)), (second, b"%PDF-1")):
        assert add_attachment(ledger, viewer, event_id, name="x", content=content).done
    draft = read_event(ledger, viewer, second)
    assert draft is not None
    with speaking("zh_CN"):
        [found] = remarks_of(ledger, viewer, second, draft.when, draft.places).values()
    assert [(remark.about, remark.event_id) for remark in found] == [(WHEN, None), (WHERE, None), (OTHER, first)]
    assert "讲座" in found[-1].text
    assert read_missing(ledger, viewer) == 0


def test_who_may_not_see_the_other_event_reads_nothing_of_it(ledger: Database, viewer: Viewer) -> None:
    first = saved(ledger, viewer, "内部安排", "2024-09-04")
    for content in (photo(1), b"%PDF-1"):
        add_attachment(ledger, viewer, first, name="x", content=content)
    looks = tuple(look for content in (photo(1), b"%PDF-1") if (look := look_at(content)))
    with speaking("en"):
        found = remarks_on(ledger, Viewer("丁"), looks, When.unknown(), (), Dataset.RECORDED)
    assert [found[look.sha256] for look in looks] == [
        [Remark(OTHER, "This picture is already evidence of another event of the bank")],
        [Remark(OTHER, "This file is already evidence of another event of the bank")],
    ]
