"""The worked examples of docs/counting.md: each is recorded, asked for, and must come out as its section says."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from components.figures import basis, short
from locales import speaking
from locales.numbers import number
from metrics.breakdown import breakdown
from metrics.comparison import compared
from metrics.filter import Filter
from metrics.overview import Headline, headline
from metrics.records import one_event
from metrics.score_wording import points_text
from metrics.scores import score_cards
from metrics.spots import spots
from metrics.targets import progress
from metrics.values import People
from models.assessment import IndicatorDraft, Quarter
from models.base import table_of
from models.campaign import CampaignDraft
from models.count import parse_count
from models.dataset import Dataset
from models.draft import EventDraft, KeyGroupDraft, MaterialDraft, PlaceDraft, ReadingDraft
from models.event import TRAINING
from models.place import Campaign
from models.viewer import Viewer
from models.when import parse_when
from store.campaigns import save_campaign
from store.database import Database
from store.events import delete_event, save_event
from store.indicators import indicators_of, save_indicators
from store.review import move_event
from store.targets import set_targets
from store.units import save_unit

CAMPAIGN = table_of(Campaign)
RULES = (Path(__file__).resolve().parents[2] / "docs" / "counting.md").read_text("utf-8")

Example = Callable[[Database, Viewer], list[str]]


def record(database: Database, viewer: Viewer, dataset: Dataset = Dataset.RECORDED, /, **values: object) -> int:
    draft = EventDraft.model_validate({"title": "讲座", "organisation": "甲支行", **values})
    outcome = save_event(database, viewer, draft, dataset=dataset)
    assert outcome.id is not None, [str(problem) for problem in outcome.problems]
    return outcome.id


def ask(database: Database, viewer: Viewer, **conditions: object) -> Headline:
    return headline(database, viewer, Filter(**conditions))  # type: ignore[arg-type]  # a table of fields


def reached(database: Database, viewer: Viewer, *attendances: str) -> Headline:
    for attendance in attendances:
        record(database, viewer, attendance=parse_count(attendance))
    return ask(database, viewer)


def one_event_one_count(database: Database, viewer: Viewer) -> list[str]:
    campaigns = ("3·15 宣传", "防非宣传月")
    both = {"topics": ("telecom_fraud", "elder_fraud"), "campaigns": campaigns}
    places = (PlaceDraft(name="文化广场"), PlaceDraft(division_id="120103"))
    talk = record(database, viewer, **both, places=places, sessions=3)
    record(database, viewer, topics=("telecom_fraud",))
    found = one_event(database, viewer, talk)
    assert found is not None
    assert len(found.campaigns) == len(found.places) == len(found.topics) == 2
    with database.reading() as connection:
        first = connection.scalar(select(CAMPAIGN.c.id).where(CAMPAIGN.c.name_zh == campaigns[0]))
    everything, of_first = ask(database, viewer), ask(database, viewer, campaigns=(first,))
    return [f"{figures.events} 场，{figures.sessions} 场次" for figures in (everything, of_first)]


def co_organised(database: Database, viewer: Viewer) -> list[str]:
    other = record(database, viewer, organisation="乙支行")
    found = one_event(database, viewer, other)
    assert found is not None
    delete_event(database, viewer, other)
    record(database, viewer, co_organisers=(found.organisation_id,), attendance=parse_count("60"))
    found_by = breakdown(database, viewer, Filter(), ("attendance",), "organisation")
    rows = {row.label: row.figure("attendance").value for row in found_by.rows}
    return [
        short(ask(database, viewer).attendance),
        *(f"{name} {value}" for name, value in sorted(rows.items(), reverse=True)),
    ]


def contacts(database: Database, viewer: Viewer) -> list[str]:
    return [short(reached(database, viewer, "30", "30").attendance)]


def three_numbers(database: Database, viewer: Viewer) -> list[str]:
    reading = ReadingDraft(channel="公众号", views=parse_count("1000"))
    record(database, viewer, attendance=parse_count("50"), indirect=parse_count("300"), readings=(reading,))
    found = ask(database, viewer)
    indirect = breakdown(database, viewer, Filter(), ("indirect",)).total.figure("indirect")
    return [f"{found.attendance.value} / {indirect.value} / {found.online.value}"]


def empty_is_not_zero(database: Database, viewer: Viewer) -> list[str]:
    alone = short(reached(database, viewer, "").attendance)
    found = reached(database, viewer, "60余", "40").attendance
    return [short(found), basis(found), alone]


def qualifiers(database: Database, viewer: Viewer) -> list[str]:
    about = short(reached(database, viewer, "近百", "50").attendance)
    return [about, short(reached(database, viewer, "60多").attendance)]


def estimated(database: Database, viewer: Viewer) -> list[str]:
    record(database, viewer, attendance=parse_count("30", basis="estimate"))
    record(database, viewer, attendance=parse_count("70", basis="head_count"))
    found = ask(database, viewer).attendance
    return [short(found), basis(found)]


def key_groups(database: Database, viewer: Viewer) -> list[str]:
    older = KeyGroupDraft(key_group="older_people", count=parse_count("80"))
    women = KeyGroupDraft(key_group="women", count=parse_count("60"))
    record(database, viewer, attendance=parse_count("100"), key_groups=(older, women))
    record(database, viewer, key_groups=(KeyGroupDraft(key_group="older_people"),))
    found = breakdown(database, viewer, Filter(), ("attendance",), "key_group")
    return [f"{row.label} {row.figure('attendance').value}（{row.events} 场）" for row in found.rows]


def materials(database: Database, viewer: Viewer) -> list[str]:
    leaflets = MaterialDraft(material="leaflet", copies=parse_count("100"))
    record(database, viewer, materials=(leaflets, MaterialDraft(material="handbook", copies=parse_count("50"))))
    record(database, viewer)
    found = ask(database, viewer).materials
    return [short(found), basis(found)]


def newest_reading(database: Database, viewer: Viewer) -> list[str]:
    readings = (
        ReadingDraft(channel="公众号", read_on=date(2024, 9, 30), views=parse_count("1500")),
        ReadingDraft(channel="公众号", read_on=date(2024, 9, 1), views=parse_count("1000")),
        ReadingDraft(channel="视频号", views=parse_count("200")),
    )
    record(database, viewer, readings=readings)
    return [number(ask(database, viewer).online.value or 0)]


def training(database: Database, viewer: Viewer) -> list[str]:
    record(database, viewer, kind=TRAINING, attendance=parse_count("25"))
    found = reached(database, viewer, "40")
    return [f"{found.events} 场，{found.attendance.value} 人次，另有培训 {found.trainings} 场"]


def vague_dates(database: Database, viewer: Viewer) -> list[str]:
    for when in ("2024-09-04", "2024-09", "2024-09-28 至 2024-10-03", "2024Q3", "2024", ""):
        record(database, viewer, when=parse_when(when))
    september = ask(database, viewer, start=date(2024, 9, 1), end=date(2024, 9, 30))
    return [f"{september.events} 场，{september.left_out} 场日期不够具体", f"{ask(database, viewer).events} 场"]


def year_before(_database: Database, _viewer: Viewer) -> list[str]:
    earlier = Filter(start=date(2024, 2, 1), end=date(2024, 2, 29)).year_before()
    assert earlier is not None
    return [f"{earlier.start} – {earlier.end}"]


def all_below(database: Database, viewer: Viewer) -> list[str]:
    record(database, viewer, places=(PlaceDraft(division_id="120103"), PlaceDraft(division_id="120114")))
    hexi, wuqing, tianjin = (
        ask(database, viewer, division=division).events for division in ("120103", "120114", "120000")
    )
    assert hexi == wuqing
    return [str(hexi), str(tianjin)]


def spots_do_not_add_up(database: Database, viewer: Viewer) -> list[str]:
    record(database, viewer, places=(PlaceDraft(division_id="120103"), PlaceDraft(division_id="120114")))
    record(database, viewer)
    found = spots(database, viewer, Filter())
    return [f"{len(found.spots)} 个圆圈，{found.events} 场活动，{found.without_place} 场地点不详"]


def never_mixed(database: Database, viewer: Viewer) -> list[str]:
    record(database, viewer)
    delete_event(database, viewer, record(database, viewer))
    record(database, viewer, Dataset.SAMPLE)
    return [" / ".join(str(ask(database, viewer, dataset=kind).events) for kind in (Dataset.RECORDED, Dataset.SAMPLE))]


FIRST, SECOND = "120101001001", "120101001002"


def people(database: Database, viewer: Viewer) -> list[str]:
    for division, attendance in ((FIRST, "30"), (FIRST, "50"), (SECOND, "20"), (None, "40")):
        places = (PlaceDraft(division_id=division),) if division else ()
        record(database, viewer, places=places, attendance=parse_count(attendance))
    found = breakdown(database, viewer, Filter(), ("people",)).total.values["people"]
    assert isinstance(found, People)
    return [f"{found.low}–{found.high.value}"]


def places_reached(database: Database, viewer: Viewer) -> list[str]:
    square = PlaceDraft(name="广场", division_id=FIRST)
    school = PlaceDraft(name="学校", division_id=SECOND)
    somewhere = PlaceDraft(division_id="120101")
    for when, place in (("2023", square), ("2024", square), ("2024", school), ("2024", somewhere)):
        record(database, viewer, when=parse_when(when), places=(place,))
    asked = Filter(start=date(2024, 1, 1), end=date(2024, 12, 31))
    found = breakdown(database, viewer, asked, ("places", "first_places", "communities")).total
    reached, first, communities = (found.figure(key) for key in ("places", "first_places", "communities"))
    return [f"{reached.value} 处，首次 {first.value} 处", f"{communities.value} 个社区", basis(communities)]


def what_changed(database: Database, viewer: Viewer) -> list[str]:
    for unit, when, attendance in (
        ("甲支行", "2024-08-10", "30"),
        ("甲支行", "2024-09-10", "50"),
        ("乙支行", "2024-08-10", "40"),
        ("乙支行", "2024-09-10", "10"),
    ):
        record(database, viewer, organisation=unit, when=parse_when(when), attendance=parse_count(attendance))
    september = Filter(start=date(2024, 9, 1), end=date(2024, 9, 30))
    found = compared(database, viewer, september, ("attendance",), "organisation")
    assert found is not None
    change = found.changes["attendance"]
    return [str(change.difference), *(f"{part.label} {part.difference}" for part in change.contributions)]


def scored(database: Database, viewer: Viewer) -> list[str]:
    def unit(name: str, above: int | None, kind: str) -> int:
        id_ = save_unit(database, viewer, name=name, parent_id=above, kind=kind).id
        assert id_ is not None
        return id_

    bank = unit("分行", None, "branch")
    first, second = unit("甲支行", bank, "sub_branch"), unit("乙支行", bank, "sub_branch")
    for outlet in ("甲一网点", "甲二网点"):
        unit(outlet, first, "outlet")
    wanted = [
        IndicatorDraft(name_zh="场次", measure="sessions", per="outlets", full_at=Decimal(3), weight=20),
        IndicatorDraft(name_zh="人次", measure="attendance", full_at=Decimal(100), weight=10),
    ]
    held = [line.rule for line in indicators_of(database, viewer)]
    retired = [
        IndicatorDraft(one.id, one.name_zh, "", one.measure, "", "", one.full_at, one.weight, retired=True)
        for one in held
    ]
    assert save_indicators(database, viewer, [*wanted, *retired], seen=0).done
    for organisation, times, attendance in ((first, 4, ""), (second, 3, "60余")):
        event = record(
            database,
            viewer,
            organisation=organisation,
            sessions=times,
            attendance=parse_count(attendance),
            when=parse_when("2024-09-10"),
        )
        assert all(move_event(database, viewer, event, step).done for step in ("submit", "approve"))
    cards = {card.name: card for card in score_cards(database, viewer, Quarter(2024, 3)).cards}
    return [
        f"{name} {points_text(cards[name].total)} 分，第 {cards[name].rank} 名，{cards[name].unknown} 项不详"
        for name in ("甲支行", "乙支行")
    ]


def targeted(database: Database, viewer: Viewer) -> list[str]:
    draft = CampaignDraft(name_zh="进社区", starts=date(2024, 1, 1), ends=date(2024, 3, 10))
    campaign = save_campaign(database, viewer, draft).id
    assert campaign is not None
    for week in ("2024-01-01", "2024-01-08", "2024-01-15", "2024-01-22"):
        held = record(database, viewer, when=parse_when(week), sessions=10, campaigns=(campaign,))
    found = one_event(database, viewer, held)
    assert found is not None
    assert set_targets(database, viewer, campaign, {(found.organisation_id, "sessions"): 100}).done
    told = progress(database, viewer, campaign, today=date(2024, 1, 29))
    assert told is not None
    [line] = told.lines
    assert line.value == 40
    assert line.forecast is not None
    with speaking("zh_CN"):
        where = line.standing.label
    return [f"时间已过 {told.time.passed:.1%}，{where}，预测 {line.forecast.low}–{line.forecast.high}"]


EXAMPLES: list[Example] = [
    one_event_one_count,
    co_organised,
    contacts,
    three_numbers,
    empty_is_not_zero,
    qualifiers,
    estimated,
    key_groups,
    materials,
    newest_reading,
    training,
    vague_dates,
    year_before,
    all_below,
    spots_do_not_add_up,
    never_mixed,
    people,
    places_reached,
    what_changed,
    scored,
    targeted,
]


def results_written(section: int) -> list[str]:
    """The results that the example of a section of docs/counting.md tells, in backticks after its arrows."""
    part = re.search(rf"^## {section}\. .*?(?=^## )", RULES, re.DOTALL | re.MULTILINE)
    assert part is not None
    example = re.search(r"^例 .*?(?=\n\n)", part[0], re.DOTALL | re.MULTILINE)
    assert example is not None
    return re.findall(r"`([^`]+)`", example[0].split("→", 1)[1])


@pytest.mark.parametrize(
    ("section", "example"), list(enumerate(EXAMPLES, start=1)), ids=lambda part: getattr(part, "__name__", str(part))
)
def test_a_worked_example_comes_out_as_written(
    section: int, example: Example, ledger: Database, viewer: Viewer
) -> None:
    with speaking("zh_CN"):
        assert example(ledger, viewer) == results_written(section)


def test_every_counting_rule_has_its_example() -> None:
    sections = re.findall(r"^## (\d+)\. ", RULES, re.MULTILINE)
    assert sections == [str(section) for section in range(1, len(EXAMPLES) + 1)]
