"""Undoing a list that was taken in: its new events go to the bin, those it changed get their former content back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from sqlalchemy import Connection, select, update

from locales import mark
from models.draft import EventDraft
from models.permission import Action
from models.problem import Problem
from models.review import APPROVED, DRAFT
from models.upload import UploadBatch
from models.viewer import Viewer
from store.baseline import EVENT_RECORD
from store.batches import BATCH, CHANGE, EVENT, UNIT, visible_batches
from store.bulk_changes import change_events, standing
from store.chain import ENTRY
from store.database import Database, Writing
from store.events import already_approved, not_yours
from store.search import Said, unindex_events
from store.states import BATCH as AT_ONCE
from store.states import event_states, state_hash, utc_text

# What may happen to an event without anybody having worked on what it says.
_PASSED_ON: Final = ("import", "submit")


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """An event of a batch that was not undone, and why."""

    event_id: int
    title: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing a batch did: events put in the bin, events given their former content back, and those left alone.

    `problems`: why nothing was done at all.
    """

    binned: int = 0
    given_back: int = 0
    left: tuple[LeftAlone, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def done(self) -> bool:
        """Whether the batch was undone."""
        return not self.problems


def undo_batch(database: Database, viewer: Viewer, batch_id: int) -> Undone:
    """Put a batch's new events in the bin and give those it changed their former content back, in one transaction.

    Events that somebody has worked on since, that are approved, or that the viewer may not change are left and named.
    Those in the bin can be taken out again one by one.
    """
    with database.writing(viewer, "undo batch") as writing:
        connection = writing.session.connection()
        batch = writing.session.get(UploadBatch, batch_id)
        seen = connection.scalar(select(BATCH.c.id).where(BATCH.c.id == batch_id, visible_batches(viewer)))
        if batch is None or seen is None:
            sentence = mark("this list is no longer there, or not in your part of the bank.")
            return Undone(problems=(Problem.of("reference", "gone", sentence),))
        if batch.undone_at is not None:
            return Undone(problems=(Problem.of("reference", "undone", mark("this list has been undone already.")),))
        doomed, left = _to_bin(connection, viewer, batch)
        _put_in_bin(writing, doomed, batch.name)
        given_back, kept = _give_back(writing, batch)
        batch.undone_at, batch.undone_by, batch.change = writing.now, viewer.name, writing.change
        writing.session.add(batch)
        return Undone(len(doomed), given_back, (*left, *kept))


def _to_bin(connection: Connection, viewer: Viewer, batch: UploadBatch) -> tuple[list[int], list[LeftAlone]]:
    """The new events of a batch that go to the bin, and those that stay."""
    rows = connection.execute(
        select(EVENT.c.id, EVENT.c.title, EVENT.c.status, UNIT.c.path)
        .join_from(EVENT, UNIT, UNIT.c.id == EVENT.c.organisation_id)
        .where(EVENT.c.batch_id == batch.id, EVENT.c.deleted_at.is_(None))
        .order_by(EVENT.c.id)
    ).all()
    worked_on = _worked_on_since(connection, batch)
    doomed: list[int] = []
    left: list[LeftAlone] = []
    for id_, title, status, path in rows:
        problem = (
            not_yours()
            if not viewer.may(Action.RECORD, path)
            else already_approved()
            if status == APPROVED
            else _worked_on()
            if id_ in worked_on
            else None
        )
        if problem:
            left.append(LeftAlone(id_, title, problem))
        else:
            doomed.append(id_)
    return doomed, left


def _worked_on_since(connection: Connection, batch: UploadBatch) -> set[int]:
    """The new events of a batch that say something else now than they did when it was taken in."""
    theirs = select(EVENT.c.id).where(EVENT.c.batch_id == batch.id, EVENT.c.deleted_at.is_(None))
    of_theirs = select(ENTRY.c.record_id).where(ENTRY.c.record == EVENT_RECORD, ENTRY.c.record_id.in_(theirs))
    touched = sorted(set(connection.scalars(of_theirs.where(ENTRY.c.action.not_in(_PASSED_ON)))))
    # Whatever was done, an event that is as it came in but for its review has not been worked on.
    as_it_came = {"status": DRAFT, "status_at": utc_text(batch.at), "status_by": batch.by}
    same: set[int] = set()
    for chunk in _runs(touched):
        imported = dict(
            connection.execute(
                select(ENTRY.c.record_id, ENTRY.c.state).where(
                    ENTRY.c.record == EVENT_RECORD, ENTRY.c.record_id.in_(chunk), ENTRY.c.action == "import"
                )
            ).all()
        )
        for id_, state in event_states(connection, chunk).items():
            state.pop("status_reason", None)
            if state_hash({**state, **as_it_came}) == imported.get(id_):
                same.add(id_)
    return set(touched) - same


def _put_in_bin(writing: Writing, ids: Sequence[int], name: str) -> None:
    """Put many events in the bin as `store.events.delete_event` does one."""
    connection = writing.session.connection()
    for chunk in _runs(ids):
        before = event_states(connection, chunk)
        connection.execute(
            update(EVENT)
            .where(EVENT.c.id.in_(chunk))
            .values(
                deleted_at=writing.now,
                updated_at=writing.now,
                updated_by=writing.viewer.name,
                change=writing.change,
                version=EVENT.c.version + 1,
            )
        )
        unindex_events(
            connection,
            (Said(id_, state["dataset"], state["title"], state.get("note", "")) for id_, state in before.items()),
        )
        for id_, state in before.items():
            after = {**state, "deleted_at": utc_text(writing.now)}
            writing.note(EVENT_RECORD, id_, "delete", state, after, name)


def _give_back(writing: Writing, batch: UploadBatch) -> tuple[int, list[LeftAlone]]:
    """Give the events that a batch changed their former content; how many, and those left alone."""
    connection = writing.session.connection()
    rows = connection.execute(
        select(CHANGE.c.event_id, CHANGE.c.before).where(CHANGE.c.batch_id == batch.id).order_by(CHANGE.c.event_id)
    ).all()
    later = set(
        connection.scalars(
            select(ENTRY.c.record_id).where(
                ENTRY.c.record == EVENT_RECORD,
                ENTRY.c.record_id.in_(select(CHANGE.c.event_id).where(CHANGE.c.batch_id == batch.id)),
                ENTRY.c.change > batch.change,
                ENTRY.c.action.not_in(_PASSED_ON),
            )
        )
    )
    events = standing(writing, [event_id for event_id, _before in rows])
    problems, drafts = dict[int, Problem](), list[EventDraft]()
    for event_id, before in rows:
        event = events.get(event_id)
        if event is None:
            continue  # somebody has taken it away: nothing is left to give back
        if problem := event.problem or (_worked_on() if event_id in later else None):
            problems[event_id] = problem
        else:
            draft = EventDraft.model_validate_json(before)
            drafts.append(draft.model_copy(update={"id": event_id, "version": event.version}))
    refused = {drafts[number].id: found[0] for number, found in change_events(writing, drafts)}
    left = [
        LeftAlone(event_id, event.title, problem)
        for event_id, event in events.items()
        if (problem := problems.get(event_id) or refused.get(event_id))
    ]
    return len(drafts) - len(refused), left


def _worked_on() -> Problem:
    return Problem.of("reference", "changed_meanwhile", mark("somebody has worked on this event since."))


def _runs(ids: Iterable[int]) -> Iterator[list[int]]:
    waiting = iter(ids)
    while run := list(islice(waiting, AT_ONCE)):
        yield run
