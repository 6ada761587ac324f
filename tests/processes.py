"""Processes of their own for tests: nothing of the test's is inherited, and what the ledger needs is loaded once."""

import multiprocessing
from typing import Final

_WAYS: Final = multiprocessing.get_all_start_methods()

# Each process is a copy of one that has opened nothing and loaded everything, which takes a second; Windows has none.
PROCESSES: Final = (
    multiprocessing.get_context("forkserver") if "forkserver" in _WAYS else multiprocessing.get_context("spawn")
)
PROCESSES.set_forkserver_preload(["soak.worker", "store.restore", "metrics.overview", "metrics.records"])
