"""The four figures at the top of the overview, each with its definition, its basis and its change."""

from dataclasses import replace
from datetime import date

import streamlit as st

from components.figures import basis, headline_metric, relative_change, short
from components.ledger import ask, ledger, viewer
from locales import gettext as _
from locales import ngettext
from locales.numbers import day, number, short_number
from metrics.counting import Figure
from metrics.filter import Filter
from metrics.overview import Headline, headline
from models.dataset import Dataset


def ask_headline(asked: Filter) -> Headline:
    """The headline figures of a filter."""
    return ask(headline, ledger(), viewer(), asked)


def show(figures: Headline, asked: Filter) -> None:
    """The four figures, two by two on a phone."""
    now, before = _compared(asked)
    events = ngettext("{count} event", "{count} events", figures.events).format(count=number(figures.events))
    cells = {
        "sessions": (
            _("Sessions"),
            short_number(figures.sessions),
            _("Sessions held in public. A co-organised event counts once; staff training does not count."),
            events,
        ),
        "attendance": (
            _("Attendance"),
            short(figures.attendance),
            _("Contacts on the spot, not people: whoever comes twice counts twice."),
            basis(figures.attendance),
        ),
        "materials": (
            _("Materials (copies)"),
            short(figures.materials),
            _("Copies handed out; what was printed and not handed out is not in it."),
            basis(figures.materials),
        ),
        "online": (
            _("Online reach"),
            short(figures.online),
            _("Views at the newest reading of each channel. Never added to attendance."),
            basis(figures.online),
        ),
    }
    with st.grid(4, min_column_width=150, key="headline"):
        for field, (label, value, definition, note) in cells.items():
            headline_metric(
                label,
                value,
                help_text=definition,
                note=note,
                change=_change(now, before, field),
                against=_against(asked, before, field),
            )


def _against(asked: Filter, before: Headline | None, field: str) -> str:
    """What a change is measured against, in words."""
    earlier = _so_far(asked).year_before()
    if before is None or earlier is None:
        return ""
    return _("A year before, {start} – {end}: {value}").format(
        start=day(earlier.start), end=day(earlier.end), value=number(_value(getattr(before, field)))
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
    earlier = _so_far(asked).year_before()
    return ask_headline(_so_far(asked)), ask_headline(earlier) if earlier else None


def _so_far(asked: Filter) -> Filter:
    return replace(asked, end=min(asked.end, date.today())) if asked.end else asked


def left_aside(figures: Headline, shown: Dataset) -> list[str]:
    """What is not in the figures, and what is not yet approved in them, in words for the grey line."""
    aside = []
    if figures.trainings:
        aside.append(
            ngettext(
                "{count} staff training not counted", "{count} staff trainings not counted", figures.trainings
            ).format(count=number(figures.trainings))
        )
    return [*aside, *left_out_note(figures.left_out), *_unapproved_note(figures.unapproved, shown)]


def _unapproved_note(count: int, shown: Dataset) -> list[str]:
    """How many of the bank's own events are not approved yet; trial data has no review."""
    if not count or shown is not Dataset.RECORDED:
        return []
    return [
        ngettext("{count} event not yet approved", "{count} events not yet approved", count).format(count=number(count))
    ]


def left_out_note(count: int) -> list[str]:
    """What to say of events whose date is not exact enough for the period; nothing where there are none."""
    if not count:
        return []
    return [
        ngettext(
            "{count} event without an exact enough date not counted",
            "{count} events without an exact enough date not counted",
            count,
        ).format(count=number(count))
    ]


def nothing_found() -> None:
    """What to do when no event answers the filter."""
    st.info(
        _("No event matches these filters. Choose a longer period or clear the filters above."),
        icon=":material/search_off:",
    )
