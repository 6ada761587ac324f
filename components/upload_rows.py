"""What each row of a list will do, those with problems first."""

from collections.abc import Iterator
from typing import Final

import pandas as pd
import streamlit as st

from exchange.preview import Action, Preview, PreviewRow
from locales import gettext as _
from locales.numbers import number
from models.privacy import privacy_warnings
from models.problem import FIELDS, Problem

MOST_SHOWN: Final = 1_000  # rows; nobody reads further, and a browser stays quick
_ORDER: Final = [Action.PROBLEM, Action.UPDATE, Action.NEW, Action.SAME]


def show_rows(previewed: Preview) -> None:
    """How many rows do what, and each of them."""
    with st.grid(4, min_column_width=130):
        st.metric(_("New events"), number(previewed.number(Action.NEW)), border=True)
        st.metric(_("Would change"), number(previewed.number(Action.UPDATE)), border=True)
        st.metric(_("Already there"), number(previewed.number(Action.SAME)), border=True)
        st.metric(_("Cannot go in yet"), number(previewed.number(Action.PROBLEM)), border=True)
    list_rows(previewed)


def list_rows(previewed: Preview) -> None:
    """Each row with its problem or its change in words."""
    ordered = sorted(previewed.rows, key=lambda row: (_ORDER.index(row.action), row.sheet, row.number))
    sheets = len({row.sheet for row in previewed.rows}) > 1
    st.dataframe(
        pd.DataFrame([_line(row, sheets=sheets) for row in ordered[:MOST_SHOWN]]),
        hide_index=True,
        key="upload_rows",
        column_config={
            "sheet": st.column_config.TextColumn(_("Sheet"), width=80),
            "row": st.column_config.NumberColumn(_("Row"), width=60),
            "action": st.column_config.TextColumn(_("What it does"), width=100),
            "says": st.column_config.TextColumn(_("To put right, or to know"), width="large"),
            "when": st.column_config.TextColumn(_("Date"), width=130),
            "title": st.column_config.TextColumn(_("What was done"), width="medium"),
        },
    )
    if len(ordered) > MOST_SHOWN:
        st.caption(
            _("The first {shown} of {all} rows, those to put right before the others.").format(
                shown=number(MOST_SHOWN), all=number(len(ordered))
            )
        )


def _line(row: PreviewRow, *, sheets: bool) -> dict[str, object]:
    labels = {
        Action.NEW: _("new"),
        Action.UPDATE: _("change"),
        Action.SAME: _("already there"),
        Action.PROBLEM: _("problem"),
    }
    return {
        **({"sheet": row.sheet} if sheets else {}),
        "row": row.number,
        "action": labels[row.action],
        "says": " ".join(_said(row)),
        "title": row.draft.title,
        "when": str(row.draft.when),
    }


def _said(row: PreviewRow) -> Iterator[str]:
    """The problems first, then what changes, then what is to be known."""
    yield from map(str, row.problems)
    for change in row.changes:
        nothing = _("(empty)")
        yield _("{field}: {before} → {after}.").format(
            field=_(FIELDS[change.field]), before=change.before or nothing, after=change.after or nothing
        )
    hints: list[Problem] = [*row.hints, *privacy_warnings(row.draft)]
    yield from map(str, hints)
