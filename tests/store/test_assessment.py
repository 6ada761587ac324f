"""Closing a quarter and reopening it: what is kept, by whom, and that nobody alters it unseen."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from locales import speaking
from models.assessment import Assessment, Quarter, Rule, ScoredIndicator, ScoredUnit, ScoreRow
from models.base import table_of
from models.dataset import Dataset
from models.permission import ADMINISTRATOR, ROLES
from models.viewer import Viewer
from store.assessment import (
    MOVED,
    LineThen,
    Scores,
    UnitThen,
    closings_of,
    digest_of,
    keep_scores,
    read_scores,
    reopen_quarter,
)
from store.baseline import begin_history
from store.database import Database, newest
from store.datasets import remove_dataset
from store.indicators import indicators_of
from store.outcome import NotAllowedError, Outcome
from store.units import save_unit
from store.verification import verify_history
from tests.store.noted import ADMIN, entries, meddle

QUARTER = Quarter(2024, 3)
TABLES = (Assessment, ScoredIndicator, ScoredUnit, ScoreRow)


def scores(database: Database, points: str = "15/2") -> Scores:
    """Something to keep: two units and the first two indicators."""
    rules = [line.rule for line in indicators_of(database, ADMIN)][:2]
    units = [UnitThen(1, "武清支行", "", "sub_branch", "1/", 3), UnitThen(2, "滨海支行", "", "sub_branch", "2/", 1)]
    lines = [
        LineThen(rule.id, unit.id, 10_000_000_000, 2, 3, True, False, 4, unit.outlets, points)
        for rule in rules
        for unit in units
    ]
    return Scores(rules, units, [*lines[:-1], replace(lines[-1], value=None, divisor=None, points="")])


def keep(database: Database, quarter: Quarter = QUARTER, dataset: Dataset = Dataset.RECORDED) -> Outcome:
    return keep_scores(database, ADMIN, quarter, dataset, scores(database), as_of=newest(database))


def kept(database: Database, number: int = 1) -> Scores:
    with database.reading() as connection:
        return read_scores(connection, number)


def codes(outcome: Outcome) -> list[str]:
    return [problem.code for problem in outcome.problems]


def test_what_is_kept_is_read_again(bare_ledger: Database) -> None:
    outcome = keep(bare_ledger)
    assert outcome.id == 1
    held, told = scores(bare_ledger), kept(bare_ledger)
    assert (told.rules, told.units) == (held.rules, held.units)
    assert set(told.lines) == set(held.lines)
    assert digest_of(told) == digest_of(held)
    [closing] = closings_of(bare_ledger, ADMIN, Dataset.RECORDED)
    assert (closing.quarter, closing.by, closing.reopened_at) == (QUARTER, "local", None)
    assert closing.change == newest(bare_ledger)


def test_only_the_lines_of_a_kind_are_read_where_one_is_named(bare_ledger: Database) -> None:
    assert keep(bare_ledger).done
    with bare_ledger.reading() as connection:
        assert read_scores(connection, 1, kind="sub_branch").lines == kept(bare_ledger).lines
        assert read_scores(connection, 1, kind="outlet").lines == []


def test_a_quarter_is_closed_once_and_only_when_it_is_over(bare_ledger: Database) -> None:
    assert codes(keep(bare_ledger, Quarter.of(date.today()))) == ["running"]
    assert keep(bare_ledger).done
    assert codes(keep(bare_ledger)) == ["closed"]
    assert keep(bare_ledger, dataset=Dataset.MADE_UP).done, "another dataset is another matter"


def test_nothing_is_kept_that_was_counted_before_somebody_saved(bare_ledger: Database) -> None:
    held, then = scores(bare_ledger), newest(bare_ledger)
    assert save_unit(bare_ledger, ADMIN, name="新支行").done
    assert codes(keep_scores(bare_ledger, ADMIN, QUARTER, Dataset.RECORDED, held, as_of=then)) == [MOVED]
    assert closings_of(bare_ledger, ADMIN, Dataset.RECORDED) == []


def test_reopening_needs_a_reason_and_keeps_what_was_said(bare_ledger: Database) -> None:
    def reopen(reason: str) -> Outcome:
        return reopen_quarter(bare_ledger, ADMIN, QUARTER, Dataset.RECORDED, reason)

    assert codes(reopen("更正")) == ["open"]
    assert keep(bare_ledger).done
    assert codes(reopen("  ")) == ["missing"]
    assert codes(reopen("长" * 501)) == ["too_long"]
    assert reopen(" 更正 ").done
    assert codes(reopen("更正")) == ["open"]
    [closing] = closings_of(bare_ledger, ADMIN, Dataset.RECORDED)
    assert (closing.reopened_by, closing.reason) == ("local", "更正")
    assert kept(bare_ledger).lines

    assert keep(bare_ledger).id == 2
    assert len(closings_of(bare_ledger, ADMIN, Dataset.RECORDED)) == 2


def test_closing_and_reopening_are_in_the_history(bare_ledger: Database) -> None:
    assert keep(bare_ledger).done
    assert reopen_quarter(bare_ledger, ADMIN, QUARTER, Dataset.RECORDED, "更正").done
    told = [(entry.record, entry.action, entry.reason) for entry in entries(bare_ledger)]
    assert told == [("assessment", "close", ""), ("assessment", "reopen", "更正")]


def test_trial_data_is_closed_without_history_and_goes_with_all_that_was_kept(bare_ledger: Database) -> None:
    assert keep(bare_ledger).done
    before = len(entries(bare_ledger))
    assert keep(bare_ledger, dataset=Dataset.MADE_UP).done
    assert len(entries(bare_ledger)) == before
    remove_dataset(bare_ledger, ADMIN, Dataset.MADE_UP)
    assert closings_of(bare_ledger, ADMIN, Dataset.MADE_UP) == []
    assert len(closings_of(bare_ledger, ADMIN, Dataset.RECORDED)) == 1
    with bare_ledger.reading() as connection:
        counts = [connection.scalar(select(func.count()).select_from(table_of(table))) for table in TABLES]
    assert counts == [1, 2, 2, 4]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("path", ["", "1/"])
def test_only_who_arranges_the_whole_bank_closes_and_reopens(bare_ledger: Database, role: str, path: str) -> None:
    viewer, held = Viewer.holding("甲", role, path), scores(bare_ledger)
    as_of = newest(bare_ledger)
    if role == ADMINISTRATOR and path == "":
        assert keep_scores(bare_ledger, viewer, QUARTER, Dataset.RECORDED, held, as_of=as_of).done
        assert reopen_quarter(bare_ledger, viewer, QUARTER, Dataset.RECORDED, "更正").done
    else:
        with pytest.raises(NotAllowedError):
            keep_scores(bare_ledger, viewer, QUARTER, Dataset.RECORDED, held, as_of=as_of)
        with pytest.raises(NotAllowedError):
            reopen_quarter(bare_ledger, viewer, QUARTER, Dataset.RECORDED, "更正")
    assert closings_of(bare_ledger, Viewer("乙"), Dataset.RECORDED) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE score_row SET points = '20' WHERE organisation_id = 1",
        "UPDATE score_row SET value = 7 WHERE organisation_id = 2 AND scored_indicator_id = 2",
        "DELETE FROM score_row WHERE organisation_id = 2",
        "UPDATE scored_unit SET outlets = 9 WHERE organisation_id = 1",
        "UPDATE scored_indicator SET weight = 99 WHERE id = 1",
        "UPDATE assessment SET closed_by = '乙'",
        "UPDATE assessment SET digest = ''",
        "DELETE FROM assessment",
    ],
)
def test_whoever_alters_what_was_kept_is_found_out(bare_ledger: Database, statement: str) -> None:
    with bare_ledger.writing(ADMIN, "begin") as writing:
        begin_history(writing)
    assert keep(bare_ledger).done
    assert verify_history(bare_ledger, ADMIN).fine
    meddle(bare_ledger, statement)
    with speaking("en"):
        found = [str(problem) for problem in verify_history(bare_ledger, ADMIN).problems]
    assert len(found) == 1
    assert "score cards" in found[0]


def test_any_rule_and_any_number_is_kept_as_it_is(bare_ledger: Database) -> None:
    rule = replace(scores(bare_ledger).rules[0], full_at=Decimal("0.001"), narrowing="venue_types=village")
    held = Scores([rule], scores(bare_ledger).units, [])
    assert keep_scores(bare_ledger, ADMIN, QUARTER, Dataset.RECORDED, held, as_of=newest(bare_ledger)).done
    [told] = kept(bare_ledger).rules
    assert told == rule
    assert isinstance(told, Rule)
