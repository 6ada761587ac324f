"""A campaign's own words: name, days, slogan, organiser, themes; a new one, or one that is there."""

import streamlit as st

from components.filters import dataset
from components.frame import show_problems
from components.ledger import ledger, viewer
from components.news import tell_next
from components.wording import plain
from locales import gettext as _
from metrics.campaigns import CampaignRecord
from models.campaign import CampaignDraft
from models.campaign_themes import read_themes, write_themes
from models.dataset import Dataset
from store.campaigns import save_campaign

_TEXTS = ("name_zh", "name_en", "slogan", "organiser")
OPENED = "campaign_open"
"""The campaign that is looked at: the key of the choice, and what is to be shown next."""


def campaign_form(record: CampaignRecord | None) -> None:
    """Draw the form; a new campaign is opened once it is saved. What was typed stays where it is refused."""
    key = f"campaign_{record.draft.id}" if record else "campaign_new"
    draft = record.draft if record else CampaignDraft()
    begun = f"{key}_begun"
    if st.session_state.get(begun) != (draft.id, draft.seen):
        _fill(key, draft)
        st.session_state[begun] = (draft.id, draft.seen)
    with st.form(key, border=True):
        left, right = st.columns(2)
        left.text_input(_("Name"), key=f"{key}_name_zh")
        right.text_input(_("Name in English (optional)"), key=f"{key}_name_en")
        first, last, year = st.columns([2, 2, 1])
        first.date_input(_("First day"), format="YYYY-MM-DD", key=f"{key}_starts")
        last.date_input(_("Last day"), format="YYYY-MM-DD", key=f"{key}_ends")
        year.number_input(_("Year"), min_value=1, max_value=9999, step=1, format="%d", key=f"{key}_year")
        left, right = st.columns(2)
        left.text_input(_("Slogan"), key=f"{key}_slogan")
        right.text_input(_("Organiser"), key=f"{key}_organiser")
        st.text_area(
            _("Themes, a line for each"),
            key=f"{key}_themes",
            placeholder="2026-06 货币金融知识\n2026-07 个人征信",
            help=_("Each line begins with its month or days: 2026-06, or 2026-06-01~2026-06-15."),
        )
        if st.form_submit_button(_("Save"), icon=":material/save:", type="primary", key=f"{key}_save"):
            _save(key, draft, record.dataset if record else dataset())


def _fill(key: str, draft: CampaignDraft) -> None:
    state = st.session_state
    for name in _TEXTS:
        state[f"{key}_{name}"] = getattr(draft, name)
    for name in ("starts", "ends", "year"):
        state[f"{key}_{name}"] = getattr(draft, name)
    state[f"{key}_themes"] = write_themes(draft.themes)


def _save(key: str, before: CampaignDraft, kind: Dataset) -> None:
    state = st.session_state
    starts, year = state[f"{key}_starts"], state[f"{key}_year"]
    themes, problems = read_themes(state[f"{key}_themes"], year or (starts.year if starts else None))
    draft = CampaignDraft(
        id=before.id,
        seen=before.seen,
        year=year,
        starts=starts,
        ends=state[f"{key}_ends"],
        themes=themes,
        **{name: state[f"{key}_{name}"] or "" for name in _TEXTS},
    )
    if problems:
        show_problems(problems)
        return
    outcome = save_campaign(ledger(), viewer(), draft, dataset=kind)
    show_problems(outcome.problems)
    if outcome.done:
        state.pop(f"{key}_begun", None)
        tell_next(_("Saved: {name}").format(name=plain(draft.name_zh or draft.name_en)))
        state[f"{OPENED}_next"] = outcome.id
        st.rerun()
