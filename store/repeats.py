"""Something that is held regularly, recorded once: its other days as drafts to be finished."""

from collections.abc import Sequence
from datetime import date

from locales import mark
from models.dataset import Dataset
from models.draft import another_day
from models.problem import Problem
from models.recurrence import MOST
from models.rules import check
from models.viewer import Viewer
from models.when import When
from store.database import Database
from store.events import gone, read_event, write_event
from store.outcome import Outcome, RefusedError


def repeat_event(
    database: Database, viewer: Viewer, event_id: int, days: Sequence[date], *, today: date | None = None
) -> tuple[Outcome, list[int]]:
    """Write a draft like an event for each of the days, all or none; the answer, and the ids of the drafts.

    What they say and what stays empty: `models.draft.another_day`. Problems: no days or more than 53, days to come, an
    event that is not there, a unit the viewer does not record for.
    """
    source = read_event(database, viewer, event_id)
    if source is None:
        return Outcome.refused(gone()), []
    if not 0 < len(days) <= MOST:
        sentence = mark("choose between 1 and {most} days.")
        return Outcome.refused(Problem.of("when", "days", sentence, most=MOST)), []
    drafts = [another_day(source, When.on(day)) for day in days]
    problems = [problem for draft in drafts for problem in check(draft, today=today or date.today())]
    if problems:
        return Outcome.refused(*dict.fromkeys(problems)), []
    try:
        with database.writing(viewer, "repeat event") as writing:
            ids = []
            for draft in drafts:
                outcome = write_event(writing, draft, Dataset.RECORDED)
                if outcome.id is None:
                    raise RefusedError(outcome)
                ids.append(outcome.id)
            return Outcome(id=ids[-1]), ids
    except RefusedError as refused:
        return refused.outcome, []
