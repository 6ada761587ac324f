"""What the trial knows of an event: what a finished command has put there, told apart from the row's own history."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy import select

from models.base import table_of
from models.draft import EventDraft
from models.event import Event
from models.review import DRAFT
from store.database import Database
from store.states import State, event_states


@dataclass(frozen=True, slots=True)
class Fact:
    """An event as it should be: its content, how many partners, where it stands, its files by their hash."""

    title: str
    note: str
    attendance: int | None
    topics: tuple[str, ...]
    key_groups: tuple[tuple[str, int | None], ...]
    materials: tuple[tuple[str, int | None], ...]
    partners: int
    status: str = DRAFT
    deleted: bool = False
    files: frozenset[str] = frozenset()

    @classmethod
    def of_draft(cls, draft: EventDraft, before: "Fact | None" = None) -> "Fact":
        """What saving the draft makes of an event that was `before`."""
        fact = cls(
            title=draft.title,
            note=draft.note,
            attendance=draft.attendance.value if draft.attendance else None,
            topics=tuple(sorted(draft.topics)),
            key_groups=tuple(sorted((g.key_group, g.count.value if g.count else None) for g in draft.key_groups)),
            materials=tuple(sorted((m.name, m.copies.value if m.copies else None) for m in draft.materials)),
            partners=len(draft.partners),
        )
        return replace(fact, status=before.status, files=before.files) if before else fact

    @classmethod
    def of_state(cls, state: State) -> "Fact":
        """What the ledger holds."""
        return cls(
            title=state["title"],
            note=state.get("note", ""),
            attendance=state.get("attendance_value"),
            topics=tuple(sorted(state.get("topics", []))),
            key_groups=tuple(sorted((group["key_group"], group.get("value")) for group in state.get("key_groups", []))),
            materials=tuple(sorted((given["name"], given.get("value")) for given in state.get("materials", []))),
            partners=len(state.get("partners", [])),
            status=state["status"],
            deleted="deleted_at" in state,
            files=frozenset(file["sha256"] for file in state.get("attachments", [])),
        )

    def with_file(self, content: bytes) -> "Fact":
        """The same with one more file."""
        return replace(self, files=self.files | {sha256(content).hexdigest()})


def find_facts(database: Database, references: Iterable[str] | None = None) -> dict[str, tuple[int, Fact]]:
    """Reference → id and fact, of the events with these references, or of all."""
    event = table_of(Event)
    statement = select(event.c.id, event.c.reference)
    if references is not None:
        statement = statement.where(event.c.reference.in_(list(references)))
    with database.reading() as connection:
        known = {row.id: row.reference or f"without reference: {row.id}" for row in connection.execute(statement)}
        return {known[id_]: (id_, Fact.of_state(state)) for id_, state in event_states(connection, known).items()}
