"""Closed quarters: keeping what their score cards said, reading it again, and reopening them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, delete, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from locales import mark
from models.assessment import Assessment, Quarter, Rule, ScoredIndicator, ScoredUnit, ScoreRow
from models.base import table_of
from models.dataset import Dataset
from models.permission import Action
from models.problem import Problem
from models.viewer import Viewer
from store.database import Database, Writing, last_change
from store.indicators import rule_of, written
from store.many import insert_rows
from store.outcome import Outcome, RefusedError, require
from store.states import State, canonical, digest, utc_text

ASSESSMENT_RECORD: Final = "assessment"
MOVED: Final = "moved"
"""The code of the problem that something was saved while scores were counted: they have to be counted again."""
LONGEST_REASON: Final = 500


@dataclass(frozen=True, slots=True)
class Closing:
    """A quarter that was closed. Everything whose number of change is above `change` came later."""

    id: int
    quarter: Quarter
    at: datetime
    by: str
    change: int
    reopened_at: datetime | None
    reopened_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class UnitThen:
    """A unit as it is, or was when a quarter was closed. `outlets` are those at or below it, at least one."""

    id: int
    name_zh: str
    name_en: str
    kind: str
    path: str
    outlets: int


@dataclass(frozen=True, slots=True)
class LineThen:
    """What a unit had of an indicator: the fields of `ScoreRow`."""

    indicator: int
    unit: int
    value: int | None
    known: int
    events: int
    lower_bound: bool
    approximate: bool
    estimated: int
    divisor: int | None
    points: str


_KEPT: Final = tuple(field.name for field in fields(LineThen) if field.name not in ("indicator", "unit"))


@dataclass(frozen=True, slots=True)
class Scores:
    """All that the score cards of a quarter say."""

    rules: Sequence[Rule]
    units: Sequence[UnitThen]
    lines: Sequence[LineThen]


def closings_of(database: Database, viewer: Viewer, dataset: Dataset) -> list[Closing]:
    """The quarters of a dataset that were closed, the newest first, those reopened since included."""
    if not viewer.reach(Action.READ):
        return []
    with database.reading() as connection:
        return read_closings(connection, dataset)


def read_closings(connection: Connection, dataset: Dataset) -> list[Closing]:
    """The same over an open connection."""
    with Session(connection) as session:
        rows = session.exec(
            select_rows(Assessment)
            .where(Assessment.dataset == dataset.value)
            .order_by(col(Assessment.year).desc(), col(Assessment.quarter).desc(), col(Assessment.id).desc())
        ).all()
        return [
            Closing(
                row.id or 0,
                Quarter(row.year, row.quarter),
                row.closed_at,
                row.closed_by,
                row.change,
                row.reopened_at,
                row.reopened_by or "",
                row.reopened_reason,
            )
            for row in rows
        ]


def read_scores(connection: Connection, assessment: int, *, kind: str = "") -> Scores:
    """What the score cards said when a quarter was closed; with a `kind` the lines of units of that kind alone."""
    indicator, unit, row = table_of(ScoredIndicator), table_of(ScoredUnit), table_of(ScoreRow)
    of_it = select(indicator).where(indicator.c.assessment_id == assessment).order_by(indicator.c.position)
    rules = [rule_of(one, one.indicator_id) for one in connection.execute(of_it)]
    units = connection.execute(
        select(*(unit.c[name] for name in ("organisation_id", "name_zh", "name_en", "kind", "path", "outlets")))
        .where(unit.c.assessment_id == assessment)
        .order_by(unit.c.organisation_id)
    )
    of_kind = (unit.c.kind == kind,) if kind else ()
    lines = connection.execute(
        select(indicator.c.indicator_id, *(row.c[name] for name in ("organisation_id", *_KEPT)))
        .join_from(row, indicator, indicator.c.id == row.c.scored_indicator_id)
        .join(
            unit,
            (unit.c.organisation_id == row.c.organisation_id) & (unit.c.assessment_id == indicator.c.assessment_id),
        )
        .where(indicator.c.assessment_id == assessment, *of_kind)
        .order_by(indicator.c.position, row.c.organisation_id)
    )
    return Scores(rules, [UnitThen(*one) for one in units], [LineThen(*one) for one in lines])


def keep_scores(
    database: Database, viewer: Viewer, quarter: Quarter, dataset: Dataset, scores: Scores, *, as_of: int
) -> Outcome:
    """Close a quarter that is over: keep what its score cards say, whatever is changed later.

    `scores` were counted when the change sequence stood at `as_of`; refused with the code MOVED where it has moved on.
    Raises NotAllowedError where the viewer does not arrange the whole bank.
    """
    require(viewer, Action.MANAGE)
    try:
        with database.writing(viewer, "close quarter") as writing:
            connection = writing.session.connection()
            if last_change(connection) != as_of:
                raise RefusedError(_refused(MOVED, mark("somebody has just saved something; try again.")))
            if quarter.end >= date.today():
                raise RefusedError(_refused("running", mark("it is not over yet.")))
            if _closed(connection, quarter, dataset) is not None:
                raise RefusedError(_refused("closed", mark("it is closed already.")))
            row = Assessment(
                year=quarter.year,
                quarter=quarter.quarter,
                dataset=dataset.value,
                closed_at=writing.now,
                closed_by=viewer.name,
                digest=digest_of(scores),
                change=writing.change,
            )
            writing.session.add(row)
            writing.session.flush()
            assert row.id is not None  # noqa: S101 - set by the flush
            _write(writing, row.id, scores)
            writing.note(ASSESSMENT_RECORD, row.id, "close", None, state_of_assessment(row))
            return Outcome(id=row.id)
    except RefusedError as refused:
        return refused.outcome


def reopen_quarter(database: Database, viewer: Viewer, quarter: Quarter, dataset: Dataset, reason: str) -> Outcome:
    """Reopen a closed quarter, with a reason; what its score cards said is kept.

    Raises NotAllowedError where the viewer does not arrange the whole bank.
    """
    require(viewer, Action.MANAGE)
    reason = reason.strip()
    if not reason:
        return Outcome.refused(Problem.of("reason", "missing", mark("say why.")))
    if len(reason) > LONGEST_REASON:
        return Outcome.refused(
            Problem.of("reason", "too_long", mark("at most {count} characters."), count=LONGEST_REASON)
        )
    with database.writing(viewer, "reopen quarter") as writing:
        session = writing.session
        closed = _closed(session.connection(), quarter, dataset)
        if closed is None:
            return _refused("open", mark("it is not closed."))
        row = session.get_one(Assessment, closed)
        before = state_of_assessment(row)
        row.reopened_at, row.reopened_by, row.reopened_reason = writing.now, viewer.name, reason
        session.add(row)
        session.flush()
        writing.draw_change()
        writing.note(ASSESSMENT_RECORD, closed, "reopen", before, state_of_assessment(row), reason)
        return Outcome(id=closed)


def forget_closed(writing: Writing, dataset: Dataset) -> None:
    """Take the closed quarters of trial data out, inside the caller's transaction."""
    assessment, indicator, unit, row = (table_of(one) for one in (Assessment, ScoredIndicator, ScoredUnit, ScoreRow))
    connection = writing.session.connection()
    theirs = select(assessment.c.id).where(assessment.c.dataset == dataset.value)
    scored = select(indicator.c.id).where(indicator.c.assessment_id.in_(theirs))
    connection.execute(delete(row).where(row.c.scored_indicator_id.in_(scored)))
    connection.execute(delete(unit).where(unit.c.assessment_id.in_(theirs)))
    connection.execute(delete(indicator).where(indicator.c.assessment_id.in_(theirs)))
    connection.execute(delete(assessment).where(assessment.c.dataset == dataset.value))


