"""Who is here, and the way out: at the foot of the sidebar."""

import streamlit as st

from components import session
from components.ledger import ledger, viewer
from components.names import named
from components.wording import plain
from locales import gettext as _
from models.permission import ROLES


def who_is_here() -> None:
    """The person's name and roles, their password, and the way out; an open page is left when the session ends."""
    who = viewer()
    roles = "、".join(dict.fromkeys(_(ROLES[grant.role]) for grant in sorted(who.grants, key=lambda g: g.path)))
    name = plain(named(who.name))
    st.caption(f"{name} · {roles}" if roles else name)
    session.own_password_button(ledger())
    session.sign_out_button(ledger())
    session.stay(ledger())
