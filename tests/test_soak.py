"""Killed at any moment, nothing that was saved is lost and nothing is there by half; and the trial would notice."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from models.viewer import Viewer, local_administrator
from soak.facts import Fact, find_facts
from soak.journal import Done, Intent, Journal, Line, Ready, read_journal
from soak.kills import Figures, Trial, run_soak
from soak.worker import Worker
from store.attachments import attachments_of
from store.database import FILE, Database
from store.dialects import make_engine, sqlite_url
from tests.templates import copied

KILLS = 6
FACT = Fact("讲座", "", 60, ("telecom_fraud",), (), (), 0)


def test_nothing_is_lost_when_the_program_is_killed(show_figure: Callable[[str], None]) -> None:
    figures = run_soak(KILLS, seed=20260315)
    assert figures.problems == []
    assert figures.kills == KILLS == figures.whole + figures.absent + figures.idle
    assert figures.acknowledged.total() > 0
    show_figure(
        f"{KILLS} kills: {figures.acknowledged.total()} commands had finished and all are there; under way "
        f"{figures.whole} whole, {figures.absent} absent"
    )


@pytest.fixture(scope="module")
def worked_on(empty_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """A ledger in which every kind of command has been given, and what is known of it."""
    chance = random.Random(5)  # noqa: S311 - nothing secret
    with copied(empty_template, tmp_path_factory.mktemp("worked on")) as ledger:
        journal = ledger.data / "journal"
        worker = Worker(ledger, local_administrator(), chance, "A", {}, Journal(journal))
        for command in ["record"] * 5 + ["attach"] * 3 + ["change", "move", "bin", "list"]:
            worker.give(command)
        trial = Trial(ledger.data, chance, Figures(5))
        trial.take_in(journal)
    assert trial.figures.problems == []
    assert set(trial.figures.acknowledged) >= {"record", "change", "attach", "submit", "delete", "list"}
    trial.look_over(all_of_it=True)
    assert trial.figures.problems == []
    return trial


@pytest.fixture
def trial(worked_on: Trial, tmp_path: Path) -> Trial:
    """A copy of that ledger, to be damaged."""
    copy = Trial(Path(shutil.copytree(worked_on.folder, tmp_path / "copy")), worked_on.chance, Figures(5))
    copy.facts = dict(worked_on.facts)
    return copy


def test_an_event_that_is_not_there_is_noticed(trial: Trial) -> None:
    trial.facts["lost"] = FACT
    trial.look_over()
    assert len(trial.figures.problems) == 1
    assert "lost" in trial.figures.problems[0]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET note = 'x' WHERE id = 3",
        "UPDATE event SET attendance_value = 7 WHERE id = 3",
        "DELETE FROM event_topic WHERE event_id = 3",
        "DELETE FROM history WHERE id = (SELECT max(id) FROM history)",
    ],
)
def test_what_is_there_by_half_is_noticed(trial: Trial, statement: str) -> None:
    with closing(sqlite3.connect(trial.folder / FILE, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER history_no_delete")
        assert connection.execute(statement).rowcount
    trial.look_over()
    assert trial.figures.problems


def test_a_file_that_is_not_there_is_noticed(trial: Trial, viewer: Viewer) -> None:
    ledger = Database(make_engine(sqlite_url(trial.folder / FILE)), trial.folder)
    id_ = next(id_ for id_, fact in find_facts(ledger).values() if fact.files)
    attachments_of(ledger, viewer, id_)[0].path.unlink()
    ledger.close()
    trial.look_over(all_of_it=True)
    assert len(trial.figures.problems) == 1


@pytest.mark.parametrize("part", [{"A-1"}, {"A-2"}])
def test_half_of_what_was_under_way_is_noticed(trial: Trial, part: set[str]) -> None:
    after = dict(list(trial.facts.items())[:2])
    assert part < after.keys()
    for reference in after:
        del trial.facts[reference]
    both = Intent("list", after)
    trial.look_over(under_way=both)
    assert (trial.figures.problems, trial.figures.whole) == ([], 1)
    for reference in after:
        del trial.facts[reference]
    changed = {
        reference: replace(fact, title="anders") if reference in part else fact for reference, fact in after.items()
    }
    trial.look_over(under_way=Intent("list", changed))
    assert trial.figures.problems


def test_a_journal_cut_off_in_a_line_is_read_up_to_it(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    lines: list[Line] = [Ready(), Intent("record", {"A-1": FACT}), Done()]
    for line in lines:
        journal.tell(line)
    content = (tmp_path / "journal").read_bytes()
    assert list(read_journal(tmp_path / "journal")) == lines
    (tmp_path / "journal").write_bytes(content[:-1])
    assert list(read_journal(tmp_path / "journal")) == lines[:2]
    assert list(read_journal(tmp_path / "none")) == []
