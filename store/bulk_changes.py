"""Many events changed at once: the same rules and the same rows as `store.events.save_event`, in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from models.base import Base, table_of
from models.dataset import Dataset
from models.draft import EventDraft
from models.event import PARTS, Event, EventCoOrganiser
from models.organisation import Organisation
from models.permission import Action
from models.place import Place
from models.problem import Problem
from models.review import APPROVED
from models.viewer import Viewer
from store.baseline import EVENT_RECORD
from store.database import Writing
from store.event_drafts import drafts_of
from store.event_rows import Row, plain_parts, told_columns
from store.events import already_approved, changed_meanwhile, gone, not_yours, reference_taken, same_reference
from store.known import Known
from store.linking import link
from store.many import insert_rows
from store.search import Said, index_events, unindex_events
from store.states import BATCH, event_states
from store.units import AmbiguousUnitError, unknown_unit
from store.words import known_codes, unknown_words

EVENT, UNIT, CO_ORGANISER = table_of(Event), table_of(Organisation), table_of(EventCoOrganiser)
PLACE = table_of(Place)


@dataclass(frozen=True, slots=True)
class _Held:
    """An event as it is, with the paths of the unit that organises it and of all that do."""

    row: Any
    path: str
    paths: frozenset[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """An event that the viewer may see: its title, its version, and why it may not be changed, if it may not."""

    title: str
    version: int
    problem: Problem | None


@dataclass(slots=True)
class _Changes:
    """Rows gathered to be written: of the events, and of what hangs on them by table."""

    events: list[Row] = field(default_factory=list)
    parts: dict[type[Base], list[Row]] = field(default_factory=dict)
    said_before: list[Said] = field(default_factory=list)
    said_after: list[Said] = field(default_factory=list)


def current_drafts(writing: Writing, ids: Collection[int]) -> dict[int, EventDraft]:
    """Events as drafts, in the caller's transaction; without those in the bin or not the viewer's to see.

    Their places have their names too, by which a list tells them.
    """
    connection = _connection(writing)
    held = _held(connection, ids)
    drafts = drafts_of(connection, [id_ for id_, event in held.items() if _sees(writing.viewer, event)])
    used = {place.place_id for draft in drafts.values() for place in draft.places} - {None}
    names = dict(connection.execute(select(PLACE.c.id, PLACE.c.name).where(PLACE.c.id.in_(used))).all())
    return {
        id_: draft.model_copy(
            update={"places": tuple(p.model_copy(update={"name": names.get(p.place_id, "")}) for p in draft.places)}
        )
        for id_, draft in drafts.items()
    }


def standing(writing: Writing, ids: Collection[int]) -> dict[int, Standing]:
    """How events stand to the viewer, in the caller's transaction; without those in the bin or not theirs to see."""
    held = _held(_connection(writing), ids)
    return {
        id_: Standing(event.row.title, event.row.version, _forbidden(writing.viewer, event))
        for id_, event in held.items()
        if _sees(writing.viewer, event)
    }


def change_events(writing: Writing, drafts: Sequence[EventDraft]) -> list[tuple[int, tuple[Problem, ...]]]:
    """Replace the bank's own events by these drafts, already checked against the rules, each event by one at most.

    Returns the numbers, from 0, and problems of those that may not be; the others are changed, as if they alone had
    been given. Who wants all or none must leave the transaction without committing where there are any.
    """
    refused = list[tuple[int, tuple[Problem, ...]]]()
    known = Known(writing, Dataset.RECORDED)
    for start in range(0, len(drafts), BATCH):
        run = dict(enumerate(drafts[start : start + BATCH], start=start))
        while found := _change(writing, known, run):
            refused += found.items()
            for number in found:
                del run[number]
            known = Known(writing, Dataset.RECORDED)  # what was made for them is no longer there
    return sorted(refused, key=lambda one: one[0])


def _change(writing: Writing, known: Known, run: Mapping[int, EventDraft]) -> dict[int, tuple[Problem, ...]]:
    """Change a run of events where none of them is refused; otherwise nothing, and the problems of those that are."""
    connection = _connection(writing)
    ids = [draft.id for draft in run.values() if draft.id is not None]
    held, codes = _held(connection, ids), known_codes(connection)
    before = event_states(connection, ids)
    writing.draw_change()  # not within the part that may be taken back
    with writing.session.begin_nested() as part:
        _connection(writing)  # the savepoint is set only when the session is asked for its connection
        known.learn(list(run.values()))
        changes, refused = _Changes(), dict[int, tuple[Problem, ...]]()
        for number, draft in run.items():
            event = held.get(draft.id or 0)
            problems = [problem] if (problem := _unchangeable(writing.viewer, event, draft)) else []
            problems = problems or unknown_words(codes, draft)
            if event is not None and not problems:
                problems = _gather(writing, known, event, draft, changes)
            if problems:
                refused[number] = tuple(problems)
        if refused:
            part.rollback()
            return refused
        _write(writing, changes)
    after = event_states(connection, ids)
    for id_ in ids:
        writing.note(EVENT_RECORD, id_, "change", before[id_], after[id_])
    return refused


