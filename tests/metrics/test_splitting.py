"""A target shared out: whole numbers that add up exactly, as near to the weights as may be."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.splitting import BY_LAST_YEAR, BY_OUTLETS, split, suggest_split
from models.count import Count
from models.draft import EventDraft
from models.viewer import Viewer
from models.when import When
from store.database import Database
from store.events import save_event
from store.units import save_unit

WEIGHTS = st.dictionaries(st.integers(1, 40), st.integers(0, 10**9), min_size=1)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, {1: 1, 2: 1, 3: 1}, {1: 34, 2: 33, 3: 33}),
        (10, {1: 3, 2: 1}, {1: 8, 2: 2}),
        (10, {1: 0, 2: 0}, {1: 5, 2: 5}),
        (10, {1: 5, 2: 0}, {1: 10, 2: 0}),
        (2, {1: 1, 2: 1, 3: 1}, {1: 1, 2: 1, 3: 0}),
        (0, {1: 1, 2: 2}, {1: 0, 2: 0}),
        (7, {}, {}),
    ],
)
def test_a_total_is_shared_out_by_largest_remainders(
    total: int, weights: dict[int, int], parts: dict[int, int]
) -> None:
    assert split(total, weights) == parts


@given(total=st.integers(0, 10**11), weights=WEIGHTS)
def test_the_parts_add_up_and_none_is_a_whole_one_away_from_its_share(total: int, weights: dict[int, int]) -> None:
    parts = split(total, weights)
    assert parts.keys() == weights.keys()
    assert sum(parts.values()) == total
    whole = sum(weights.values())
    for part, weight in weights.items():
        due = total * weight if whole else total
        assert abs(parts[part] * (whole or len(weights)) - due) < (whole or len(weights))


def test_a_split_is_suggested_by_outlets_and_by_what_was_reached(ledger: Database, viewer: Viewer) -> None:
    def unit(name: str, parent: int | None, kind: str = "sub_branch") -> int:
        made = save_unit(ledger, viewer, name=name, parent_id=parent, kind=kind).id
        assert made is not None
        return made

    top = unit("分行", None, "branch")
    large, small = unit("大支行", top), unit("小支行", top)
    for number in range(3):
        unit(f"网点{number}", large, "outlet")
    unit("网点", small, "outlet")
    event = EventDraft(
        title="讲座", when=When.on(date(2026, 3, 1)), organisation=small, attendance=Count(80), sessions=1
    )
    assert save_event(ledger, viewer, event).done
    day = date(2026, 6, 1)

    assert suggest_split(ledger, viewer, top, 100, "attendance", BY_OUTLETS, until=day) == {large: 75, small: 25}
    assert suggest_split(ledger, viewer, top, 100, "attendance", BY_LAST_YEAR, until=day) == {large: 0, small: 100}
    later = date(2028, 6, 1)  # nothing in the year before
    assert suggest_split(ledger, viewer, top, 101, "attendance", BY_LAST_YEAR, until=later) == {large: 51, small: 50}
    assert suggest_split(ledger, viewer, small, 9, "events", BY_OUTLETS, until=day).popitem()[1] == 9
    assert suggest_split(ledger, Viewer("甲"), top, 9, "events", BY_OUTLETS, until=day) == {}
    with pytest.raises(ValueError, match="by the weather"):
        suggest_split(ledger, viewer, top, 9, "events", "by the weather", until=day)
