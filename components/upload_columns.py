"""How a list was understood: in words, column by column, and to be put right."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from components.ledger import ledger, viewer
from components.upload import Incoming
from components.wording import plain
from exchange.columns import ALL, BY_KEY
from exchange.suggestions import Settled
from exchange.table import Heading
from locales import gettext as _
from locales import ngettext
from locales.numbers import number
from store.column_memory import remember_answers, remember_columns

LEFT_OUT = ""


def show_understood(incoming: Incoming) -> None:
    """One folded line; open, what each heading was taken for. Stands open where the list cannot be read without it."""
    _ask_for_year(incoming)
    if not incoming.headings:
        return
    with st.expander(_summary(incoming), icon=":material/table_view:", expanded=incoming.table is None):
        if incoming.table is not None:
            for sentence in incoming.table.understood:
                st.caption(plain(str(sentence)))
        st.caption(_("What each heading of the list means. The choices are remembered for lists with these headings."))
        with st.grid(3, min_column_width=220):
            for heading in incoming.headings:
                _ask_for_column(incoming, heading)


def remember_understood(incoming: Incoming, settled: Sequence[Settled]) -> None:
    """Keep what the person said of the columns, for their next list with these headings, and of words, for any list."""
    if incoming.columns:
        remember_columns(ledger(), viewer(), [heading.text for heading in incoming.headings], incoming.columns)
    answers = {(word.kind, word.text): word.chosen for word in settled}
    taken_back = incoming.recalled.keys() - incoming.instead.keys()
    if taken_back or any(incoming.recalled.get(key) != chosen for key, chosen in answers.items()):
        remember_answers(ledger(), viewer(), answers, taken_back)


def _summary(incoming: Incoming) -> str:
    read = [heading for heading in incoming.headings if heading.key]
    told = _("How the list was understood: {read} of {all} columns").format(read=len(read), all=len(incoming.headings))
    if incoming.table is None:
        return told
    rows = len(incoming.table.rows)
    counted = ngettext("{count} row", "{count} rows", rows).format(count=number(rows))
    if incoming.table.unread:
        missing = _("Columns not read: {names}").format(names=plain("、".join(incoming.table.unread)))
        return f"{told} · {counted} · {missing}"
    return f"{told} · {counted}"


def _ask_for_column(incoming: Incoming, heading: Heading) -> None:
    options = [LEFT_OUT, *(column.key for column in ALL)]
    # A key of its own for each meaning: what is said of one heading may change what another is taken for.
    key = f"upload_column_{incoming.sha256[:12]}_{heading.position}_{heading.key}_{heading.text}"
    st.selectbox(
        plain(heading.text),
        options,
        index=options.index(heading.key) if heading.key in options else 0,
        format_func=lambda option: str(BY_KEY[option]) if option else _("(not read)"),
        placeholder=_("(not read)"),
        key=key,
        on_change=_say_column,
        args=(incoming, heading.text, key),
    )


def _say_column(incoming: Incoming, heading: str, key: str) -> None:
    incoming.columns = {**incoming.columns, heading: st.session_state[key]}


def _ask_for_year(incoming: Incoming) -> None:
    """Where nothing tells the year of some dates, it is asked for and never guessed."""
    undated = incoming.table.undated if incoming.table else 0
    if not undated and incoming.year is None:
        return
    st.number_input(
        ngettext(
            "{count} date has no year, and nothing beside the list says which. The year is",
            "{count} dates have no year, and nothing beside the list says which. The year is",
            undated,
        ).format(count=number(undated))
        if undated
        else _("Year of the dates without one"),
        min_value=1990,
        max_value=date.today().year,
        value=incoming.year,
        step=1,
        key=f"upload_year_{incoming.sha256[:12]}",
        on_change=_say_year,
        args=(incoming,),
    )


def _say_year(incoming: Incoming) -> None:
    told = st.session_state[f"upload_year_{incoming.sha256[:12]}"]
    incoming.year = int(told) if told else None
