"""The numbers behind a chart of the overview, folded, with a download that says what they mean."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from components.ledger import ledger, viewer
from exchange.about import AboutLine, trial_banner
from exchange.figures import figures_workbook
from locales import gettext as _
from locales import language, speaking
from locales.numbers import moment
from metrics.filter import Filter
from metrics.measures import Measure
from metrics.wording import filter_sentences

Content = str | int | float | None
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_beside(
    title: str, headings: Sequence[str], rows: Sequence[Sequence[Content]], *, key: str, shown: Measure, asked: Filter
) -> None:
    """The rows behind a chart called `title`, made and sent only once somebody unfolds them."""
    folded = st.expander(_("As a table"), on_change="rerun", key=f"unfold_{key}")
    if not folded.open:
        return
    with folded:
        st.dataframe(
            pd.DataFrame({heading: [row[number] for row in rows] for number, heading in enumerate(headings)}),
            hide_index=True,
            key=f"table_{key}",
            placeholder="–",
            column_config={heading: st.column_config.NumberColumn(format="localized") for heading in headings[1:]}
            if all(not isinstance(cell, str) for row in rows for cell in row[1:])
            else None,
        )
        download_figures(title, headings, rows, key=key, shown=shown, asked=asked)


def download_figures(
    title: str, headings: Sequence[str], rows: Sequence[Sequence[Content]], *, key: str, shown: Measure, asked: Filter
) -> None:
    """The button that downloads rows as a workbook, with the measure's definition and the filter in words in it."""
    st.download_button(
        _("Download for Excel or WPS (xlsx)"),
        _maker(title, headings, rows, shown, asked),
        file_name=f"{title}.xlsx",
        mime=_EXCEL,
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key=f"download_{key}",
    )


def _maker(
    title: str, headings: Sequence[str], rows: Sequence[Sequence[Content]], shown: Measure, asked: Filter
) -> Callable[[], bytes]:
    spoken, database, who = language(), ledger(), viewer()

    def make() -> bytes:
        with speaking(spoken):  # made outside any page run, where nobody's choice of language is known
            sentences = filter_sentences(database, who, asked)
            about = [
                AboutLine(_("Figures"), title),
                AboutLine(shown.name, shown.meaning),
                *(AboutLine(_("Filter"), sentence) for sentence in sentences),
                AboutLine(_("Data source"), str(asked.dataset)),
                AboutLine(_("Exported"), moment(datetime.now(UTC))),
                AboutLine(_("Exported by"), who.name),
            ]
            return figures_workbook(headings, rows, banner=trial_banner(asked.dataset), about=about)

    return make
