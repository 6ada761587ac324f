"""One score card: each indicator with its arithmetic in words, a bar, and the way to the events behind it."""

import streamlit as st

from components.ledger import ask, ledger, viewer, words
from components.names import named
from components.openings import LIST
from components.wording import heading, plain
from locales import gettext as _
from locales import language, mark
from locales.numbers import moment, number
from metrics.filter import to_address
from metrics.points import Line
from metrics.score_changes import ADDED, CHANGED, REMOVED, changed_since
from metrics.score_counting import events_behind
from metrics.score_wording import arithmetic, change_text, definition, points_text, rests_on
from metrics.scores import Card, Scoreboard
from models.dataset import Dataset

_EFFECTS = {
    ADDED: mark("counts now, did not when the quarter was closed"),
    REMOVED: mark("counted when the quarter was closed, does not any more"),
    CHANGED: mark("changed since the quarter was closed"),
}
_SEPARATOR = " · "


def score_card(board: Scoreboard, card: Card) -> None:
    """The card: its points and rank, then line by line; what is different since closing stands out."""
    with st.container(border=True, key="score_card"):
        st.markdown(f"##### {plain(card.name)}")
        st.markdown(_SEPARATOR.join(_summary(board, card)))
        for number_, line in enumerate(card.lines):
            _line(board, card, line, number_)
        if card.differs:
            _why(board, card)


def _summary(board: Scoreboard, card: Card) -> list[str]:
    said = [
        _("**{points}** of {full} points").format(points=points_text(card.total), full=number(board.full)),
        _("rank **{rank}** of {compared}").format(rank=number(card.rank), compared=number(board.compared)),
    ]
    if card.before is not None:
        sentence = _("the quarter before {points} points, rank {rank} ({change})")
        said.append(
            sentence.format(
                points=points_text(card.before.points),
                rank=number(card.before.rank),
                change=plain(change_text(card.change)),
            )
        )
    if card.differs:
        sentence = _("by the ledger as it is now: **{points}**")
        said.append(sentence.format(points=points_text(card.total_now)))
    return said


def _line(board: Scoreboard, card: Card, line: Line, place: int) -> None:
    rule = line.rule
    with st.container(key=f"score_line_{place}", gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            points = _("{points} of {weight}").format(points=points_text(line.points), weight=number(rule.weight))
            st.markdown(f"**{plain(rule.name)}** · {points}", width="stretch", help=plain(definition(rule, words())))
            behind = events_behind(rule, board.quarter, board.dataset, card.unit)
            st.page_link(
                LIST,
                label=_("Open the events"),
                icon=":material/list_alt:",
                query_params=to_address(behind) | {"lang": language()},
            )
        st.progress(float(line.points / rule.weight) if line.points is not None else 0.0)
        st.caption(_SEPARATOR.join(plain(part) for part in (arithmetic(line), rests_on(line)) if part))
        if line.now is not None:
            sentence = _("Now: {points} points. {arithmetic}")
            told = sentence.format(points=points_text(line.now.points), arithmetic=plain(arithmetic(line.now)))
            st.markdown(f":orange-background[{told}]")


def _why(board: Scoreboard, card: Card) -> None:
    """The events that were changed since the quarter was closed, as far as the history tells."""
    if board.closing is None:
        return
    if board.dataset is not Dataset.RECORDED:
        st.caption(_("Trial data has no history that would tell why."))
        return
    changes = ask(changed_since, ledger(), viewer(), board.closing, card.unit)
    if not changes:
        st.caption(
            _("The history tells of no change to its events since; its outlets may have changed, or events beyond it.")
        )
        return
    heading(_("Changed since the quarter was closed"))
    for change in changes:
        reason = f" ({change.reason})" if change.reason else ""
        said = f"{change.title} · {_(_EFFECTS[change.effect])} · {moment(change.at)} · {named(change.by)}{reason}"
        st.markdown(f"- {plain(said)}")
