"""The language switch: the choice lives in the address, the first one is the browser's."""

from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from locales import CHINESE, ENGLISH, LANGUAGES, listen_to
from locales import gettext as _

_KEY: Final = "language"
PARAMETER: Final = "lang"
# Keys of widgets whose options are printed in the language spoken; see _carry_over.
CARRIED: Final = ("filter_", "entry_", "list_")


def begin() -> None:
    """Settle the language of this run: the address first, then the choice of the session, then the browser."""
    listen_to(_chosen)
    if _KEY not in st.session_state:
        asked = st.query_params.get(PARAMETER, "")
        browser = (st.context.locale or "").lower()
        guess = CHINESE if browser.startswith("zh") or not browser else ENGLISH
        st.session_state[_KEY] = asked if asked in LANGUAGES else guess


def switch() -> None:
    """Show the switch and keep the choice in the address."""
    st.segmented_control(
        _("Language"),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key=_KEY,
        required=True,
        on_change=_carry_over,
        label_visibility="collapsed",
        width="stretch",
    )
    st.query_params[PARAMETER] = st.session_state[_KEY]


def _chosen() -> str | None:
    return st.session_state.get(_KEY) if get_script_run_ctx(suppress_warning=True) else None


def _carry_over() -> None:
    # The browser holds choices by their printed label. Setting each value again makes Streamlit send it anew in the
    # other language; otherwise everything chosen would be lost with the switch.
    for key in list(st.session_state):
        if str(key).startswith(CARRIED):
            st.session_state[key] = st.session_state[key]
