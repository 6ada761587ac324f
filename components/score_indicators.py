"""The indicators: what they say, for everybody; and the table in which whoever arranges the bank changes them."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import pandas as pd
import streamlit as st

from components.frame import show_problems
from components.ledger import ask, ledger, viewer, words
from components.news import tell_next
from components.score_quarter import arranges
from components.wording import heading
from locales import CHINESE, language, ngettext
from locales import gettext as _
from locales.numbers import number
from metrics.measures import KEY_GROUP_PREFIX
from metrics.score_wording import definition, measured
from models.assessment import FULL, NARROWINGS, OUTLETS, SCORED, IndicatorDraft, as_narrowing, narrowed_to
from models.entry import tidy_text
from models.event import KINDS
from store.indicators import IndicatorLine, indicators_of, save_indicators

_BASE: Final = "score_editor_base"
_TURN: Final = "score_editor_turn"
# What is changed most often stands first: the table is wider than most screens.
_COLUMNS: Final = ("order", "name_zh", "name_en", "weight", "full_at", "measure", "per", "counts", *NARROWINGS)


@dataclass(frozen=True, slots=True)
class _Base:
    """What the table began from: it stays the same while somebody types, whatever others do."""

    lines: tuple[IndicatorLine, ...]
    rows: pd.DataFrame


def indicators() -> None:
    """What each indicator says; below it the table to change them, for who may."""
    lines = ask(indicators_of, ledger(), viewer())
    counting = [line.rule for line in lines if not line.retired]
    st.caption(
        ngettext(
            "{count} indicator, {sum} points in all.", "{count} indicators, {sum} points in all.", len(counting)
        ).format(count=number(len(counting)), sum=number(sum(rule.weight for rule in counting)))
        + " "
        + _("Points are the weight × value ÷ the value for full marks, and never more than the weight.")
    )
    st.dataframe(
        pd.DataFrame(
            {
                "indicator": [rule.name for rule in counting],
                "weight": [rule.weight for rule in counting],
                "definition": [definition(rule, words()) for rule in counting],
            }
        ),
        hide_index=True,
        key="score_definitions",
        column_config={
            "indicator": st.column_config.TextColumn(_("Indicator"), width=180),
            "weight": st.column_config.NumberColumn(_("Weight"), width=64),
            "definition": st.column_config.TextColumn(_("What it counts"), width=520),
        },
    )
    if arranges():
        _editor(lines)


def _editor(lines: list[IndicatorLine]) -> None:
    state = st.session_state
    turn = state.setdefault(_TURN, 0)
    key = f"score_editor_{turn}"
    if _BASE not in state or not _typed(state.get(key)):
        state[_BASE] = _Base(tuple(lines), _rows(lines))
    base: _Base = state[_BASE]
    heading(_("Change indicators"))
    st.caption(
        _(
            "The indicators here are an example; the bank sets its own. Closed quarters keep theirs. "
            "What is narrowed holds for the value alone, so that a share of all can be asked for."
        )
    )
    edited = st.data_editor(
        base.rows, key=key, num_rows="add", hide_index=True, column_config=_config(), column_order=_shown_order()
    )
    drafts = _drafts(edited, base)
    total = sum(draft.weight or 0 for draft in drafts if not draft.retired)
    st.caption(_("Weights as typed: {sum} of {full}.").format(sum=number(total), full=number(FULL)))
    with st.container(horizontal=True):
        if st.button(_("Save"), type="primary", icon=":material/save:", key="score_save"):
            seen = max((line.change for line in base.lines), default=0)
            outcome = save_indicators(ledger(), viewer(), drafts, seen=seen)
            show_problems(outcome.problems)
            if outcome.done:
                tell_next(_("The indicators are saved."))
                _begin_anew()
        if _typed(state.get(key)) and st.button(_("Drop my changes"), key="score_drop"):
            _begin_anew()


def _begin_anew() -> None:
    st.session_state.pop(_BASE, None)
    st.session_state[_TURN] += 1
    st.rerun()


def _typed(edits: Any) -> bool:
    return bool(edits and any(edits.get(part) for part in ("edited_rows", "added_rows", "deleted_rows")))


def _rows(lines: list[IndicatorLine]) -> pd.DataFrame:
    rows = []
    for place, line in enumerate(lines, start=1):
        rule, narrowed = line.rule, narrowed_to(line.rule.narrowing)
        rows.append(
            {
                "order": place,
                "name_zh": rule.name_zh,
                "name_en": rule.name_en,
                "measure": rule.measure,
                "per": rule.per or None,
                **{field: list(narrowed.get(field, ())) for field in NARROWINGS},
                "full_at": float(rule.full_at),
                "weight": rule.weight,
                "counts": not line.retired,
            }
        )
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _shown_order() -> list[str]:
    """The name in the language spoken stands first, the other last."""
    other = "name_en" if language() == CHINESE else "name_zh"
    return [*(column for column in _COLUMNS if column != other), other]


def _config() -> dict[str, Any]:
    column, vocabulary = st.column_config, words()
    measures = [*SCORED, *(KEY_GROUP_PREFIX + code for code in vocabulary.codes("key_group"))]
    options = {field: list(KINDS) if field == "kinds" else vocabulary.codes(name) for field, name in NARROWINGS.items()}
    labels = {
        "kinds": _("Kind of event"),
        "venue_types": _("Venue type"),
        "key_groups": _("Key groups"),
        "topics": _("Topics"),
    }

    def label(field: str) -> Any:
        return lambda code: _(KINDS[code]) if field == "kinds" else vocabulary.label(NARROWINGS[field], code)

    return {
        "order": column.NumberColumn(_("Order"), width=84, step=1),
        "name_zh": column.TextColumn(_("Name"), width=180),
        "name_en": column.TextColumn(_("Name in English"), width=170),
        "measure": column.SelectboxColumn(
            _("What is counted"), options=measures, format_func=lambda key: measured(str(key), vocabulary), width=170
        ),
        "per": column.SelectboxColumn(
            _("Divided by"),
            options=[OUTLETS, *SCORED],
            format_func=lambda key: measured(str(key), vocabulary),
            width=120,
        ),
        **{
            field: column.MultiselectColumn(
                labels[field], options=options[field], format_func=label(field), width=130, help=_("Narrows the value.")
            )
            for field in NARROWINGS
        },
        "full_at": column.NumberColumn(_("Full marks from"), width=130, min_value=0),
        "weight": column.NumberColumn(_("Weight"), width=92, step=1),
        "counts": column.CheckboxColumn(_("Counts"), width=92, default=True),
    }


def _drafts(edited: pd.DataFrame, base: _Base) -> list[IndicatorDraft]:
    """The rows as they are typed, in the order they ask for; an added row without anything is none."""
    found = []
    for place, row in enumerate(edited.to_dict("records")):
        id_ = base.lines[place].rule.id if place < len(base.lines) else None
        draft = IndicatorDraft(
            id=id_,
            name_zh=_text(row["name_zh"]),
            name_en=_text(row["name_en"]),
            measure=_text(row["measure"]),
            narrowing=as_narrowing({field: _codes(row[field]) for field in NARROWINGS}),
            per=_text(row["per"]),
            full_at=_decimal(row["full_at"]),
            weight=_whole(row["weight"]),
            retired=bool(pd.notna(row["counts"]) and not row["counts"]),
        )
        if draft != IndicatorDraft(retired=draft.retired):
            order = _decimal(row["order"])
            found.append((Decimal(len(edited) + 1) if order is None else order, place, draft))
    return [draft for _order, _place, draft in sorted(found, key=lambda one: one[:2])]


def _text(cell: Any) -> str:
    return tidy_text(cell) if isinstance(cell, str) else ""


def _codes(cell: Any) -> tuple[str, ...]:
    return tuple(str(code) for code in cell) if isinstance(cell, list | tuple) or hasattr(cell, "tolist") else ()


def _decimal(cell: Any) -> Decimal | None:
    if cell is None or isinstance(cell, bool) or pd.isna(cell):
        return None
    try:
        return Decimal(str(cell))
    except InvalidOperation:
        return None


def _whole(cell: Any) -> int | None:
    value = _decimal(cell)
    return int(value) if value is not None and value == int(value) else None
