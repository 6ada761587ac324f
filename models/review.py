"""The review of an event: from a draft to an approved record, and back."""

from dataclasses import dataclass
from typing import Final

from locales import mark
from models.permission import Action

DRAFT: Final = "draft"
SUBMITTED: Final = "submitted"
APPROVED: Final = "approved"
RETURNED: Final = "returned"

STATUSES: Final = {
    DRAFT: mark("Draft"),
    SUBMITTED: mark("Submitted"),
    APPROVED: mark("Approved"),
    RETURNED: mark("Returned"),
}
# What its unit is still at work on; everything else waits for a reviewer or is done.
OPEN: Final = (DRAFT, RETURNED)


@dataclass(frozen=True, slots=True)
class Move:
    """A step of the review: from which statuses to which, who may take it, and whether it needs a reason."""

    name: str
    sources: tuple[str, ...]
    target: str
    action: Action
    needs_reason: bool = False


SUBMIT: Final = Move("submit", OPEN, SUBMITTED, Action.RECORD)
APPROVE: Final = Move("approve", (SUBMITTED,), APPROVED, Action.DECIDE)
RETURN: Final = Move("return", (SUBMITTED,), RETURNED, Action.DECIDE, needs_reason=True)
REOPEN: Final = Move("reopen", (APPROVED,), RETURNED, Action.DECIDE, needs_reason=True)

MOVES: Final = {move.name: move for move in (SUBMIT, APPROVE, RETURN, REOPEN)}
