"""The program that tells how much memory the copy of a ledger takes, in a process of its own that does nothing else."""

import sys
import time
from pathlib import Path
from typing import Final

from store.database import FILE
from store.dialects import make_engine, sqlite_url
from store.snapshot import Snapshot

SETTLES: Final = 15.0  # seconds until what making the copy took besides has gone back to the system


def resident() -> int:
    """Bytes of this process in memory."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmRSS"))


def main() -> None:
    """Arguments: the folder of a ledger. Out: bytes resident once its copy has been made."""
    snapshot = Snapshot(make_engine(sqlite_url(Path(sys.argv[1]) / FILE)))
    snapshot.make()
    time.sleep(SETTLES)
    sys.stdout.write(f"{resident()}\n")


if __name__ == "__main__":
    main()