def _closed(connection: Connection, quarter: Quarter, dataset: Dataset) -> int | None:
    table = table_of(Assessment)
    return connection.scalar(
        select(table.c.id).where(
            table.c.year == quarter.year,
            table.c.quarter == quarter.quarter,
            table.c.dataset == dataset.value,
            table.c.reopened_at.is_(None),
        )
    )


def _refused(code: str, sentence: str) -> Outcome:
    return Outcome.refused(Problem.of("quarter", code, sentence))


def _write(writing: Writing, assessment: int, scores: Scores) -> None:
    session = writing.session
    numbers: dict[int, int] = {}
    for position, rule in enumerate(scores.rules):
        row = ScoredIndicator(
            assessment_id=assessment,
            indicator_id=rule.id,
            name_zh=rule.name_zh,
            name_en=rule.name_en,
            measure=rule.measure,
            narrowing=rule.narrowing,
            per=rule.per,
            full_at=written(rule.full_at),
            weight=rule.weight,
            position=position,
        )
        session.add(row)
        session.flush()
        assert row.id is not None  # noqa: S101 - set by the flush
        numbers[rule.id] = row.id
    names = [field.name for field in fields(UnitThen) if field.name != "id"]
    units = (
        {"assessment_id": assessment, "organisation_id": unit.id, **{name: getattr(unit, name) for name in names}}
        for unit in scores.units
    )
    lines = (
        {
            "scored_indicator_id": numbers[line.indicator],
            "organisation_id": line.unit,
            **{name: getattr(line, name) for name in _KEPT},
        }
        for line in scores.lines
    )
    insert_rows(session.connection(), table_of(ScoredUnit), list(units))
    insert_rows(session.connection(), table_of(ScoreRow), list(lines))


def digest_of(scores: Scores) -> str:
    """The SHA-256 of all that score cards say."""
    rules = [[*(str(getattr(rule, field.name)) for field in fields(Rule))] for rule in scores.rules]
    units = sorted([getattr(unit, field.name) for field in fields(UnitThen)] for unit in scores.units)
    lines = sorted(
        ([getattr(line, field.name) for field in fields(LineThen)] for line in scores.lines),
        key=lambda line: (line[0], line[1]),
    )
    return digest(canonical([rules, units, lines]))


def state_of_assessment(row: Assessment) -> State:
    """A closed quarter as the history keeps it; all that its score cards say is in its digest."""
    state: State = {"year": row.year, "quarter": row.quarter, "dataset": row.dataset, "digest": row.digest}
    state |= {"closed_at": utc_text(row.closed_at), "closed_by": row.closed_by}
    if row.reopened_at is not None:
        state |= {"reopened_at": utc_text(row.reopened_at), "reopened_by": row.reopened_by}
        state |= {"reopened_reason": row.reopened_reason}
    return state
