"""The four figures at the top of the overview, each with its definition, its basis and its change."""

from dataclasses import replace
from datetime import date

import streamlit as st

from components.figures import basis, headline_metric, relative_change, short
from components.ledger import ask, ledger, viewer
from locales import gettext as _
from locales import ngettext
from locales.numbers import number, short_number
from metrics.counting import Figure
from metrics.filter import Filter
from metrics.overview import Headline, headline


def ask_headline(asked: Filter) -> Headline:
    """The headline figures of a filter."""
    return ask(headline, ledger(), viewer(), asked)


def show(figures: Headline, asked: Filter) -> None:
    """The four figures, two by two on a phone."""
    now, before = _compared(asked)
    with st.grid(4, min_column_width=150, key="headline"):
        headline_metric(
            _("Sessions"),
            short_number(figures.sessions),
            help_text=_("Sessions held in public. A co-organised event counts once; staff training does not count."),
            note=ngettext("{count} event", "{count} events", figures.events).format(count=number(figures.events)),
            change=_change(now, before, "sessions"),
        )
        headline_metric(
            _("Attendance"),
            short(figures.attendance),
            help_text=_("Contacts on the spot, not people: whoever comes twice counts twice."),
            note=basis(figures.attendance),
            change=_change(now, before, "attendance"),
        )
        headline_metric(
            _("Materials (copies)"),
            short(figures.materials),
            help_text=_("Copies handed out; what was printed and not handed out is not in it."),
            note=basis(figures.materials),
            change=_change(now, before, "materials"),
        )
        headline_metric(
            _("Online reach"),
            short(figures.online),
            help_text=_("Views at the newest reading of each channel. Never added to attendance."),
            note=basis(figures.online),
            change=_change(now, before, "online"),
        )


def _change(now: Headline | None, before: Headline | None, figure: str) -> float | None:
    if now is None or before is None:
        return None
    return relative_change(*(_value(getattr(headline_, figure)) for headline_ in (now, before)))


def _value(figure: Figure | int) -> int | None:
    return figure.value if isinstance(figure, Figure) else figure


def _compared(asked: Filter) -> tuple[Headline | None, Headline | None]:
    """The figures up to today and those of the same days a year before: a period under way has had no more days."""
    if asked.start is None or asked.end is None or asked.start > date.today():
        return None, None
    so_far = replace(asked, end=min(asked.end, date.today()))
    earlier = so_far.year_before()
    return ask_headline(so_far), ask_headline(earlier) if earlier else None


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
