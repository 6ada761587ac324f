"""Saving the list of indicators: as a whole, by whoever arranges the whole bank, over nobody else's change."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from locales import speaking
from models.assessment import IndicatorDraft
from models.permission import ADMINISTRATOR, ROLES
from models.viewer import Viewer
from store.database import Database
from store.indicators import IndicatorLine, indicators_of, save_indicators, written
from store.migrations.seeds_0006 import INDICATORS
from store.outcome import NotAllowedError
from tests.store.noted import ADMIN, entries


def lines(database: Database) -> list[IndicatorLine]:
    return indicators_of(database, ADMIN)


def seen(database: Database) -> int:
    return max(line.change for line in lines(database))


def drafts(database: Database) -> list[IndicatorDraft]:
    """The list as it is, ready to be changed."""
    return [
        IndicatorDraft(
            line.rule.id,
            line.rule.name_zh,
            line.rule.name_en,
            line.rule.measure,
            line.rule.narrowing,
            line.rule.per,
            line.rule.full_at,
            line.rule.weight,
            line.retired,
        )
        for line in lines(database)
    ]


NEW = IndicatorDraft(name_zh="发放资料", measure="materials", full_at=Decimal("100.50"), weight=7)


def test_a_ledger_begins_with_the_indicators_of_the_example(bare_ledger: Database) -> None:
    assert [line.rule.name_zh for line in lines(bare_ledger)] == [seed[0] for seed in INDICATORS]
    assert sum(line.rule.weight for line in lines(bare_ledger)) == 100


def test_indicators_are_added_changed_put_in_order_and_retired(bare_ledger: Database) -> None:
    first, second, *rest = drafts(bare_ledger)
    wanted = [NEW, replace(second, weight=33), replace(first, retired=True), *rest]
    assert save_indicators(bare_ledger, ADMIN, wanted, seen=seen(bare_ledger)).done
    found = lines(bare_ledger)
    assert [found[0].rule.name_zh, found[0].rule.full_at, found[0].rule.weight] == ["发放资料", Decimal("100.5"), 7]
    assert (found[1].rule.id, found[1].rule.weight) == (second.id, 33)
    assert (found[-1].rule.id, found[-1].retired) == (first.id, True)


def test_what_was_done_to_an_indicator_is_in_the_history_and_nothing_where_nothing_was(bare_ledger: Database) -> None:
    same = drafts(bare_ledger)
    before = len(entries(bare_ledger))
    assert save_indicators(bare_ledger, ADMIN, same, seen=seen(bare_ledger)).done
    assert len(entries(bare_ledger)) == before
    assert save_indicators(bare_ledger, ADMIN, [replace(same[0], weight=9), *same[1:]], seen=seen(bare_ledger)).done
    entry = entries(bare_ledger)[-1]
    assert (entry.record, entry.record_id, entry.action, entry.fields) == (
        "indicator",
        same[0].id,
        "change",
        '{"weight":[20,9]}',
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"weight": 0}, "weight"),
        ({"measure": "people"}, "counted"),
        ({"measure": "key_group:nobody"}, "counted"),
        ({"per": "rubbish"}, "divided"),
        ({"narrowing": "venue_types=village,moon"}, "“moon”"),
        ({"narrowing": "kinds=parade"}, "“parade”"),
        ({"id": 999}, "not there"),
    ],
)
def test_nothing_is_saved_while_anything_is_wrong(bare_ledger: Database, change: dict[str, Any], said: str) -> None:
    held = drafts(bare_ledger)
    wanted = [replace(held[0], weight=1), replace(held[1], **change), *held[2:]]
    outcome = save_indicators(bare_ledger, ADMIN, wanted, seen=seen(bare_ledger))
    with speaking("en"):
        assert [said in str(problem) for problem in outcome.problems] == [True]
    assert drafts(bare_ledger) == held


def test_everything_that_is_wrong_is_told_at_once(bare_ledger: Database) -> None:
    held = drafts(bare_ledger)
    wanted = [replace(held[0], weight=0, full_at=None), replace(held[1], name_zh="", name_en=""), *held[2:]]
    assert len(save_indicators(bare_ledger, ADMIN, wanted, seen=seen(bare_ledger)).problems) == 3


def test_who_looked_before_another_saved_overwrites_nothing(bare_ledger: Database) -> None:
    held, then = drafts(bare_ledger), seen(bare_ledger)
    assert save_indicators(bare_ledger, ADMIN, [replace(held[0], weight=1), *held[1:]], seen=then).done
    outcome = save_indicators(bare_ledger, ADMIN, [replace(held[0], weight=2), *held[1:]], seen=then)
    assert [problem.code for problem in outcome.problems] == ["changed"]
    assert drafts(bare_ledger)[0].weight == 1


def test_those_left_out_of_the_list_stay_as_they_are(bare_ledger: Database) -> None:
    held = drafts(bare_ledger)
    assert save_indicators(bare_ledger, ADMIN, [replace(held[0], weight=1)], seen=seen(bare_ledger)).done
    assert [draft.weight for draft in drafts(bare_ledger)] == [1, *(draft.weight for draft in held[1:])]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("path", ["", "1/"])
def test_only_who_arranges_the_whole_bank_changes_indicators(bare_ledger: Database, role: str, path: str) -> None:
    viewer, held = Viewer.holding("甲", role, path), drafts(bare_ledger)
    assert indicators_of(bare_ledger, viewer) == lines(bare_ledger), "they are for everybody to see"
    if role == ADMINISTRATOR and path == "":
        assert save_indicators(bare_ledger, viewer, held, seen=0).done
    else:
        with pytest.raises(NotAllowedError):
            save_indicators(bare_ledger, viewer, held, seen=0)


def test_without_a_role_there_is_nothing_to_see(bare_ledger: Database) -> None:
    assert indicators_of(bare_ledger, Viewer("乙")) == []


@pytest.mark.parametrize(
    ("number", "text"), [("3", "3"), ("3.0", "3"), ("0.30", "0.3"), ("1E+2", "100"), ("100", "100"), ("0.001", "0.001")]
)
def test_a_number_is_kept_in_one_way_only(number: str, text: str) -> None:
    assert written(Decimal(number)) == text
