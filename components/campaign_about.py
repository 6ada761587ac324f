"""What a campaign is: days, slogan, organiser, themes; changing it, retiring it, merging it into another."""

from datetime import date

import streamlit as st

from components.campaign_documents import campaign_documents
from components.campaign_form import OPENED, campaign_form
from components.campaign_list import lines
from components.frame import show_problems
from components.ledger import ledger, viewer
from components.news import tell_next
from components.wording import heading, plain
from locales import gettext as _
from locales.numbers import listing
from metrics.campaigns import CampaignRecord
from metrics.pace import Time
from metrics.target_wording import time_in_words
from models.campaign_themes import span
from models.dataset import Dataset
from models.permission import Action
from store.campaigns import merge_campaigns, retire_campaign


def campaign_title(record: CampaignRecord) -> None:
    """Below the name: the days and how much of them has passed, slogan, organiser, and the theme of these days."""
    draft = record.draft
    retired = _("Retired") if record.retired_at else ""
    time = time_in_words(Time(draft.starts, draft.ends, date.today()))
    st.caption(" · ".join(plain(part) for part in (retired, time, draft.slogan, draft.organiser) if part))
    today = date.today()
    current = [theme.text for theme in draft.themes if theme.starts <= today <= theme.ends]
    if current:
        st.caption(_("Theme now: {themes}").format(themes=plain(listing(current))))


def campaign_about(record: CampaignRecord) -> None:
    """Themes and papers; for whoever arranges the whole bank also the ways to change them."""
    campaign_id = record.draft.id
    if campaign_id is None:
        return
    may_change = viewer().everywhere(Action.MANAGE)
    if record.draft.themes:
        heading(_("Themes"))
        for theme in record.draft.themes:
            st.markdown(f"- {plain(span(theme.starts, theme.ends))} {plain(theme.text)}")
    campaign_documents(campaign_id, may_change=may_change)
    if not may_change:
        return
    with st.expander(_("Change the campaign"), icon=":material/edit:", key="campaign_changing"):
        campaign_form(record)
    with st.container(horizontal=True):
        _retire(record, campaign_id)
        _merge(record, campaign_id)


def _retire(record: CampaignRecord, campaign_id: int) -> None:
    label = _("Bring back") if record.retired_at else _("Retire")
    explained = _("A retired campaign keeps its events and comes last where campaigns are offered.")
    if st.button(label, key="retire_campaign", icon=":material/archive:", help=explained):
        outcome = retire_campaign(ledger(), viewer(), campaign_id, retired=record.retired_at is None)
        show_problems(outcome.problems)
        if outcome.done:
            st.rerun()


def _merge(record: CampaignRecord, campaign_id: int) -> None:
    others = {line.id: line.label for line in lines() if line.id != campaign_id and line.own == _own(record)}
    with st.popover(_("Merge into another…"), icon=":material/merge:"):
        st.caption(_("For a name typed wrongly: its events go to the other campaign, each once."))
        right = st.selectbox(
            _("Into"),
            list(others),
            format_func=others.__getitem__,
            index=None,
            placeholder=_("Choose"),
            key=f"merge_into_{campaign_id}",
        )
        if st.button(_("Merge"), type="primary", key="merge_campaign") and right is not None:
            outcome = merge_campaigns(ledger(), viewer(), campaign_id, right)
            show_problems(outcome.problems)
            if outcome.done:
                tell_next(_("Merged into {name}.").format(name=plain(others[right])))
                st.session_state[f"{OPENED}_next"] = right
                st.rerun()


def _own(record: CampaignRecord) -> bool:
    return record.dataset is Dataset.RECORDED
