"""How numbers and dates were understood, said below the box while one is still at it."""

from datetime import date
from typing import Final

import streamlit as st

from components.event_form import Form
from components.wording import bracketed, plain
from locales import Message, mark
from locales import gettext as _
from models.count import parse_count
from models.problem import InvalidError
from models.when import parse_when


def count_field(form: Form, field: str, label: str, *, example: str | None = None) -> None:
    """A number as people write it; below it how it was understood, where that is not plain."""
    st.text_input(label, key=form.key(field), placeholder=example, persist_state="session")
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
        when = parse_when(text)
    except InvalidError as error:
        _complaint(error.message)
        return
    if when.start is None:
        st.caption(_("Left empty, the event counts only under “All time”."))
        return
    st.caption(_("→ {understood}").format(understood=bracketed(str(when), _(_PRECISIONS[when.precision.value]))))
    if when.start > date.today():
        _complaint(Message.of(mark("{when} has not come yet; record an event when it is over."), when=when))


def _complaint(message: Message) -> None:
    st.caption(f":red[{plain(str(message))}]")


_PRECISIONS: Final = {
    "day": mark("day"),
    "month": mark("month"),
    "quarter": mark("quarter"),
    "year": mark("year"),
    "range": mark("from – to"),
}
