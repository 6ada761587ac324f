"""Lists taken in before, and undoing one of them."""

from typing import Final

import streamlit as st

from components.ledger import ask, ledger, viewer
from components.names import named
from components.wording import heading, plain
from locales import gettext as _
from locales import ngettext
from locales.numbers import moment, number
from store.batches import BatchLine, list_batches
from store.undoing import Undone, undo_batch

SHOWN: Final = 5  # the others are folded
MOST_NAMED: Final = 20
_DONE: Final = "upload_undone"


def past_batches() -> None:
    """The lists the person may undo, newest first: when, who, which file, how many events."""
    _say_what_was_undone()
    lines = ask(list_batches, ledger(), viewer())
    if not lines:
        return
    counted = ngettext("{count} list", "{count} lists", len(lines)).format(count=number(len(lines)))
    heading(_("Lists taken in before"), counted)
    for line in lines[:SHOWN]:
        _batch(line)
    if len(lines) > SHOWN:
        with st.expander(_("Older lists")):
            for line in lines[SHOWN:]:
                _batch(line)


def _batch(line: BatchLine) -> None:
    with st.container(border=True, key=f"upload_batch_{line.id}"):
        heading(plain(line.name) or _("(no name)"), _numbers(line))
        st.caption(f"{moment(line.at)} · {plain(named(line.by))}")
        if line.undone_at is not None:
            who = plain(named(line.undone_by or ""))
            st.caption(_("Undone {when} by {who}.").format(when=moment(line.undone_at), who=who))
            return
        with st.popover(_("Undo this list"), icon=":material/undo:", key=f"upload_undo_{line.id}"):
            st.markdown(
                _(
                    "Its new events go to the bin; those it changed get their former content back. "
                    "What was worked on or approved since stays as it is."
                )
            )
            st.button(_("Undo"), type="primary", key=f"upload_undo_now_{line.id}", on_click=_undo, args=(line.id,))


def _numbers(line: BatchLine) -> str:
    told = [ngettext("{count} new event", "{count} new events", line.new).format(count=number(line.new))]
    if line.updated:
        changed = ngettext("{count} event changed", "{count} events changed", line.updated)
        told.append(changed.format(count=number(line.updated)))
    return " · ".join(told)


def _undo(batch_id: int) -> None:
    st.session_state[_DONE] = undo_batch(ledger(), viewer(), batch_id)


def _say_what_was_undone() -> None:
    undone: Undone | None = st.session_state.pop(_DONE, None)
    if undone is None:
        return
    if not undone.done:
        for problem in undone.problems:
            st.error(plain(str(problem.message)))
        return
    told = ngettext("{count} event is in the bin now.", "{count} events are in the bin now.", undone.binned)
    told = told.format(count=number(undone.binned))
    if undone.given_back:
        back = ngettext(
            "{count} event has its former content again.",
            "{count} events have their former content again.",
            undone.given_back,
        )
        told = f"{told} {back.format(count=number(undone.given_back))}"
    st.success(told, icon=":material/undo:")
    if undone.left:
        left = ngettext("{count} event was left as it is:", "{count} events were left as they are:", len(undone.left))
        st.warning(left.format(count=number(len(undone.left))))
        for one in undone.left[:MOST_NAMED]:
            st.text(f"• {one.title}: {one.problem.message}")
