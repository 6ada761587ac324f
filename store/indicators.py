"""The indicators by which units are scored: reading them, and saving the list of them as a whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, func, select

from locales import mark
from models.assessment import (
    KEY_GROUP,
    NARROWINGS,
    SCORED,
    Indicator,
    IndicatorDraft,
    Rule,
    check_indicators,
    narrowed_to,
)
from models.base import table_of
from models.event import KINDS
from models.permission import Action
from models.problem import Problem
from models.viewer import Viewer
from store.database import Database, Writing
from store.outcome import Outcome, RefusedError, require
from store.states import State
from store.words import known_codes

INDICATOR_RECORD: Final = "indicator"
_RULED: Final = ("name_zh", "name_en", "measure", "narrowing", "per", "full_at", "weight", "position")
_INDICATOR: Final = table_of(Indicator)


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator as the list of indicators shows it."""

    rule: Rule
    retired: bool
    change: int


def indicators_of(database: Database, viewer: Viewer) -> list[IndicatorLine]:
    """All indicators in their order, the retired ones last; nothing for whoever may read nothing."""
    if not viewer.reach(Action.READ):
        return []
    with database.reading() as connection:
        return read_indicators(connection)


def read_indicators(connection: Connection) -> list[IndicatorLine]:
    """The same over an open connection."""
    rows = connection.execute(select(_INDICATOR).order_by(_INDICATOR.c.retired, _INDICATOR.c.position, _INDICATOR.c.id))
    return [IndicatorLine(rule_of(row), row.retired, row.change) for row in rows]


def rule_of(row: Any, id_: int | None = None) -> Rule:
    """The rule in a row of `Indicator` or `ScoredIndicator`."""
    return Rule(
        row.id if id_ is None else id_,
        row.name_zh,
        row.name_en,
        row.measure,
        row.narrowing,
        row.per,
        Decimal(row.full_at),
        row.weight,
    )


def save_indicators(database: Database, viewer: Viewer, drafts: Sequence[IndicatorDraft], *, seen: int) -> Outcome:
    """Save the list of indicators, in this order, or tell all that is wrong with it and save nothing.

    `seen` is the largest `change` of those that were looked at: who changed any since is not overwritten. None is ever
    deleted, for closed quarters name them; those left out of the list stay as they are. Raises NotAllowedError where
    the viewer does not arrange the whole bank.
    """
    require(viewer, Action.MANAGE)
    try:
        with database.writing(viewer, "save indicators") as writing:
            session = writing.session
            _check(session.connection(), drafts, seen)
            for position, draft in enumerate(drafts):
                _save(writing, draft, position)
            return Outcome(id=seen)
    except RefusedError as refused:
        return refused.outcome


def _check(connection: Connection, drafts: Sequence[IndicatorDraft], seen: int) -> None:
    known = known_codes(connection)
    measures = [*SCORED, *(KEY_GROUP + code for code in sorted(known["key_group"]))]
    problems = [*check_indicators(drafts, measures), *_unknown_words(known | {"kind": set(KINDS)}, drafts)]
    if (connection.scalar(select(func.max(_INDICATOR.c.change))) or 0) != seen:
        sentence = mark("somebody else has changed the indicators since. Look at theirs, then make your change again.")
        problems.append(Problem.of("indicator", "changed", sentence))
    if problems:
        raise RefusedError(Outcome.refused(*problems))


def _unknown_words(known: dict[str, set[str]], drafts: Sequence[IndicatorDraft]) -> Iterator[Problem]:
    for draft in drafts:
        for field, words in narrowed_to(draft.narrowing).items():
            for word in sorted(set(words) - known.get(NARROWINGS.get(field, ""), set(words))):
                yield Problem.of("indicator", "unknown_word", mark("“{text}” is not on the list."), text=word[:60])


def _save(writing: Writing, draft: IndicatorDraft, position: int) -> None:
    session = writing.session
    row = session.get(Indicator, draft.id) if draft.id is not None else None
    if row is None and draft.id is not None:
        raise RefusedError(Outcome.refused(Problem.of("indicator", "gone", mark("this indicator is not there."))))
    before = None if row is None else _state(row)
    assert draft.full_at is not None  # noqa: S101 - it has been checked
    assert draft.weight is not None  # noqa: S101 - likewise
    row = row or Indicator(measure="", full_at="", weight=1)
    for name in ("name_zh", "name_en", "measure", "narrowing", "per", "weight", "retired"):
        setattr(row, name, getattr(draft, name))
    row.full_at = written(draft.full_at)
    row.position = position
    if before == _state(row):
        return
    row.change = writing.change
    session.add(row)
    session.flush()
    assert row.id is not None  # noqa: S101 - set by the flush
    writing.note(INDICATOR_RECORD, row.id, "create" if before is None else "change", before, _state(row))


def written(number: Decimal) -> str:
    """A decimal number as it is kept: without an exponent, and without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _state(row: Indicator) -> State:
    told: State = {name: getattr(row, name) for name in _RULED}
    return {name: value for name, value in told.items() if value != ""} | ({"retired": True} if row.retired else {})
