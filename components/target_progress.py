"""The running campaigns at a glance: a line for each, how far one unit is with its targets against the time passed."""

from datetime import date

import streamlit as st

from components.filters import dataset
from components.ledger import ask, ledger, viewer, words
from components.wording import heading, plain
from locales import gettext as _
from locales.numbers import listing, number, percent
from metrics.current_targets import CurrentCampaign, CurrentTarget, current_targets
from metrics.pace import Standing
from metrics.targets import measure_name

_COLOURS = {Standing.BEHIND: "orange", Standing.REACHED: "primary", Standing.AHEAD: "primary"}


def show_current(organisation: int | None = None) -> bool:
    """Up to three lines, one for each running campaign with targets; whether there was anything to show.

    About the unit `organisation`, or the topmost one with targets that the person looking sees.
    """
    found = ask(current_targets, ledger(), viewer(), dataset(), organisation, today=date.today())
    if not found:
        return False
    with st.container(border=True, key="target_progress", gap="xsmall"):
        heading(_("Progress to targets"), plain(listing(dict.fromkeys(one.unit for one in found))))
        for one in found:
            _line(one)
    return True


def _line(one: CurrentCampaign) -> None:
    passed = _("{share} of the time has passed").format(share=percent(round(one.time.passed or 0, 2)))
    told = " · ".join(_target(target) for target in one.targets)
    st.markdown(f"[{plain(one.campaign)}](/campaigns?campaign={one.campaign_id}) · {passed} · {told}")


def _target(target: CurrentTarget) -> str:
    told = _("{measure} {reached} of {target}").format(
        measure=plain(measure_name(target.measure, words())),
        reached=number(target.reached.value or 0),
        target=number(target.target),
    )
    colour = _COLOURS.get(target.standing)
    stands = target.standing.label
    return f"{told} (:{colour}[{stands}])" if colour else f"{told} ({stands})"
