"""The review: submitting, approving, returning and reopening events, one or many at a time."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlmodel import Session

from locales import Message, mark
from models.event import Event
from models.problem import Problem
from models.review import MOVES, STATUSES, Move
from models.viewer import Viewer
from store.database import Database, Writing
from store.events import gone, note_event, state_of, touch, unchangeable, visible_event
from store.outcome import Outcome

LONGEST_REASON = 500
MOST_AT_ONCE = 5_000


@dataclass(slots=True)
class ReviewOutcome:
    """What became of many events: the ids of those moved, and the problem of each that was not."""

    moved: list[int] = field(default_factory=list)
    refused: dict[int, Problem] = field(default_factory=dict)


def move_event(
    database: Database, viewer: Viewer, event_id: int, move: str, reason: str = "", *, version: int | None = None
) -> Outcome:
    """Take one step of the review (a key of `MOVES`) with an event; `version` is the one the viewer decided on.

    Problems: not visible, not allowed, changed meanwhile, not in a status this step starts from, reason missing.
    """
    outcome = move_events(database, viewer, [event_id], move, reason, versions={event_id: version} if version else {})
    if event_id in outcome.refused:
        return Outcome.refused(outcome.refused[event_id])
    return Outcome(id=event_id)


def move_events(
    database: Database,
    viewer: Viewer,
    ids: Collection[int],
    move: str,
    reason: str = "",
    *,
    versions: dict[int, int] | None = None,
) -> ReviewOutcome:
    """The same with many, in one transaction: each that may take the step does, the others say why not.

    Raises ValueError for more than MOST_AT_ONCE and for an unknown step.
    """
    if len(ids) > MOST_AT_ONCE or move not in MOVES:
        raise ValueError(f"{len(ids)} events cannot take the step {move!r}")
    step, outcome, reason = MOVES[move], ReviewOutcome(), " ".join(reason.split())[:LONGEST_REASON]
    with database.writing(viewer, f"{move} events") as writing:
        for event_id in dict.fromkeys(ids):
            event = visible_event(writing.session, viewer, event_id)
            version = (versions or {}).get(event_id)
            problem = hindrance(writing.session, viewer, event, step, reason, version)
            if event is None or problem is not None:
                outcome.refused[event_id] = problem or gone()
                continue
            before = state_of(writing.session, event_id)
            take_step(writing, event, step, reason)
            note_event(writing, event, step.name, before, reason)
            outcome.moved.append(event_id)
    return outcome


def take_step(writing: Writing, event: Event, step: Move, reason: str) -> None:
    """Move an event to the status the step leads to, unasked."""
    event.status, event.status_reason = step.target, reason or None
    event.status_at, event.status_by = writing.now, writing.viewer.name
    touch(writing, event)


def hindrance(
    session: Session, viewer: Viewer, event: Event | None, step: Move, reason: str, version: int | None
) -> Problem | None:
    """Why an event may not take a step of the review; None where it may."""
    if event is None or event.deleted_at is not None:
        return gone()
    # An approved event cannot be submitted again; that its unit may not change it is the better answer.
    if problem := unchangeable(session, viewer, event, step.action):
        return problem
    if version is not None and version != event.version:
        return Problem.of(
            "reference", "changed_meanwhile", mark("the event has been changed since you opened it. Look at it again.")
        )
    if event.status not in step.sources:
        return Problem.of(
            "reference",
            "status",
            mark("the event is “{status}”; this step is not possible now."),
            status=Message.of(STATUSES.get(event.status, event.status)),
        )
    if step.needs_reason and not reason:
        return Problem.of("reason", "missing", mark("say why, so that the unit knows what to put right."))
    return None
