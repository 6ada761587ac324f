"""What units are to reach in a campaign: setting targets, several units at once, and reading them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from sqlalchemy import Connection, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from locales import Message, either, mark
from models.base import table_of
from models.dataset import Dataset
from models.organisation import Organisation
from models.permission import Action
from models.place import Campaign
from models.problem import Problem
from models.target import KEY_GROUP, MEASURES, MOST, Target
from models.viewer import LOCAL, Viewer
from models.vocabulary import KeyGroup
from store.campaigns import TARGET, no_campaign
from store.database import Database, Writing
from store.outcome import Outcome, RefusedError
from store.states import State

TARGET_RECORD: Final = "target"
UNIT: Final = table_of(Organisation)
Goal = tuple[int, str]
"""A unit's id and the key of a measure."""


@dataclass(frozen=True, slots=True)
class HeldTarget:
    """A target that is set: for which unit and measure, how much, by whom and when."""

    unit_id: int
    measure: str
    value: int
    set_by: str
    set_at: datetime


def set_targets(
    database: Database,
    viewer: Viewer,
    campaign_id: int,
    targets: Mapping[Goal, int | None],
    *,
    seen: Mapping[Goal, int | None] | None = None,
) -> Outcome:
    """Set what several units are to reach, all of it or nothing; None takes a target away.

    The targets of a unit are set from above it: by whoever arranges the whole bank or a unit over it. `seen` is what
    the person had before them: a target that has become another one since is not overwritten. The outcome's id is the
    campaign's.
    """
    if problems := list(_unfit(targets)):
        return Outcome.refused(*problems)
    try:
        with database.writing(viewer, "set targets") as writing:
            session = writing.session
            campaign = session.get(Campaign, campaign_id)
            if campaign is None or campaign.merged_into is not None:
                return Outcome.refused(no_campaign())
            problems = [*_unknown_groups(session, targets), *_not_theirs(session, viewer, campaign, targets)]
            held = _held(session, campaign_id, {unit_id for unit_id, _measure in targets})
            problems += _meanwhile(session, held, targets, seen or {})
            if problems:
                raise RefusedError(Outcome.refused(*problems))
            _write(writing, campaign_id, targets, held)
            return Outcome(id=campaign_id, version=writing.number)
    except RefusedError as refused:
        return refused.outcome


def may_set(viewer: Viewer, path: str) -> bool:
    """Whether the viewer may set the targets of the unit with this path: they come from above it."""
    return viewer.everywhere(Action.MANAGE) or any(
        path.startswith(there) and path != there for there in viewer.reach(Action.MANAGE)
    )


def targets_of(database: Database, viewer: Viewer, campaign_id: int) -> list[HeldTarget]:
    """The targets of a campaign that the viewer may see: of the units they read something of, and of those above."""
    with database.reading() as connection:
        return seen_targets(connection, viewer, campaign_id)


def seen_targets(connection: Connection, viewer: Viewer, campaign_id: int) -> list[HeldTarget]:
    """The same over an open connection."""
    tops = list(viewer.reach(Action.READ))
    rows = connection.execute(
        select(TARGET, UNIT.c.path)
        .join_from(TARGET, UNIT, UNIT.c.id == TARGET.c.organisation_id)
        .where(TARGET.c.campaign_id == campaign_id)
        .order_by(TARGET.c.id)
    )
    return [
        HeldTarget(row.organisation_id, row.measure, row.value, row.set_by, row.set_at)
        for row in rows
        if any(row.path.startswith(top) or top.startswith(row.path) for top in tops)
    ]


def _unfit(targets: Mapping[Goal, int | None]) -> Iterator[Problem]:
    for (_unit, measure), value in targets.items():
        if measure not in MEASURES and not measure.startswith(KEY_GROUP):
            yield Problem.of("targets", "measure", mark("no target can be set for “{measure}”."), measure=measure[:60])
        if value is not None and not 0 <= value <= MOST:
            sentence = mark("{value} is no target: a whole number from 0 to {most} is.")
            yield Problem.of("targets", "range", sentence, value=f"{value:,}", most=f"{MOST:,}")


def _unknown_groups(session: Session, targets: Iterable[Goal]) -> Iterator[Problem]:
    named = {measure.removeprefix(KEY_GROUP) for _unit, measure in targets if measure.startswith(KEY_GROUP)}
    if named:
        for code in sorted(named - set(session.scalars(select(col(KeyGroup.code))))):
            yield Problem.of("targets", "unknown_word", mark("“{text}” is not on the list."), text=code[:60])


