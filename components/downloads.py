"""Downloads of lists: made when they are asked for, not before."""

from collections.abc import Callable

import streamlit as st

from components import session
from components.ledger import ledger
from exchange.export import CSV, XLSX, Kind, export_bytes, suggested_name
from locales import gettext as _
from locales import language, speaking
from metrics.filter import Filter

_MEDIA = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv",
}


def download_list(asked: Filter, total: int) -> None:
    """The two buttons; the file is written with its filters and its number of rows in it."""
    with st.container(horizontal=True):
        labels: dict[Kind, str] = {XLSX: _("Download for Excel or WPS (xlsx)"), CSV: _("Download as CSV")}
        for form, label in labels.items():
            st.download_button(
                label,
                _maker(asked, form),
                file_name=suggested_name(asked, form, total),
                mime=_MEDIA[form],
                icon=":material/download:",
                type="primary" if form == XLSX else "secondary",
                on_click="ignore",
                disabled=not total,
                key=f"download_{form}",
            )
    st.caption(_("The file says in words which filters it was made with and how many rows it must have."))


def _maker(asked: Filter, form: Kind) -> Callable[[], bytes]:
    spoken, who, database = language(), session.later(ledger()), ledger()

    def make() -> bytes:
        with speaking(spoken):  # made outside any page run, where nobody's choice of language is known
            return export_bytes(database, who(), asked, form=form).content

    return make
