"""Why a closed quarter says something else now: the events of a unit that were changed since, by the history."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from metrics.counting import UNIT
from models.assessment import Quarter
from models.dataset import Dataset
from models.event import TRAINING
from models.permission import Action
from models.review import APPROVED
from models.viewer import Viewer
from models.when import Precision
from store.assessment import Closing
from store.baseline import EVENT_RECORD
from store.chain import ENTRY
from store.database import Database
from store.states import State, event_states

_RECORDED: Final = ("create", "import")
# Fields that no figure is made of.
_WORDS: Final = frozenset({"title", "note", "reference", "when_text", "status_at", "status_by", "status_reason"})
ADDED: Final = "added"
REMOVED: Final = "removed"
CHANGED: Final = "changed"


@dataclass(frozen=True, slots=True)
class ScoredChange:
    """An event that counted for a unit when its quarter was closed, or counts now, and was changed since.

    `effect`: ADDED, it counts now and did not; REMOVED, it does not any more; CHANGED, it counts as something else.
    `at`, `by` and `reason` are those of the newest change.
    """

    event: int
    title: str
    effect: str
    at: datetime
    by: str
    reason: str


def changed_since(
    database: Database, viewer: Viewer, closing: Closing, unit: int, *, most: int = 50
) -> list[ScoredChange]:
    """The events because of which a unit's card of a closed quarter says something else now, the newest change first.

    Only of the bank's own records, for trial data has no history; nothing where the viewer may not see the unit.
    """
    with database.reading() as connection:
        path = connection.scalar(select(UNIT.c.path).where(UNIT.c.id == unit, UNIT.c.dataset == Dataset.RECORDED.value))
        if path is None or not viewer.may(Action.READ, path, approved=True):
            return []
        entries = _entries(connection, closing.change)
        below = set(connection.scalars(select(UNIT.c.id).where(UNIT.c.path.startswith(path))))
        now = event_states(connection, entries)
    found = []
    for event, its_entries in entries.items():
        newest = its_entries[0]
        state = now.get(event, {})
        then = _as_it_was(state, its_entries)
        counts, counted = (_counts(one, closing.quarter, below) for one in (state, then))
        if (counts or counted) and (counts != counted or _of_figures(state) != _of_figures(then)):
            effect = CHANGED if counts and counted else ADDED if counts else REMOVED
            title = str((state or then).get("title", ""))
            found.append(ScoredChange(event, title, effect, newest.at, newest.by, newest.reason))
    return sorted(found, key=lambda one: (one.at, one.event), reverse=True)[:most]


def _entries(connection: Connection, after: int) -> dict[int, list[Any]]:
    """What was done to each event after a change, the newest first."""
    rows = connection.execute(
        select(ENTRY.c.record_id, ENTRY.c.at, ENTRY.c.by, ENTRY.c.action, ENTRY.c.reason, ENTRY.c.fields)
        .where(ENTRY.c.record == EVENT_RECORD, ENTRY.c.change > after)
        .order_by(ENTRY.c.id.desc())
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.record_id].append(row)
    return found


def _as_it_was(state: State, entries: Iterable[Any]) -> State:
    """The state before these changes, of which the newest comes first; empty for an event that was not there."""
    then = dict(state)
    for entry in entries:
        if entry.action in _RECORDED:
            return {}
        changed: Mapping[str, list[Any]] = json.loads(entry.fields) if entry.fields else {}
        then |= {field: before for field, (before, _after) in changed.items()}
    return then


def _of_figures(state: State) -> State:
    return {field: value for field, value in state.items() if field not in _WORDS and value is not None}


def _counts(state: State, quarter: Quarter, units: set[int]) -> bool:
    """Whether an event in this state counts for these units in this quarter, as `metrics.counting` has it."""
    start, end = (date.fromisoformat(state[day]) if state.get(day) else None for day in ("when_start", "when_end"))
    if start is None or end is None or state.get("deleted_at") or state.get("status") != APPROVED:
        return False
    last = start if state.get("when_precision") == Precision.RANGE.value else end
    taking_part = {state.get("organisation_id"), *(state.get("co_organisers") or ())}
    return (
        state.get("kind") != TRAINING
        and quarter.start <= start
        and last <= quarter.end
        and not units.isdisjoint(taking_part)
    )
