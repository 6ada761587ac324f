"""What each row of a list will do and why, those with problems first; told in full, a page at a time."""

from collections.abc import Iterator, Sequence
from typing import Final, Literal

import streamlit as st

from components.names import named
from components.wording import plain
from exchange.preview import Action, Preview, PreviewRow
from locales import gettext as _
from locales.numbers import moment, number
from models.privacy import privacy_warnings
from models.problem import FIELDS, Problem

PAGE: Final = 20  # rows; each takes as many lines as it has to say
_ORDER: Final = [Action.PROBLEM, Action.UPDATE, Action.NEW, Action.SAME]
_COLOURS: Final[dict[Action, Literal["red", "orange", "green", "gray"]]] = {
    Action.PROBLEM: "red",
    Action.UPDATE: "orange",
    Action.NEW: "green",
    Action.SAME: "gray",
}


def show_rows(previewed: Preview) -> None:
    """How many rows do what, and each of them."""
    with st.grid(4, min_column_width=130):
        st.metric(_("New events"), number(previewed.number(Action.NEW)), border=True)
        st.metric(_("Would change"), number(previewed.number(Action.UPDATE)), border=True)
        st.metric(_("Already there"), number(previewed.number(Action.SAME)), border=True)
        st.metric(_("Cannot go in yet"), number(previewed.number(Action.PROBLEM)), border=True)
    list_rows(previewed)


def list_rows(previewed: Preview) -> None:
    """Each row with its problem or its change in words; all of them, or those of one outcome."""
    counts = {action: previewed.number(action) for action in _ORDER}
    there = [action for action in _ORDER if counts[action]]
    asked = None
    if len(there) > 1:
        asked = st.pills(
            _("Rows shown"),
            there,
            format_func=lambda action: f"{_labels()[action]} · {number(counts[action])}",
            key=f"upload_outcome_{previewed.sha256[:12]}_{'_'.join(there)}",
        )
    rows = [row for row in previewed.rows if asked is None or row.action == asked]
    rows.sort(key=lambda row: (_ORDER.index(row.action), row.sheet, row.number))
    pages = max(1, -(-len(rows) // PAGE))
    shown = 1
    if pages > 1:
        shown = st.pagination(pages, key=f"upload_page_{previewed.sha256[:12]}_{asked or ''}_{pages}", width=320)
    sheets = len({row.sheet for row in previewed.rows}) > 1
    with st.container(key="upload_rows", gap="small"):
        for row in rows[(shown - 1) * PAGE : shown * PAGE]:
            _show(row, sheets=sheets)


def row_name(row: PreviewRow, *, sheets: bool) -> str:
    """Where a row stands in the file, in words."""
    where = _("row {row}").format(row=row.number)
    return f"{row.sheet} · {where}" if sheets else where


def _show(row: PreviewRow, *, sheets: bool) -> None:
    """A row's place, outcome and event in one line, and below it what is to be put right or known, a line each."""
    what = " · ".join(filter(None, (_in_one_line(row.draft.title), _in_one_line(str(row.draft.when)))))
    badge = f":{_COLOURS[row.action]}-badge[{_labels()[row.action]}]"
    lines = "".join(f"\n- {_in_one_line(said)}" for said in _said(row))
    lines += "".join(f"\n- :gray[{_in_one_line(said)}]" for said in _known(row))
    st.markdown(f"**{plain(row_name(row, sheets=sheets))}** {badge} {what}\n{lines}")


def _in_one_line(text: str) -> str:
    return plain(" ".join(text.split()))


def _labels() -> dict[Action, str]:
    return {
        Action.NEW: _("new"),
        Action.UPDATE: _("change"),
        Action.SAME: _("already there"),
        Action.PROBLEM: _("problem"),
    }


def _said(row: PreviewRow) -> Iterator[str]:
    """The problems first, then what changes."""
    yield from _once(row.problems)
    if row.edited is not None:
        yield _("Somebody has worked on this event in the ledger: {who}, {when}.").format(
            who=named(row.edited.by), when=moment(row.edited.at)
        )
    for change in row.changes:
        nothing = _("(empty)")
        yield _("{field}: {before} → {after}.").format(
            field=_(FIELDS[change.field]), before=change.before or nothing, after=change.after or nothing
        )


def _known(row: PreviewRow) -> Iterator[str]:
    """What is to be known although nothing is wrong."""
    yield from _once([*privacy_warnings(row.draft), *row.hints])


def _once(problems: Sequence[Problem]) -> Iterator[str]:
    yield from dict.fromkeys(map(str, problems))
