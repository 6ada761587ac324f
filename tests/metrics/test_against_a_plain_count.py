"""Every figure, for any filter, against a plain count in Python over a few hundred random events.

The ledger answers itself, and its copy in columns does.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from metrics.comparison import BEFORE, YEAR_BEFORE, compared_periods
from metrics.filter import Filter
from metrics.overview import FIGURES, headline, rows_by
from metrics.records import ORDERS, EventRecord, all_events, count_events, events_by_id, list_events, one_event
from metrics.spots import events_at, spots
from metrics.summed import READY
from metrics.unit_rows import ITSELF
from models.dataset import Dataset
from models.draft import PlaceDraft
from models.review import APPROVED
from models.when import Precision, When
from store.database import FILE, Database
from store.dialects import make_engine, sqlite_url
from store.events import delete_event, read_event, save_event
from store.review import move_event
from store.units import save_unit
from tests.metrics.world import (
    EVENTS,
    FIRST,
    GROUPS,
    LAST,
    LOCAL,
    PLACES,
    TREE,
    Fact,
    World,
    asked_of,
    attendance,
    copies,
    is_in_period,
    is_meant,
    meant,
    newest_views,
    plain_figure,
    public,
    random_draft,
    sessions,
    viewer_of,
)


@pytest.fixture(scope="module", params=[(1, "ledger"), (2, "copy")], ids=str)
def world(
    request: pytest.FixtureRequest, empty_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A ledger filled from a seed, that answers itself or of which a copy does."""
    seed, answering = request.param
    random = Random(seed)  # noqa: S311 - a test wants the same numbers again
    folder = tmp_path_factory.mktemp("random")
    (folder / FILE).write_bytes(empty_template.read_bytes())
    database = Database(make_engine(sqlite_url(folder / FILE)), folder)
    if answering == "copy":
        database = database.with_copy(READY)
        assert database.snapshot is not None
        database.snapshot.make()  # of nothing yet: it follows
    units: dict[str, int] = {}
    paths: dict[int, str] = {}
    for name, parent in TREE.items():
        parent_id = units[parent] if parent else None
        id_ = save_unit(database, LOCAL, name=name, parent_id=parent_id).id
        assert id_ is not None
        units[name], paths[id_] = id_, f"{paths[parent_id] if parent_id else ''}{id_}/"
    facts = []
    for number in range(EVENTS):
        draft = random_draft(random, units)
        if number in (10, 11):  # one of each dataset; a unit has a reference once
            draft = draft.model_copy(update={"reference": "R'1"})
        dataset = Dataset.SAMPLE if number % 10 == 0 else Dataset.RECORDED
        outcome = save_event(database, LOCAL, draft, dataset=dataset)
        assert outcome.id is not None, [str(problem) for problem in outcome.problems]
        kept = read_event(database, LOCAL, outcome.id)
        assert kept is not None
        steps = random.choice(((), ("submit",), ("submit", "approve"), ("submit", "return")))
        for step in steps[1:] if dataset is Dataset.SAMPLE else steps:
            assert move_event(database, LOCAL, outcome.id, step, "一个理由").done
        moved = one_event(database, LOCAL, outcome.id)
        assert moved is not None
        deleted = moved.status != APPROVED and random.random() < 0.1
        if deleted:
            delete_event(database, LOCAL, outcome.id)
        own = (int(draft.organisation), *map(int, draft.co_organisers))
        facts.append(Fact(outcome.id, draft, dataset, deleted, own, tuple(map(int, kept.campaigns)), moved.status))
    yield World(database, facts, paths, {id_: name for name, id_ in units.items()})
    # Where a question fails on the copy, the copy is let go.
    assert database.snapshot is None or database.snapshot.report() is not None
    database.close()


# Every example is a question to a database: few, and no long search for why one failed.
plainly = settings(max_examples=25, deadline=None, phases=(Phase.reuse, Phase.generate, Phase.shrink))


@plainly
@given(data=st.data())
def test_the_headline_is_the_plain_count(world: World, data: st.DataObject) -> None:
    asked, viewer = data.draw(asked_of(world)), data.draw(viewer_of(world))
    facts = meant(world, asked, viewer)
    against, today = data.draw(st.sampled_from((BEFORE, YEAR_BEFORE, ""))), data.draw(st.dates(FIRST, LAST))
    periods = compared_periods(asked, against, today)
    shown = headline(world.database, viewer, *periods)
    assert shown.trainings == len(facts) - len(public(facts))
    for period, total in zip(periods, shown.totals, strict=True):
        reached = public(meant(world, period, viewer))
        assert (total.events, total.unapproved) == (len(reached), sum(fact.status != APPROVED for fact in reached))
        assert total.figure("sessions").value == sessions(reached)
        assert total.figure("attendance") == attendance(reached)
        assert total.figure("materials") == copies(reached)
        assert total.figure("online") == plain_figure(newest_views(fact) for fact in reached)


