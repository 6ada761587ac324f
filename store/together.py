"""One change to many events at once, in one transaction, and taking it back as one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from locales import mark
from models.base import Base, table_of
from models.dataset import Dataset
from models.event import Event, EventCampaign, EventTopic
from models.permission import Action
from models.place import Campaign
from models.problem import Problem
from models.review import MOVES
from models.viewer import Viewer
from store.baseline import EVENT_RECORD
from store.database import Database, Writing
from store.events import gone, move_to_bin, touch, unchangeable, visible_event
from store.review import MOST_AT_ONCE, hindrance, take_step
from store.states import event_states
from store.words import known_codes

ADD_TOPIC: Final = "add_topic"
REMOVE_TOPIC: Final = "remove_topic"
ADD_CAMPAIGN: Final = "add_campaign"
REMOVE_CAMPAIGN: Final = "remove_campaign"
DELETE: Final = "delete"

_OPPOSITE: Final = {
    ADD_TOPIC: REMOVE_TOPIC,
    REMOVE_TOPIC: ADD_TOPIC,
    ADD_CAMPAIGN: REMOVE_CAMPAIGN,
    REMOVE_CAMPAIGN: ADD_CAMPAIGN,
}
_LINKS: Final[dict[str, tuple[type[Base], str]]] = {
    ADD_TOPIC: (EventTopic, "topic"),
    REMOVE_TOPIC: (EventTopic, "topic"),
    ADD_CAMPAIGN: (EventCampaign, "campaign_id"),
    REMOVE_CAMPAIGN: (EventCampaign, "campaign_id"),
}
_STATUS: Final = ("status", "status_at", "status_by", "status_reason")


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done: one of the words above or a step of the review (a key of `MOVES`).

    `value` is the topic's code or the campaign's id; `reason` goes with a step that needs one.
    """

    kind: str
    value: str | int | None = None
    reason: str = ""

    @property
    def action(self) -> Action:
        """What one must be allowed to do with an event."""
        return MOVES[self.kind].action if self.kind in MOVES else Action.RECORD


@dataclass(frozen=True, slots=True)
class Former:
    """An event that was changed: the version it then had, and where it stood in the review before."""

    version: int
    status: Mapping[str, Any]


@dataclass(slots=True)
class Together:
    """What became of the events: those changed, those that were so already, and the problem of each refused.

    With it `undo_together` can take the change back.
    """

    change: Change
    changed: dict[int, Former] = field(default_factory=dict)
    same: list[int] = field(default_factory=list)
    refused: dict[int, Problem] = field(default_factory=dict)


def change_together(
    database: Database,
    viewer: Viewer,
    ids: Collection[int],
    change: Change,
    *,
    versions: Mapping[int, int] | None = None,
) -> Together:
    """Change all of these events that the viewer may change, in one transaction; the others say why not.

    `versions` are those the viewer has seen: an event that has been changed since is refused. Each change is in the
    history. Raises ValueError for more than MOST_AT_ONCE and for an unknown change.
    """
    if len(ids) > MOST_AT_ONCE or change.kind not in {*_LINKS, *MOVES, DELETE}:
        raise ValueError(f"{len(ids)} events cannot be changed together by {change.kind!r}")
    outcome = Together(Change(change.kind, change.value, " ".join(change.reason.split())))
    with database.writing(viewer, f"{change.kind} together") as writing:
        events: list[Event] = []
        for event_id in dict.fromkeys(ids):
            event = visible_event(writing.session, viewer, event_id)
            version = (versions or {}).get(event_id)
            problem = _obstacle(writing.session, viewer, event, outcome.change, version)
            if event is None or problem is not None:
                outcome.refused[event_id] = problem or gone()
            elif _is_so(writing.session, event, outcome.change):
                outcome.same.append(event_id)
            else:
                events.append(event)
        _carry_out(writing, events, outcome)
    return outcome


