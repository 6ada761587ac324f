"""A workbook as a branch keeps it, of any number of rows, for measuring."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import xlsxwriter

from exchange.cells import join_items
from exchange.made_up import made_up_drafts
from exchange.made_up.drafts import made_up_branch
from exchange.workbook import AS_WRITTEN
from exchange.written import Cell
from models.draft import EventDraft
from models.words import Words
from store.groundwork import UnitSeed

BRANCH: Final = 20_000  # of a larger one the places lie all over the country, whose divisions the trial does not load
HEADINGS: Final = (
    *("编号", "活动类型", "活动名称", "日期", "主办机构", "合作单位", "地点", "行政区划代码", "活动场景"),
    *("活动形式", "宣传主题", "重点人群", "各人群人次", "现场参与人次", "数据依据", "接受咨询人次"),
    *("参与员工人次", "资料明细", "备注"),
)


def units_of_the_list() -> Sequence[UnitSeed]:
    """The units that the list names."""
    return made_up_branch(BRANCH).units


def write_list(path: Path, rows: int, words: Words) -> None:
    """Write a workbook of so many different events; always the same for the same number."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True, **AS_WRITTEN})
    sheet = book.add_worksheet("活动明细")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, HEADINGS)
    sheet.set_column(3, 3, 12, day)
    for number, draft in enumerate(_drafts(rows), start=1):
        sheet.write_row(number, 0, _cells(draft, words))
    book.close()


def _drafts(rows: int) -> Iterator[EventDraft]:
    # Online publicity is kept in a list of its own; it comes to about an eighth.
    drafts = made_up_drafts(rows * 2, branch=made_up_branch(BRANCH))
    return islice((draft for draft in drafts if not draft.readings), rows)


def _cells(draft: EventDraft, words: Words) -> list[Cell]:
    def label(vocabulary: str, code: str | None) -> str:
        return words.label(vocabulary, code)

    groups = [
        f"{label('key_group', group.key_group)} {group.count}" if group.count else label("key_group", group.key_group)
        for group in draft.key_groups
    ]
    return [
        draft.reference,
        draft.kind,
        draft.title,
        str(draft.when) if draft.when.start else "",
        str(draft.organisation),
        join_items(draft.partners),
        join_items(place.name for place in draft.places),
        join_items(place.division_id or "—" for place in draft.places),
        label("venue_type", draft.venue_type),
        join_items(label("format", code) for code in draft.formats),
        join_items(label("topic", code) for code in draft.topics),
        join_items(label("key_group", group.key_group) for group in draft.key_groups),
        join_items(groups),
        str(draft.attendance or ""),
        label("basis", draft.attendance.basis if draft.attendance else None),
        str(draft.consultations or ""),
        str(draft.staff or ""),
        join_items(
            f"{label('material', given.material)} | {given.name} | {given.copies or ''}" for given in draft.materials
        ),
        draft.note,
    ]
