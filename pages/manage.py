"""Manage: the units of the bank, the people and their roles, and how safe the ledger is."""

import streamlit as st

from components.frame import open_page, require_right
from components.keeping import backup_age, copy_state, recent_history
from components.news import tell_news
from components.people import add_person, people_list
from components.units import add_unit_form, unit_list
from locales import gettext as _
from models.permission import Action

open_page(_("Units and people"))
require_right(Action.MANAGE, _("Your roles do not include arranging units and people."))
tell_news()
backup_age()
units, people, keeping = st.tabs([_("Units"), _("People"), _("History")])
with units:
    add_unit_form()
    unit_list()
with people:
    add_person()
    people_list()
with keeping:
    recent_history()
    copy_state()
