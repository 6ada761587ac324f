"""Words of a list that the ledger does not know: each is settled once for all its rows, and remembered."""

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from components.ledger import viewer
from components.upload import Incoming
from components.wording import heading, plain
from exchange.suggestions import CAMPAIGN, CO_ORGANISER, KIND, MATERIAL, PLACE, UNIT, Settled, Unknown
from locales import gettext as _
from locales import ngettext
from locales.numbers import number
from models.permission import Action
from models.problem import FIELDS

MOST_ASKED: Final = 20  # at a time: the others come up as these are settled
MOST_SETTLED: Final = 60  # shown to be taken back one by one

_KINDS: Final = {
    UNIT: FIELDS["organisation"],
    CO_ORGANISER: FIELDS["co_organisers"],
    KIND: FIELDS["kind"],
    MATERIAL: FIELDS["materials"],
    CAMPAIGN: FIELDS["campaigns"],
    PLACE: FIELDS["places"],
    "venue_type": FIELDS["venue_type"],
    "format": FIELDS["formats"],
    "topic": FIELDS["topics"],
    "key_group": FIELDS["key_groups"],
    "basis": FIELDS["basis"],
}


def settle_words(incoming: Incoming, unknown: Sequence[Unknown], settled: Sequence[Settled]) -> None:
    """Each unknown word with what may be meant: taken with one click, another one chosen, or left out.

    All at once only what is beyond doubt; what was settled can be taken back word by word.
    """
    if unknown:
        counted = ngettext("{count} word", "{count} words", len(unknown)).format(count=number(len(unknown)))
        heading(_("Words the ledger does not know"), counted)
        _offer_sure(incoming, [word for word in unknown if word.sure])
        # What stops rows comes before what would only be added.
        ordered = sorted(unknown, key=lambda word: (_is_added(word), not word.nearest))
        for at, word in enumerate(ordered[:MOST_ASKED]):
            _ask(incoming, word, at)
        if len(unknown) > MOST_ASKED:
            more = number(len(unknown) - MOST_ASKED)
            st.caption(_("{count} more come up when these are settled.").format(count=more))
    if settled:
        _show_settled(incoming, settled)


def _offer_sure(incoming: Incoming, sure: Sequence[Unknown]) -> None:
    if len(sure) < 2:
        return
    st.button(
        _("Take the {count} suggestions that are certain").format(count=number(len(sure))),
        key="upload_take_all",
        type="primary",
        on_click=_settle,
        args=(incoming, {(word.kind, word.text): word.nearest for word in sure}),
    )


def _ask(incoming: Incoming, word: Unknown, at: int) -> None:
    times = ngettext("{count} row", "{count} rows", word.times).format(count=number(word.times))
    said = f"{_(_KINDS.get(word.kind, word.kind))} · {plain(f'“{word.text}”')} · {times}"
    with st.container(border=True, key=f"upload_word_{at}"):
        st.markdown(said)
        with st.container(horizontal=True, vertical_alignment="center"):
            if word.nearest and word.kind != UNIT:  # which unit did it is not to be had by a click on what comes first
                st.button(
                    f"→ {plain(_label(word, word.nearest))}",
                    type="primary" if word.sure else "secondary",
                    key=f"upload_take_{at}",
                    on_click=_settle,
                    args=(incoming, {(word.kind, word.text): word.nearest}),
                )
            key = f"upload_choice_{word.kind}_{word.text}"
            st.selectbox(
                _("Another word"),
                word.choices,
                index=None,
                format_func=lambda choice: _label(word, choice),
                placeholder=_("Choose") if word.kind == UNIT else _("Another word"),
                label_visibility="collapsed",
                width=320 if word.kind == PLACE else 220,
                key=key,
                on_change=_settle_chosen,
                args=(incoming, word, key),
            )
            if word.kind != UNIT:  # without its unit no row can go in
                st.button(
                    _("Only the name") if word.kind == PLACE else _("Leave out"),
                    type="tertiary",
                    key=f"upload_leave_{at}",
                    on_click=_settle,
                    args=(incoming, {(word.kind, word.text): ""}),
                )
        if note := _note(word):
            st.caption(note)


def _label(word: Unknown, choice: str) -> str:
    return word.labels.get(choice, choice)


def _note(word: Unknown) -> str:
    """What is to be known before a word is settled, or left as it is."""
    if word.kind == PLACE:
        return _("Left as it is, only its name is recorded, without the district.")
    if word.kind == MATERIAL:
        return _("It is recorded under this name, as other material.")
    if _is_added(word):
        return _("Left as it is, it is added to the ledger.")
    if word.kind == UNIT and word.nearest:
        return _("The name most like it is {unit}.").format(unit=plain(word.nearest))
    return ""


def _is_added(word: Unknown) -> bool:
    """Whether a word that nobody settles becomes a new record of its own."""
    if word.kind in (UNIT, CO_ORGANISER):
        return viewer().everywhere(Action.MANAGE)
    return word.kind in (CAMPAIGN, MATERIAL, PLACE)


def _settle(incoming: Incoming, chosen: Mapping[tuple[str, str], str]) -> None:
    incoming.instead = {**incoming.instead, **chosen}


def _settle_chosen(incoming: Incoming, word: Unknown, key: str) -> None:
    if chosen := st.session_state[key]:
        _settle(incoming, {(word.kind, word.text): chosen})


def _show_settled(incoming: Incoming, settled: Sequence[Settled]) -> None:
    counted = ngettext("Settled: {count} word", "Settled: {count} words", len(settled))
    remembered = sum(incoming.recalled.get((word.kind, word.text)) == word.chosen for word in settled)
    told = counted.format(count=number(len(settled)))
    if remembered:
        of_before = ngettext("{count} as in your earlier lists", "{count} as in your earlier lists", remembered)
        told = f"{told} · {of_before.format(count=number(remembered))}"
    with st.expander(told, icon=":material/rule:", key=f"upload_settled_{incoming.sha256[:12]}"):
        st.caption(_("Press one to take it back."))
        with st.container(horizontal=True):
            for at, word in enumerate(settled[:MOST_SETTLED]):
                instead = word.label or (_("only the name") if word.kind == PLACE else _("left out"))
                st.button(
                    f"{plain(word.text)} → {plain(instead)}",
                    icon=":material/undo:",
                    key=f"upload_unsettle_{at}",
                    on_click=_unsettle,
                    args=(incoming, [word]),
                )
        if len(settled) > 1:
            st.button(
                _("Take all back"), type="tertiary", key="upload_unsettle", on_click=_unsettle, args=(incoming, settled)
            )


def _unsettle(incoming: Incoming, words: Sequence[Settled]) -> None:
    """Let words be open again. What is not of this list stays."""
    gone = {(word.kind, word.text) for word in words}
    incoming.instead = {key: chosen for key, chosen in incoming.instead.items() if key not in gone}
