"""The trial: workbooks such as nobody should send are given to the ledger, and what it takes to read or refuse them."""

import multiprocessing
import os
import secrets
import time
import traceback
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from exchange.marked import marked_workbook
from exchange.table import read_table
from exchange.upload import Action, preview
from locales import CHINESE, speaking
from models.problem import InvalidError
from models.viewer import local_administrator
from soak.kinds import KINDS, make
from soak.peak import watched
from store.database import Database, open_database

MOST_SECONDS: Final = 20.0
MOST_MEBIBYTES: Final = 512  # of both processes
BATCH: Final = 9  # files that one process reads
_PROVINCE: Final = "12"
_PATIENCE: Final = 9 * MOST_SECONDS  # that go by, on a machine that may have other things to do
_SPAWN: Final = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Reading:
    """How one file fared: `rows` of a preview, or the sentence it was `refused` with, or what went wrong (`broken`).

    `given_back` are the bytes of the workbook with the rows to be mended, 0 where there are none.
    `seconds` are those of the processor, child included, so that a busy machine does not count; `waited` those that
    went by. `mebibytes` is the most memory that the reading process and its child held, added up; 0 where the system
    does not tell.
    """

    kind: str
    seed: int
    size: int = 0
    rows: int = 0
    given_back: int = 0
    refused: str = ""
    broken: str = ""
    seconds: float = 0.0
    waited: float = 0.0
    mebibytes: float = 0.0


@dataclass
class Readings:
    """What the trial found."""

    seed: int
    all: list[Reading] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def problems(self) -> list[str]:
        """Files that were neither read nor refused, or took too long or too much memory."""
        told = []
        for reading in self.all:
            where = f"{reading.kind} ({reading.seed})"
            if reading.broken:
                told.append(f"{where}: {reading.broken}")
            if reading.seconds > MOST_SECONDS:
                told.append(f"{where}: {reading.seconds:.1f} s")
            if reading.mebibytes > MOST_MEBIBYTES:
                told.append(f"{where}: {reading.mebibytes:.0f} MiB")
        return told

    def table(self) -> str:
        """All figures, one to a line, in both languages, and the sentences that were said how often."""
        refused = Counter(reading.refused for reading in self.all if reading.refused)
        slowest = max(self.all, key=lambda reading: reading.seconds)
        largest = max(self.all, key=lambda reading: reading.mebibytes)
        lines = [
            ("文件 · files", len(self.all)),
            ("说明原因后拒绝 · refused with a sentence", refused.total()),
            ("读出 · read", sum(not (reading.refused or reading.broken) for reading in self.all)),
            ("退回待改行 · rows given back to be mended", sum(reading.given_back > 0 for reading in self.all)),
            ("最慢（处理器秒）· slowest, seconds of the processor", f"{slowest.seconds:.1f} ({slowest.kind})"),
            ("最久等待（秒）· longest wait, seconds", f"{max(reading.waited for reading in self.all):.1f}"),
            ("内存最多（MiB）· most memory, MiB", f"{largest.mebibytes:.0f} ({largest.kind})"),
            ("问题（应为 0）· problems (must be 0)", len(self.problems)),
            ("用时 · seconds", f"{self.seconds:.0f}"),
            ("随机种子 · seed", self.seed),
        ]
        said = [f"  {number} × {sentence}" for sentence, number in refused.most_common()]
        return "\n".join([f"{name}: {value}" for name, value in lines] + said + self.problems)


def run_readings(
    number: int, *, seed: int | None = None, processes: int = 2, progress: Callable[[str], None] | None = None
) -> Readings:
    """Make this many files, all kinds in turn, and let a ledger in a temporary folder preview each; the figures."""
    readings = Readings(secrets.randbelow(10**6) if seed is None else seed)
    kinds = list(KINDS)
    tasks = [(kinds[at % len(kinds)], readings.seed + at) for at in range(number)]
    began = time.monotonic()
    with TemporaryDirectory(prefix="soak-") as folder, ThreadPoolExecutor(processes) as pool:
        open_database(Path(folder), provinces=frozenset({_PROVINCE})).close()
        batches = [tasks[at : at + BATCH] for at in range(0, number, BATCH)]
        for done in pool.map(lambda batch: _read_batch(Path(folder), batch), batches):
            readings.all.extend(done)
            readings.seconds = time.monotonic() - began
            if progress:
                progress(f"{len(readings.all)} / {number}: {len(readings.problems)} problems · 问题")
    return readings


def _read_batch(folder: Path, tasks: list[tuple[str, int]]) -> list[Reading]:
    """What becomes of some files in a process of their own; one that does not answer is killed, the others go on."""
    readings: list[Reading] = []
    while len(readings) < len(tasks):
        rest = tasks[len(readings) :]
        ours, theirs = _SPAWN.Pipe(duplex=False)
        process = _SPAWN.Process(target=_work, args=(folder, rest, theirs), daemon=False)
        process.start()
        theirs.close()
        try:
            while len(readings) < len(tasks) and ours.poll(_PATIENCE):
                readings.append(ours.recv())
            silent = len(readings) < len(tasks)
        except EOFError:
            silent = True
        process.kill()
        process.join()
        if silent:
            kind, seed = tasks[len(readings)]
            readings.append(Reading(kind, seed, broken=f"the process ended or fell silent ({process.exitcode})"))
    return readings


def read_one(database: Database, kind: str, seed: int) -> Reading:
    """Make a file, preview it and give back its bad rows to be mended; nothing is written into the ledger."""
    content = make(kind, seed)
    began, spent = time.monotonic(), _processor()
    rows, given_back, refused, broken = 0, 0, "", ""
    try:
        with watched() as peak:
            table = read_table(content, f"{kind}.xlsx")
            previewed = preview(database, local_administrator(), table)
            rows = len(previewed.rows)
            if previewed.number(Action.PROBLEM):
                given_back = len(marked_workbook(content, table, previewed))
    except InvalidError as reason:
        with speaking(CHINESE):
            refused = str(reason.message)
    except Exception:
        broken = traceback.format_exc(limit=-3).replace("\n", " | ")
    seconds, waited = _processor() - spent, time.monotonic() - began
    return Reading(kind, seed, len(content), rows, given_back, refused, broken, seconds, waited, peak.mebibytes)


def _work(folder: Path, tasks: list[tuple[str, int]], results: Connection) -> None:
    database = open_database(folder)
    for kind, seed in tasks:
        results.send(read_one(database, kind, seed))
    database.close()


def _processor() -> float:
    """Seconds of the processor that this process and its ended children have taken."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
