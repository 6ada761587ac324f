"""Setting targets in a table: a unit's own above, those right below it to be typed; nothing typed is lost."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import pandas as pd
import streamlit as st

from components.filters import dataset
from components.frame import show_problems
from components.ledger import ask, ledger, viewer, words
from components.news import tell_next
from components.wording import plain
from locales import gettext as _
from locales import ngettext
from locales.numbers import number
from metrics.measures import KEY_GROUP_PREFIX
from metrics.splitting import BY_LAST_YEAR, BY_OUTLETS, suggest_split
from metrics.target_units import TOP, UnitBelow, targeted_units
from metrics.targets import in_order, measure_name
from models.target import MEASURES
from store.targets import Goal, set_targets, targets_of

_FIRST: Final = ("events", "attendance")
_UNIT: Final = "unit"

Targets = dict[Goal, int | None]


def edit_targets(campaign_id: int) -> None:
    """Choose whose parts and which measures; type; save all of it at once or nothing."""
    units = ask(targeted_units, ledger(), viewer(), dataset())
    parents = {id_: one for id_, one in units.items() if one.settable_below}
    if not parents:
        st.caption(_("The targets of your unit are set above it; you see them under “Progress”."))
        return
    held = {
        (target.unit_id, target.measure): target.value for target in ask(targets_of, ledger(), viewer(), campaign_id)
    }
    # What has a target of its own is to be passed on; at first there is only the top.
    with_one = {unit_id for unit_id, _measure in held}
    first = next((id_ for id_ in parents if id_ in with_one), next(iter(parents)))
    left, right = st.columns(2)
    parent = left.selectbox(
        _("Units right below"),
        list(parents),
        index=list(parents).index(first),
        format_func=lambda id_: parents[id_].label or _("the whole bank"),
        key=f"target_parent_{campaign_id}",
    )
    measures = _measures(right, campaign_id, held)
    if parent not in parents or not measures:
        return
    below = [id_ for id_ in parents[parent].below if units[id_].settable]
    _Table(campaign_id, parent, below, measures, units, held).show()


def _measures(place: Any, campaign_id: int, held: Mapping[Goal, int]) -> tuple[str, ...]:
    offered = in_order([*MEASURES, *(f"{KEY_GROUP_PREFIX}{code}" for code in words().codes("key_group"))], words())
    used = {measure for _unit, measure in held}
    chosen = place.multiselect(
        _("Measures"),
        in_order({*offered, *used}, words()),
        format_func=lambda key: measure_name(key, words()),
        default=in_order(used or _FIRST, words()),
        key=f"target_measures_{campaign_id}",
    )
    return in_order(chosen, words())


class _Table:
    """The table of some units and measures. What it began with is kept until it is saved or loaded again.

    Were it drawn anew from the ledger each time, somebody else's change would take what is being typed away.
    """

    def __init__(
        self,
        campaign_id: int,
        parent: int,
        below: Sequence[int],
        measures: tuple[str, ...],
        units: Mapping[int, UnitBelow],
        held: Mapping[Goal, int],
    ) -> None:
        self.campaign_id, self.parent, self.below, self.measures = campaign_id, parent, below, measures
        self.units, self.held = units, held
        self.key = f"targets_{campaign_id}_{parent}_{'-'.join(measures)}".replace(":", "_")
        begun = st.session_state.get(f"{self.key}_begun")
        if begun is None or list(begun[1].index) != list(below) or self._is_untouched(*begun):
            self._begin(self._as_held())
        self.seen: Targets = st.session_state[f"{self.key}_begun"][0]
        self.shown: pd.DataFrame = st.session_state[f"{self.key}_begun"][1]

    def show(self) -> None:
        """Draw the table, the suggestions, and the button that saves."""
        self._own_targets()
        drawn = self.shown.copy()
        drawn.insert(0, _UNIT, [self.units[id_].label.strip() for id_ in self.below])
        edited = st.data_editor(
            drawn,
            hide_index=True,
            disabled=[_UNIT],
            num_rows="fixed",
            key=f"{self.key}_{self._turn()}",
            column_config=self._columns(),
        )
        typed = typed_targets(edited, self.measures)
        self._sums(typed)
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(_("Save the targets"), icon=":material/save:", type="primary", key="save_targets"):
                self._save(typed)
            if self.parent != TOP:
                self._suggest(edited)
            if st.button(_("Load again"), icon=":material/refresh:", type="tertiary", key="reload_targets"):
                self._begin(self._as_held())
                st.rerun()

    def _own_targets(self) -> None:
        """What the unit above the rows is to reach itself, which the rows should add up to."""
        st.caption(_("Save before you choose other units or measures."))
        own = [
            f"{measure_name(measure, words())} {number(self.held[self.parent, measure])}"
            for measure in self.measures
            if (self.parent, measure) in self.held
        ]
        if own:
            name = self.units[self.parent].label.strip()
            st.caption(plain(_("Target of {unit}: {targets}").format(unit=name, targets=" · ".join(own))))

    def _sums(self, typed: Targets) -> None:
        """Whether what is typed adds up to the target above, while it is typed."""
        for measure in self.measures:
            target = self.held.get((self.parent, measure))
            values = [typed[id_, measure] for id_ in self.below]
            if target is None or all(value is None for value in values):
                continue
            found = sum(value or 0 for value in values)
            name = plain(measure_name(measure, words()))
            if found == target:
                st.caption(_("{measure}: {sum}, adds up.").format(measure=name, sum=number(found)))
                continue
            told = (
                _("{measure}: {sum}, {difference} more than the target of {target}.")
                if found > target
                else _("{measure}: {sum}, {difference} less than the target of {target}.")
            )
            st.warning(
                told.format(
                    measure=name, sum=number(found), difference=number(abs(found - target)), target=number(target)
                )
            )

    def _save(self, typed: Targets) -> None:
        changed = {goal: value for goal, value in typed.items() if value != self.seen[goal]}
        if not changed:
            st.info(_("Nothing was changed."))
            return
        outcome = set_targets(ledger(), viewer(), self.campaign_id, changed, seen=self.seen)
        show_problems(outcome.problems)
        if outcome.done:
            del st.session_state[f"{self.key}_begun"]
            count = ngettext("{count} target saved.", "{count} targets saved.", len(changed))
            tell_next(count.format(count=number(len(changed))))
            st.rerun()

    def _suggest(self, edited: pd.DataFrame) -> None:
        """Share out one target of the unit above; the numbers go into the table, and the person saves them."""
        shared = [measure for measure in self.measures if (self.parent, measure) in self.held]
        if not shared:
            return
        ways = {BY_OUTLETS: _("by the number of outlets"), BY_LAST_YEAR: _("by what they reached last year")}
        with st.popover(_("Suggest a split"), icon=":material/call_split:"):
            measure = st.selectbox(
                _("Measure"),
                shared,
                format_func=lambda key: measure_name(key, words()),
                key=f"split_measure_{self.parent}",
            )
            way = st.radio(_("How"), list(ways), format_func=ways.__getitem__, key="split_way")
            if st.button(_("Fill in"), key="split_fill") and measure and way:
                parts = ask(
                    suggest_split,
                    ledger(),
                    viewer(),
                    self.parent,
                    self.held[self.parent, measure],
                    measure,
                    way,
                    until=date.today(),
                    dataset=dataset(),
                )
                kept = edited.drop(columns=[_UNIT])
                kept[measure] = pd.array([parts.get(id_) for id_ in self.below], dtype="Int64")
                self._begin(kept, seen=self.seen)
                st.rerun()

    def _is_untouched(self, seen: Targets, shown: pd.DataFrame) -> bool:
        """Whether nothing was typed nor filled in, and the ledger says something else by now."""
        edits = st.session_state.get(f"{self.key}_{self._turn()}") or {}
        was = typed_targets(shown, self.measures)
        return not edits.get("edited_rows") and was == seen != typed_targets(self._as_held(), self.measures)

    def _as_held(self) -> pd.DataFrame:
        columns = {
            measure: pd.array([self.held.get((id_, measure)) for id_ in self.below], dtype="Int64")
            for measure in self.measures
        }
        return pd.DataFrame(columns, index=list(self.below))

    def _begin(self, shown: pd.DataFrame, seen: Targets | None = None) -> None:
        """Show these numbers from now on, in a table of its own: the old one's typing goes with it."""
        told = typed_targets(self._as_held(), self.measures) if seen is None else seen
        st.session_state[f"{self.key}_begun"] = (told, shown)
        st.session_state[f"{self.key}_turn"] = self._turn() + 1

    def _turn(self) -> int:
        return int(st.session_state.get(f"{self.key}_turn", 0))

    def _columns(self) -> dict[str, Any]:
        numbers = {
            measure: st.column_config.NumberColumn(
                measure_name(measure, words()), min_value=0, step=1, format="localized", width=110
            )
            for measure in self.measures
        }
        return {_UNIT: st.column_config.TextColumn(_("Unit"), width=160, pinned=True), **numbers}


def typed_targets(table: pd.DataFrame, measures: Sequence[str]) -> Targets:
    """The targets in a table whose index are the units and whose columns the measures; an empty cell is None."""
    return {
        (int(unit_id), measure): None if pd.isna(value) else int(value)
        for measure in measures
        for unit_id, value in zip(table.index.tolist(), table[measure].tolist(), strict=True)
    }
