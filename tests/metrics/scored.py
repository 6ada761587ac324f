"""A small bank whose units are given points, and ways to do something in it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from metrics.scores import Card, Scoreboard, score_cards
from models.assessment import IndicatorDraft, Quarter
from models.draft import EventDraft
from models.viewer import Viewer
from models.when import When
from store.database import Database
from store.events import save_event
from store.indicators import IndicatorLine, indicators_of, save_indicators
from store.review import move_event
from store.units import save_unit
from tests.metrics.world import LOCAL

FIRST, SECOND = Quarter(2024, 1), Quarter(2024, 2)
# Name → its parent and its kind: a branch below a branch, and a sub-branch without outlets.
TREE = {
    "总行": ("", "head_office"),
    "省分行": ("总行", "branch"),
    "市分行": ("省分行", "branch"),
    "甲支行": ("省分行", "sub_branch"),
    "乙支行": ("省分行", "sub_branch"),
    "丙支行": ("市分行", "sub_branch"),
    "甲一网点": ("甲支行", "outlet"),
    "甲二网点": ("甲支行", "outlet"),
    "乙一网点": ("乙支行", "outlet"),
}


class Bank:
    """A bank of nine units, which are known by name."""

    def __init__(self, database: Database, units: dict[str, int]) -> None:
        self.database, self.units = database, units

    @classmethod
    def founded(cls, database: Database) -> "Bank":
        """Its units are new in the ledger."""
        units: dict[str, int] = {}
        for name, (parent, kind) in TREE.items():
            above = units[parent] if parent else None
            id_ = save_unit(database, LOCAL, name=name, parent_id=above, kind=kind).id
            assert id_ is not None
            units[name] = id_
        return cls(database, units)

    def record(self, unit: str, day: date = date(2024, 2, 5), *, approve: bool = True, **values: Any) -> int:
        draft = EventDraft.model_validate(
            {"title": "讲座", "organisation": self.units[unit], "when": When.on(day), **values}
        )
        return self.keep(draft, approve=approve)

    def keep(self, draft: EventDraft, *, approve: bool = True) -> int:
        outcome = save_event(self.database, LOCAL, draft, submit=True)
        assert outcome.id is not None, [str(problem) for problem in outcome.problems]
        if approve:
            assert move_event(self.database, LOCAL, outcome.id, "approve").done
        return outcome.id

    def board(self, quarter: Quarter = FIRST, viewer: Viewer = LOCAL, **asked: Any) -> Scoreboard:
        return score_cards(self.database, viewer, quarter, **asked)

    def card(self, unit: str, quarter: Quarter = FIRST, **asked: Any) -> Card:
        [card] = [card for card in self.board(quarter, **asked).cards if card.unit == self.units[unit]]
        return card

    def only(self, *drafts: IndicatorDraft) -> None:
        """Let these indicators alone count."""
        held = indicators_of(self.database, LOCAL)
        retired = [replace(as_draft(line), retired=True) for line in held]
        seen = max(line.change for line in held)
        assert save_indicators(self.database, LOCAL, [*drafts, *retired], seen=seen).done


def as_draft(line: IndicatorLine) -> IndicatorDraft:
    rule = line.rule
    return IndicatorDraft(
        rule.id,
        rule.name_zh,
        rule.name_en,
        rule.measure,
        rule.narrowing,
        rule.per,
        rule.full_at,
        rule.weight,
        line.retired,
    )


def draft(measure: str = "sessions", per: str = "", full_at: int = 4, weight: int = 20, **more: Any) -> IndicatorDraft:
    return IndicatorDraft(name_zh=measure, measure=measure, per=per, full_at=Decimal(full_at), weight=weight, **more)
