"""The tree of the bank's units, and adding to it."""

import pandas as pd
import streamlit as st

from components.frame import show_problems
from components.ledger import ask, ledger, viewer
from components.wording import heading, plain
from locales import gettext as _
from metrics.choices import arranged_units
from models.organisation import KINDS
from models.permission import Action
from store.units import save_unit


def unit_options() -> dict[int, str]:
    """The bank's own units that the person looking arranges, indented, in the order of the tree."""
    return ask(arranged_units, ledger(), viewer())


def add_unit_form() -> None:
    """A new unit: its name, its kind, and the one above it."""
    with st.form("new_unit", clear_on_submit=True, border=True):
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
            outcome = save_unit(
                ledger(), viewer(), name=name_zh or "", name_en=name_en or "", kind=chosen, parent_id=parent
            )
            show_problems(outcome.problems)
            if outcome.done:
                st.toast(_("Added: {name}").format(name=plain(name_zh or "")), icon=":material/check_circle:")
                st.rerun()


def unit_list() -> None:
    """All units there are, in the order of the tree."""
    options = unit_options()
    if not options:
        st.caption(_("There are no units yet."))
        return
    st.dataframe(
        pd.DataFrame({"unit": list(options.values())}),
        hide_index=True,
        key="unit_rows",
        column_config={"unit": st.column_config.TextColumn(_("Units"))},
    )
