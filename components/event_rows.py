"""The parts of the event form that come several times: materials, online readings, links."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import streamlit as st

from components.rows import Key, growing_rows
from components.wording import heading
from locales import gettext as _
from models.entry import MaterialEntry, ReadingEntry
from models.words import Words

_USUAL: Final = "leaflet"
"""What most rows are about, taken for one in which only a name or a number is typed. A row with neither is free."""


def held_too(codes: list[str], held: Sequence[str | None]) -> list[str]:
    """The codes on offer and those already chosen: a retired word stays on the records that have it."""
    return [*codes, *(code for code in held if code and code not in codes)]


def material_rows(key: Key, vocabulary: Words) -> None:
    """What was handed out, a row each; the row after the last is always free."""
    heading(_("Materials handed out"))

    def draw(row: MaterialEntry, at: Key) -> MaterialEntry:
        kind, name, copies = st.columns([2, 3, 2])
        state = st.session_state
        more = any((state[at(part)] or "").strip() for part in ("name", "copies"))
        if not state[at("material")]:
            state[at("material")] = _USUAL if more else None
        material = kind.selectbox(
            _("Material"),
            held_too(vocabulary.codes("material"), [row.material]),
            index=None,
            format_func=lambda code: vocabulary.label("material", code),
            key=at("material"),
            placeholder=_("Choose"),
        )
        return replace(
            row,
            material=material or "",
            name=name.text_input(_("Name of the material"), key=at("name")),
            copies=copies.text_input(_("Copies"), key=at("copies")),
            bare=bool(material) and not more,
        )

    growing_rows(key, "materials", MaterialEntry(material=""), draw)


def reading_rows(key: Key) -> None:
    """What online counters showed, a row each."""
    heading(_("Online readings"))

    def draw(row: ReadingEntry, at: Key) -> ReadingEntry:
        channel, read_on, views, likes, shares = st.columns([3, 2, 2, 1, 1])
        return replace(
            row,
            channel=channel.text_input(_("Channel"), key=at("channel")),
            read_on=read_on.text_input(_("Read on"), key=at("read_on"), placeholder="2024-09-30"),
            views=views.text_input(_("Views"), key=at("views")),
            likes=likes.text_input(_("Likes"), key=at("likes")),
            shares=shares.text_input(_("Shares"), key=at("shares")),
        )

    growing_rows(key, "readings", ReadingEntry(), draw)


def link_field(key: Key) -> None:
    """Web addresses, one on a line."""
    st.text_area(
        _("Links, one on a line"),
        key=key("links"),
        placeholder="https://",
        height=80,
        persist_state="session",
    )
