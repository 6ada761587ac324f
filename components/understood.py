"""How numbers and dates were understood, said below the box while one is still at it."""

from datetime import date
from typing import Final

import streamlit as st

from components.event_form import Form
from components.wording import bracketed, plain
from locales import Message, mark
from locales import gettext as _
from locales.numbers import weekday
from models.count import parse_count
from models.problem import InvalidError
from models.said_day import dated
from models.when import Precision, When, parse_when

# How long a stop in typing is taken to mean that one looks at what was typed. Much shorter, and the page would run for
# nearly every key and complain of half a word.
_PAUSE: Final = "500ms"


def count_field(form: Form, field: str, label: str, *, example: str | None = None) -> None:
    """A number as people write it; below it how it was understood, where that is not plain."""
    st.text_input(label, key=form.key(field), placeholder=example, live=_PAUSE, persist_state="session")
    text = (st.session_state[form.key(field)] or "").strip()
    try:
        count = parse_count(text)
    except InvalidError as error:
        _complaint(error.message)
        return
    if count is not None and str(count) != text:
        st.caption(_("→ {understood}").format(understood=count))


def understood_date(text: str | None) -> None:
    """Say which day, month, quarter, year or range a text means, or what is wrong with it."""
    try:
        when = parse_when(dated(text or "", date.today()))
    except InvalidError as error:
        _complaint(error.message)
        st.caption(_("If no more is known, empty the box: a box for the words comes up."))
        return
    if when.start is None:
        st.caption(_("Left empty, the event counts only under “All time”."))
        return
    st.caption(_("→ {understood}").format(understood=_with_precision(when)))
    if when.start > date.today():
        _complaint(Message.of(mark("{when} has not come yet; record an event when it is over."), when=when))


def _with_precision(when: When) -> str:
    """The date and how exactly it is known; of a day its weekday, by which a slip is noticed."""
    if when.precision is Precision.DAY and when.start is not None:
        return bracketed(str(when), weekday(when.start))
    return str(when) if when.precision is Precision.RANGE else bracketed(str(when), _(_PRECISIONS[when.precision]))


def _complaint(message: Message) -> None:
    st.caption(f":red[{plain(str(message))}]")


_PRECISIONS: Final = {
    Precision.MONTH: mark("month"),
    Precision.QUARTER: mark("quarter"),
    Precision.YEAR: mark("year"),
}
