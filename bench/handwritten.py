"""The overview's questions as somebody would write them by hand for the copy, to compare with: `handwritten_sql/`."""

from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).with_name("handwritten_sql")
QUESTIONS: Final = frozenset(file.stem for file in FOLDER.glob("*.sql"))
PERIOD: Final = (
    "AND when_start BETWEEN DATE '{start}' AND DATE '{end}' AND (when_end <= DATE '{end}' OR when_precision = 'range')"
)


def ask_by_hand(cursor: Any, question: str, period: tuple[str, str] | None) -> list[list[Any]]:
    """The rows of each of a question's statements; `period` is its first and last day, written out."""
    told = PERIOD.format(start=period[0], end=period[1]) if period else ""
    found = []
    for statement in (FOLDER / f"{question}.sql").read_text().replace("/*period*/", told).split(";\n")[:-1]:
        cursor.execute(statement)
        found.append(cursor.fetchall())
    return found
