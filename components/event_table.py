"""Events as a table, and one event in full."""

from collections.abc import Collection, Sequence
from typing import Literal

import pandas as pd
import streamlit as st

from components.event_columns import COLUMNS, DEFAULT, shown
from components.event_history import show_history
from components.evidence import show_evidence
from components.ledger import words
from components.names import named
from components.review import show_status
from components.wording import bracketed, plain
from locales import gettext as _
from locales.numbers import day, listing, moment, number
from metrics.records import EventRecord
from models.event import KINDS
from models.words import Words


def event_table(events: Sequence[EventRecord], *, key: str, selectable: bool = True) -> EventRecord | None:
    """The events as rows, one of which can be selected; returns the selected one."""
    picked = _table(events, key, "single-row" if selectable else None)
    return picked[0] if picked else None


def event_rows_to_select(
    events: Sequence[EventRecord],
    *,
    key: str,
    columns: Sequence[str] = DEFAULT,
    several: bool = True,
    chosen: Collection[int] = (),
) -> list[EventRecord]:
    """The events as rows with these columns, to select several or only one of; returns the selected ones.

    Those `chosen` (ids) are selected when the rows are first shown.
    """
    return _table(events, key, "multi-row" if several else "single-row", columns, chosen)


def _table(
    events: Sequence[EventRecord],
    key: str,
    selection: Literal["single-row", "multi-row"] | None,
    columns: Sequence[str] = DEFAULT,
    chosen: Collection[int] = (),
) -> list[EventRecord]:
    vocabulary = words()
    names = shown(columns, events)
    rows = pd.DataFrame([{name: COLUMNS[name].text(event, vocabulary) for name in names} for event in events])
    config = {name: st.column_config.TextColumn(_(COLUMNS[name].label), width=COLUMNS[name].width) for name in names}
    if selection is None:
        st.dataframe(rows, hide_index=True, key=key, column_config=config)
        return []
    # Streamlit keeps the number of the selected row. With other events it would be another event's number, so
    # another list is another table.
    key = f"{key}_{hash(tuple(event.id for event in events)):x}"
    if key not in st.session_state and chosen:
        held = [row for row, event in enumerate(events) if event.id in chosen]
        st.session_state[key] = {"selection": {"rows": held, "columns": [], "cells": []}}
    selected = st.dataframe(
        rows,
        hide_index=True,
        key=key,
        on_select="rerun",
        selection_mode=selection,
        column_config=config,
        height=min(640, 36 * (len(rows) + 1) + 4),
    )
    return [events[row] for row in selected["selection"]["rows"] if 0 <= row < len(events)]


def event_card(event: EventRecord) -> None:
    """Everything that is recorded of one event; what is not known is not shown."""
    vocabulary = words()
    st.markdown(f"##### {plain(event.title)}")
    st.caption(plain(f"{event.when} · {event.organisation}"))
    show_status(event)
    for label, value in _facts(event, vocabulary):
        if value:
            st.markdown(f":gray[{label}]  \n" + "  \n".join(plain(line) for line in value.splitlines()))
    for link in event.links:
        st.link_button(
            plain(link if len(link) < 60 else link[:57] + "…"), link, icon=":material/link:", type="tertiary"
        )
    show_evidence(event.id)
    show_history(event)
    st.caption(
        _("Last changed {when} by {who}, version {version}").format(
            when=moment(event.updated_at), who=plain(named(event.updated_by)), version=event.version
        )
    )


def _facts(event: EventRecord, vocabulary: Words) -> list[tuple[str, str]]:
    def labels(name: str, codes: Sequence[str]) -> str:
        return listing(vocabulary.label(name, code) for code in codes)

    groups = [
        vocabulary.label("key_group", code) + (f" {count}" if count else "") for code, count in event.key_groups.items()
    ]
    materials = [
        f"{material.name or vocabulary.label('material', material.material)}"
        + (f" {material.copies}" if material.copies else "")
        for material in event.materials
    ]
    readings = []
    for reading in event.readings:
        told = " ".join(part for part in (reading.channel, str(reading.views or "")) if part)
        readings.append(bracketed(told, day(reading.read_on)) if reading.read_on else told)
    attendance = ""
    if event.attendance:
        attendance = str(event.attendance)
        if event.attendance.basis:
            attendance = bracketed(attendance, vocabulary.label("basis", event.attendance.basis))
    return [
        (_("Kind of event"), _(KINDS[event.kind])),
        (_("Place"), listing(place.label for place in event.places)),
        (_("Venue type"), vocabulary.label("venue_type", event.venue_type)),
        (_("Sessions"), number(event.sessions) if event.sessions > 1 else ""),
        (_("Attendance"), attendance),
        (_("Key groups"), listing(groups)),
        (_("Topics"), labels("topic", event.topics)),
        (_("Format"), labels("format", event.formats)),
        (_("Campaign"), listing(event.campaigns)),
        (_("Partners"), listing(event.partners)),
        (_("Co-organising units"), listing(event.co_organisers)),
        (_("Materials"), listing(materials)),
        (_("Consultations"), str(event.consultations or "")),
        (_("Staff taking part"), str(event.staff or "")),
        (_("Indirect reach"), str(event.indirect or "")),
        (_("Online reading"), listing(readings)),
        (_("Media reports"), "" if event.media_reports is None else number(event.media_reports)),
        (_("Note"), event.note),
        (_("Reference"), event.reference or ""),
    ]
