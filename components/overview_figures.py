"""The four figures at the top of the overview, each with its definition, its basis and its change."""

import streamlit as st

from components.figures import basis, headline_metric, relative_change, short
from components.ledger import ask, ledger, viewer
from locales import gettext as _
from locales import ngettext
from locales.numbers import number, short_number
from metrics.filter import Filter
from metrics.overview import Headline, headline


def ask_headline(asked: Filter) -> Headline:
    """The headline figures of a filter."""
    return ask(headline, ledger(), viewer(), asked)


def show(figures: Headline, asked: Filter) -> None:
    """The four figures, two by two on a phone."""
    earlier = asked.year_before()
    before = ask_headline(earlier) if earlier else None
    with st.grid(4, min_column_width=150, key="headline"):
        headline_metric(
            _("Sessions"),
            short_number(figures.sessions),
            help_text=_("Sessions held in public. A co-organised event counts once; staff training does not count."),
            note=ngettext("{count} event", "{count} events", figures.events).format(count=number(figures.events)),
            change=relative_change(figures.sessions, before.sessions) if before else None,
        )
        headline_metric(
            _("Attendance"),
            short(figures.attendance),
            help_text=_("Contacts on the spot, not people: whoever comes twice counts twice."),
            note=basis(figures.attendance),
            change=relative_change(figures.attendance.value, before.attendance.value) if before else None,
        )
        headline_metric(
            _("Materials (copies)"),
            short(figures.materials),
            help_text=_("Copies handed out; what was printed and not handed out is not in it."),
            note=basis(figures.materials),
            change=relative_change(figures.materials.value, before.materials.value) if before else None,
        )
        headline_metric(
            _("Online reach"),
            short(figures.online),
            help_text=_("Views at the newest reading of each channel. Never added to attendance."),
            note=basis(figures.online),
            change=relative_change(figures.online.value, before.online.value) if before else None,
        )


def left_aside(figures: Headline) -> list[str]:
    """What is not in the figures, in words for the grey line."""
    aside = []
    if figures.trainings:
        aside.append(
            ngettext(
                "{count} staff training not counted", "{count} staff trainings not counted", figures.trainings
            ).format(count=number(figures.trainings))
        )
    if figures.left_out:
        aside.append(
            ngettext(
                "{count} event without an exact enough date not counted",
                "{count} events without an exact enough date not counted",
                figures.left_out,
            ).format(count=number(figures.left_out))
        )
    return aside


def nothing_found() -> None:
    """What to do when no event answers the filter."""
    st.info(
        _("No event matches these filters. Choose a longer period or clear the filters above."),
        icon=":material/search_off:",
    )