@plainly
@given(data=st.data())
def test_events_left_out_are_those_that_may_have_been_in_the_period(world: World, data: st.DataObject) -> None:
    asked, viewer = data.draw(asked_of(world)), data.draw(viewer_of(world))

    def may_be_in(when: When) -> bool:
        if asked.start is None or asked.end is None:
            return False
        if when.start is None or when.end is None:
            return True
        overlaps = when.start <= asked.end and when.end >= asked.start
        vague = when.precision in (Precision.MONTH, Precision.QUARTER, Precision.YEAR)
        return vague and overlaps and not is_in_period(when, asked.start, asked.end)

    facts = public(meant(world, asked.without_period(), viewer))
    assert headline(world.database, viewer, asked).left_out == sum(may_be_in(fact.draft.when) for fact in facts)


@plainly
@given(data=st.data())
def test_key_groups_venue_types_and_months_are_the_plain_count(world: World, data: st.DataObject) -> None:
    asked, viewer = data.draw(asked_of(world)), data.draw(viewer_of(world))
    facts = public(meant(world, asked, viewer))

    [rows] = rows_by(world.database, viewer, (asked,), ("sessions", "attendance"), "key_group", unknown=False)
    groups = {row.key: row for row in rows}
    for group in GROUPS:
        told = [[part.count for part in fact.draft.key_groups if part.key_group == group] for fact in facts]
        having = [fact for fact, parts in zip(facts, told, strict=True) if parts]
        if not having or (asked.key_groups and group not in asked.key_groups):
            assert group not in groups
            continue
        assert (groups[group].events, groups[group].figure("sessions").value) == (len(having), sessions(having))
        assert groups[group].figure("attendance") == plain_figure(parts for parts in told if parts)

    venues: dict[str, list[Fact]] = defaultdict(list)
    months: dict[tuple[date, str | None], int] = defaultdict(int)
    years: dict[tuple[date, str | None], int] = defaultdict(int)

    def said(when: When, by_years: bool) -> bool:
        return when.start is not None and (
            by_years or when.precision in (Precision.DAY, Precision.MONTH, Precision.RANGE)
        )

    for fact in facts:
        venues[fact.draft.venue_type or ""].append(fact)
        when = fact.draft.when
        if when.start is not None:
            years[when.start.replace(month=1, day=1), fact.draft.venue_type] += fact.draft.sessions
            if said(when, by_years=False):
                months[when.start.replace(day=1), fact.draft.venue_type] += fact.draft.sessions
    found = headline(world.database, viewer, asked)
    shown = {
        row.key: (row.events, row.figure("sessions").value, row.figure("attendance")) for row in found.venue_types[0]
    }
    assert shown == {key: (len(part), sessions(part), attendance(part)) for key, part in venues.items()}
    trend = found.trend
    assert {(cell.start, cell.venue_type): cell.values["sessions"] for cell in trend.cells} == (
        years if trend.by_years else months
    )
    assert [cell.start for cell in trend.cells] == sorted(cell.start for cell in trend.cells)
    assert trend.left_out == sum(not said(fact.draft.when, trend.by_years) for fact in facts)


@plainly
@given(data=st.data())
def test_each_unit_is_credited_in_full_and_every_event_has_a_row(world: World, data: st.DataObject) -> None:
    asked, viewer = data.draw(asked_of(world)), data.draw(viewer_of(world))
    asked = replace(asked, dataset=Dataset.RECORDED)
    facts = public(meant(world, asked, viewer))
    [rows] = rows_by(world.database, viewer, (asked,), FIGURES, "organisation")
    if asked.organisation is not None and not viewer.may_see(world.paths.get(asked.organisation, "")):
        assert [row for row in rows if row.key] == []  # a unit that is not for this viewer to see has no parts either
        return
    covered: set[int] = set()
    for row in rows:
        id_, alone = int(row.key.removesuffix(ITSELF)), row.key.endswith(ITSELF)
        credited = [
            fact
            for fact in facts
            if any(unit == id_ if alone else world.paths[unit].startswith(world.paths[id_]) for unit in fact.units)
        ]
        covered |= {fact.id for fact in credited}
        assert (row.events, row.figure("sessions").value) == (len(credited), sessions(credited))
        assert row.figure("attendance") == attendance(credited)
        assert row.figure("materials") == copies(credited)
    assert len({row.key for row in rows}) == len(rows)
    assert covered == {fact.id for fact in facts}
    assert [row.events for row in rows] == sorted((row.events for row in rows), reverse=True)


