"""The kind of event: first of all, for it decides what else is asked; and two questions for whoever is not sure."""

import streamlit as st

from components.event_form import Form
from locales import gettext as _
from locales import mark
from models.event import KINDS
from models.kinds import kind_of, still_fits

_OUTSIDERS = {"yes": mark("The public"), "no": mark("Our own staff")}
_WHERE = {
    "there": mark("Somewhere people came or passed"),
    "homes": mark("At people's homes"),
    "online": mark("Online only"),
}


def choose_kind(form: Form) -> None:
    """The kinds, one of them chosen, and behind a button the two questions that lead to one."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.pills(
            _("Kind of event"),
            list(KINDS),
            format_func=lambda kind: _(KINDS[kind]),
            key=form.key("kind"),
            required=True,
            wrap=True,
            on_change=_forget_venue,
            args=(form,),
            persist_state="session",
        )
        with st.popover(_("Not sure?"), icon=":material/help:", type="tertiary"):
            _guide(form)


def _forget_venue(form: Form) -> None:
    venue = form.key("venue_type")
    if not still_fits(st.session_state[form.key("kind")], st.session_state[venue] or ""):
        st.session_state[venue] = None


def _guide(form: Form) -> None:
    who, where = form.key("guide_who"), form.key("guide_where")

    def settle() -> None:
        outsiders, place = st.session_state[who], st.session_state.get(where)
        if outsiders == "no" or (outsiders and place):
            st.session_state[form.key("kind")] = kind_of(outsiders=outsiders == "yes", where=place or "")
            _forget_venue(form)

    st.pills(
        _("Who was addressed?"), list(_OUTSIDERS), format_func=lambda key: _(_OUTSIDERS[key]), key=who, on_change=settle
    )
    if st.session_state[who] == "yes":
        st.pills(_("Where?"), list(_WHERE), format_func=lambda key: _(_WHERE[key]), key=where, on_change=settle)
    st.caption(_("A talk that was also streamed is an offline event: its views go below, under online."))
