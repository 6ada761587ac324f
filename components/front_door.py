"""Keeping `app.py` the only way in.

Streamlit serves a folder `pages/` beside `app.py` by an older discovery of its own: until some session has called
`st.navigation`, a deep link runs the page's file without app.py. The server switches that off as it starts; a page
reached all the same sends the session through the front door before it draws anything.
"""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

_PASSED = "front_door_passed"
_gate = {"kept": False}


def keep_gate() -> None:
    """Note that this process is served behind the gate, so that there is a sign-in page to go to."""
    _gate["kept"] = True


def has_gate() -> bool:
    """Whether there is a sign-in page: not under `streamlit run app.py`."""
    return _gate["kept"]


def close_side_doors() -> None:
    """Switch the older discovery off for this process."""
    PagesManager.uses_pages_directory = False


def pass_front_door() -> None:
    """Note that app.py has run for this session."""
    close_side_doors()
    st.session_state[_PASSED] = True


def require_front_door() -> None:
    """First line of every page: without app.py before it, run app.py instead; the address stays the same."""
    if _PASSED not in st.session_state:
        close_side_doors()
        st.rerun()
