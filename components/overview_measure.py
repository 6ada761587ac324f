"""The choice of what the charts and tables of the overview tell of; it stays in the address."""

from typing import Final

import streamlit as st

from locales import gettext as _
from metrics.measures import Measure, measure
from metrics.overview import FIGURES

_KEY: Final = "filter_measure"
_PARAMETER: Final = "measure"


def measure_shown() -> Measure:
    """The one chosen, for who needs it before the choice is drawn."""
    if st.session_state.get(_KEY) not in FIGURES:
        asked = st.query_params.get(_PARAMETER)
        st.session_state[_KEY] = asked if asked in FIGURES else FIGURES[0]
    return measure(st.session_state[_KEY])


def choose_measure() -> Measure:
    """One of the figures at the top."""
    measure_shown()
    st.segmented_control(
        _("Show"),
        FIGURES,
        format_func=lambda key: measure(key).name,
        key=_KEY,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    chosen: str = st.session_state[_KEY]
    if chosen == FIGURES[0]:
        st.query_params.pop(_PARAMETER, None)
    else:
        st.query_params[_PARAMETER] = chosen
    return measure(chosen)
