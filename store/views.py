"""Ways to look at the list of events that a person has given a name; nobody else sees them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from locales import mark
from models.entry import tidy_text
from models.personal import SavedView
from models.problem import Problem
from models.viewer import Viewer
from store.database import Database
from store.outcome import Outcome

LONGEST_NAME: Final = 80
MOST_VIEWS: Final = 100
_LONGEST_ADDRESS: Final = 4_000
_COLUMN: Final = re.compile(r"[a-z_]{1,40}")


@dataclass(frozen=True, slots=True)
class View:
    """A named view: the parameters of the address as one text, and the columns of the table in their order."""

    id: int
    name: str
    address: str
    columns: tuple[str, ...]


def views_of(database: Database, viewer: Viewer) -> list[View]:
    """The viewer's own views, by name."""
    with database.reading() as connection, Session(connection) as session:
        mine = select_rows(SavedView).where(SavedView.person == viewer.name).order_by(SavedView.name)
        return [
            View(view.id, view.name, view.address, tuple(filter(None, view.columns.split(","))))
            for view in session.exec(mine)
            if view.id is not None
        ]


def save_view(database: Database, viewer: Viewer, name: str, address: str, columns: Sequence[str]) -> Outcome:
    """Keep a view under a name; one of the viewer's own with the same name is replaced."""
    name = tidy_text(name)
    if problem := _unusable(name):
        return Outcome.refused(problem)
    kept = ",".join(column for column in columns if _COLUMN.fullmatch(column))
    with database.writing(viewer, "save view") as writing:
        session = writing.session
        view = _named(session, viewer, name)
        if view is None:
            mine = select(func.count()).where(col(SavedView.person) == viewer.name)
            if (session.execute(mine).scalar() or 0) >= MOST_VIEWS:
                sentence = mark("there are {count} views already. Delete one first.")
                return Outcome.refused(Problem.of("name", "too_many", sentence, count=MOST_VIEWS))
            view = SavedView(person=viewer.name, name=name)
        view.address, view.columns = address[:_LONGEST_ADDRESS], kept[:1000]
        session.add(view)
        session.flush()
        return Outcome(id=view.id)


def rename_view(database: Database, viewer: Viewer, view_id: int, name: str) -> Outcome:
    """Give one of the viewer's own views another name, which none of the others has."""
    name = tidy_text(name)
    if problem := _unusable(name):
        return Outcome.refused(problem)
    with database.writing(viewer, "rename view") as writing:
        view = _own(writing.session, viewer, view_id)
        if view is None:
            return Outcome.refused(_gone())
        other = _named(writing.session, viewer, name)
        if other is not None and other.id != view_id:
            sentence = mark("another view has this name.")
            return Outcome.refused(Problem.of("name", "taken", sentence))
        view.name = name
        writing.session.add(view)
        return Outcome(id=view.id)


def delete_view(database: Database, viewer: Viewer, view_id: int) -> Outcome:
    """Forget one of the viewer's own views."""
    with database.writing(viewer, "delete view") as writing:
        view = _own(writing.session, viewer, view_id)
        if view is None:
            return Outcome.refused(_gone())
        writing.session.delete(view)
        return Outcome(id=view_id)


def _own(session: Session, viewer: Viewer, view_id: int) -> SavedView | None:
    view = session.get(SavedView, view_id)
    return view if view is not None and view.person == viewer.name else None


def _named(session: Session, viewer: Viewer, name: str) -> SavedView | None:
    mine = select_rows(SavedView).where(SavedView.person == viewer.name, SavedView.name == name)
    return session.exec(mine).first()


def _unusable(name: str) -> Problem | None:
    if not name:
        return Problem.of("name", "missing", mark("give the view a name."))
    if len(name) > LONGEST_NAME:
        return Problem.of("name", "too_long", mark("at most {count} characters."), count=LONGEST_NAME)
    return None


def _gone() -> Problem:
    return Problem.of("name", "gone", mark("this view is not there any more."))
