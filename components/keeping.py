"""How safe the ledger is: the age of the newest backup, and what was done lately."""

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from components.ledger import ask, ledger, viewer
from components.names import named
from locales import gettext as _
from locales import ngettext
from locales.numbers import moment, number
from metrics.told import recently
from models.permission import Action
from store.backup import last_backup

WORRYING_DAYS = 7


def backup_age() -> None:
    """When the newest backup was made, for whoever arranges the whole bank; a warning where that is long ago."""
    if not viewer().everywhere(Action.MANAGE):
        return
    made = last_backup(ledger(), viewer())
    if made is None:
        st.warning(
            _("There is no backup yet. Whoever runs the server makes one with: python3 manage.py backup"),
            icon=":material/backup:",
        )
        return
    days = (datetime.now(UTC) - made).days
    if days:
        told = ngettext("Newest backup: {when}, {count} day old.", "Newest backup: {when}, {count} days old.", days)
    else:
        told = _("Newest backup: {when}, less than a day old.")
    sentence = told.format(when=moment(made), count=number(days))
    if days >= WORRYING_DAYS:
        st.warning(sentence, icon=":material/backup:")
    else:
        st.caption(sentence)


def copy_state() -> None:
    """How the copy is from which figures are answered, for whoever arranges the whole bank."""
    if not viewer().everywhere(Action.MANAGE) or (snapshot := ledger().snapshot) is None:
        return
    report = snapshot.report()
    if report is None:
        st.caption(_("The copy from which figures are answered is being made; until then they take longer."))
        return
    st.caption(
        _(
            "Figures are answered from a copy in columns: {events} events, {memory} MB in memory, "
            "{disk} MB on the disk, made in {made} s, last change followed in {followed} s."
        ).format(
            events=number(report.events),
            memory=number(round(report.memory / 1_000_000, 1)),
            disk=number(round(report.disk / 1_000_000, 1)),
            made=number(round(report.made_in, 1)),
            followed=number(round(report.followed_in, 2)),
        )
    )


def recent_history() -> None:
    """What was done in the part of the bank the person looking arranges, newest first."""
    lines = ask(recently, ledger(), viewer())
    if not lines:
        st.caption(_("Nothing has been done yet."))
        return
    st.dataframe(
        pd.DataFrame(
            [
                {
                    "at": moment(line.at),
                    "by": named(line.by),
                    "what": line.action,
                    "record": line.record,
                    "reason": line.reason,
                }
                for line in lines
            ]
        ),
        hide_index=True,
        key="history_rows",
        column_config={
            "at": st.column_config.TextColumn(_("When"), width=150),
            "by": st.column_config.TextColumn(_("Who"), width=120),
            "what": st.column_config.TextColumn(_("What"), width=110),
            "record": st.column_config.TextColumn(_("Record"), width=320),
            "reason": st.column_config.TextColumn(_("Reason"), width=220),
        },
    )
