"""One file of the corpus and what must come of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from exchange.written import Cell

HEAD: Sequence[Cell] = ("活动名称", "日期", "主办机构", "受众人次")
IN_COMMUNITY: Sequence[Cell] = ("进社区", "2024-09-03", "武清支行", 60)
IN_SCHOOL: Sequence[Cell] = ("进学校", "2024-09-05", "北辰支行", 200)


def event(
    title: str, when: Cell = None, organisation: str = "", attendance: Cell = None, **more: Cell
) -> dict[str, Cell]:
    """The cells of a row, those that are blank left out."""
    cells: dict[str, Cell] = {"title": title, "when": when, "organisation": organisation, "attendance": attendance}
    return {key: cell for key, cell in (cells | more).items() if cell not in (None, "")}


COMMUNITY = event("进社区", "2024-09-03", "武清支行", 60)
SCHOOL = event("进学校", "2024-09-05", "北辰支行", 200)


@dataclass(frozen=True)
class Case:
    """A file by what is special about it.

    It must give `rows` and say `said` (beginnings or parts of English sentences), or be `refused` with a sentence.
    """

    about: str
    make: Callable[[], bytes]
    rows: Sequence[Mapping[str, Cell]] = ()
    said: Sequence[str] = ()
    refused: str = ""
    unread: Sequence[str] = ()
    name: str = "台账"
    year: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
