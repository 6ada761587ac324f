"""An empty list to be filled in, made for the person's units."""

from collections.abc import Callable

import streamlit as st

from components import session
from components.ledger import ask, ledger, viewer
from exchange.template import template_bytes
from locales import LANGUAGES, speaking
from locales import gettext as _
from metrics.choices import known
from models.dataset import Dataset

_ALL_MINE = 0  # no unit has this id; without any choice the box would ask in English for one
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer_template() -> None:
    """Download an empty list with the ledger's words to choose from, in either language."""
    with st.popover(_("An empty list to fill in"), icon=":material/download:", key="upload_template"):
        units = ask(known, ledger(), viewer(), Dataset.RECORDED).units
        unit = None
        if len(units) > 1:
            unit = st.selectbox(
                _("For"),
                [_ALL_MINE, *units],
                format_func=lambda id_: units.get(id_) or _("all my units"),
                key="upload_template_unit",
            )
        for code, name in LANGUAGES.items():
            with speaking(code):
                file_name = "_".join([_("List of events"), _("to fill in")]) + ".xlsx"
            st.download_button(
                name,
                _maker(unit or None, code),
                file_name=file_name,
                mime=_XLSX,
                icon=":material/download:",
                on_click="ignore",
                key=f"upload_template_{code}",
            )


def _maker(unit: int | None, code: str) -> Callable[[], bytes]:
    database, who = ledger(), session.later(ledger())
    return lambda: template_bytes(database, who(), unit, code)
