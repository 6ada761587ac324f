"""The ranking: a row for each unit, of which one can be opened, and the download."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from components import session
from components.ledger import ledger, viewer
from components.score_quarter import Asked
from exchange.score_book import export_scores
from locales import gettext as _
from locales import language, speaking
from locales.numbers import number
from metrics.score_wording import POINT_DIGITS, change_text, points_text, rounded
from metrics.scores import Card, Scoreboard
from models.permission import Action

MOST_AT_ONCE = 16
"""Rows of the ranking that are shown without scrolling in it."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def ranking(board: Scoreboard) -> Card | None:
    """The units by rank; returns the one to open: the selected one, or the only one there is."""
    if len(board.cards) < 2:
        return next(iter(board.cards), None)
    rows = [
        {
            "rank": card.rank,
            "unit": card.name,
            "points": float(rounded(card.total, POINT_DIGITS)),
            "change": change_text(card.change),
            "climbed": change_text(card.climbed),
            "unknown": number(card.unknown) if card.unknown else "",
            "now": points_text(card.total_now) if card.differs else "",
        }
        for card in board.cards
    ]
    names = ["rank", "unit", "points", *(["now"] if board.closing else []), "change", "climbed", "unknown"]
    chosen = st.dataframe(
        pd.DataFrame(rows, columns=names),
        hide_index=True,
        # Streamlit keeps the number of the selected row: another list is another table.
        key=f"score_rows_{hash(tuple(card.unit for card in board.cards)):x}_{board.quarter.key}",
        on_select="rerun",
        selection_mode="single-row",
        height="content" if len(rows) <= MOST_AT_ONCE else 640,
        column_config={
            "rank": st.column_config.NumberColumn(_("Rank"), width=56),
            "unit": st.column_config.TextColumn(_("Unit"), width=150),
            "points": st.column_config.ProgressColumn(
                _("Points"), format="%.1f", min_value=0, max_value=max(board.full, 1), width=120
            ),
            "change": st.column_config.TextColumn(
                _("Points gained"), width=96, help=_("Points more or fewer than in the quarter before.")
            ),
            "climbed": st.column_config.TextColumn(
                _("Ranks gained"), width=96, help=_("Ranks gained or lost against the quarter before.")
            ),
            "unknown": st.column_config.TextColumn(
                _("Not known"),
                width=76,
                help=_("Indicators that gave no points because something is not known."),
            ),
            "now": st.column_config.TextColumn(
                _("Points now"),
                width=90,
                help=_("By what the ledger says now, where that differs from when the quarter was closed."),
            ),
        },
    )
    picked = [board.cards[row] for row in chosen["selection"]["rows"] if 0 <= row < len(board.cards)]
    if not picked:
        st.caption(_("Select a row to see how its points come about."))
    return next(iter(picked), None)


def download_scores(asked: Asked, board: Scoreboard) -> None:
    """The button for the workbook; the file is made when it is pressed."""
    if not viewer().reach(Action.EXPORT):
        return
    st.download_button(
        _("Download for Excel or WPS (xlsx)"),
        _maker(asked),
        file_name=_("Score cards").replace(" ", "_") + f"_{asked.quarter.key}.xlsx",
        mime=_XLSX,
        icon=":material/download:",
        on_click="ignore",
        disabled=not board.cards,
        key="score_download",
    )


def _maker(asked: Asked) -> Callable[[], bytes]:
    spoken, who, database = language(), session.later(ledger()), ledger()

    def make() -> bytes:
        with speaking(spoken):  # made outside any page run, where nobody's choice of language is known
            return export_scores(
                database,
                who(),
                asked.quarter,
                dataset=asked.dataset,
                by=asked.by,
                organisation=asked.organisation,
            ).content

    return make
