"""The overview's questions as somebody would write them by hand for the copy, to compare with: `handwritten_sql/`.

From the tables that the copy has ready, as the app's own questions are: `metrics.prepared`, `metrics.summed`.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).with_name("handwritten_sql")
QUESTIONS: Final = frozenset(file.stem for file in FOLDER.glob("*.sql"))
WITHIN: Final = "(when_start BETWEEN DATE '{0}' AND DATE '{1}' AND last_day <= DATE '{1}')"
VAGUE: Final = (
    "(when_start IS NULL OR (when_precision NOT IN ('day', 'range') AND when_start <= DATE '{1}' "
    "AND when_end >= DATE '{0}' AND NOT {within}))"
)


def ask_by_hand(cursor: Any, question: str, periods: Sequence[tuple[date, date]]) -> list[list[Any]]:
    """The rows of each of a question's statements; of each period its first and last day, none for all time."""
    within = [WITHIN.format(*days) for days in periods]
    told = {
        "which": "0",
        "period": "",
        "first": "true",
        "vague": "false",
    }
    if within:
        first, last = min(start for start, _end in periods), max(end for _start, end in periods)
        told = {
            "which": f"CASE WHEN {within[0]} THEN 0 ELSE 1 END",
            "period": f"AND when_start BETWEEN DATE '{first}' AND DATE '{last}' AND ({' OR '.join(within)})",
            "first": within[0],
            "vague": VAGUE.format(*periods[0], within=within[0]),
        }
    found = []
    for statement in (FOLDER / f"{question}.sql").read_text().split(";\n")[:-1]:
        for name, text in told.items():
            statement = statement.replace(f"/*{name}*/", text)
        cursor.execute(statement)
        found.append(cursor.fetchall())
    return found
