"""A Plotly figure in the page. Changed, it is drawn once, where it is: Streamlit's own chart is made anew each time."""

from pathlib import Path
from typing import Any, Final

import streamlit as st

from components.clicked import Clicked, clicked, sealed
from components.vendored import VENDOR
from locales import gettext as _

Figure = dict[str, Any]
"""Plotly's own form of a figure: `data`, a list of traces, and `layout`, which tells its `height` in pixels."""
Bar = Clicked
"""Which bar was chosen: the number of its series, and its own in it."""
LIBRARY: Final = f"{VENDOR}/plotly/plotly-basic.min.js"
_DRAWING: Final = st.components.v2.component(
    "drawing",
    html="<div class='drawing' role='figure'></div>",
    js=Path(__file__).with_suffix(".js").read_text("utf-8"),
    isolate_styles=False,  # Plotly puts its own styles into the page
)


def draw(figure: Figure, *, alt: str, key: str, title: str) -> Bar | None:
    """Draw a figure; returns the bar or point that was just clicked.

    `alt` says in a sentence what it shows, `title` names its picture.
    """
    data = sealed({"figure": figure, "config": _config(title), "alt": alt, "library": LIBRARY})
    return clicked(_DRAWING(key=key, data=data, on_bar_change=lambda: None).bar, data)


def _config(title: str) -> dict[str, Any]:
    """One button: the picture, made by the browser itself."""
    words = {
        "Download plot as a PNG": _("Download as a picture"),
        "Taking snapshot - this may take a few seconds": _("The picture is being made"),
        "Snapshot succeeded": _("The picture is made"),
    }
    return {
        "displaylogo": False,
        "plotlyServerURL": "",  # nothing here asks for its cloud or its maps
        "topojsonURL": "",
        "displayModeBar": True,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "filename": title, "scale": 2},
        "doubleClick": False,
        "locale": "own",
        "locales": {"own": {"dictionary": words, "format": {}}},
    }
