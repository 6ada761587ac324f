"""Whatever is done to a workbook, it is read or refused with a sentence: nothing else comes of it."""

import pytest

from launch.commands import parse
from soak.boundless import KINDS as BOUNDLESS
from soak.kinds import KINDS
from soak.readings import Reading, Readings, read_one, run_readings
from store.database import Database

SEED = 20_260_315
DONE_BY_CHANCE = ("bytes changed", "bytes of a part changed", "a part cut off", "odd values", "old format changed")
# Of these there are three to five files in all: each once, and none a second time under another seed.
OF_FEW_FORMS = {
    "a link over everything": (0, 1, 2),
    "a long beginning": (0, 1, 2),
    "merged where nothing stands": (0, 1, 2, 5),
    "a formatted cell far away": (0, 1, 2, 5),
    "a wide text file": (0, 1, 2, 5, 12),
}
SEEDS = {
    **dict.fromkeys(KINDS, range(1)),
    **dict.fromkeys(DONE_BY_CHANCE, range(4)),
    **dict.fromkeys(BOUNDLESS, range(5)),
    **OF_FEW_FORMS,
}
ASKED_FOR = [(kind, SEED + at) for kind, seeds in SEEDS.items() for at in seeds]


@pytest.mark.parametrize(("kind", "seed"), ASKED_FOR)
def test_a_workbook_nobody_should_send_is_read_or_refused(ledger: Database, kind: str, seed: int) -> None:
    reading = read_one(ledger, kind, seed)

    assert reading.broken == ""
    assert bool(reading.rows) != bool(reading.refused)
    assert reading.given_back < 1 << 20  # one row of the list is to be mended, and all that was done to it is not


def test_the_trial_reads_in_processes_of_their_own_and_tells_its_figures() -> None:
    readings = run_readings(3, seed=SEED)

    assert [reading.kind for reading in readings.all] == list(KINDS)[:3]
    assert "files: 3" in readings.table()
    assert readings.problems == []


@pytest.mark.parametrize(
    ("reading", "told"),
    [
        (Reading("styles", 1, broken="KeyError"), "KeyError"),
        (Reading("styles", 1, rows=1, seconds=21), "21.0 s"),
        (Reading("styles", 1, rows=1, mebibytes=700), "700 MiB"),
    ],
)
def test_what_breaks_or_takes_too_much_is_a_problem(reading: Reading, told: str) -> None:
    readings = Readings(seed=1, all=[reading])

    (problem,) = readings.problems
    assert told in problem
    assert problem in readings.table()


def test_the_trial_is_asked_for_by_the_number_of_workbooks() -> None:
    assert parse(["soak", "--workbooks", "500", "--seed", "7"]).workbooks == 500
    assert parse(["soak"]).workbooks is None
