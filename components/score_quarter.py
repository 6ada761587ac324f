"""Which score cards are shown: the quarter, what is compared, and below which unit. Kept in the address."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import streamlit as st

from components.filters import dataset
from components.ledger import ask, ledger, viewer
from locales import gettext as _
from metrics.choices import choices
from metrics.score_wording import compared_by
from metrics.scores import Scoreboard, offered, score_cards
from models.assessment import Quarter
from models.dataset import Dataset
from models.permission import Action

QUARTER: Final = "quarter"
BY: Final = "compared"
WITHIN: Final = "within"
_PARAMETERS: Final = (QUARTER, BY, WITHIN)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which score cards are asked for."""

    quarter: Quarter
    by: str
    organisation: int | None
    dataset: Dataset


def choose_scores() -> Asked | None:
    """The choices in one row; None where there is no unit whose card could be shown."""
    shown = dataset()
    found = ask(offered, ledger(), viewer(), shown, today=date.today())
    if not found.by:
        return None
    quarters = {quarter.key: quarter for quarter in found.quarters}
    units = ask(choices, ledger(), viewer(), shown).units
    _settle(QUARTER, list(quarters), found.first_shown.key)
    _settle(BY, list(found.by), found.by[0])
    _settle(WITHIN, [str(unit) for unit in units], None)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="score_bar"):
        quarter = st.selectbox(
            _("Quarter"),
            list(quarters),
            format_func=lambda key: str(quarters[key]),
            key=f"score_{QUARTER}",
            label_visibility="collapsed",
            width=180,
        )
        by = st.selectbox(
            _("What is compared"),
            list(found.by),
            format_func=compared_by,
            key=f"score_{BY}",
            label_visibility="collapsed",
            width=180,
        )
        within = st.selectbox(
            _("Below"),
            [str(unit) for unit in units],
            format_func=lambda unit: units[int(unit)],
            index=None,
            key=f"score_{WITHIN}",
            placeholder=_("in the whole bank"),
            label_visibility="collapsed",
            width=230,
        )
    for parameter, value in zip(_PARAMETERS, (quarter, by, within), strict=True):
        _keep(parameter, value)
    return Asked(quarters[quarter], by, int(within) if within else None, shown)


def ask_scores(asked: Asked) -> Scoreboard:
    """The score cards that are asked for."""
    return ask(
        score_cards,
        ledger(),
        viewer(),
        asked.quarter,
        dataset=asked.dataset,
        by=asked.by,
        organisation=asked.organisation,
    )


def arranges() -> bool:
    """Whether the person looking may change indicators and close quarters."""
    return viewer().everywhere(Action.MANAGE)


def _settle(parameter: str, options: list[str], usual: str | None) -> None:
    """The choice made here before, else that of the address, else the usual one; never one that is not offered."""
    key = f"score_{parameter}"
    chosen = st.session_state.get(key, st.query_params.get(parameter))
    st.session_state[key] = chosen if chosen in options else usual


def _keep(parameter: str, value: str | None) -> None:
    if value is None:
        st.query_params.pop(parameter, None)
    elif st.query_params.get(parameter) != value:
        st.query_params[parameter] = value
