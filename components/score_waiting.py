"""What is wrong with the score cards of a quarter, or waits to be done, before anything else."""

from datetime import date

import streamlit as st

from components.ledger import ask, ledger, viewer
from components.names import named
from components.score_quarter import arranges
from components.wording import plain
from locales import gettext as _
from locales import ngettext
from locales.numbers import listing, moment, number
from metrics.score_wording import compared_by
from metrics.scores import Scoreboard
from models.assessment import FULL, Quarter
from models.dataset import Dataset
from store.assessment import Closing, closings_of


def what_waits(board: Scoreboard) -> None:
    """Quarters to be closed, weights, indicators without data, events that do not count yet, differences."""
    closings = ask(closings_of, ledger(), viewer(), board.dataset)
    to_do = [*_to_close(board, closings), *_weights(board)] if arranges() else []
    lines = [*to_do, *_differences(board), *_without_data(board), *_unapproved(board)]
    if lines:
        show, icon = (st.warning, ":material/assignment_late:") if to_do else (st.info, ":material/info:")
        show("  \n".join(lines), icon=icon)


def in_words(board: Scoreboard) -> None:
    """The grey line: what is counted, who is compared, and whether it may still change."""
    said = [f"{board.quarter}", _said_of_closing(board)]
    if board.dataset is Dataset.RECORDED:
        said.append(_("approved events only"))
    else:
        said.append(_("trial data has no review: all its events count"))
    said.append(_("co-organised events count in full for each unit"))
    ranked = _("ranked among {count}: {kind}")
    said.append(ranked.format(count=number(board.compared), kind=compared_by(board.by)))
    if len(board.cards) < board.compared:
        said.append(_("only the cards of your own units are shown"))
    said.append(_("points are added up exactly and shown to a tenth"))
    if board.others_before:
        said.append(_("the quarter before was closed with other indicators"))
    st.caption(" · ".join(plain(part) for part in said))


def _said_of_closing(board: Scoreboard) -> str:
    if board.closing:
        return _("closed {when} by {who}").format(when=moment(board.closing.at), who=named(board.closing.by))
    if board.quarter.end >= date.today():
        return _("not over yet; points still change")
    return _("not closed yet; points may still change")


def _to_close(board: Scoreboard, closings: list[Closing]) -> list[str]:
    """The last quarter that is over, and those before it back to the first that was ever closed."""
    closed = {one.quarter for one in closings if one.reopened_at is None}
    waiting: list[Quarter] = []
    quarter = Quarter.of(date.today()).before
    first = min((one.quarter for one in closings), default=quarter)
    while quarter >= first and len(waiting) < 8:
        waiting += [] if quarter in closed else [quarter]
        quarter = quarter.before
    if not waiting or board.dataset is not Dataset.RECORDED:
        return []
    return [_("Over and not closed: {quarters}.").format(quarters=plain(listing(str(one) for one in waiting)))]


def _weights(board: Scoreboard) -> list[str]:
    if board.full == FULL:
        return []
    sentence = _("The weights add up to {sum}, not to {full}.")
    return [sentence.format(sum=number(board.full), full=number(FULL))]


def _differences(board: Scoreboard) -> list[str]:
    differing = sum(card.differs for card in board.cards)
    if not differing:
        return []
    return [
        ngettext(
            "The ledger says something else now about {count} unit than when the quarter was closed.",
            "The ledger says something else now about {count} units than when the quarter was closed.",
            differing,
        ).format(count=number(differing))
    ]


def _without_data(board: Scoreboard) -> list[str]:
    if not board.empty:
        return []
    names = plain(listing(rule.name for rule in board.empty))
    return [_("No unit has anything for: {indicators}.").format(indicators=names)]


def _unapproved(board: Scoreboard) -> list[str]:
    if not board.unapproved:
        return []
    return [
        ngettext(
            "{count} event of the quarter is not approved and does not count yet.",
            "{count} events of the quarter are not approved and do not count yet.",
            board.unapproved,
        ).format(count=number(board.unapproved))
    ]
