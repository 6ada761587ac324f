"""What became of the last command, told once the page has been drawn anew with its effect."""

import streamlit as st

_NEWS = "news"


def tell_next(sentence: str) -> None:
    """Tell `sentence`, which is Markdown, on the next run: what is shown just before a rerun may never be seen."""
    st.session_state[_NEWS] = sentence


def tell_news() -> None:
    """Show what was left to be told, once, in the corner of the page."""
    sentence = st.session_state.pop(_NEWS, "")
    if sentence:
        st.toast(sentence, icon=":material/check_circle:")