def _not_theirs(session: Session, viewer: Viewer, campaign: Campaign, targets: Iterable[Goal]) -> Iterator[Problem]:
    """The units that are not there, or whose targets others set."""
    wanted = {unit_id for unit_id, _measure in targets}
    units = {unit.id: unit for unit in _units(session, wanted)}
    for unit_id in sorted(wanted):
        unit = units.get(unit_id)
        if unit is None or not viewer.may_see(unit.path) or not _belong_together(campaign, unit):
            sentence = mark("there is no unit “{unit}” in your part of the bank.")
            yield Problem.of("targets", "unknown_unit", sentence, unit=unit_id)
        elif not may_set(viewer, unit.path):
            sentence = mark("the targets of “{unit}” are set by a unit above it.")
            yield Problem.of("targets", "not_allowed", sentence, unit=either(unit.name_zh, unit.name_en))


def _belong_together(campaign: Campaign, unit: Organisation) -> bool:
    """A trial campaign has targets for units of the same trial only; the bank's own may be tried out by any."""
    return campaign.dataset in (Dataset.RECORDED.value, unit.dataset)


def _units(session: Session, ids: Iterable[int]) -> Iterator[Organisation]:
    for some in _by_the_thousand(ids):
        yield from session.exec(select_rows(Organisation).where(col(Organisation.id).in_(some)))


def _held(session: Session, campaign_id: int, unit_ids: Iterable[int]) -> dict[Goal, Target]:
    found: dict[Goal, Target] = {}
    for some in _by_the_thousand(unit_ids):
        asked = select_rows(Target).where(Target.campaign_id == campaign_id, col(Target.organisation_id).in_(some))
        found |= {(target.organisation_id, target.measure): target for target in session.exec(asked)}
    return found


def _by_the_thousand(ids: Iterable[int]) -> Iterator[list[int]]:
    waiting = iter(sorted(ids))
    while some := list(islice(waiting, 1_000)):
        yield some


def _meanwhile(
    session: Session, held: Mapping[Goal, Target], targets: Mapping[Goal, int | None], seen: Mapping[Goal, int | None]
) -> Iterator[Problem]:
    """The targets that were changed after the person looked, unless to the very number that is to be set."""
    for goal, value in targets.items():
        now = held[goal].value if goal in held else None
        if goal in seen and now not in (seen[goal], value):
            unit = session.get_one(Organisation, goal[0])
            by = held[goal].set_by if goal in held else ""
            yield Problem.of(
                "targets",
                "changed_meanwhile",
                mark("“{unit}”: {who} has set {now} since you looked. Load the targets again and look once more."),
                unit=either(unit.name_zh, unit.name_en),
                who=_named(by),
                now=Message.of(mark("no target")) if now is None else f"{now:,}",
            )


def _named(by: str) -> Message | str:
    if not by:
        return Message.of(mark("somebody"))
    return Message.of(mark("the user of this computer")) if by == LOCAL else by


def _write(writing: Writing, campaign_id: int, targets: Mapping[Goal, int | None], held: Mapping[Goal, Target]) -> None:
    """Write what differs from what is held, and note it; many units at once take one statement for all that is new."""
    session = writing.session
    changed: list[tuple[Target, State | None, int | None]] = []
    for goal, value in targets.items():
        target = held.get(goal)
        if (target.value if target else None) == value:
            continue
        before = _state(target) if target else None
        if target is None:
            unit_id, measure = goal
            target = Target(
                campaign_id=campaign_id,
                organisation_id=unit_id,
                measure=measure,
                value=0,
                set_at=writing.now,
                set_by=writing.viewer.name,
            )
        if value is None:
            writing.draw_change()  # no row is left to carry it
            session.delete(target)
        else:
            target.value, target.set_at, target.set_by = value, writing.now, writing.viewer.name
            target.change = writing.change
            session.add(target)
        changed.append((target, before, value))
    session.flush()
    units = {unit.id: unit.dataset for unit in _units(session, {target.organisation_id for target, *_rest in changed})}
    for target, before, value in changed:
        dataset = {"dataset": units[target.organisation_id]}  # what a trial unit is to reach has no history
        action = "delete" if value is None else "create" if before is None else "change"
        after = None if value is None else _state(target) | dataset
        writing.note(TARGET_RECORD, target.id or 0, action, None if before is None else before | dataset, after)


def _state(target: Target) -> State:
    """A target as the history compares it."""
    return {
        "campaign_id": target.campaign_id,
        "organisation_id": target.organisation_id,
        "measure": target.measure,
        "value": target.value,
    }
