"""The program that tells how much memory the copy of a ledger takes, in a process of its own that does nothing else."""

import sys
import time
from pathlib import Path
from typing import Final

from bench.answers import FILTERS, OVERVIEW, TIMES
from metrics.summed import READY
from models.viewer import local_administrator
from store.database import COPIES, FILE, Database
from store.dialects import make_engine, sqlite_url
from store.snapshot import Snapshot

SETTLES: Final = 15.0  # seconds until what the answers took besides has gone back to the system


def resident() -> int:
    """Bytes of this process in memory."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmRSS"))


def main() -> None:
    """Arguments: the folder of a ledger. Out: bytes resident once the overview has been asked from its copy."""
    folder = Path(sys.argv[1])
    engine = make_engine(sqlite_url(folder / FILE))
    database = Database(engine, folder, snapshot := Snapshot(engine, folder / COPIES, READY))
    snapshot.make()
    for _again in range(TIMES):
        for asked in FILTERS.values():
            for question in OVERVIEW.values():
                question(database, local_administrator(), asked)
    time.sleep(SETTLES)
    sys.stdout.write(f"{resident()}\n")
    database.close()


if __name__ == "__main__":
    main()
