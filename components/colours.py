"""Colours with a meaning, the same on every page, map and chart, in both themes."""

from typing import Final

import streamlit as st

ACCENT: Final = "#0f6e6e"
ACCENT_DARK: Final = "#45b5b0"
GREY: Final = "#8a9696"

# The theme's eight hues (.streamlit/config.toml), which stay apart for colour-blind readers on either ground.
VENUE_TYPES: Final = {
    "community": "#0f6e6e",
    "school": "#e69f00",
    "elderly_centre": "#a678a6",
    "rural_market": "#d96a6a",
    "village": "#6b6a12",
    "enterprise": "#3d72d8",
    "merchant_district": "#9bacf5",
    "bank_outlet": "#2cc5a5",
}


def accent() -> str:
    """The accent colour of the viewer's theme."""
    return ACCENT_DARK if is_dark() else ACCENT


def is_dark() -> bool:
    """Whether the viewer's theme is dark."""
    return st.context.theme.type == "dark"


def venue_colour(venue_type: str | None) -> str:
    """The colour of a venue type; the rarer ones and the unknown are grey."""
    return VENUE_TYPES.get(venue_type or "", GREY)
