"""The parts of the event form that come several times: materials, online readings, links."""

from collections.abc import Callable
from dataclasses import fields, replace
from functools import partial
from typing import Any

import streamlit as st

from locales import gettext as _
from models.entry import MaterialEntry, ReadingEntry
from models.words import Words

Row = MaterialEntry | ReadingEntry
Key = Callable[[str], str]


def material_rows(key: Key, vocabulary: Words) -> None:
    """What was handed out, a row each; the row after the last is always free."""
    st.markdown(f"**{_('Materials handed out')}**")

    def draw(row: MaterialEntry, at: Key) -> MaterialEntry:
        kind, name, copies = st.columns([2, 3, 2])
        return replace(
            row,
            material=kind.selectbox(
                _("Material"),
                vocabulary.codes("material"),
                format_func=lambda code: vocabulary.label("material", code),
                key=at("material"),
            ),
            name=name.text_input(_("Name of the material"), key=at("name")),
            copies=copies.text_input(_("Copies"), key=at("copies")),
        )

    _rows(key, "materials", MaterialEntry(material="leaflet"), draw)


def reading_rows(key: Key) -> None:
    """What online counters showed, a row each."""
    st.markdown(f"**{_('Online readings')}**")

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

    _rows(key, "readings", ReadingEntry(), draw)


def link_field(key: Key) -> None:
    """Web addresses, one on a line."""
    st.text_area(
        _("Links, one on a line"),
        key=key("links"),
        placeholder="https://",
        height=80,
        persist_state="session",
    )


def _rows(key: Key, field: str, empty: Row, draw: Callable[[Any, Key], Row]) -> None:
    """Rows with a free one at the end; a row counts once something was typed in it."""
    state = st.session_state
    held: list[Row] = state[key(field)]
    drawn: list[Row] = []
    for index, row in enumerate([*held, empty]):
        at = partial(_column_key, key, field, index)
        for column in fields(row):
            # Widgets of a folded or left page lose their state; the list keeps it and gives it back.
            state.setdefault(at(column.name), getattr(row, column.name))
        drawn.append(draw(row, at))
    kept = [row for row in drawn if _typed(row)]
    state[key(field)] = kept
    if len(kept) > len(held):
        st.rerun()


def _column_key(key: Key, field: str, index: int, column: str) -> str:
    return key(f"{field}_{index}_{column}")


def _typed(row: Row) -> bool:
    if isinstance(row, MaterialEntry):
        return bool(row.name.strip() or row.copies.strip())
    return any(text.strip() for text in (row.channel, row.read_on, row.views, row.likes, row.shares))
