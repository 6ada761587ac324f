"""Small pieces of text that several components print the same way."""

from typing import Final

import streamlit as st

from locales import gettext as _

_MARKUP: Final = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]()<>#+-.!|~:$&^=\"'"})


def plain(text: str) -> str:
    """Text that people typed, safe inside Streamlit's Markdown: every mark-up character stands for itself."""
    return text.translate(_MARKUP)


def bracketed(text: str, more: str) -> str:
    """A text with something added in the brackets of the language."""
    return _("{text} ({more})").format(text=text, more=more)


def heading(text: str, more: str = "", meaning: str | None = None) -> None:
    """The heading of a part of a page, with what is counted in it after a dot; `meaning` is said on hover."""
    st.markdown(f"**{text}** · {more}" if more else f"**{text}**", help=meaning)
