"""The jobs `import` and `export`: lists of events in and out. Imported inside `.venv` only."""

import argparse
import sys
from typing import Final

from exchange.export import export_events
from exchange.upload import import_file
from launch.sentences import StartError, line
from locales import speaking
from metrics.filter import Filter
from metrics.records import datasets_present
from models.dataset import Dataset
from models.problem import InvalidError, Problem
from models.viewer import local_administrator
from store.database import Database
from store.datasets import first_shown

MOST_ROWS_NAMED: Final = 10


def import_list(database: Database, options: argparse.Namespace) -> int:
    """Take in a list of events; exit code 1 where some rows could not go in."""
    try:
        done = import_file(database, local_administrator(), options.file)
    except InvalidError as reason:
        raise StartError("no_list", reason=reason.message) from reason
    except OSError as reason:
        raise StartError("no_list", reason=reason) from reason
    rows: dict[str, list[int]] = {}
    problems: dict[str, Problem] = {}
    for row in done.rows:
        for problem in row.problems:
            rows.setdefault(str(problem), []).append(row.number)
            problems[str(problem)] = problem
    for told, problem in problems.items():
        _say(_problem_of(rows[told], problem))
    _say(line("imported", new=done.new, same=done.same, refused=done.refused))
    return 1 if done.refused else 0


def _problem_of(rows: list[int], problem: Problem) -> str:
    """A problem said once, with the rows that have it: a list of a thousand often has one problem a thousand times."""
    if len(rows) == 1:
        return line("row_problem", row=rows[0], problem=problem)
    named = ", ".join(map(str, rows[:MOST_ROWS_NAMED])) + ("…" if len(rows) > MOST_ROWS_NAMED else "")
    return line("rows_problem", count=len(rows), rows=named, problem=problem)


def export_list(database: Database, options: argparse.Namespace) -> int:
    """Write the list of all events of one kind: the one asked for, else the bank's own, else trial data."""
    held = datasets_present(database, local_administrator())
    dataset = Dataset(options.dataset) if options.dataset else first_shown(held)
    try:
        with speaking(options.language):
            rows = export_events(database, local_administrator(), Filter(dataset=dataset), options.out)
    except InvalidError as reason:
        raise StartError("not_exported", reason=reason.message) from reason
    except OSError as reason:
        raise StartError("not_written", path=options.out, reason=reason) from reason
    _say(line("exported", rows=rows, path=options.out))
    return 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
