"""A page of what is found is the page of all, whichever way it was found; and beyond the bound nothing is counted."""

from itertools import product
from typing import Any

import pytest

from metrics import finding
from metrics.filter import Filter
from metrics.finding import find_events, found_ids, still_found
from metrics.records import ORDERS, all_events, count_events, list_events
from models.dataset import Dataset
from models.draft import EventDraft
from models.permission import COORDINATOR, Action
from models.viewer import Viewer
from store.database import Database
from store.events import delete_event, save_event

MADE_UP = Dataset.MADE_UP
ASKED: dict[str, dict[str, Any]] = {
    "no words": {},
    "frequent": {"text": "防范"},
    "frequent in one unit": {"text": "防范", "organisation": 2},
    "less frequent": {"text": "存款保险"},
    "two words": {"text": "防范 讲座"},
    "one character": {"text": "金"},
    "a division": {"text": "天津"},
    "a division and a word": {"text": "天津 讲座"},
    "a division in one kind": {"text": "天津", "kinds": ("online",)},
    "a place": {"text": "河西商业街"},
    "signs alone": {"text": "（"},
    "signs": {"text": "“防范"},
    "nothing": {"text": "没有此词"},
}
BOUNDS = {"far": (10_000, 10_000), "near": (30, 2_000), "near, and few passed": (30, 60), "at once": (0, 10)}


@pytest.mark.parametrize(("bounds", "asked"), list(product(BOUNDS, ASKED)))
def test_a_page_is_the_one_of_all_events_and_the_number_is_exact_up_to_the_bound(
    made_up_to_read: Database, viewer: Viewer, monkeypatch: pytest.MonkeyPatch, bounds: str, asked: str
) -> None:
    most, passed = BOUNDS[bounds]
    monkeypatch.setattr(finding, "MOST_FOUND", most)
    monkeypatch.setattr(finding, "LOOKED_AT", 3 * most + 1)
    monkeypatch.setattr(finding, "PASSED", passed)
    monkeypatch.setattr(finding, "RUN", 7)
    filter_ = Filter(dataset=MADE_UP, **ASKED[asked])
    total = count_events(made_up_to_read, viewer, filter_)
    reach = min(total, most) if filter_.words else total
    orders = ORDERS if bounds == "near" else ("when",)
    for order, descending in product(orders, (True, False)):
        how: dict[str, Any] = {"order": order, "descending": descending}
        listed = [event.id for event in list_events(made_up_to_read, viewer, filter_, limit=min(9, reach), **how)]
        for offset in (0, 4):
            found = find_events(made_up_to_read, viewer, filter_, limit=5, offset=offset, **how)
            assert (found.total, found.more) == (reach, total > reach)
            assert [event.id for event in found.events] == listed[offset : offset + 5]


def test_what_is_taken_out_of_the_ledger_has_every_hit(
    made_up_to_read: Database, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_FOUND", 10)
    asked = Filter(dataset=MADE_UP, text="防范")
    assert find_events(made_up_to_read, viewer, asked).more
    assert sum(1 for _event in all_events(made_up_to_read, viewer, asked)) == count_events(
        made_up_to_read, viewer, asked
    )


def test_only_what_may_be_seen_is_found_and_the_bin_apart(ledger: Database, viewer: Viewer) -> None:
    ids = [
        save_event(ledger, viewer, EventDraft(title="反诈讲座", organisation=unit)).id for unit in ("甲", "乙", "乙")
    ]
    delete_event(ledger, viewer, ids[2] or 0)
    path = list_events(ledger, viewer, Filter(), limit=9)[0].organisation_path
    other = Viewer.holding("li", COORDINATOR, path)
    for text in ("", "反诈", "反诈 讲座"):
        found = find_events(ledger, other, Filter(text=text))
        assert ([event.organisation_path for event in found.events], found.total) == ([path], 1)
        assert find_events(ledger, viewer, Filter(text=text), Action.RECORD, binned=True).total == 1


def test_ids_are_those_of_the_list_and_still_found_while_they_are_in_it(ledger: Database, viewer: Viewer) -> None:
    ids = [save_event(ledger, viewer, EventDraft(title=title, organisation="甲")).id or 0 for title in "一二三"]
    assert found_ids(ledger, viewer, Filter(), most=9) == ids[::-1]
    assert found_ids(ledger, viewer, Filter(text="二"), most=9) == [ids[1]]
    assert len(found_ids(ledger, viewer, Filter(), most=2)) == 2
    delete_event(ledger, viewer, ids[0])
    held = (ids[2], ids[0], ids[1], 999)
    lines = still_found(ledger, viewer, Filter(text="别的"), Action.RECORD, ids=held)
    assert [(line.id, line.title, line.version) for line in lines] == [(ids[2], "三", 1), (ids[1], "二", 1)]
    assert still_found(ledger, viewer, Filter(statuses=("approved",)), ids=held) == []
    nobody = Viewer.holding("li", COORDINATOR, "999/")
    assert still_found(ledger, nobody, Filter(), ids=held) == []
    assert found_ids(ledger, nobody, Filter(), most=9) == []


def test_no_selection_is_too_long_to_be_looked_up(ledger: Database, viewer: Viewer) -> None:
    number = save_event(ledger, viewer, EventDraft(title="一", organisation="甲")).id or 0
    held = tuple(range(number, number + 40_000))  # more than SQLite takes parameters
    assert [line.id for line in still_found(ledger, viewer, Filter(), ids=held)] == [number]
