"""The tree of the bank's units, and adding to it."""

import pandas as pd
import streamlit as st

from components.frame import show_problems
from components.ledger import ask, ledger, viewer
from components.news import tell_next
from components.wording import heading, plain
from locales import CHINESE, language
from locales import gettext as _
from metrics.choices import arranged_unit_lines, arranged_units
from models.organisation import KINDS
from models.permission import Action
from store.units import create_unit


def unit_options() -> dict[int, str]:
    """The bank's own units that the person looking arranges, indented, in the order of the tree."""
    return ask(arranged_units, ledger(), viewer())


def add_unit_form() -> None:
    """A new unit: its name, its kind, and the one above it. What was typed stays where it is refused."""
    with st.form("new_unit", border=True):
        _empty_after_success()
        heading(_("Add a unit"))
        name, english = st.columns(2)
        name_zh = name.text_input(_("Name"), key="unit_name")
        name_en = english.text_input(_("Name in English (optional)"), key="unit_name_en")
        kind, above = st.columns(2)
        chosen = kind.selectbox(
            _("Kind"), list(KINDS), format_func=lambda code: _(KINDS[code]), key="unit_kind", index=1
        )
        options = unit_options()
        parent = above.selectbox(
            _("Below"),
            list(options),
            format_func=options.__getitem__,
            index=None,
            placeholder=_("at the top") if viewer().everywhere(Action.MANAGE) else _("Choose a unit"),
            key="unit_parent",
        )
        if st.form_submit_button(_("Add"), icon=":material/add:", key="unit_add"):
            outcome = create_unit(
                ledger(), viewer(), name=name_zh or "", name_en=name_en or "", kind=chosen, parent_id=parent
            )
            show_problems(outcome.problems)
            if outcome.done:
                st.session_state[_ADDED] = True
                tell_next(_("Added: {name}").format(name=plain(name_zh or "")))
                st.rerun()


_ADDED = "unit_added"


def _empty_after_success() -> None:
    # The kind and the unit above stay: sub-branches are added one after the other.
    if st.session_state.pop(_ADDED, False):
        st.session_state.update({"unit_name": "", "unit_name_en": ""})


def unit_list() -> None:
    """All units there are, in the order of the tree, with their kind and their name in the other language."""
    lines = ask(arranged_unit_lines, ledger(), viewer())
    if not lines:
        st.caption(_("There are no units yet."))
        return
    spoken = language() == CHINESE
    st.dataframe(
        pd.DataFrame(
            {
                "unit": [line.label for line in lines],
                "kind": [_(KINDS.get(line.kind, line.kind)) for line in lines],
                "other": [line.name_en if spoken else line.name_zh for line in lines],
            }
        ),
        hide_index=True,
        key="unit_rows",
        column_config={
            "unit": st.column_config.TextColumn(_("Unit"), width=150),
            "kind": st.column_config.TextColumn(_("Kind"), width=84),
            "other": st.column_config.TextColumn(_("Name in English") if spoken else _("Name in Chinese"), width=110),
        },
    )
