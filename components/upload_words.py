"""Words of a list that the ledger does not know: each is settled once for all its rows."""

from typing import Final

import streamlit as st

from components.ledger import viewer
from components.upload import Incoming
from components.wording import heading, plain
from exchange.suggestions import CAMPAIGN, CO_ORGANISER, KIND, MATERIAL, UNIT, Unknown
from locales import gettext as _
from locales import ngettext
from locales.numbers import number
from models.permission import Action
from models.problem import FIELDS

MOST_ASKED: Final = 20  # at a time: the others come up as these are settled

_KINDS: Final = {
    UNIT: FIELDS["organisation"],
    CO_ORGANISER: FIELDS["co_organisers"],
    KIND: FIELDS["kind"],
    MATERIAL: FIELDS["materials"],
    CAMPAIGN: FIELDS["campaigns"],
    "venue_type": FIELDS["venue_type"],
    "format": FIELDS["formats"],
    "topic": FIELDS["topics"],
    "key_group": FIELDS["key_groups"],
    "basis": FIELDS["basis"],
}


def settle_words(incoming: Incoming, unknown: tuple[Unknown, ...]) -> None:
    """Each unknown word with what may be meant: taken with one click, another one chosen, or left out."""
    if unknown:
        counted = ngettext("{count} word", "{count} words", len(unknown)).format(count=number(len(unknown)))
        heading(_("Words the ledger does not know"), counted)
        near = [word for word in unknown if word.nearest]
        if len(near) > 1:
            st.button(
                _("Take all {count} suggestions").format(count=number(len(near))),
                key="upload_take_all",
                on_click=_settle,
                args=(incoming, {(word.kind, word.text): word.nearest for word in near}),
            )
        # What stops rows comes before what would only be added.
        ordered = sorted(unknown, key=lambda word: (_is_added(word), not word.nearest))
        for at, word in enumerate(ordered[:MOST_ASKED]):
            _ask(incoming, word, at)
        if len(unknown) > MOST_ASKED:
            more = number(len(unknown) - MOST_ASKED)
            st.caption(_("{count} more come up when these are settled.").format(count=more))
    if incoming.instead:
        _show_settled(incoming)


def _ask(incoming: Incoming, word: Unknown, at: int) -> None:
    times = ngettext("{count} row", "{count} rows", word.times).format(count=number(word.times))
    said = f"{_(_KINDS.get(word.kind, word.kind))} · {plain(f'“{word.text}”')} · {times}"
    with st.container(border=True, key=f"upload_word_{at}"):
        st.markdown(said)
        with st.container(horizontal=True, vertical_alignment="center"):
            if word.nearest:
                st.button(
                    f"→ {plain(word.nearest)}",
                    type="primary",
                    key=f"upload_take_{at}",
                    on_click=_settle,
                    args=(incoming, {(word.kind, word.text): word.nearest}),
                )
            key = f"upload_choice_{word.kind}_{word.text}"
            st.selectbox(
                _("Another word"),
                word.choices,
                index=None,
                placeholder=_("Another word"),
                label_visibility="collapsed",
                width=220,
                key=key,
                on_change=_settle_chosen,
                args=(incoming, word, key),
            )
            if word.kind != UNIT:  # without its unit no row can go in
                st.button(
                    _("Leave out"),
                    type="tertiary",
                    key=f"upload_leave_{at}",
                    on_click=_settle,
                    args=(incoming, {(word.kind, word.text): ""}),
                )
        if _is_added(word):
            added = _("Left as it is, it is added to the ledger.")
            st.caption(_("It is recorded under this name, as other material.") if word.kind == MATERIAL else added)


def _is_added(word: Unknown) -> bool:
    """Whether a word that nobody settles becomes a new record of its own."""
    if word.kind in (UNIT, CO_ORGANISER):
        return viewer().everywhere(Action.MANAGE)
    return word.kind in (CAMPAIGN, MATERIAL)


def _settle(incoming: Incoming, chosen: dict[tuple[str, str], str]) -> None:
    incoming.instead = {**incoming.instead, **chosen}


def _settle_chosen(incoming: Incoming, word: Unknown, key: str) -> None:
    if chosen := st.session_state[key]:
        _settle(incoming, {(word.kind, word.text): chosen})


def _show_settled(incoming: Incoming) -> None:
    nothing = _("left out")
    told = "；".join(
        f"{plain(text)} → {plain(chosen) or nothing}" for (_kind, text), chosen in incoming.instead.items()
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("Settled: {words}").format(words=told))
        st.button(_("Take back"), type="tertiary", key="upload_unsettle", on_click=_unsettle, args=(incoming,))


def _unsettle(incoming: Incoming) -> None:
    incoming.instead = {}
