"""The pages by what people come to do; a person is offered those that their roles can use."""

from typing import Literal

import streamlit as st

from components.ledger import viewer
from locales import gettext as _
from models.permission import Action


def rooms() -> dict[str, list[st.Page]]:
    """The pages for the navigation. A page left out is still there by its address, and says why it is empty."""
    look = [
        st.Page("pages/overview.py", title=_("Overview"), icon=":material/monitoring:", default=True),
        _page("map", _("Coverage map"), "map"),
    ]
    record = [
        _page("record", _("Record an event"), "edit_note", Action.RECORD),
        _page("events", _("Events"), "list"),
        _page("upload", _("Upload a list"), "upload_file", Action.RECORD),
    ]
    deliver = [_page("export", _("Export"), "download", Action.EXPORT)]
    manage = [
        _page("manage", _("Units and people"), "groups", Action.MANAGE),
        _page("campaigns", _("Campaigns and targets"), "flag"),
        _page("scores", _("Score cards"), "leaderboard"),
    ]
    return {_("Look"): look, _("Record"): record, _("Deliver"): deliver, _("Manage"): manage}


def _page(name: str, title: str, icon: str, action: Action = Action.READ) -> st.Page:
    """The page of this name, offered to those who may do `action` somewhere in the bank."""
    shown: Literal["visible", "hidden"] = "visible" if viewer().reach(action) else "hidden"
    return st.Page(f"pages/{name}.py", title=title, icon=f":material/{icon}:", url_path=name, visibility=shown)
