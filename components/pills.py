"""Rows of pills that stay where they are under a mouse or a finger.

A row remembers the pill it was last used at and goes back there as it is entered: right for the keyboard. Streamlit
does the same when another pill is pressed. Where the old one is out of sight, the page jumps to it before the mouse
is let go, and the choice is lost without a word.
"""

from typing import Final

import streamlit as st

_STILL: Final = st.components.v2.component(
    "still_pills",
    js="""export default function () {
        if (window.outreachPillsAreStill) return;
        window.outreachPillsAreStill = true;
        let pressed = false;
        addEventListener("pointerdown", () => { pressed = true; }, true);
        addEventListener("keydown", () => { pressed = false; }, true);
        const focus = HTMLElement.prototype.focus;
        HTMLElement.prototype.focus = function (options) {
            const row = pressed && !options?.preventScroll && this.closest("[data-testid=stButtonGroup]");
            if (!row || !row.contains(document.activeElement)) focus.call(this, options);
        };
    }""",
)


def keep_pills_still() -> None:
    """From now on, as long as the page is open, pressing a pill leaves the cursor at it, whichever was used before."""
    with st.sidebar:  # at its end, where an empty line is not seen
        _STILL(key="still_pills", height=1)
