"""The process that is killed: it works as people do, and tells before and after each command."""

import csv
import io
import random
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from PIL import Image

from exchange.upload import import_file
from models.count import Count, Qualifier
from models.draft import EventDraft, KeyGroupDraft, MaterialDraft
from models.review import APPROVED, RETURNED, SUBMITTED
from models.viewer import Viewer, local_administrator
from models.when import When
from soak.facts import Fact
from soak.journal import Done, Failed, Intent, Journal, Ready
from store.attachments import add_attachment
from store.database import FILE, Database
from store.dialects import make_engine, sqlite_url
from store.events import delete_event, read_event, restore_event, save_event
from store.outcome import Outcome
from store.review import move_event

UNIT: Final = "武清支行"
TOPICS: Final = ("anti_money_laundering", "counterfeit_money", "telecom_fraud")
GROUPS: Final = ("older_people", "students", "youth")
STEPS: Final = {SUBMITTED: ("approve", "return"), APPROVED: ("reopen",)}
TARGETS: Final = {"submit": SUBMITTED, "approve": APPROVED, "return": RETURNED, "reopen": RETURNED}
COMMANDS: Final = {"record": 30, "change": 25, "attach": 20, "move": 20, "bin": 10, "list": 5}
LIST_ROWS: Final = (100, 400)

Known = dict[str, tuple[int, Fact]]  # reference → id and what is known of it


def work(folder: Path, prefix: str, seed: int, known: Known, journal: Path) -> None:
    """Give commands until killed. `prefix` begins the references of new events; `known` are older ones to work on."""
    telling = Journal(journal)
    telling.tell(Ready())
    try:
        # Opened without a look for migrations and divisions, which would take up most of its short life.
        database = Database(make_engine(sqlite_url(folder / FILE)), folder)
        chance = random.Random(seed)  # noqa: S311 - nothing secret
        worker = Worker(database, local_administrator(), chance, prefix, known, telling)
        while True:
            worker.next_command()
    except BaseException:
        telling.tell(Failed(traceback.format_exc()))
        raise


@dataclass
class Worker:
    """One who works on a ledger, at random but always the same for the same `random`."""

    database: Database
    viewer: Viewer
    random: random.Random
    prefix: str
    known: Known
    journal: Journal
    number: int = 0

    def next_command(self) -> None:
        """Give one command, some more often than others."""
        (command,) = self.random.choices(list(COMMANDS), list(COMMANDS.values()))
        self.give(command)

    def give(self, command: str) -> None:
        """Give a command (a key of `COMMANDS`), or one that the event it falls on allows instead."""
        if command == "list":
            self._list()
        elif command == "record" or not self.known:
            self._record()
        else:
            reference = self.random.choice(list(self.known))
            _id, fact = self.known[reference]
            if fact.deleted:
                self._bin(reference, binned=False)
            elif command == "move" or fact.status == APPROVED:
                self._move(reference)
            elif command == "bin":
                self._bin(reference, binned=True)
            elif command == "attach":
                self._attach(reference)
            else:
                self._change(reference)

    def _record(self) -> None:
        draft = self._draft(self._reference())
        assert draft.reference is not None  # noqa: S101 - given above
        fact = Fact.of_draft(draft)
        outcome = self._told("record", draft.reference, fact, lambda: save_event(self.database, self.viewer, draft))
        if outcome.id is not None:
            self.known[draft.reference] = (outcome.id, fact)

    def _change(self, reference: str) -> None:
        id_, before = self.known[reference]
        held = read_event(self.database, self.viewer, id_)
        assert held is not None  # noqa: S101 - known, and not in the bin
        kept = {"id": id_, "version": held.version, "organisation": held.organisation}
        draft = self._draft(reference).model_copy(update=kept)
        after = Fact.of_draft(draft, before)
        self._told("change", reference, after, lambda: save_event(self.database, self.viewer, draft))

    def _attach(self, reference: str) -> None:
        id_, before = self.known[reference]
        out = io.BytesIO()
        Image.frombytes("RGB", (96, 96), self.random.randbytes(96 * 96 * 3)).save(out, "PNG")
        content = out.getvalue()
        self._told(
            "attach",
            reference,
            before.with_file(content),
            lambda: add_attachment(self.database, self.viewer, id_, name="照片.png", content=content),
        )

    def _move(self, reference: str) -> None:
        id_, before = self.known[reference]
        step = self.random.choice(STEPS.get(before.status, ("submit",)))
        after = replace(before, status=TARGETS[step])
        self._told(step, reference, after, lambda: move_event(self.database, self.viewer, id_, step, "请补充"))

    def _bin(self, reference: str, *, binned: bool) -> None:
        id_, before = self.known[reference]
        act = delete_event if binned else restore_event
        after = replace(before, deleted=binned)
        self._told("delete" if binned else "restore", reference, after, lambda: act(self.database, self.viewer, id_))

    def _list(self) -> None:
        drafts = [self._draft(self._reference()) for _ in range(self.random.randint(*LIST_ROWS))]
        path = self.database.data / "list.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["编号", "活动名称", "日期", "主办机构", "合作单位", "宣传主题", "现场参与人次", "备注"])
            for draft in drafts:
                attendance = draft.attendance.value if draft.attendance else ""
                topics = "；".join(draft.topics)
                partners = "；".join(draft.partners)
                writer.writerow([draft.reference, draft.title, 2024, UNIT, partners, topics, attendance, draft.note])
        listed = [draft.model_copy(update={"key_groups": (), "materials": ()}) for draft in drafts]
        self.journal.tell(Intent("list", {draft.reference or "": Fact.of_draft(draft) for draft in listed}))
        imported = import_file(self.database, self.viewer, path)
        if imported.new == len(drafts):
            self.journal.tell(Done())
        else:
            refused = [str(problem) for row in imported.rows for problem in row.problems]
            self.journal.tell(Failed(f"list: {imported.new} of {len(drafts)} rows: {refused[:3]}"))

    def _told(self, command: str, reference: str, after: Fact, act: Callable[[], Outcome]) -> Outcome:
        self.journal.tell(Intent(command, {reference: after}))
        outcome = act()
        if outcome.done:
            self.journal.tell(Done())
            if reference in self.known:
                self.known[reference] = (self.known[reference][0], after)
        else:
            self.journal.tell(Failed(f"{command}: {'; '.join(map(str, outcome.problems))}"))
        return outcome

    def _reference(self) -> str:
        self.number += 1
        return f"{self.prefix}-{self.number}"

    def _draft(self, reference: str) -> EventDraft:
        pick = self.random
        return EventDraft(
            reference=reference,
            title=f"讲座 {pick.randrange(10**9)}",
            when=When.in_year(2024),
            organisation=UNIT,
            partners=tuple(f"合作单位{number}" for number in sorted(pick.sample(range(30), pick.randrange(3)))),
            topics=tuple(sorted(pick.sample(TOPICS, pick.randint(1, 3)))),
            key_groups=tuple(
                KeyGroupDraft(key_group=group, count=Count(pick.randrange(500)))
                for group in sorted(pick.sample(GROUPS, pick.randrange(3)))
            ),
            materials=tuple(
                MaterialDraft(material="leaflet", name=f"折页{number}", copies=Count(pick.randrange(900)))
                for number in range(pick.randrange(3))
            ),
            attendance=Count(pick.randint(500, 2000), Qualifier.AT_LEAST),
            note="宣教" * pick.randrange(200),
        )
