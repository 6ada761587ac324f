"""What frames every page: title with its actions, the mark of trial data, empty states, problems in words."""

from collections.abc import Iterable
from typing import Final

import streamlit as st

from components import front_door
from components.filters import dataset
from components.ledger import viewer
from locales import gettext as _
from locales import ngettext
from models.dataset import Dataset
from models.permission import Action
from models.problem import Problem

# On a phone Streamlit leaves room for two bars above the title, and there is one. Its controls are 7 to 38 pixels high,
# and a thumb needs 44 (WCAG 2.2, 2.5.5): those one presses or types into grow, and with them the boxes they stand in.
_STYLE: Final = """<style>
@media (max-width: 640px) {
    [data-testid="stMainBlockContainer"] { padding-top: 3rem; }
}
@media (max-width: 640px), (pointer: coarse) {
    :is(
        [data-testid^="stBaseButton-primary"], [data-testid^="stBaseButton-secondary"],
        [data-testid^="stBaseButton-tertiary"], [data-testid^="stBaseLinkButton"],
        [data-testid="stPageLink-NavLink"], [data-testid="stPopoverButton"], [data-testid="stMenuButtonButton"],
        [data-testid="stExpander"] summary, [data-testid="stCheckbox"] label, [data-testid="stButtonGroup"] button,
        [data-testid="stTextInputField"], [data-testid="stNumberInputField"], [data-testid="stFileUploader"] button,
        [data-testid="stSelectbox"] [role="group"] > *, [data-testid="stMultiSelect"] [role="group"] > *,
        [data-testid="stMultiSelect"] [data-tag] button, [data-testid="stPagination"] button
    ) { min-height: 44px; }
    :is([data-testid="stButtonGroup"] button, [data-testid="stFileUploader"] button,
        [data-testid="stPagination"] button) { min-width: 44px; }
    :is(
        [data-testid="stTextInputRootElement"], [data-testid="stNumberInputContainer"],
        [data-testid="stSelectbox"] [role="group"]
    ) { height: auto; }
    [data-testid="stButtonGroup"] > :is([role="radiogroup"], [role="toolbar"]) { gap: 6px; }
    [data-testid="stMultiSelect"] [data-tag] button { min-width: 32px; justify-content: center; }
    [data-testid="stFileUploaderDropzone"] { flex-wrap: wrap; }
    [data-testid="stFileUploaderDropzone"] > :is(span, div) { flex: 1 1 100%; }
    [data-testid="stFileUploader"] [data-testid="stFileUploaderDropzone"] > span > button {
        width: 100%; min-height: 56px;
    }
}
</style>"""
# What Streamlit writes into a box for files is English whatever the page speaks. The labels say what else it told.
_FILE_BOX: Final = """<style>
[data-testid="stFileUploaderDropzoneInstructions"] span {{ display: none; }}
[data-testid="stFileUploaderDropzone"] > span > button p {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] > span > button p::after {{ content: "{choose}"; font-size: 1rem; }}
</style>"""


def open_page(title: str, *, records: bool = False) -> None:
    """Begin a page: the front door, the title, and the mark where trial data is shown.

    `records` says that the page takes new records in, which are never trial data.
    """
    front_door.require_front_door()
    st.html(_STYLE + _FILE_BOX.format(choose=_("Choose files or drop them here")))
    st.title(title, anchor=False)
    own = _("What you record here becomes one of your own records.") if records else ""
    match dataset():
        case Dataset.SAMPLE:
            mark = _("Sample: 57 real events retold from five public reports. They are not your bank's records.")
            st.info(f"{mark} {own}", icon=":material/science:")
        case Dataset.MADE_UP:
            mark = _("Made-up data: a fictional branch. No figure on this page is real.")
            st.warning(f"{mark} {own}", icon=":material/science:")


def require_right(action: Action, otherwise: str) -> None:
    """End the page with the sentence `otherwise` for somebody who may not do this anywhere in the bank."""
    if not viewer().reach(action):
        st.info(otherwise, icon=":material/lock:")
        st.stop()


def show_problems(problems: Iterable[Problem]) -> None:
    """All problems in one message, one line each; nothing where there is none."""
    found = list(dict.fromkeys(str(problem) for problem in problems))
    if found:
        heading = ngettext(
            "Nothing was saved yet. One thing to put right:",
            "Nothing was saved yet. {count} things to put right:",
            len(found),
        ).format(count=len(found))
        with st.container(border=True, key="problems"):
            st.error(heading, icon=":material/error:")
            for line in found:
                st.text(f"• {line}")
