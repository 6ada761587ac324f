"""A few hundred random events in a ledger and in plain Python, and what a filter means for the latter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from hypothesis import strategies as st

from metrics.counting import Figure
from metrics.filter import Filter
from models.count import Count, Qualifier
from models.dataset import Dataset
from models.draft import EventDraft, KeyGroupDraft, MaterialDraft, PlaceDraft, ReadingDraft
from models.event import TRAINING
from models.permission import LEADER, PUBLICITY, ROLES
from models.review import APPROVED, STATUSES
from models.viewer import Grant, Viewer, local_administrator
from models.when import Precision, When
from store.database import Database

EVENTS = 150
LOCAL = local_administrator()
FIRST, LAST = date(2023, 11, 1), date(2025, 2, 28)
# Name → its parent. 总行 has two branches; 独立行 stands by itself.
TREE = {
    "总行": None,
    "甲分行": "总行",
    "乙分行": "总行",
    "独立行": None,
    "甲一支行": "甲分行",
    "甲二支行": "甲分行",
    "乙一支行": "乙分行",
    "甲一网点": "甲一支行",
}
# Division → its path. All have a point, be it that of one above.
DIVISIONS = {
    "120000": "120000/",
    "120114": "120000/120114/",
    "120114001": "120000/120114/120114001/",
    "120101": "120000/120101/",
    "210200": "210000/210200/",
    "120101001001": "120000/120101/120101001/120101001001/",
    "120101001002": "120000/120101/120101001/120101001002/",
}
DIVISION_NAMES = {
    "120000": "天津市",
    "120114": "武清区",
    "120114001": "杨村街道",
    "120101": "和平区",
    "120101001": "劝业场街道",
    "120101001001": "花园路社区",
    "120101001002": "滨西社区",
    "210000": "辽宁省",
    "210200": "大连市",
}
PLACES = (
    *(PlaceDraft(name=f"{division}的广场", division_id=division) for division in DIVISIONS),
    *(PlaceDraft(division_id=division) for division in DIVISIONS),
    PlaceDraft(name="有坐标的广场", lat=39.0, lng=117.0),
    PlaceDraft(name="不知在哪里的广场"),
    PlaceDraft(name="100%_广场", division_id="120101"),
)
KINDS = ("offline", "offline", "offline", "online", "home_visit", TRAINING)
VENUES = (None, "community", "school", "village")
GROUPS = ("older_people", "youth", "women")
TOPICS = ("telecom_fraud", "illegal_fundraising", "integrity")
CAMPAIGNS = ("活动甲", "活动乙", "活动丙")
PARTNERS = ("居委会", "公安局", "学校")
WORDS = ("讲座", "Lecture", "100%", "a_b", "反诈")


@dataclass(frozen=True)
class Fact:
    """An event as saved, with what the ledger made of its names."""

    id: int
    draft: EventDraft
    dataset: Dataset
    deleted: bool
    units: tuple[int, ...]  # the organising one first
    campaigns: tuple[int, ...]
    status: str


class World:
    """A filled ledger, and the same in plain Python."""

    def __init__(self, database: Database, facts: list[Fact], paths: dict[int, str], names: dict[int, str]) -> None:
        self.database, self.facts, self.paths, self.names = database, facts, paths, names
        self.campaigns = sorted({campaign for fact in facts for campaign in fact.campaigns})


def random_count(random: Random, most: int = 500) -> Count | None:
    if random.random() < 0.4:
        return None
    basis = random.choice((None, "estimate", "head_count"))
    return Count(random.choice((0, random.randint(1, most))), random.choice(list(Qualifier)), basis)


def random_when(random: Random) -> When:
    day = FIRST + timedelta(days=random.randrange((LAST - FIRST).days))
    quarter = (day.month + 2) // 3
    return random.choice(
        (
            When.on(day),
            When.on(day),
            When.in_month(day.year, day.month),
            When.in_quarter(day.year, quarter),
            When.in_year(day.year),
            When.between(day, day + timedelta(days=random.randint(0, 70))),
            When.unknown("春节期间"),
        )
    )


def random_draft(random: Random, units: dict[str, int]) -> EventDraft:
    def some(values: Iterable[str]) -> tuple[str, ...]:
        choices = list(values)
        return tuple(random.sample(choices, random.randint(0, min(3, len(choices)))))

    unit, *others = random.sample(list(units.values()), random.choice((1, 1, 2, 3)))
    attendance = random_count(random)
    return EventDraft(
        kind=random.choice(KINDS),
        title=" ".join(random.sample(WORDS, 2)),
        when=random_when(random),
        organisation=unit,
        co_organisers=tuple(others),
        partners=some(PARTNERS),
        places=tuple(random.sample(PLACES, random.choice((0, 1, 1, 2, 3)))),
        venue_type=random.choice(VENUES),
        topics=some(TOPICS),
        campaigns=some(CAMPAIGNS),
        sessions=random.choice((1, 1, 1, 2, 5)),
        attendance=attendance,
        indirect=random_count(random),
        consultations=random_count(random),
        key_groups=tuple(
            KeyGroupDraft(key_group=group, count=None if attendance else random_count(random)) for group in some(GROUPS)
        ),
        materials=tuple(
            MaterialDraft(material="leaflet", copies=random_count(random)) for _ in range(random.choice((0, 1, 2)))
        ),
        readings=tuple(
            ReadingDraft(
                channel=random.choice(("公众号", "视频号")),
                read_on=random.choice((None, FIRST, LAST)),
                views=random_count(random, 10**9),
            )
            for _ in range(random.choice((0, 0, 1, 3)))
        ),
        note=random.choice(("", "备注\\%")),
    )


def is_in_period(when: When, start: date, end: date) -> bool:
    if when.start is None or when.end is None:
        return False
    last_of_interest = when.start if when.precision is Precision.RANGE else when.end
    return start <= when.start and last_of_interest <= end


def is_meant(world: World, fact: Fact, asked: Filter, viewer: Viewer) -> bool:
    """What the documentation of Filter says, in plain words."""
    draft = fact.draft

    def below(prefix: str) -> bool:
        return any(world.paths[unit].startswith(prefix) for unit in fact.units)

    def any_of(wanted: tuple[int | str, ...], had: Iterable[int | str | None]) -> bool:
        return not wanted or bool(set(wanted) & set(had))

    def mentioned(word: str) -> bool:
        texts = [draft.title, draft.note, world.names[fact.units[0]], *draft.partners]
        texts += [place.name for place in draft.places]
        lines = [DIVISIONS[place.division_id] for place in draft.places if place.division_id]
        texts += [DIVISION_NAMES[id_] for line in lines for id_ in line.split("/")[:-1]]
        return any(word.lower() in text.lower() for text in texts) or draft.reference == word

    return (
        fact.dataset is asked.dataset
        and not fact.deleted
        and any(below(grant.path) and (grant.role != PUBLICITY or fact.status == APPROVED) for grant in viewer.grants)
        and any_of(asked.statuses, [fact.status])
        and (asked.organisation is None or below(world.paths.get(asked.organisation, "none")))
        and (asked.start is None or asked.end is None or is_in_period(draft.when, asked.start, asked.end))
        and any_of(asked.kinds, [draft.kind])
        and any_of(asked.venue_types, [draft.venue_type])
        and any_of(asked.campaigns, fact.campaigns)
        and any_of(asked.key_groups, [group.key_group for group in draft.key_groups])
        and any_of(asked.topics, draft.topics)
        and (
            asked.division is None
            or any(f"{asked.division}/" in DIVISIONS.get(place.division_id or "", "") for place in draft.places)
        )
        and all(mentioned(word) for word in asked.text.split())
    )


def meant(world: World, asked: Filter, viewer: Viewer) -> list[Fact]:
    return [fact for fact in world.facts if is_meant(world, fact, asked, viewer)]


def public(facts: Iterable[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.draft.kind != TRAINING]


def plain_figure(per_event: Iterable[Iterable[Count | None]]) -> Figure:
    """The sum of the numbers of each event, several or none."""
    events = [[count for count in counts if count is not None] for counts in per_event]
    known = [count for counts in events for count in counts]
    return Figure(
        value=sum(count.value for count in known) if known else None,
        known=sum(bool(counts) for counts in events),
        events=len(events),
        lower_bound=any(c.qualifier in (Qualifier.AT_LEAST, Qualifier.OVER, Qualifier.MORE_THAN) for c in known),
        approximate=any(c.qualifier in (Qualifier.ABOUT, Qualifier.NEARLY) for c in known),
        estimated=sum(count.value for count in known if count.basis == "estimate"),
    )


def attendance(facts: Iterable[Fact]) -> Figure:
    return plain_figure([fact.draft.attendance] for fact in facts)


def copies(facts: Iterable[Fact]) -> Figure:
    return plain_figure([material.copies for material in fact.draft.materials] for fact in facts)


def sessions(facts: Iterable[Fact]) -> int:
    return sum(fact.draft.sessions for fact in facts)


def newest_views(fact: Fact) -> list[Count | None]:
    newest: dict[str, ReadingDraft] = {}
    for reading in fact.draft.readings:
        if reading.views is None:
            continue
        before = newest.get(reading.channel)
        if before is None or (reading.read_on or date.min) >= (before.read_on or date.min):
            newest[reading.channel] = reading
    return [reading.views for reading in newest.values()]


days = st.dates(FIRST - timedelta(days=40), LAST + timedelta(days=40))


def asked_of(world: World) -> st.SearchStrategy[Filter]:
    """Filters; each condition is mostly left out, so that something is found."""

    def rarely(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
        return st.just(()) | st.just(()) | st.lists(values, max_size=2, unique=True).map(tuple)

    periods = st.none() | st.lists(days, min_size=2, max_size=2).map(sorted) | days.map(lambda day: [day, day])
    return st.builds(
        lambda period, **values: Filter(
            start=period[0] if period else None, end=period[1] if period else None, **values
        ),
        periods,
        dataset=st.sampled_from((Dataset.RECORDED, Dataset.RECORDED, Dataset.SAMPLE, Dataset.MADE_UP)),
        organisation=st.none() | st.none() | st.sampled_from(sorted(world.paths)) | st.just(999_999),
        campaigns=rarely(st.sampled_from(world.campaigns)),
        kinds=rarely(st.sampled_from(KINDS)),
        statuses=rarely(st.sampled_from(list(STATUSES))),
        venue_types=rarely(st.sampled_from(VENUES[1:])),
        key_groups=rarely(st.sampled_from(GROUPS)),
        topics=rarely(st.sampled_from(TOPICS)),
        division=st.sampled_from((None, None, None, *DIVISIONS, "999999")),
        text=st.sampled_from(
            ("", "", "", *WORDS, "广场", "甲一", "lecture 讲座", "%", "_", "\\", "R'1", "'", "居委会", "武清", "津 区")
        ),
    )


def viewer_of(world: World) -> st.SearchStrategy[Viewer]:
    """Leaders of some part of the bank, publicity people, and those with several roles at several places."""
    paths = st.sampled_from(["", "", *world.paths.values()])
    grants = st.builds(Grant, st.sampled_from(list(ROLES)), paths)
    return st.builds(lambda path: Viewer.holding("甲", LEADER, path), paths) | st.builds(
        Viewer, st.just("乙"), st.frozensets(grants, max_size=3)
    )
