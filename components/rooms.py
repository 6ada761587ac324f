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
        st.Page("pages/map.py", title=_("Coverage map"), icon=":material/map:", url_path="map"),
    ]
    record = [
        st.Page(
            "pages/record.py",
            title=_("Record an event"),
            icon=":material/edit_note:",
            url_path="record",
            visibility=_to_those_who(Action.RECORD),
        ),
        st.Page("pages/events.py", title=_("Events"), icon=":material/list:", url_path="events"),
        st.Page(
            "pages/upload.py",
            title=_("Upload a list"),
            icon=":material/upload_file:",
            url_path="upload",
            visibility=_to_those_who(Action.RECORD),
        ),
    ]
    deliver = [
        st.Page(
            "pages/export.py",
            title=_("Export"),
            icon=":material/download:",
            url_path="export",
            visibility=_to_those_who(Action.EXPORT),
        )
    ]
    manage = [
        st.Page(
            "pages/manage.py",
            title=_("Units and people"),
            icon=":material/groups:",
            url_path="manage",
            visibility=_to_those_who(Action.MANAGE),
        )
    ]
    return {_("Look"): look, _("Record"): record, _("Deliver"): deliver, _("Manage"): manage}


def _to_those_who(action: Action) -> Literal["visible", "hidden"]:
    return "visible" if viewer().reach(action) else "hidden"