def undo_together(database: Database, viewer: Viewer, done: Together) -> Together:
    """Give the events that were changed what they had before, in one transaction; the answer names the others.

    Refused are those changed since, and those the viewer may not change any more.
    """
    change = done.change
    outcome = Together(Change(_OPPOSITE.get(change.kind, change.kind), change.value))
    with database.writing(viewer, f"undo {change.kind} together") as writing:
        session = writing.session
        events: list[Event] = []
        for event_id, former in done.changed.items():
            event = visible_event(session, viewer, event_id)
            if event is None:
                outcome.refused[event_id] = gone()
            elif event.version != former.version:
                outcome.refused[event_id] = _changed_since()
            elif problem := unchangeable(session, viewer, event, change.action):
                outcome.refused[event_id] = problem
            else:
                events.append(event)
        before = _states(session, events)
        for event in events:
            assert event.id is not None  # noqa: S101 - it came from the database
            if change.kind == DELETE:
                move_to_bin(writing, event, binned=False)
            elif change.kind in _LINKS:
                _link(session, event.id, outcome.change)
                touch(writing, event)
            else:
                for name, value in done.changed[event.id].status.items():
                    setattr(event, name, value)
                touch(writing, event)
            outcome.changed[event.id] = Former(event.version, {})
        _note(writing, events, "restore" if change.kind == DELETE else "change", before)
    return outcome


def _carry_out(writing: Writing, events: list[Event], outcome: Together) -> None:
    session, change = writing.session, outcome.change
    before = _states(session, events)
    for event in events:
        assert event.id is not None  # noqa: S101 - it came from the database
        former = {name: getattr(event, name) for name in _STATUS}
        if change.kind == DELETE:
            move_to_bin(writing, event, binned=True)
        elif change.kind in MOVES:
            take_step(writing, event, MOVES[change.kind], change.reason)
        else:
            _link(session, event.id, change)
            touch(writing, event)
        outcome.changed[event.id] = Former(event.version, former)
    action = change.kind if change.kind == DELETE or change.kind in MOVES else "change"
    _note(writing, events, action, before, change.reason)


def _states(session: Session, events: list[Event]) -> dict[int, dict[str, Any]]:
    session.flush()
    return event_states(session.connection(), [event.id for event in events if event.id is not None])


def _note(
    writing: Writing, events: list[Event], action: str, before: Mapping[int, dict[str, Any]], reason: str = ""
) -> None:
    for event_id, after in _states(writing.session, events).items():
        writing.note(EVENT_RECORD, event_id, action, before[event_id], after, reason)


def _obstacle(
    session: Session, viewer: Viewer, event: Event | None, change: Change, version: int | None
) -> Problem | None:
    """Why an event may not be changed so; None where it may."""
    if change.kind in MOVES:
        return hindrance(session, viewer, event, MOVES[change.kind], change.reason, version)
    if event is None or event.deleted_at is not None:
        return gone()
    if problem := unchangeable(session, viewer, event):
        return problem
    if version is not None and version != event.version:
        return _changed_since()
    if change.kind == ADD_TOPIC and change.value not in known_codes(session.connection())["topic"]:
        return Problem.of("topics", "unknown_word", mark("“{text}” is not on the list."), text=str(change.value)[:60])
    if change.kind == ADD_CAMPAIGN and not _has_campaign(session, change.value, event.dataset):
        sentence = mark("there is no campaign “{name}”.")
        return Problem.of("campaigns", "unknown", sentence, name=str(change.value)[:60])
    return None


def _has_campaign(session: Session, campaign: str | int | None, dataset: str) -> bool:
    usable = col(Campaign.dataset).in_({dataset, Dataset.RECORDED.value})
    return session.execute(select(col(Campaign.id)).where(col(Campaign.id) == campaign, usable)).first() is not None


def _is_so(session: Session, event: Event, change: Change) -> bool:
    """Whether an event already has, or lacks, what is to be added or removed."""
    if change.kind not in _LINKS:
        return False
    model, column = _LINKS[change.kind]
    table = table_of(model)
    held = session.execute(
        select(table.c.event_id).where(table.c.event_id == event.id, table.c[column] == change.value)
    ).first()
    return (held is not None) == (change.kind in (ADD_TOPIC, ADD_CAMPAIGN))


def _link(session: Session, event_id: int, change: Change) -> None:
    model, column = _LINKS[change.kind]
    table = table_of(model)
    if change.kind in (ADD_TOPIC, ADD_CAMPAIGN):
        session.execute(insert(table).values({"event_id": event_id, column: change.value}))
    else:
        session.execute(delete(table).where(table.c.event_id == event_id, table.c[column] == change.value))


def _changed_since() -> Problem:
    return Problem.of("reference", "changed_meanwhile", mark("the event has been changed meanwhile. Look at it again."))
