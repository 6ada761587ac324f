"""Proving that the history is whole, and that events, accounts and closed quarters are as it says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, String, Table, func, or_, select, type_coerce
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from locales import Message, mark
from models.account import Account
from models.assessment import Assessment, Quarter
from models.base import table_of
from models.dataset import Dataset
from models.event import Event
from models.permission import Action
from models.viewer import Viewer
from store.account_rows import ACCOUNT_RECORD, state_of_account
from store.assessment import ASSESSMENT_RECORD, digest_of, read_scores, state_of_assessment
from store.baseline import EVENT_RECORD, HISTORY_RECORD, in_history
from store.chain import BEGINNING, ENTRY, HASHED, entry_hash
from store.database import Database
from store.outcome import require
from store.states import BATCH, State, event_states, state_hash, utc_text

MOST_PROBLEMS: Final = 100
PAGE: Final = 2_000  # entries held in memory

_EVENT: Final = table_of(Event)


@dataclass(slots=True)
class Verdict:
    """What the verification found.

    `entries`, `events` and `accounts` are how many were checked; `without` how many of the bank's own events were
    recorded before the history began and have not been changed since. `head` is the hash of the newest entry: whoever
    keeps it elsewhere can later tell that nothing was cut off; `expected` says that the one given was found, where one
    was. `problems` holds the first hundred of `found`.
    """

    entries: int = 0
    events: int = 0
    accounts: int = 0
    without: int = 0
    head: str = BEGINNING
    expected: bool = False
    found: int = 0
    problems: list[Message] = field(default_factory=list)

    @property
    def fine(self) -> bool:
        """Whether there is no problem."""
        return not self.found

    def report(self, template: str, /, **values: object) -> None:
        """Count a problem, and keep its sentence while there are not too many."""
        self.found += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Message.of(template, **values))


def verify_history(database: Database, viewer: Viewer, *, expect: str | None = None) -> Verdict:
    """Walk the whole history and compare every event and account with its newest entry; memory grows with neither.

    `expect` is the hash of an entry, noted down earlier, that must still be there. Raises NotAllowedError unless the
    viewer arranges the whole bank.
    """
    require(viewer, Action.MANAGE)
    verdict = Verdict()
    with database.reading() as connection:
        begun, verdict.expected = _walk(connection, verdict, expect)
        if not verdict.expected:
            verdict.report(
                mark("there is no entry {hash}: entries were taken off the end, or all were written anew."), hash=expect
            )
        _compare(connection, verdict, begun=begun)
        _compare_accounts(connection, verdict)
        _compare_closed_quarters(connection, verdict)
        for event_id in _vanished(connection, EVENT_RECORD, _EVENT):
            verdict.report(mark("event {event} has vanished; the history says it is there."), event=event_id)
        for account_id in _vanished(connection, ACCOUNT_RECORD, table_of(Account)):
            verdict.report(mark("account {account} has vanished; the history says it is there."), account=account_id)
        for _assessment in _vanished(connection, ASSESSMENT_RECORD, table_of(Assessment)):
            verdict.report(mark("the score cards of a closed quarter have vanished; the history says they are there."))
    return verdict


def _walk(connection: Connection, verdict: Verdict, expect: str | None) -> tuple[bool, bool]:
    """Check each entry and that it follows the one before; whether the history has begun, whether `expect` is met."""
    begun, expected, last = False, expect is None, 0
    for entry in _entries(connection):
        if entry["previous"] != verdict.head:
            _report_break(verdict, entry, last)
        if entry_hash(entry) != entry["hash"]:
            verdict.report(
                mark("entry {entry} ({at}, {by}) is not as it was written."),
                entry=entry["id"],
                at=utc_text(entry["at"]),
                by=entry["by"],
            )
        elif entry["record"] == HISTORY_RECORD:
            begun = True
        expected = expected or entry["hash"] == expect
        verdict.entries += 1
        verdict.head, last = entry["hash"], entry["id"]
    return begun, expected


def _entries(connection: Connection) -> Iterator[dict[str, Any]]:
    """All entries by id, each value as the driver gives it: `at` may have been made something that is no instant."""
    columns = [type_coerce(ENTRY.c[name], String).label(name) for name in (*HASHED, "hash")]
    page = select(ENTRY.c.id, *columns).order_by(ENTRY.c.id).limit(PAGE)
    rows = connection.execute(page).all()
    while rows:
        yield from (row._asdict() for row in rows)
        rows = connection.execute(page.where(ENTRY.c.id > rows[-1].id)).all()


def _report_break(verdict: Verdict, entry: dict[str, Any], last: int) -> None:
    """Say where the chain is broken. A gap in the ids alone means nothing: a transaction given up may leave one."""
    here = entry["id"]
    if here > last + 1:
        verdict.report(
            mark("entry {entry} does not follow what is there: entries {first} to {last} are missing."),
            entry=here,
            first=last + 1,
            last=here - 1,
        )
    else:
        verdict.report(
            mark("entry {entry} does not follow the one before it: one was altered, put in, or moved."), entry=here
        )


def _compare(connection: Connection, verdict: Verdict, *, begun: bool) -> None:
    """Compare the events, trial data without entries left out, with what the history says of each."""
    wanted = (
        select(_EVENT.c.id)
        .where(or_(_EVENT.c.dataset == Dataset.RECORDED.value, in_history(_EVENT.c.id)))
        .order_by(_EVENT.c.id)
        .limit(BATCH)
    )
    rows = connection.execute(wanted).all()
    while rows:
        ids = [row.id for row in rows]
        said = _newest_states(connection, ids)
        for event_id, state in event_states(connection, ids).items():
            if state.get("dataset") != Dataset.RECORDED and not said.get(event_id):
                continue  # trial data in the place of an event that was taken out
            if event_id in said:
                verdict.events += 1
                if state_hash(state) != said[event_id]:
                    _report_event(
                        verdict, mark("event {event} “{title}” is not as the history left it."), event_id, state
                    )
            elif begun:
                _report_event(verdict, mark("event {event} “{title}” is not in the history."), event_id, state)
            else:
                verdict.without += 1
        rows = connection.execute(wanted.where(_EVENT.c.id > ids[-1])).all()


def _report_event(verdict: Verdict, template: str, event_id: int, state: State) -> None:
    verdict.report(template, event=event_id, title=state.get("title", ""))


def _compare_accounts(connection: Connection, verdict: Verdict) -> None:
    """Compare each account and the roles it holds with what the history says; its password is in no history."""
    with Session(connection) as session:
        for account in session.exec(select_rows(Account).order_by(col(Account.id))):
            assert account.id is not None  # noqa: S101 - it comes from the table
            said = _newest_states(connection, [account.id], ACCOUNT_RECORD).get(account.id)
            verdict.accounts += 1
            if said is None:
                verdict.report(
                    mark("account {account} “{name}” is not in the history."), account=account.id, name=account.name
                )
            elif state_hash(state_of_account(session, account)) != said:
                verdict.report(
                    mark("account {account} “{name}” or its roles are not as the history left them."),
                    account=account.id,
                    name=account.name,
                )


def _compare_closed_quarters(connection: Connection, verdict: Verdict) -> None:
    """Compare what the score cards of each closed quarter of the bank's own say with what they said when it was."""
    with Session(connection) as session:
        own = select_rows(Assessment).where(Assessment.dataset == Dataset.RECORDED.value).order_by(col(Assessment.id))
        for row in session.exec(own):
            assert row.id is not None  # noqa: S101 - it comes from the table
            said = _newest_states(connection, [row.id], ASSESSMENT_RECORD).get(row.id)
            untouched = digest_of(read_scores(connection, row.id)) == row.digest
            if not untouched or said != state_hash(state_of_assessment(row)):
                verdict.report(
                    mark("the score cards of {quarter} are not as they were when it was closed."),
                    quarter=Quarter(row.year, row.quarter),
                )


def _newest_states(connection: Connection, ids: Sequence[int], record: str = EVENT_RECORD) -> dict[int, str]:
    """The hash of the state each of these records was left in, by the history."""
    newest = _newest(record).where(ENTRY.c.record_id.in_(ids))
    return dict(connection.execute(select(ENTRY.c.record_id, ENTRY.c.state).where(ENTRY.c.id.in_(newest))).all())


def _vanished(connection: Connection, record: str, table: Table) -> Iterator[int]:
    """The ids of records that are not there though their newest entry left them in a state."""
    vanished = (
        select(ENTRY.c.record_id)
        .outerjoin(table, table.c.id == ENTRY.c.record_id)
        .where(ENTRY.c.id.in_(_newest(record)), ENTRY.c.state != "", table.c.id.is_(None))
        .order_by(ENTRY.c.record_id)
    )
    yield from connection.scalars(vanished)


def _newest(record: str) -> Any:
    """The ids of the newest entry about each record of this kind."""
    return select(func.max(ENTRY.c.id)).where(ENTRY.c.record == record).group_by(ENTRY.c.record_id)
