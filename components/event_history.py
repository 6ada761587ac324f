"""What was done to an event, by whom and why: folded below it."""

import streamlit as st

from components.ledger import ask, ledger, viewer
from components.names import named
from components.wording import plain
from locales import gettext as _
from locales.numbers import moment
from metrics.records import EventRecord
from metrics.told import Told, told_history
from models.dataset import Dataset


def show_history(event: EventRecord) -> None:
    """The history of one of the bank's own events, newest first, each field with what it was before."""
    if event.dataset != Dataset.RECORDED.value:
        return
    with st.expander(_("History"), icon=":material/history:"):
        lines = ask(told_history, ledger(), viewer(), event.id)
        if not lines:
            st.caption(_("Nothing was noted yet: the event is older than the history."))
        for line in lines:
            _show(line)


def _show(line: Told) -> None:
    who = plain(named(line.by))
    st.markdown(f"**{plain(moment(line.at))}** · {who} · {plain(line.action)}")
    if line.reason:
        label = _("Reason")
        st.markdown(f":gray[{label}]  \n{plain(line.reason)}")
    told = []
    for change in line.changes:
        after = plain(change.after) or _("(empty)")
        told.append(
            f"{plain(change.field)}: {plain(change.before)} → {after}"
            if change.before
            else f"{plain(change.field)}: {after}"
        )
    if told:
        st.caption("  \n".join(told))
