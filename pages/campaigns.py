"""Campaigns and targets: what waits, the campaigns there are; of one, how far it is and what each unit is to reach."""

import streamlit as st

from components.campaign_about import campaign_about, campaign_title
from components.campaign_list import campaign_list, chosen_campaign, new_campaign, waiting
from components.campaign_progress import progress_of, show_progress
from components.frame import open_page, require_right
from components.ledger import ask, ledger, viewer
from components.news import tell_news
from components.target_editor import edit_targets
from locales import gettext as _
from metrics.campaigns import read_campaign
from models.permission import Action

open_page(_("Campaigns and targets"))
require_right(Action.READ, _("Your roles do not include looking at campaigns."))
tell_news()
opened = chosen_campaign()
record = ask(read_campaign, ledger(), viewer(), opened) if opened is not None else None
found = progress_of(opened) if opened is not None else None
if opened is None or record is None or found is None:
    waiting()
    campaign_list()
    new_campaign()
    st.stop()
campaign_title(record)
progress, targets, about = st.tabs([_("Progress"), _("Set targets"), _("About and documents")])
with progress:
    show_progress(found)
with targets:
    edit_targets(opened)
with about:
    campaign_about(record)
