"""The campaigns there are: what is wrong or waiting first, then the list; one is chosen to be looked at."""

from datetime import date, timedelta
from typing import Final

import pandas as pd
import streamlit as st

from components.campaign_form import OPENED, campaign_form
from components.campaign_progress import progress_of
from components.filters import dataset
from components.ledger import ask, ledger, viewer
from components.wording import plain
from locales import gettext as _
from locales import ngettext
from locales.numbers import day, number, percent
from metrics.campaigns import CampaignLine, list_campaigns
from metrics.reminders import reminders
from models.permission import Action

_LOOKED_BACK: Final = timedelta(days=30)
"""For so long after its end a campaign's open points are told: what was held is still being recorded."""
_ADDRESS: Final = "campaign"
_SHOWN: Final = "campaign_rows_shown"


def lines() -> list[CampaignLine]:
    """The campaigns of the records shown."""
    return ask(list_campaigns, ledger(), viewer(), dataset(), today=date.today())


def chosen_campaign() -> int | None:
    """The campaign chosen in the box or by the address; None for the list of all."""
    labels = {line.id: line.label for line in lines()}
    state = st.session_state
    if f"{OPENED}_next" in state:
        state[OPENED] = state.pop(f"{OPENED}_next")
    elif (clicked := _clicked()) is not None:
        state[OPENED] = clicked
    elif OPENED not in state:
        asked = st.query_params.get(_ADDRESS, "")
        state[OPENED] = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 15 else None
    if state[OPENED] not in labels:
        state[OPENED] = None
    opened = st.selectbox(
        _("Campaign"),
        list(labels),
        format_func=labels.__getitem__,
        index=None,
        placeholder=_("All campaigns"),
        key=OPENED,
        label_visibility="collapsed",
        persist_state="session",
    )
    if opened is None:
        st.query_params.pop(_ADDRESS, None)
    else:
        st.query_params[_ADDRESS] = str(opened)
    return opened


def waiting() -> None:
    """Of the campaigns that run, or ended lately: targets that do not add up, and units to remind."""
    today = date.today()
    for line in lines():
        recent = line.time.ends is not None and line.time.ends >= today - _LOOKED_BACK
        if not (line.targets and recent):
            continue
        found = progress_of(line.id)
        if found is None:
            continue
        told = []
        if wrong := len(found.not_adding_up):
            sentence = ngettext("{count} target does not add up", "{count} targets do not add up", wrong)
            told.append(sentence.format(count=number(wrong)))
        if late := len(reminders(ledger(), viewer(), found)):
            sentence = ngettext("{count} unit needs a reminder", "{count} units need a reminder", late)
            told.append(sentence.format(count=number(late)))
        if told:
            with st.container(horizontal=True, vertical_alignment="center", key=f"waiting_{line.id}"):
                st.warning(f"**{plain(line.label)}** · {' · '.join(told)}", icon=":material/flag:")
                st.button(_("Open"), key=f"open_{line.id}", on_click=_open, args=(line.id,))


def campaign_list() -> None:
    """All campaigns with their days; a click opens one."""
    found = lines()
    if not found:
        st.caption(_("There are no campaigns yet."))
        return
    st.session_state[_SHOWN] = [line.id for line in found]
    st.dataframe(
        pd.DataFrame(
            {
                "name": [line.label for line in found],
                "state": [_state(line) for line in found],
                "days": [_days(line) for line in found],
                "events": [line.events for line in found],
                "targets": [line.targets for line in found],
                "organiser": [line.organiser for line in found],
            }
        ),
        hide_index=True,
        key="campaign_rows",
        on_select="rerun",
        selection_mode="single-row",
        height=37 + 35 * min(len(found), 16),
        column_config={
            "name": st.column_config.TextColumn(_("Campaign"), width=280),
            "state": st.column_config.TextColumn(_("Stage"), width=130),
            "days": st.column_config.TextColumn(_("Dates"), width=200),
            "events": st.column_config.NumberColumn(_("Number of events"), format="localized", width=130),
            "targets": st.column_config.NumberColumn(_("Targets"), format="localized", width=70),
            "organiser": st.column_config.TextColumn(_("Organiser"), width=160),
        },
    )


def new_campaign() -> None:
    """A new campaign, for whoever arranges the whole bank."""
    if viewer().everywhere(Action.MANAGE):
        with st.expander(_("Add a campaign"), icon=":material/add:", key="campaign_adding"):
            campaign_form(None)


def _open(campaign_id: int) -> None:
    st.session_state[OPENED] = campaign_id


def _clicked() -> int | None:
    """The campaign whose row of the list was clicked; the list is gone with the next run, and the click with it."""
    selected = (st.session_state.get("campaign_rows") or {}).get("selection", {}).get("rows", [])
    shown: list[int] = st.session_state.get(_SHOWN, [])
    return shown[selected[0]] if selected and selected[0] < len(shown) else None


def _state(line: CampaignLine) -> str:
    if line.retired:
        return _("Retired")
    if not line.time.known:
        return _("Dates not known")
    if line.time.running:
        return _("Running · {share}").format(share=percent(round(line.time.passed or 0, 2)))
    return _("Over") if line.time.over else _("Not begun")


def _days(line: CampaignLine) -> str:
    return _("{start} – {end}").format(start=day(line.time.starts), end=day(line.time.ends)) if line.time.known else ""
