"""The same again: a new event like the last one or like this one, and one that is held regularly."""

from datetime import date
from typing import Final

import streamlit as st

from components.event_form import Form
from components.frame import show_problems
from components.keeping_entries import begin_anew, is_begun
from components.ledger import ask, ledger, viewer
from components.wording import plain
from locales import gettext as _
from locales import ngettext
from locales.numbers import day as shown
from locales.numbers import listing, number
from metrics.own_records import last_event
from metrics.records import EventRecord
from models.dataset import Dataset
from models.draft import another_day
from models.entry import Entry, entry_of
from models.permission import Action
from models.recurrence import RHYTHMS, days_until
from models.when import Precision, When
from store.events import read_event
from store.repeats import repeat_event

COPY: Final = "copy"
"""The address parameter that names the event to begin from."""


def copied(asked: str) -> Entry | None:
    """A new entry like the event with this id, as an address gives it; None where there is none to be seen."""
    draft = read_event(ledger(), viewer(), int(asked)) if asked.isdecimal() and len(asked) < 16 else None
    return entry_of(another_day(draft, When.on(date.today()))) if draft else None


def copy_last(form: Form, entry: Entry) -> None:
    """In a form still empty: a button that fills in what the person's last event was, where and with whom."""
    if form.event_id is not None or entry != st.session_state[form.key("origin")]:
        return
    last = ask(last_event, ledger(), viewer())
    if last is not None and st.button(
        _("Like my last one"),
        icon=":material/content_copy:",
        help=_("What, where and with whom; numbers, photos and notes are for you to add."),
        key="copy_last",
        type="tertiary",
    ):
        begin_like(form, str(last))


def begin_like(form: Form, asked: str) -> None:
    """Let the next run fill the form like the event with this id; what is typed in it and not saved is asked about."""
    if is_begun(form):
        st.warning(_("There is an event you have begun and not saved."), icon=":material/history_edu:")
        with st.container(horizontal=True):
            go_on = st.button(_("Go on with it"), type="primary", key="like_not")
            drop = st.button(_("Drop it and begin the new one"), key="like_drop")
        if not go_on and not drop:
            st.stop()
        if go_on:
            asked = ""
    if like := copied(asked):
        begin_anew(form)
        st.session_state[form.key("like")] = like
    st.query_params.pop(COPY, None)
    st.rerun()


def take_like(form: Form) -> Entry | None:
    """What the form is to begin with, if `begin_like` was asked for it."""
    like: Entry | None = st.session_state.pop(form.key("like"), None)
    return like


def again(event: EventRecord) -> None:
    """Beside an event: a new one like it, or its other days until a date, as drafts."""
    if not viewer().reach(Action.RECORD) or event.dataset != Dataset.RECORDED.value:
        return
    st.page_link(
        "pages/record.py",
        label=_("New one like this"),
        icon=":material/content_copy:",
        query_params={COPY: str(event.id)},
    )
    if event.when.precision is Precision.DAY and event.when.start is not None and event.when.start < date.today():
        with st.popover(_("Repeat"), icon=":material/event_repeat:"):
            _repeat(event, event.when.start)


def _repeat(event: EventRecord, start: date) -> None:
    rhythm = st.pills(
        _("How often"), list(RHYTHMS), format_func=lambda one: _(RHYTHMS[one]), key="repeat_rhythm", required=True
    )
    st.caption(_("Up to today at most: what has not come yet is recorded when it is over."))
    until = st.date_input(_("Until"), value=date.today(), min_value=start, max_value=date.today(), key="repeat_until")
    days = days_until(start, rhythm, until) if rhythm and isinstance(until, date) else []
    if days:
        st.caption(plain(listing([shown(one) for one in days[:6]] + (["…"] if len(days) > 6 else []))))
    label = ngettext("Make {count} draft", "Make {count} drafts", len(days)).format(count=number(len(days)))
    if st.button(label, type="primary", disabled=not days, key="repeat_go"):
        outcome, ids = repeat_event(ledger(), viewer(), event.id, days)
        show_problems(outcome.problems)
        if ids:
            st.toast(
                ngettext(
                    "{count} draft made; its numbers are still to be added.",
                    "{count} drafts made; their numbers are still to be added.",
                    len(ids),
                ).format(count=number(len(ids))),
                icon=":material/check_circle:",
            )
            st.switch_page("pages/events.py", query_params={"queue": "finish", "period": "all"})
