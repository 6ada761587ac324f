"""The trial: a process that records events is killed at random moments, and the ledger is looked over each time."""

import multiprocessing
import random
import secrets
import shutil
import time
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from models.viewer import local_administrator
from soak.facts import Fact, find_facts
from soak.journal import Done, Failed, Intent, Ready, read_journal
from soak.worker import Known, work
from store.attachments import attachments_of
from store.database import FILE, Database, open_database
from store.dialects import make_engine, sqlite_url
from store.sqlite_file import faults, settle
from store.verification import verify_history

PROVINCE: Final = "12"
KILLS_PER_LEDGER: Final = 40  # then a new one, or looking it over would take longer and longer
BETWEEN_SECONDS: Final = (0.05, 0.6)
HANDED_ON: Final = 30  # events that the next process works on further
START_SECONDS: Final = 60
MOST_TOLD: Final = 20

# A process made from one that has everything loaded already starts in a moment; Windows has no such thing.
_WAYS: Final = multiprocessing.get_all_start_methods()
_MAKER: Final = (
    multiprocessing.get_context("forkserver") if "forkserver" in _WAYS else multiprocessing.get_context("spawn")
)


@dataclass
class Figures:
    """What the trial found. `acknowledged` counts commands that had finished when the process was killed, by kind."""

    seed: int
    kills: int = 0
    acknowledged: Counter[str] = field(default_factory=Counter)
    events: int = 0
    whole: int = 0
    absent: int = 0
    idle: int = 0
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def table(self) -> str:
        """All figures, one to a line, in both languages."""
        kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(self.acknowledged.items()))
        lines = [
            ("强行终止 · kills", self.kills),
            ("终止前已完成的操作 · commands finished before", f"{self.acknowledged.total()} ({kinds})"),
            ("其中写入的活动 · events written by them", self.events),
            ("终止时正在写、事后完整 · under way, then whole", self.whole),
            ("终止时正在写、事后全无 · under way, then absent", self.absent),
            ("终止时没有在写 · nothing under way", self.idle),
            ("问题（应为 0）· problems (must be 0)", len(self.problems)),
            ("用时 · seconds", f"{self.seconds:.0f}"),
            ("随机种子 · seed", self.seed),
        ]
        told = [f"{name}: {value}" for name, value in lines] + self.problems[:MOST_TOLD]
        return "\n".join(told)


def run_soak(kills: int, *, seed: int | None = None, progress: Callable[[str], None] | None = None) -> Figures:
    """Kill the process this many times, on ledgers in a temporary folder; the figures, problems among them.

    The same `seed` gives the same commands and the same pauses; when exactly a kill strikes depends on the machine.
    """
    figures = Figures(secrets.randbelow(10**6) if seed is None else seed)
    chance = random.Random(figures.seed)  # noqa: S311 - nothing secret
    _MAKER.set_forkserver_preload(["soak.worker"])
    began = time.monotonic()
    with TemporaryDirectory(prefix="soak-") as folder:
        template = Path(folder) / "template"
        open_database(template, provinces=frozenset({PROVINCE})).close()
        settle(template / FILE)
        while figures.kills < kills:
            ledger = Path(folder) / f"ledger {figures.kills}"
            ledger.mkdir()
            shutil.copyfile(template / FILE, ledger / FILE)
            trial = Trial(ledger, chance, figures)
            for _ in range(min(KILLS_PER_LEDGER, kills - figures.kills)):
                trial.kill_once()
            trial.look_over(all_of_it=True)
            figures.events += len(trial.facts)
            shutil.rmtree(ledger)
            figures.seconds = time.monotonic() - began
            if progress:
                progress(f"{figures.kills} / {kills}: {len(figures.problems)} problems · 问题")
    return figures


