"""A pause of the garbage collector while very many rows are made, none of which is garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_pausing = 0


@contextmanager
def uncollected() -> Iterator[None]:
    """Let the collector rest inside the block, in the whole process; several blocks may overlap.

    It would look through all rows made so far again and again: a quarter of the time that a long list takes.
    """
    global _pausing
    with _lock:
        _pausing += 1
        if _pausing == 1:
            gc.disable()
    try:
        yield
    finally:
        with _lock:
            _pausing -= 1
            if _pausing == 0:
                gc.enable()
