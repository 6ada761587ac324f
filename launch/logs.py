"""What the ledger tells whoever looks after it: one JSON object a line, on stderr, for all loggers below `outreach`.

    _log = logging.getLogger("outreach.store")
    _log.info("written", extra={"viewer": viewer.name, "what": "save event", "event_id": 12, "ms": 8})

A line holds the time, the level, the logger, the event (the message as it stands in the code, its values not filled
in) and those of the extra fields that are named here. What people type, passwords and tokens have no field to be in.
"""

import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, TextIO

from pythonjsonlogger.json import JsonFormatter

ROOT: Final = "outreach"
LONGEST: Final = 120  # characters of a text; what is longer is no name and no code
DEEPEST: Final = 12  # frames told of an error, the innermost ones

NUMBERS: Final = frozenset(
    {
        *("event_id", "organisation_id", "campaign_id", "place_id", "attachment_id", "account_id", "batch_id"),
        *("change", "version", "count", "new", "same", "refused", "missing", "size", "status", "port", "tries"),
        *("account", "session", "ms", "seconds"),
    }
)
"""Fields that hold a number, or several."""
NAMES: Final = frozenset({"viewer", "what", "action", "role", "dataset", "kind", "address", "name_key", "codes"})
"""Fields that hold a name or a code chosen by the program: never what a person typed into a field."""
WORDS: Final = frozenset({"outcome", "reason", "method"})
"""Fields that hold a few plain words standing in the code; anything else in them is left out."""

Line = dict[str, Any]
_PLAIN: Final = re.compile("[a-z][a-z_ -]{0,39}")


class Lines(JsonFormatter):
    """Writes a record as one line of JSON, with nothing in it that is not named above."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; whatever else the record carries is left out."""
        return str(self.serialize_log_record(line(record)))


def line(record: logging.LogRecord) -> Line:
    """What is told of a record."""
    told: Line = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": _text(record.msg) if isinstance(record.msg, str) else type(record.msg).__name__,
    }
    for field in sorted(NUMBERS | NAMES | WORDS):
        value = _told(field, record.__dict__.get(field))
        if value is not None:
            told[field] = value
    if record.exc_info and record.exc_info[0] is not None:
        # Not the error's own words: those of a database repeat the row that could not be written.
        told["error"] = record.exc_info[0].__qualname__
        told["at"] = _frames(record.exc_info[2])
    return told


def configure_logs(stream: TextIO | None = None, *, level: int = logging.INFO) -> None:
    """Send what happens below `outreach` to `stream` (stderr if none is given); called again it replaces itself."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Lines(json_ensure_ascii=False))
    logger = logging.getLogger(ROOT)
    logger.handlers[:] = [handler]
    logger.setLevel(level)
    logger.propagate = False  # a handler further up would write the record as it is


def _told(field: str, value: object) -> object:
    """A field's value as far as it is of the kind the field holds; None for anything else."""
    if isinstance(value, list | tuple):
        return [told for item in value[:50] if (told := _told(field, item)) is not None] or None
    if field in NUMBERS:
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None
    if not isinstance(value, str) or (field in WORDS and not _PLAIN.fullmatch(value)):
        return None
    return _text(value)


def _text(text: str) -> str:
    """A text short enough for a line, without signs that turn the writing around or end the line."""
    shown = "".join(c if c.isprintable() else "\ufffd" for c in text)
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def _frames(trace: TracebackType | None) -> list[str]:
    """Where an error came from, the innermost frame last, without the values that stood there."""
    frames = traceback.extract_tb(trace)[-DEEPEST:]
    return [f"{'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno} {frame.name}" for frame in frames]