class Trial:
    """One ledger, and all that is known of it."""

    def __init__(self, folder: Path, chance: random.Random, figures: Figures) -> None:
        """`folder` holds the ledger; what is found is added to `figures`."""
        self.folder = folder
        self.chance = chance
        self.figures = figures
        self.facts: dict[str, Fact] = {}
        self.handed_on: Known = {}

    def kill_once(self) -> None:
        """Start the process, kill it a little later, and look over what it leaves."""
        self.figures.kills += 1
        journal = self.folder / f"journal {self.figures.kills}"
        arguments = (
            self.folder,
            f"L{self.figures.kills}",
            self.chance.randrange(10**9),
            self.handed_on,
            journal,
        )
        process = _MAKER.Process(target=work, args=arguments, daemon=True)
        process.start()
        self._wait_until_ready(process, journal)
        time.sleep(self.chance.uniform(*BETWEEN_SECONDS))
        ended_by_itself = not process.is_alive()
        process.kill()
        process.join()
        if ended_by_itself:
            self._problem("the process ended by itself")
        self.take_in(journal)
        journal.unlink(missing_ok=True)

    def look_over(
        self, *, all_of_it: bool = False, touched: Collection[str] = (), under_way: Intent | None = None
    ) -> None:
        """Compare the ledger with what is known; what was under way is wholly there or wholly absent."""
        for fault in faults(self.folder / FILE):
            self._problem(f"SQLite: {fault}")
        database, viewer = Database(make_engine(sqlite_url(self.folder / FILE)), self.folder), local_administrator()
        try:
            there = find_facts(database)
            if under_way is not None:
                self._settle_what_was_under_way(under_way, there)
            for reference in self.facts.keys() | there.keys():
                expected, found = self.facts.get(reference), there.get(reference)
                if (found[1] if found else None) != expected:
                    self._problem(f"{reference}: expected {expected}, found {found}")
            for reference in self.facts if all_of_it else touched:
                if reference in there:
                    self._look_at_files(database, reference, there[reference][0])
            for problem in verify_history(database, viewer).problems:
                self._problem(f"history: {problem}")
            newest = list(there)[-HANDED_ON:]
            self.handed_on = {reference: there[reference] for reference in newest}
        finally:
            database.close()

    def take_in(self, journal: Path) -> None:
        """Read what the process has told, and hold the ledger against it."""
        under_way: Intent | None = None
        touched: set[str] = set()
        for line in read_journal(journal):
            match line:
                case Intent():
                    under_way = line
                    touched |= line.after.keys()
                case Done() if under_way is not None:
                    self.facts.update(under_way.after)
                    self.figures.acknowledged[under_way.command] += 1
                    under_way = None
                case Failed():
                    self._problem(line.reason)
                    under_way = None
        if under_way is None:
            self.figures.idle += 1
        self.look_over(touched=touched, under_way=under_way)

    def _settle_what_was_under_way(self, under_way: Intent, there: Known) -> None:
        """Decide by the ledger whether the command was carried out; each event it touches must say the same."""
        done = [reference in there and there[reference][1] == after for reference, after in under_way.after.items()]
        if all(done):
            self.facts.update(under_way.after)
            self.figures.whole += 1
        else:  # then all must be as before, which the comparison that follows finds out
            self.figures.absent += 1

    def _look_at_files(self, database: Database, reference: str, event_id: int) -> None:
        for file in attachments_of(database, local_administrator(), event_id):
            if not file.path.is_file() or file.path.stat().st_size != file.size:
                self._problem(f"{reference}: the file {file.path.name} is not there or not whole")

    def _wait_until_ready(self, process: BaseProcess, journal: Path) -> None:
        until = time.monotonic() + START_SECONDS
        while not any(isinstance(line, Ready) for line in read_journal(journal)):
            if time.monotonic() > until or not process.is_alive():
                raise RuntimeError(f"the process does not start (exit code {process.exitcode})")
            time.sleep(0.002)

    def _problem(self, told: str) -> None:
        self.figures.problems.append(f"{self.figures.kills}: {told}")
