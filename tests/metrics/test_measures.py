"""Every measure by every dimension against a plain count in Python, over random events, filters and viewers.

The ledger answers itself, and its copy in columns does.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from metrics.breakdown import Row, breakdown
from metrics.choices import vocabularies
from metrics.comparison import BEFORE, YEAR_BEFORE, compared, period_before
from metrics.counting import Figure
from metrics.dimensions import DIMENSIONS
from metrics.filter import Filter
from metrics.measures import MEASURES
from metrics.records import one_event
from metrics.summed import READY
from metrics.values import Evidence, People, Value, amount
from models.base import table_of
from models.count import Count
from models.dataset import Dataset
from models.draft import LinkDraft
from models.event import TRAINING, EventAttachment, EventPlace
from models.place import Partner
from models.review import APPROVED
from models.viewer import Viewer
from models.when import Precision, When
from models.words import Words
from store.database import FILE, Database
from store.dialects import make_engine, sqlite_url
from store.events import read_event, save_event
from store.review import move_event
from store.units import save_unit
from tests.metrics.world import (
    DIVISIONS,
    GROUPS,
    LOCAL,
    TREE,
    Fact,
    World,
    asked_of,
    copies,
    meant,
    newest_views,
    plain_figure,
    random_count,
    random_draft,
    sessions,
    viewer_of,
)

EVENTS = 60
FEW = 3  # rows of each answer that are asked for alone
FORMATS = ("lecture", "booth", "handout")
KINDS_OF_UNITS = {"总行": "head_office", "甲分行": "branch", "乙分行": "branch", "甲一网点": "outlet"}
ASKED = (*MEASURES, *(f"key_group:{group}" for group in GROUPS), "key_group:no_such_group")


class Bank(World):
    """A filled ledger, and the same in plain Python, with what is told of an event elsewhere than in its draft."""

    kinds: dict[int, str]
    places: dict[int, list[int]]
    attached: set[int]
    partners: dict[tuple[str, str], int]
    words: Words


def filled(database: Database, random: Random) -> Bank:
    units: dict[str, int] = {}
    paths: dict[int, str] = {}
    for name, parent in TREE.items():
        parent_id = units[parent] if parent else None
        kind = KINDS_OF_UNITS.get(name, "sub_branch")
        id_ = save_unit(database, LOCAL, name=name, parent_id=parent_id, kind=kind).id
        assert id_ is not None
        units[name], paths[id_] = id_, f"{paths[parent_id] if parent_id else ''}{id_}/"
    facts = []
    for number in range(EVENTS):
        more = {
            "formats": tuple(random.sample(FORMATS, random.randint(0, 2))),
            "staff": random_count(random, 20),
            "links": (LinkDraft(url="https://example.com"),) * random.choice((0, 0, 1)),
            "reference": None,
        }
        draft = random_draft(random, units).model_copy(update=more)
        dataset = Dataset.SAMPLE if number % 10 == 0 else Dataset.RECORDED
        outcome = save_event(database, LOCAL, draft, dataset=dataset, submit=dataset is Dataset.RECORDED)
        assert outcome.id is not None, [str(problem) for problem in outcome.problems]
        approved = dataset is Dataset.RECORDED and random.random() < 0.5
        assert not approved or move_event(database, LOCAL, outcome.id, "approve").done
        kept = read_event(database, LOCAL, outcome.id)
        assert kept is not None
        own = (int(draft.organisation), *map(int, draft.co_organisers))
        moved = one_event(database, LOCAL, outcome.id)
        assert moved is not None
        facts.append(Fact(outcome.id, draft, dataset, False, own, tuple(map(int, kept.campaigns)), moved.status))
    bank = Bank(database, facts, paths, {id_: name for name, id_ in units.items()})
    bank.kinds = {id_: KINDS_OF_UNITS.get(name, "sub_branch") for name, id_ in units.items()}
    bank.attached = {fact.id for fact in facts if random.random() < 0.4}
    told = {"sha256": "0" * 64, "name": "照片", "media_type": "image/jpeg", "size": 1}
    with database.writing(LOCAL, "remove trial data") as writing:  # what a copy makes itself anew for
        writing.draw_change()
        for event_id in bank.attached:
            writing.session.execute(insert(table_of(EventAttachment)).values(event_id=event_id, **told))
    link, partner = table_of(EventPlace), table_of(Partner)
    with database.reading() as connection:
        bank.places = defaultdict(list)
        for event_id, place_id in connection.execute(
            select(link.c.event_id, link.c.place_id).where(link.c.place_id.is_not(None))
        ):
            bank.places[event_id].append(place_id)
        bank.partners = {(row.dataset, row.name): row.id for row in connection.execute(select(partner))}
    bank.words = vocabularies(database, LOCAL)
    return bank


@pytest.fixture(scope="module", params=["ledger", "copy"])
def bank(
    request: pytest.FixtureRequest, empty_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bank]:
    """A ledger filled from a seed, that answers itself or of which a copy does."""
    folder = tmp_path_factory.mktemp("measured")
    (folder / FILE).write_bytes(empty_template.read_bytes())
    database = Database(make_engine(sqlite_url(folder / FILE)), folder)
    seed = 1 if request.param == "ledger" else 2
    found = filled(database, Random(seed))  # noqa: S311 - a test wants the same numbers again
    if request.param == "copy":
        found.database = database = database.with_copy(READY)
        assert database.snapshot is not None
        database.snapshot.make()
    yield found
    # Where a question fails on the copy, the copy is let go.
    assert database.snapshot is None or database.snapshot.report() is not None
    database.close()


# The plain count of each measure, of these events.


def located(fact: Fact, level: int) -> set[str]:
    """The divisions of one level an event is in; by city 天津市, a province and a city in one, is one of them."""
    found = set()
    for place in fact.draft.places:
        line = DIVISIONS.get(place.division_id or "", "").split("/")[:-1]
        for id_ in line:
            if level_of(id_) >= level or (level == 2 and id_ == "120000"):
                found.add(id_)
                break
    return found


def level_of(division: str) -> int:
    return 5 if len(division) == 12 else 4 if len(division) == 9 else _LEVELS[division]


_LEVELS = {"120000": 1, "210000": 1, "210200": 2, "120114": 3, "120101": 3}


def communities(fact: Fact) -> set[str]:
    return {place.division_id for place in fact.draft.places if place.division_id and len(place.division_id) == 12}


def people(facts: Collection[Fact], number: Callable[[Fact], Count | None]) -> People:
    high = plain_figure([number(fact)] for fact in facts)
    if high.value is None:
        return People(None, high)
    largest: dict[str | None, int] = defaultdict(int)
    for fact in facts:
        count, in_ = number(fact), communities(fact)
        alone = len(in_) == 1 and all(place.division_id in in_ for place in fact.draft.places)
        home = next(iter(in_)) if alone else None
        largest[home] = max(largest[home], count.value if count else 0)
    elsewhere = largest.pop(None, 0)
    return People(max(sum(largest.values()), elsewhere), high)


def of_group(group: str, fact: Fact) -> Count | None:
    return next((part.count for part in fact.draft.key_groups if part.key_group == group), None)


Number = Callable[[Fact], Count | None]


def plain(bank: Bank, key: str, facts: list[Fact], visible: list[Fact], number: Number) -> Value:
    reached = [fact for fact in facts if fact.draft.kind != TRAINING]
    size = len(reached)
    if key.startswith("key_group:"):
        group = key.removeprefix("key_group:")
        naming = [fact for fact in reached if group in [part.key_group for part in fact.draft.key_groups]]
        return plain_figure([of_group(group, fact)] for fact in naming)

    def different(things: Callable[[Fact], Collection[object]], telling: Callable[[Fact], object]) -> Figure:
        known = sum(bool(telling(fact)) for fact in reached)
        return Figure(len({thing for fact in reached for thing in things(fact)}) if known else None, known, size)

    first: dict[int, date] = {}
    for fact in visible:
        start = fact.draft.when.start
        for place in bank.places.get(fact.id, []) if fact.draft.kind != TRAINING and start else []:
            assert start is not None
            first[place] = min(first.get(place, start), start)
    at = partial(lambda fact: bank.places.get(fact.id, []))
    read = sum(bool([views for views in newest_views(fact) if views]) for fact in reached)
    files = {fact.id for fact in reached} & bank.attached
    links = {fact.id for fact in reached if fact.draft.links}
    trainings = len(facts) - size
    made: dict[str, Callable[[], Value]] = {
        "events": lambda: Figure(size, size, size),
        "sessions": lambda: Figure(sessions(reached), size, size),
        "attendance": lambda: plain_figure([number(fact)] for fact in reached),
        "people": lambda: people(reached, number),
        "indirect": lambda: plain_figure([fact.draft.indirect] for fact in reached),
        "online": lambda: plain_figure(newest_views(fact) for fact in reached),
        "publications": lambda: Figure(sum(len(newest_views(fact)) for fact in reached), read, size),
        "materials": lambda: copies(reached),
        "consultations": lambda: plain_figure([fact.draft.consultations] for fact in reached),
        "staff": lambda: plain_figure([fact.draft.staff] for fact in reached),
        "places": lambda: different(at, at),
        "communities": lambda: different(communities, communities),
        "first_places": lambda: different(
            lambda fact: [place for place in at(fact) if first.get(place) == fact.draft.when.start], at
        ),
        "evidence": lambda: Evidence(size, len(files | links), len(files), len(links)),
        "trainings": lambda: Figure(trainings, trainings, trainings),
    }
    return made[key]()


# The rows an event is in, by the keys of the rows; none means the row of what is not known.


def said(when: When, by: str) -> list[str]:
    if when.start is None:
        return []
    quarter = (when.start.month + 2) // 3
    day, month, year = Precision.DAY, Precision.MONTH, Precision.YEAR
    key, precise = {
        "month": (f"{when.start:%Y-%m}", {day, month, Precision.RANGE}),
        "quarter": (f"{when.start.year}-Q{quarter}", {day, month, Precision.RANGE, Precision.QUARTER}),
        "year": (f"{when.start.year}", {day, month, Precision.RANGE, Precision.QUARTER, year}),
        "weekday": (str(when.start.isoweekday()), {day}),
    }[by]
    return [key] if when.precision in precise else []


def unit_rows(bank: Bank, asked: Filter, viewer: Viewer, kind: str) -> dict[str, Callable[[str], bool]]:
    """Key of each row → whether a unit with this path belongs to it."""
    # Every unit of these ledgers is one of the bank's own.
    seen = {id_: path for id_, path in bank.paths.items() if viewer.may_see(path) and asked.dataset is Dataset.RECORDED}

    def whole(id_: int) -> Callable[[str], bool]:
        return lambda path: path.startswith(bank.paths[id_])

    def alone(id_: int) -> Callable[[str], bool]:
        return lambda path: path == bank.paths[id_]

    def topmost(ids: list[int]) -> list[int]:
        return [a for a in ids if not any(a != b and bank.paths[a].startswith(bank.paths[b]) for b in ids)]

    if kind:
        root = bank.paths.get(asked.organisation, "none") if asked.organisation else ""
        under = [id_ for id_, path in seen.items() if path.startswith(root) and path != root]
        return {str(id_): whole(id_) for id_ in topmost([id_ for id_ in under if bank.kinds[id_] == kind])}
    level = [id_ for id_ in seen if id_ == asked.organisation] if asked.organisation is not None else topmost([*seen])
    rows: dict[str, Callable[[str], bool]] = {}
    for step in range(9):
        if len(level) != 1 or (asked.organisation is not None and step):
            break
        [unit] = level
        path_of = bank.paths[unit]
        below = {id_: path.removeprefix(path_of) for id_, path in seen.items() if path.startswith(path_of)}
        level = [id_ for id_, rest in below.items() if rest.count("/") == 1]
        if not level:
            return rows | {str(unit): whole(unit)}
        rows[f"{unit}-itself"] = alone(unit)
    return rows | {str(id_): whole(id_) for id_ in level}


def rows_of(bank: Bank, asked: Filter, viewer: Viewer, by: str) -> Callable[[Fact], Collection[str]]:
    def only(keys: Collection[object], wanted: Collection[object]) -> list[str]:
        return [str(key) for key in keys if not wanted or key in wanted]

    def in_divisions(level: int, fact: Fact) -> set[str]:
        if asked.division is None:
            return located(fact, level)
        root = DIVISIONS.get(asked.division, "none")
        lines = [DIVISIONS.get(place.division_id or "", "") for place in fact.draft.places]
        found = set()
        for line in lines:
            for id_ in line.split("/")[:-1] if line.startswith(root) else []:
                deep = level_of(id_) >= level or (level == 2 and id_ == "120000")
                if (
                    deep
                    and line.split(id_)[0].startswith(root.removesuffix(f"{asked.division}/"))
                    and (id_ == asked.division or line.index(f"{id_}/") >= len(root))
                ):
                    found.add(id_)
                    break
        return found

    if by.startswith("organisation"):
        rows = unit_rows(bank, asked, viewer, by.partition(":")[2])
        return lambda fact: [
            key for key, belongs in rows.items() if any(belongs(bank.paths[unit]) for unit in fact.units)
        ]
    scenes = {word.code: word.maps_to or "other" for word in bank.words.words("venue_type")}
    levels = {"province": 1, "city": 2, "county": 3, "township": 4, "community": 5}
    if by in levels:
        return partial(in_divisions, levels[by])
    made: dict[str, Callable[[Fact], Collection[str]]] = {
        "venue_type": lambda fact: [fact.draft.venue_type] if fact.draft.venue_type else [],
        "scene": lambda fact: [scenes[fact.draft.venue_type]] if fact.draft.venue_type else [],
        "format": lambda fact: fact.draft.formats,
        "topic": lambda fact: only(fact.draft.topics, asked.topics),
        "key_group": lambda fact: only([part.key_group for part in fact.draft.key_groups], asked.key_groups),
        "campaign": lambda fact: only(fact.campaigns, asked.campaigns),
        "partner": lambda fact: [str(bank.partners[fact.dataset.value, name]) for name in fact.draft.partners],
    }
    return made.get(by, lambda fact: said(fact.draft.when, by))


# Every example asks many questions: few, and no long search for why one failed.
plainly = settings(max_examples=2, deadline=None, phases=(Phase.reuse, Phase.generate))


@pytest.mark.parametrize("by", DIMENSIONS)
@plainly
@given(data=st.data())
def test_every_measure_by_every_dimension_is_the_plain_count(bank: Bank, by: str, data: st.DataObject) -> None:
    asked, viewer = data.draw(asked_of(bank)), data.draw(viewer_of(bank))
    shown = breakdown(bank.database, viewer, asked, ASKED, by)
    facts, visible = meant(bank, asked, viewer), meant(bank, Filter(dataset=asked.dataset), viewer)
    rows, keys_of = defaultdict(list), rows_of(bank, asked, viewer, by)
    for fact in facts:
        for key in keys_of(fact) or [""]:
            rows[key].append(fact)

    def check(row: Row, of: list[Fact], number: Number) -> None:
        reached = [fact for fact in of if fact.draft.kind != TRAINING]
        assert row.events == len(reached)
        assert row.unapproved == sum(fact.status != APPROVED for fact in reached)
        for key in ASKED:
            assert row.values[key] == plain(bank, key, of, visible, number), (row.key, key)

    def whole(fact: Fact) -> Count | None:
        return fact.draft.attendance

    check(shown.total, facts, whole)
    assert len({row.key for row in shown.rows}) == len(shown.rows)
    assert {row.key for row in shown.rows} >= {key for key, of in rows.items() if of}
    for place, row in enumerate(shown.rows):
        check(row, rows[row.key], partial(of_group, row.key) if by == "key_group" and row.key else whole)
        shared = [fact for fact in rows[row.key] if len(keys_of(fact)) > 1 and fact.draft.kind != TRAINING]
        assert row.shared == len(shared)
        assert row.label
        if row.opens is not None and place < FEW:
            opened = breakdown(bank.database, viewer, row.opens, ("events", "trainings"))
            assert opened.total.values == {key: row.values[key] for key in ("events", "trainings")}
            assert {fact.id for fact in meant(bank, row.opens, viewer)} == {fact.id for fact in rows[row.key]}


@pytest.mark.parametrize("against", [BEFORE, YEAR_BEFORE])
@settings(plainly, max_examples=5)
@given(data=st.data())
def test_contributions_add_up_to_the_change(bank: Bank, against: str, data: st.DataObject) -> None:
    asked, viewer = data.draw(asked_of(bank)), data.draw(viewer_of(bank))
    by = data.draw(st.sampled_from(sorted(DIMENSIONS)))
    found = compared(bank.database, viewer, asked, ("attendance", "places", "people", "evidence"), by, against)
    earlier = period_before(asked, against)
    if found is None or earlier is None:
        assert asked.start is None
        return
    assert earlier == found.period_before
    assert found.before == breakdown(bank.database, viewer, earlier, tuple(found.changes), by)
    assert found.changes["people"].difference is None
    assert not found.changes["people"].contributions
    for change in found.changes.values():
        sizes = [abs(part.difference) for part in change.contributions]
        assert sizes == sorted(sizes, reverse=True)
        assert 0 not in sizes
        if change.difference is not None:
            assert change.difference == (amount(change.now) or 0) - (amount(change.before) or 0)
            assert sum(part.difference for part in change.contributions) + change.overlap == change.difference
    if not found.now.overlapping and not found.before.overlapping and by != "key_group":
        assert found.changes["attendance"].overlap == 0
