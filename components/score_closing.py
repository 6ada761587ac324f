"""Closing a quarter and reopening it, and when which quarter was closed."""

from datetime import date

import streamlit as st

from components.frame import show_problems
from components.ledger import ask, ledger, viewer
from components.names import named
from components.news import tell_next
from components.score_quarter import Asked
from components.wording import heading, plain
from locales import gettext as _
from locales.numbers import moment, number
from metrics.closing import close_quarter
from metrics.scores import Scoreboard
from store.assessment import LONGEST_REASON, closings_of, reopen_quarter


def closing(asked: Asked, board: Scoreboard) -> None:
    """What can be done with the quarter shown, and what was done with others."""
    if board.closing is not None:
        _reopen(asked)
    elif asked.quarter.end >= date.today():
        st.caption(_("{quarter} is not over yet; it can be closed from the day after.").format(quarter=asked.quarter))
    else:
        _close(asked, board)
    _closed_before(asked)


def _close(asked: Asked, board: Scoreboard) -> None:
    with st.container(border=True):
        heading(_("Close {quarter}").format(quarter=asked.quarter))
        st.markdown(
            _(
                "Kept as they are now: what every unit of the bank has for each of the {indicators} indicators, "
                "their weights and definitions, and the names and outlets of the units. Whatever is changed later in "
                "events, indicators or units leaves these points as they are and is shown beside them as a difference."
            ).format(indicators=number(len(board.rules)))
        )
        sure = st.checkbox(_("I have looked at the ranking and want to close the quarter."), key="score_close_sure")
        if st.button(
            _("Close {quarter}").format(quarter=asked.quarter),
            type="primary",
            icon=":material/lock:",
            key="score_close",
            disabled=not sure,
        ):
            outcome = close_quarter(ledger(), viewer(), asked.quarter, asked.dataset)
            show_problems(outcome.problems)
            if outcome.done:
                tell_next(_("Closed: {quarter}").format(quarter=asked.quarter))
                st.rerun()


def _reopen(asked: Asked) -> None:
    with st.container(border=True):
        heading(_("Reopen {quarter}").format(quarter=asked.quarter))
        st.caption(_("Its points are then counted anew from the ledger. What the closed cards said is kept."))
        reason = st.text_input(_("Reason"), key="score_reopen_reason", max_chars=LONGEST_REASON)
        if st.button(
            _("Reopen {quarter}").format(quarter=asked.quarter), icon=":material/lock_open:", key="score_reopen"
        ):
            outcome = reopen_quarter(ledger(), viewer(), asked.quarter, asked.dataset, reason or "")
            show_problems(outcome.problems)
            if outcome.done:
                tell_next(_("Reopened: {quarter}").format(quarter=asked.quarter))
                st.rerun()


def _closed_before(asked: Asked) -> None:
    for one in ask(closings_of, ledger(), viewer(), asked.dataset):
        told = _("{quarter}: closed {when} by {who}").format(
            quarter=one.quarter, when=moment(one.at), who=named(one.by)
        )
        if one.reopened_at is not None:
            again = _("reopened {when} by {who}: {reason}").format(
                when=moment(one.reopened_at), who=named(one.reopened_by), reason=one.reason
            )
            told = f"{told} · {again}"
        st.caption(plain(told))
