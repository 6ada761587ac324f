"""How a list was understood, in sentences for the person who gave it."""

from collections.abc import Iterator, Sequence
from typing import Final

from exchange.aliases import AS_TITLE, heading_key
from exchange.asides import Aside
from exchange.headings import BETWEEN, Heading
from exchange.kept_list import KeptList
from locales import Message, mark

_MOST_NAMED: Final = 10  # row numbers; a longer list of them tells nothing

_PASSED: Final = {
    Aside.TOTAL: mark("Totals are no events; passed over: row {rows}."),
    Aside.SIGNATURE: mark("Signatures and remarks are no events; passed over: row {rows}."),
    Aside.TITLE: mark("Titles between the rows are no events; passed over: row {rows}."),
    "beyond": mark("After so many blank rows nothing more was read; something stands in row {rows}."),
    "headings": mark("Headings again among the rows: row {rows}."),
}


def as_read(found: KeptList, rows: int) -> Iterator[Message]:
    """What is to be said of a list of which `rows` rows were read."""
    yield _where(found, rows)
    if title := next((h for h in found.header.headings if h.key == "title"), None):
        yield from _taken_for_title(title)
    if found.unit:
        yield Message.of(mark("No column names the organising unit; it was taken to be {unit}."), unit=found.unit)
    if found.dated and found.year:
        yield found.year.sentence
    if found.undated:
        yield Message.of(
            mark("Rows whose date lacks the year, which stands nowhere in the file: {rows}. Say which year it is."),
            rows=found.undated,
        )
    if found.filled:
        yield Message.of(
            mark("Cells merged over several rows count for each of them; cells filled in this way: {cells}."),
            cells=found.filled,
        )
    for heading, numbers in found.shared.items():
        yield Message.of(
            mark("“{heading}” is merged over several rows and was taken for the first only; row {rows} has none."),
            heading=heading,
            rows=_listed(numbers),
        )
    for what, numbers in found.passed.items():
        yield Message.of(_PASSED[what], rows=_listed(numbers))


def left_out(sheet: str, *, hidden: bool = False, headings: bool = False) -> Message:
    """That a sheet was not read: it is hidden, has headings but none that says what was done, or has no list at all."""
    if hidden:
        return Message.of(mark("Sheet “{sheet}” is hidden and was left out."), sheet=sheet)
    if headings:
        return Message.of(
            mark("Sheet “{sheet}” has no column 活动名称 (Event) and was left out."),
            sheet=sheet,
        )
    return Message.of(mark("Sheet “{sheet}” holds no list and was left out."), sheet=sheet)


def same_rows(sheet: str, numbers: Sequence[int]) -> Message:
    """That rows of a sheet stand in another one too."""
    return Message.of(
        mark("Sheet “{sheet}”: rows that stand in another sheet too were read only once: row {rows}."),
        sheet=sheet,
        rows=_listed(numbers),
    )


def _where(found: KeptList, rows: int) -> Message:
    first, last = found.header.first, found.header.last
    named = Message.of(mark("row {row}"), row=first)
    if last != first:
        named = Message.of(mark("rows {first} to {last}"), first=first, last=last)
    if not found.sheet.name:
        return Message.of(mark("The headings stand in {where}; rows read: {rows}."), where=named, rows=f"{rows:,}")
    return Message.of(
        mark("Sheet “{sheet}”: the headings stand in {where}; rows read: {rows}."),
        sheet=found.sheet.name,
        where=named,
        rows=f"{rows:,}",
    )


def _taken_for_title(title: Heading) -> Iterator[Message]:
    """Said where a heading that may mean another thing names the event."""
    if heading_key(title.text.split(BETWEEN)[-1]) in AS_TITLE:
        yield Message.of(
            mark("No column is headed 活动名称 (Event); “{heading}” was taken for it."), heading=title.text
        )


def _listed(numbers: Sequence[int]) -> str:
    """3, 7, 12 …"""
    shown = ", ".join(map(str, numbers[:_MOST_NAMED]))
    return shown + (f" … ({len(numbers)})" if len(numbers) > _MOST_NAMED else "")
