"""How far a campaign is: what does not add up, the table by unit, the way of one target, and who needs a reminder."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pandas as pd
import streamlit as st

from components import session
from components.filters import dataset
from components.ledger import ask, ledger, viewer, words
from components.target_chart import show_way
from components.wording import heading, plain
from exchange.progress_table import progress_workbook, suggested_name
from locales import CHINESE, ENGLISH, LANGUAGES, language, ngettext, speaking
from locales import gettext as _
from locales.numbers import listing, number, percent
from metrics.pace import Standing, method
from metrics.reminders import Reminder, message, reminders, rule
from metrics.target_wording import cascade_in_words, counting, range_in_words
from metrics.targets import Cascade, Line, Progress, measure_name, progress

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_TOLD: Final = 5
_MOST_OFFERED: Final = 2_000  # in a list or a table of the browser, which stays quick so
_ALL: Final = ""


def progress_of(campaign_id: int) -> Progress | None:
    """The progress of a campaign as of today."""
    return ask(progress, ledger(), viewer(), campaign_id, dataset(), today=date.today())


def show_progress(found: Progress) -> None:
    """Everything about the targets of a campaign, in order of importance."""
    if not found.lines:
        st.info(_("No targets are set yet for this campaign."), icon=":material/flag:")
        return
    _not_adding_up(found)
    who_needs_a_reminder(found)
    _table(found)
    _one_way(found)
    st.caption(f"{counting()} {method()}")


def _not_adding_up(found: Progress) -> None:
    wrong = found.not_adding_up
    if not wrong:
        return
    told = ngettext(
        "{count} target is not the sum of those of the units below it.",
        "{count} targets are not the sum of those of the units below them.",
        len(wrong),
    ).format(count=number(len(wrong)))
    lines = [_sum_in_words(line, line.cascade) for line in wrong[:_MOST_TOLD] if line.cascade is not None]
    if len(wrong) > _MOST_TOLD:
        more = len(wrong) - _MOST_TOLD
        lines.append(ngettext("{count} more target", "{count} more targets", more).format(count=number(more)))
    st.warning("\n".join([told, *(f"- {plain(line)}" for line in lines)]), icon=":material/calculate:")


def _sum_in_words(line: Line, cascade: Cascade) -> str:
    return _("{unit}, {measure}: target {target}, below it {sum} ({difference})").format(
        unit=line.unit,
        measure=measure_name(line.measure, words()),
        target=number(line.target),
        sum=number(cascade.passed_on),
        difference=cascade_in_words(line),
    )


def who_needs_a_reminder(found: Progress) -> None:
    """The units to remind, the most urgent first, and what to send to the one chosen."""
    late = reminders(ledger(), viewer(), found)
    if not late:
        if found.time.running:
            st.success(_("Nobody needs a reminder."), icon=":material/check_circle:")
        return
    count = ngettext("{count} unit", "{count} units", len(late)).format(count=number(len(late)))
    heading(_("Who needs a reminder"), count)
    told = late[:_MOST_OFFERED]
    names = any(one.people for one in told)
    frame = pd.DataFrame(
        {
            "unit": [one.unit for one in told],
            "state": [_state(one) for one in told],
            **({"people": [listing(one.people) for one in told]} if names else {}),
        }
    )
    st.dataframe(
        frame,
        hide_index=True,
        key="reminder_rows",
        height=_height(len(late), most=6),
        column_config={
            "unit": st.column_config.TextColumn(_("Unit"), width=150),
            "state": st.column_config.TextColumn(_("Why"), width=420),
            "people": st.column_config.TextColumn(_("Coordinators"), width=160),
        },
    )
    st.caption(rule())
    by_unit = {one.unit_id: one for one in told}
    with st.expander(_("Words to send"), icon=":material/content_copy:"):
        chosen = st.selectbox(_("Unit"), list(by_unit), format_func=lambda id_: by_unit[id_].unit, key="reminder_unit")
        if chosen in by_unit:
            for code in (CHINESE, ENGLISH):
                st.caption(LANGUAGES[code])
                st.code(message(by_unit[chosen], found, words(), language=code), language=None, wrap_lines=True)


def _state(one: Reminder) -> str:
    if one.nothing_recorded:
        return _("nothing recorded yet")
    return listing(
        _("{measure} {share} of the target").format(
            measure=measure_name(line.measure, words()), share=percent(line.share or 0)
        )
        for line in one.lines
    )


def _table(found: Progress) -> None:
    chosen = _measure_shown(found)
    lines, left_out = _shown([line for line in found.lines if chosen in (_ALL, line.measure)])
    several = len(found.measures) > 1 and chosen == _ALL
    st.dataframe(
        pd.DataFrame(
            {
                "unit": ["\u2003" * line.depth + line.unit for line in lines],
                **({"measure": [measure_name(line.measure, words()) for line in lines]} if several else {}),
                "share": [None if line.share is None else min(line.share, 1.0) * 100 for line in lines],
                "reached": [line.value for line in lines],
                "target": [line.target for line in lines],
                "standing": [_stands(line) for line in lines],
                "forecast": [range_in_words(line.forecast) for line in lines],
                "sum": [cascade_in_words(line) for line in lines],
            }
        ).astype({"reached": "Int64"}),
        hide_index=True,
        key="progress_rows",
        height=_height(len(lines), most=14),
        column_config=_columns(),
    )
    if left_out:
        told = _("{count} more targets of units further below are in the file only.").format(count=number(left_out))
        st.caption(told)
    _download(found)


def _shown(lines: list[Line]) -> tuple[list[Line], int]:
    """The lines down to the lowest level of the tree that leaves not too many, and how many are left out."""
    lowest = max((line.depth for line in lines), default=0)
    shown = lines
    while len(shown) > _MOST_OFFERED and lowest:
        lowest -= 1
        shown = [line for line in lines if line.depth <= lowest]
    return shown, len(lines) - len(shown)


def _measure_shown(found: Progress) -> str:
    if len(found.measures) < 2:
        return _ALL
    names: Mapping[str, str] = {**{key: measure_name(key, words()) for key in found.measures}, _ALL: _("All")}
    shown = st.pills(
        _("Measure"),
        list(names),
        format_func=names.__getitem__,
        default=found.measures[0],
        key=f"progress_measure_{found.campaign_id}",
        label_visibility="collapsed",
        required=True,
    )
    return _ALL if shown is None else shown


def _stands(line: Line) -> str:
    return "" if line.reached is None else _SIGNS[line.standing] + line.standing.label


_SIGNS: Final = {
    Standing.REACHED: "✓ ",
    Standing.AHEAD: "▲ ",
    Standing.ON_TIME: "● ",
    Standing.BEHIND: "▼ ",
    Standing.MISSED: "✕ ",
    Standing.NOT_BEGUN: "○ ",
    Standing.NO_DATES: "",
}


def _columns() -> dict[str, Any]:
    column = st.column_config
    return {
        "unit": column.TextColumn(_("Unit"), width=160, pinned=True),
        "measure": column.TextColumn(_("Measure"), width=130),
        "target": column.NumberColumn(_("Target"), format="localized", width=84),
        "reached": column.NumberColumn(_("Reached"), format="localized", width=84),
        "share": column.ProgressColumn(
            _("Share reached"), format="%.0f%%", min_value=0, max_value=100, width=120, color="primary"
        ),
        "standing": column.TextColumn(_("Where it stands"), width=110),
        "forecast": column.TextColumn(_("Forecast for the end"), width=130, help=method()),
        "sum": column.TextColumn(_("Sum of the units below"), width=170),
    }


def _height(rows: int, *, most: int) -> int:
    return 37 + 35 * min(rows, most)


def _download(found: Progress) -> None:
    shown, spoken, today = dataset(), language(), date.today()
    database, who = ledger(), session.later(ledger())

    def make() -> bytes:
        with speaking(spoken):  # made outside any page run
            made = progress_workbook(database, who(), found.campaign_id, shown, today=today)
            return made.content if made else b""

    st.download_button(
        _("Download for Excel or WPS (xlsx)"),
        make,
        file_name=suggested_name(found, shown),
        mime=_XLSX,
        icon=":material/download:",
        on_click="ignore",
        key="download_progress",
    )


def _one_way(found: Progress) -> None:
    told, _left_out = _shown([line for line in found.lines if line.reached is not None and found.time.known])
    lines = {(line.unit_id, line.measure): line for line in told}
    if not lines:
        return
    heading(_("Against time"))
    units = {line.unit_id: line.unit for line in lines.values()}
    left, right = st.columns(2)
    unit = left.selectbox(_("Unit"), list(units), format_func=units.__getitem__, key=f"way_unit_{found.campaign_id}")
    offered = [measure for unit_id, measure in lines if unit_id == unit]
    measure = right.selectbox(
        _("Measure"),
        offered,
        format_func=lambda key: measure_name(key, words()),
        key=f"way_measure_{found.campaign_id}_{unit}",
    )
    line = lines.get((unit, measure))
    if line is None:
        return
    show_way(line, found.time, name=measure_name(line.measure, words()))
