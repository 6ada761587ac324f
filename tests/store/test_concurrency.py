"""Several sessions of their own at the same file at the same time."""

from collections.abc import Callable
from datetime import date
from multiprocessing.synchronize import Barrier
from pathlib import Path

from sqlalchemy import func, select

from metrics.filter import Filter
from metrics.overview import headline
from metrics.records import count_events
from models.base import table_of
from models.count import Count
from models.draft import EventDraft
from models.event import Event
from models.organisation import Organisation
from models.permission import ADMINISTRATOR
from models.tables import METADATA
from models.viewer import Viewer, local_administrator
from models.when import When
from store.database import FILE, Database, open_database
from store.dialects import make_engine, sqlite_url
from store.events import read_event, save_event
from tests.processes import PROCESSES

EVENTS = 200


def _opened(folder: Path) -> Database:
    return Database(make_engine(sqlite_url(folder / FILE)), folder)


def _save_many(folder: Path, name: str, start: Barrier) -> int:
    """How many of the session's events were refused."""
    database = _opened(folder)
    start.wait(60)
    refused = 0
    for number in range(EVENTS):
        draft = EventDraft(
            title=f"{name}的第{number}场",
            when=When.on(date(2024, 9, 4)),
            organisation="武清支行",
            topics=("telecom_fraud",),
            attendance=Count(number),
        )
        refused += not save_event(database, Viewer.holding(name, ADMINISTRATOR), draft).done
    database.close()
    return refused


def _count_while_written(folder: Path, start: Barrier) -> int:
    """How many times a headline contradicted itself."""
    database, viewer = _opened(folder), local_administrator()
    start.wait(60)
    torn = 0
    for _ in range(100):
        figures = headline(database, viewer, Filter())
        torn += not figures.events == figures.sessions == figures.attendance.known
    database.close()
    return torn


def _open_new(folder: Path, start: Barrier) -> int:
    start.wait(60)
    database = open_database(folder, provinces=frozenset({"46"}))
    database.close()
    return 0


def _edit(folder: Path, name: str, start: Barrier) -> int:
    """Add one to the attendance twenty times; how often somebody else was quicker and it began again."""
    database, viewer = _opened(folder), Viewer.holding(name, ADMINISTRATOR)
    start.wait(60)
    slower = saved = 0
    while saved < 20:
        draft = read_event(database, viewer, 1)
        assert draft is not None
        assert draft.attendance is not None
        more = draft.model_copy(update={"attendance": Count(draft.attendance.value + 1)})
        if save_event(database, viewer, more).done:
            saved += 1
        else:
            slower += 1
    database.close()
    return slower


def test_two_sessions_save_200_events_each_at_the_same_time(
    ledger: Database, viewer: Viewer, show_figure: Callable[[str], None]
) -> None:
    with PROCESSES.Manager() as manager, PROCESSES.Pool(3) as pool:
        start = manager.Barrier(3)
        sessions = [pool.apply_async(_save_many, (ledger.data, name, start)) for name in ("甲", "乙")]
        reader = pool.apply_async(_count_while_written, (ledger.data, start))
        refused = sum(session.get(300) for session in sessions)
        torn = reader.get(300)
    events = count_events(ledger, viewer, Filter())
    show_figure(f"two sessions saved {EVENTS} events each at the same time: {events} events, {refused} refused")
    assert (events, refused, torn) == (2 * EVENTS, 0, 0)
    event, unit = table_of(Event), table_of(Organisation)
    with ledger.reading() as connection:
        assert connection.scalar(select(func.count(func.distinct(event.c.title)))) == 2 * EVENTS
        assert connection.scalar(select(func.count(func.distinct(event.c.change)))) == 2 * EVENTS
        assert connection.scalar(select(func.count()).select_from(unit)) == 1  # both named the same new unit
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_two_sessions_that_edit_one_event_lose_nothing(ledger: Database, viewer: Viewer) -> None:
    draft = EventDraft(title="讲座", when=When.in_year(2024), organisation="武清支行", attendance=Count(0))
    assert save_event(ledger, viewer, draft).id == 1
    with PROCESSES.Manager() as manager, PROCESSES.Pool(2) as pool:
        start = manager.Barrier(2)
        sessions = [pool.apply_async(_edit, (ledger.data, name, start)) for name in ("甲", "乙")]
        for session in sessions:
            session.get(300)
    edited = read_event(ledger, viewer, 1)
    assert edited is not None
    assert edited.attendance == Count(40)
    assert edited.version == 41


def test_two_sessions_may_open_a_new_ledger_at_the_same_time(tmp_path: Path) -> None:
    with PROCESSES.Manager() as manager, PROCESSES.Pool(2) as pool:
        start = manager.Barrier(2)
        sessions = [pool.apply_async(_open_new, (tmp_path / "new", start)) for _ in range(2)]
        for session in sessions:
            session.get(300)
    alone = open_database(tmp_path / "alone", provinces=frozenset({"46"}))
    together = _opened(tmp_path / "new")
    for table in METADATA.sorted_tables:
        counted = select(func.count()).select_from(table)
        with alone.reading() as first, together.reading() as second:
            assert first.scalar(counted) == second.scalar(counted), table.name
    alone.close()
    together.close()