def _unchangeable(viewer: Viewer, event: _Held | None, draft: EventDraft) -> Problem | None:
    """Why the viewer may not replace an event by a draft, in the order in which one event is looked at."""
    if event is None or not _sees(viewer, event):
        return gone()
    if problem := _forbidden(viewer, event):
        return problem
    return changed_meanwhile(event.row.updated_by) if event.row.version != draft.version else None


def _forbidden(viewer: Viewer, event: _Held) -> Problem | None:
    """Why a viewer who sees an event may not change it."""
    if not viewer.may(Action.RECORD, event.path):
        return not_yours()
    return already_approved() if event.row.status == APPROVED else None


def _gather(writing: Writing, known: Known, event: _Held, draft: EventDraft, changes: _Changes) -> list[Problem]:
    """Add the rows of a draft to the changes; the problems met on the way."""
    try:
        unit_id = known.unit(draft.organisation, organiser=True)
    except AmbiguousUnitError as error:
        return [error.about("organisation")]
    if unit_id is None:
        return [unknown_unit("organisation", draft.organisation)]
    before = event.row
    if draft.reference and (unit_id, draft.reference) != (before.organisation_id, before.reference):
        _write(writing, changes)  # one that comes before it may have held the reference, or have it now
        if reference_taken(writing.session.connection(), Dataset.RECORDED, unit_id, draft.reference):
            return [same_reference(draft.reference)]
    parts = plain_parts(draft)
    if problems := link(known, draft, unit_id, parts):
        return problems
    written = {"updated_at": writing.now, "updated_by": writing.viewer.name, "change": writing.change}
    changes.events.append({**told_columns(draft, unit_id), **written, "version": before.version + 1, "id": before.id})
    for model, rows in parts.items():
        changes.parts.setdefault(model, []).extend({**part, "event_id": before.id} for part in rows)
    if (draft.title, draft.note) != (before.title, before.note):
        changes.said_before.append(Said(before.id, before.dataset, before.title, before.note))
        changes.said_after.append(Said(before.id, before.dataset, draft.title, draft.note))
    return []


def _write(writing: Writing, changes: _Changes) -> None:
    """Write the rows gathered so far, and let go of them."""
    if not changes.events:
        return
    connection = _connection(writing)
    ids = [row["id"] for row in changes.events]
    # The database wants other names for what is looked up than for what is written.
    rows = [{f"new_{name}": value for name, value in row.items()} for row in changes.events]
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in changes.events[0] if name != "id"}
    connection.execute(update(EVENT).where(EVENT.c.id == bindparam("new_id")).values(values), rows)
    for model in PARTS:
        connection.execute(delete(table_of(model)).where(table_of(model).c.event_id.in_(ids)))
    for model, parts in changes.parts.items():
        insert_rows(connection, table_of(model), parts)
    unindex_events(connection, changes.said_before)
    index_events(connection, changes.said_after)
    for written in (changes.events, changes.parts, changes.said_before, changes.said_after):
        written.clear()


def _held(connection: Connection, ids: Collection[int]) -> dict[int, _Held]:
    """The bank's own events with these ids, without those in the bin."""
    wanted = list(ids)
    found: dict[int, _Held] = {}
    for start in range(0, len(wanted), BATCH):
        some = wanted[start : start + BATCH]
        others: dict[int, set[str]] = {}
        for event_id, path in connection.execute(
            select(CO_ORGANISER.c.event_id, UNIT.c.path)
            .join(UNIT, UNIT.c.id == CO_ORGANISER.c.organisation_id)
            .where(CO_ORGANISER.c.event_id.in_(some))
        ):
            others.setdefault(event_id, set()).add(path)
        own = (
            select(EVENT, UNIT.c.path)
            .join(UNIT, UNIT.c.id == EVENT.c.organisation_id)
            .where(
                EVENT.c.id.in_(some), EVENT.c.deleted_at.is_(None), EVENT.c.dataset.concat("") == Dataset.RECORDED.value
            )
        )
        for row in connection.execute(own):
            found[row.id] = _Held(row, row.path, frozenset({row.path} | others.get(row.id, set())))
    return {id_: found[id_] for id_ in wanted if id_ in found}


def _sees(viewer: Viewer, event: _Held) -> bool:
    approved = event.row.status == APPROVED
    return any(viewer.may(Action.READ, path, approved=approved) for path in event.paths)


def _connection(writing: Writing) -> Connection:
    """The transaction's connection, with all that was written through its session."""
    writing.session.flush()
    return writing.session.connection()