@plainly
@given(data=st.data())
def test_spots_are_the_plain_count_of_each_place(world: World, data: st.DataObject) -> None:
    asked, viewer = data.draw(asked_of(world)), data.draw(viewer_of(world))
    facts = public(meant(world, asked, viewer))
    answer = spots(world.database, viewer, asked)

    def drawable(place: PlaceDraft) -> bool:
        return place.division_id is not None or place.lat is not None

    there = {place: [fact for fact in facts if place in fact.draft.places] for place in PLACES if drawable(place)}
    expected = sorted((len(part), sessions(part), str(attendance(part))) for part in there.values() if part)
    assert sorted((spot.events, spot.sessions, str(spot.attendance)) for spot in answer.spots) == expected
    by_name = {place.name: part for place, part in there.items() if place.name}
    for spot in answer.spots:
        ids = events_at(world.database, viewer, asked, spot.key)
        assert len(ids) == len(set(ids)) == spot.events
        assert ids == sorted(ids, reverse=True)
        assert (spot.position.lat, spot.position.lng) != (None, None)
        place = by_name.get(spot.name) if spot.key.startswith("place-") else there[PlaceDraft(division_id=spot.key)]
        assert place is not None
        assert {fact.id for fact in place} == set(ids)
    assert answer.events == len(facts)
    assert answer.without_place == sum(not any(map(drawable, fact.draft.places)) for fact in facts)


@plainly
@given(
    data=st.data(),
    order=st.sampled_from(sorted(ORDERS)),
    descending=st.booleans(),
    size=st.sampled_from((30, 1000)),
)
def test_the_pages_of_a_list_hold_every_event_once(
    world: World, data: st.DataObject, order: str, descending: bool, size: int
) -> None:
    asked, viewer = data.draw(asked_of(world)), data.draw(viewer_of(world))
    expected = {fact.id for fact in meant(world, asked, viewer)}
    listed: list[EventRecord] = []
    while page := list_events(
        world.database, viewer, asked, order=order, descending=descending, offset=len(listed), limit=size
    ):
        assert len(page) <= size
        listed += page
    ids = [record.id for record in listed]
    assert len(ids) == len(set(ids)) == count_events(world.database, viewer, asked)
    assert set(ids) == expected
    assert [record.id for record in all_events(world.database, viewer, asked)] == [
        record.id for record in list_events(world.database, viewer, asked, order="when", descending=True, limit=EVENTS)
    ]

    def value(record: EventRecord) -> object:
        counted = record.attendance.value if record.attendance else None
        return {
            "when": record.when.start,
            "title": record.title,
            "attendance": counted,
            "updated": record.updated_at,
        }[order]

    known = [value(record) for record in listed if value(record) is not None]
    assert [value(record) for record in listed][: len(known)] == known
    assert known == sorted(known, reverse=descending)  # type: ignore[type-var]  # all of one kind


@plainly
@given(data=st.data())
def test_an_event_by_its_id_is_given_to_whom_it_concerns(world: World, data: st.DataObject) -> None:
    viewer = data.draw(viewer_of(world))
    fact = data.draw(st.sampled_from(world.facts))
    visible = is_meant(world, fact, Filter(dataset=fact.dataset), viewer)
    found = one_event(world.database, viewer, fact.id)
    assert (found is not None) == visible
    together = events_by_id(world.database, viewer, fact.dataset, (999_999, fact.id, fact.id - 1))
    assert (fact.id in [record.id for record in together]) == visible
    if found is not None:
        assert found in together
        assert (found.when, found.attendance, found.sessions) == (
            fact.draft.when,
            fact.draft.attendance,
            fact.draft.sessions,
        )
        assert set(found.topics) == set(fact.draft.topics)
        assert len(found.places) == len(fact.draft.places)
        assert len(found.co_organisers) == len(fact.draft.co_organisers)
