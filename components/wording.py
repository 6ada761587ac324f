"""Small pieces of text that several components print the same way."""

from typing import Final

import streamlit as st

_MARKUP: Final = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]()<>#+-.!|~:$&^=\"'"})


def plain(text: str) -> str:
    """Text that people typed, safe inside Streamlit's Markdown: every mark-up character stands for itself."""
    return text.translate(_MARKUP)


def heading(text: str, more: str = "") -> None:
    """The heading of a part of a page, with what is counted in it after a dot."""
    st.markdown(f"**{text}** · {more}" if more else f"**{text}**")
