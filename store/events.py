"""Commands on events: save, put in the bin, take out again; and reading one back for editing."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, delete
from sqlmodel import Session, col, select

from locales import Message, mark
from models.base import table_of
from models.dataset import Dataset
from models.draft import EventDraft
from models.event import PARTS, Event, EventCoOrganiser
from models.organisation import Organisation
from models.permission import Action
from models.problem import Problem
from models.review import APPROVED, SUBMIT
from models.rules import check
from models.viewer import LOCAL, Viewer
from store.baseline import EVENT_RECORD
from store.database import Database, Writing
from store.event_drafts import drafts_of
from store.event_rows import first_status, told_columns
from store.outcome import Outcome, RefusedError
from store.parts import write_parts
from store.search import reindex_event, said
from store.states import State, event_states
from store.units import AmbiguousUnitError, add_unit, find_unit, unknown_unit
from store.words import known_codes, unknown_words


def save_event(
    database: Database,
    viewer: Viewer,
    draft: EventDraft,
    *,
    dataset: Dataset = Dataset.RECORDED,
    submit: bool = False,
) -> Outcome:
    """Write a draft and all that hangs on it in one transaction; nothing is written when there is a problem.

    A draft with an `id` replaces that event if its `version` is still the newest and it is not approved. Units,
    partners, places and campaigns given by name are found in the same dataset, or made. With `submit` the event then
    waits for its review.
    """
    problems = check(draft, today=date.today())
    if problems:
        return Outcome.refused(*problems)
    try:
        with database.writing(viewer, "save event") as writing:
            outcome = write_event(writing, draft, dataset, submit=submit)
            if not outcome.done:
                raise RefusedError(outcome)
            return outcome
    except RefusedError as refused:
        return refused.outcome


def write_event(writing: Writing, draft: EventDraft, dataset: Dataset, *, submit: bool = False) -> Outcome:
    """The same inside the caller's transaction, for a draft already checked against the rules.

    Where the answer carries problems the caller must leave the transaction without committing.
    """
    session, viewer = writing.session, writing.viewer
    event, before, said_before = None, None, None
    if draft.id is not None:
        event = visible_event(session, viewer, draft.id)
        if event is None or event.deleted_at is not None:
            return Outcome.refused(gone())
        if problem := unchangeable(session, viewer, event):
            return Outcome.refused(problem)
        if event.version != draft.version:
            return Outcome.refused(changed_meanwhile(event.updated_by))
        before, said_before = state_of(session, draft.id), said(event)
        dataset = Dataset(event.dataset)  # what an event belongs to never changes
    if problems := unknown_words(known_codes(session.connection()), draft):
        return Outcome.refused(*problems)
    try:
        unit = _unit(writing, draft.organisation, dataset)
    except AmbiguousUnitError as error:
        return Outcome.refused(error.about("organisation"))
    if unit is None or unit.id is None:
        return Outcome.refused(unknown_unit("organisation", draft.organisation))
    as_before = event is not None and (event.organisation_id, event.reference) == (unit.id, draft.reference)
    if not as_before and reference_taken(session.connection(), dataset, unit.id, draft.reference):
        return Outcome.refused(same_reference(draft.reference))
    if event is None:
        event = Event(
            title="",
            when_precision="",
            organisation_id=unit.id,
            dataset=dataset.value,
            status=first_status(dataset),
            status_at=writing.now,
            status_by=viewer.name,
            version=0,
            created_at=writing.now,
            created_by=viewer.name,
            updated_at=writing.now,
            updated_by=viewer.name,
        )
    for column, value in told_columns(draft, unit.id).items():
        setattr(event, column, value)
    if submit and event.status in SUBMIT.sources:
        event.status, event.status_at, event.status_by = SUBMIT.target, writing.now, viewer.name
        event.status_reason = None
    event.version += 1
    event.updated_at, event.updated_by, event.change = writing.now, viewer.name, writing.change
    session.add(event)
    session.flush()
    assert event.id is not None  # noqa: S101 - set by the flush
    reindex_event(session.connection(), said_before, said(event))
    if draft.id is not None:
        for part in PARTS:
            session.execute(delete(part).where(table_of(part).c.event_id == event.id))
    problems = write_parts(writing, event, draft, dataset)
    session.flush()
    note_event(writing, event, "create" if draft.id is None else "change", before)
    return Outcome(problems=tuple(problems)) if problems else Outcome(id=event.id, version=event.version)


def delete_event(database: Database, viewer: Viewer, event_id: int) -> Outcome:
    """Put an event in the bin; `restore_event` takes it out again."""
    return _bin(database, viewer, event_id, binned=True)


def restore_event(database: Database, viewer: Viewer, event_id: int) -> Outcome:
    """Take an event out of the bin."""
    return _bin(database, viewer, event_id, binned=False)


def read_event(database: Database, viewer: Viewer, event_id: int) -> EventDraft | None:
    """An event as a draft to edit; None when there is none, it is in the bin, or the viewer may not see it."""
    with database.reading() as connection, Session(connection) as session:
        event = visible_event(session, viewer, event_id)
        if event is None or event.deleted_at is not None:
            return None
        return drafts_of(connection, [event_id])[event_id]


def visible_event(session: Session, viewer: Viewer, event_id: int, action: Action = Action.READ) -> Event | None:
    """The event when the viewer may read (or export) it: at its unit or at a co-organising one."""
    event = session.get(Event, event_id)
    if event is None:
        return None
    approved = event.status == APPROVED
    may = any(viewer.may(action, path, approved=approved) for path in _paths_of(session, event_id))
    return event if may else None


def may_export(database: Database, viewer: Viewer, event_id: int) -> bool:
    """Whether the viewer may take the event and its files out of the ledger."""
    with database.reading() as connection, Session(connection) as session:
        event = visible_event(session, viewer, event_id, Action.EXPORT)
        return event is not None and event.deleted_at is None


def seen_whole(session: Session, viewer: Viewer, event_id: int) -> bool:
    """Whether the viewer may read the event in any status: drafts and reasons stand in its history."""
    return any(viewer.may(Action.READ, path) for path in _paths_of(session, event_id))


def _paths_of(session: Session, event_id: int) -> Sequence[str]:
    """The paths of the units that organise an event."""
    co_organisers = select(EventCoOrganiser.organisation_id).where(EventCoOrganiser.event_id == event_id)
    organiser = select(Event.organisation_id).where(Event.id == event_id)
    return session.exec(
        select(Organisation.path).where(col(Organisation.id).in_(organiser) | col(Organisation.id).in_(co_organisers))
    ).all()


def unchangeable(session: Session, viewer: Viewer, event: Event, action: Action = Action.RECORD) -> Problem | None:
    """Why a viewer who sees an event may not change or decide on it; only roles at its own unit or above count."""
    path = session.exec(select(Organisation.path).where(Organisation.id == event.organisation_id)).one()
    if not viewer.may(action, path):
        return not_yours()
    return already_approved() if action is Action.RECORD and event.status == APPROVED else None


def state_of(session: Session, event_id: int) -> State:
    """An event as the history compares it."""
    session.flush()
    return event_states(session.connection(), [event_id])[event_id]


def note_event(writing: Writing, event: Event, action: str, before: State | None, reason: str = "") -> None:
    """Put into the history what was done to an event, which is as it now stands; trial data has no history."""
    if event.dataset == Dataset.RECORDED.value and event.id is not None:
        writing.note(EVENT_RECORD, event.id, action, before, state_of(writing.session, event.id), reason)


def _bin(database: Database, viewer: Viewer, event_id: int, *, binned: bool) -> Outcome:
    with database.writing(viewer, "delete event" if binned else "restore event") as writing:
        event = visible_event(writing.session, viewer, event_id)
        if event is None:
            return Outcome.refused(gone())
        if problem := unchangeable(writing.session, viewer, event):
            return Outcome.refused(problem)
        if (event.deleted_at is not None) == binned:
            return Outcome(id=event.id, version=event.version)
        before = state_of(writing.session, event_id)
        move_to_bin(writing, event, binned=binned)
        note_event(writing, event, "delete" if binned else "restore", before)
        return Outcome(id=event.id, version=event.version)


def move_to_bin(writing: Writing, event: Event, *, binned: bool) -> None:
    """Put an event into the bin or take it out, unasked; what is in the bin is not in the search."""
    event.deleted_at = writing.now if binned else None
    touch(writing, event)
    words = said(event)
    reindex_event(writing.session.connection(), *((words, None) if binned else (None, words)))


def touch(writing: Writing, event: Event) -> None:
    """Mark an event as changed by this transaction."""
    event.updated_at, event.updated_by, event.change = writing.now, writing.viewer.name, writing.change
    event.version += 1
    writing.session.add(event)


def _unit(writing: Writing, reference: int | str, dataset: Dataset) -> Organisation | None:
    unit = find_unit(writing.session, writing.viewer, reference, dataset, action=Action.RECORD)
    if unit is None and isinstance(reference, str) and writing.viewer.everywhere(Action.MANAGE):
        return add_unit(writing, name=reference, dataset=dataset)
    return unit


def reference_taken(connection: Connection, dataset: Dataset, unit_id: int, reference: str | None) -> bool:
    """Whether an event of the unit, the bin left out, has the reference: it is that of one event of its unit."""
    if not reference:
        return False
    event = table_of(Event)
    held = select(event.c.id).where(
        event.c.reference == reference,
        event.c.organisation_id == unit_id,
        event.c.dataset.concat("") == dataset.value,  # looked up by the reference, not by the index of datasets
        event.c.deleted_at.is_(None),
    )
    return connection.execute(held.limit(1)).first() is not None


def same_reference(reference: str | None) -> Problem:
    """The problem of an event that would have the reference of another one of its unit."""
    sentence = mark(
        "another event of this unit already has the reference {reference}. If it is the same event, "
        "put one of the two in the bin."
    )
    return Problem.of("reference", "taken", sentence, reference=reference)


def gone() -> Problem:
    """The problem of an event that is not there, or not for this viewer to see: the answer is the same."""
    return Problem.of("reference", "gone", mark("the event is no longer there, or not in your part of the bank."))


def not_yours() -> Problem:
    """The problem of an event that the viewer may read, but not change or decide on."""
    return Problem.of("reference", "not_allowed", mark("you may see this event, but your roles do not allow this."))


def already_approved() -> Problem:
    """The problem of an event that has been approved: nobody changes what it says until it is reopened."""
    return Problem.of("reference", "approved", mark("this event is approved. A reviewer can reopen it with a reason."))


def changed_meanwhile(by: str) -> Problem:
    """The problem of an event that somebody has changed since it was read to be changed."""
    return Problem.of(
        "reference",
        "changed_meanwhile",
        mark("{who} has changed this event since you opened it. Copy what you typed, open it again and add it."),
        who=Message.of(mark("the user of this computer")) if by == LOCAL else by,
    )
