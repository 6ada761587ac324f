"""The organisation tree: finding a unit, and making one in passing."""

from sqlalchemy import or_
from sqlmodel import Session, col, select

from locales import mark
from models.dataset import Dataset
from models.organisation import Organisation
from models.problem import Problem
from models.rules import NAME_LENGTH, too_long
from models.viewer import Viewer
from store.database import Database, Writing
from store.outcome import Outcome


def find_unit(
    session: Session, viewer: Viewer, reference: int | str, dataset: Dataset, *, parent_id: int | None = None
) -> Organisation | None:
    """The unit with this id, or with this name in either language; None outside the viewer's part of the tree.

    A record of one dataset may only name units of the same dataset or the bank's own.
    """
    query = select(Organisation).where(col(Organisation.dataset).in_({dataset.value, Dataset.RECORDED.value}))
    if isinstance(reference, int):
        query = query.where(Organisation.id == reference)
    else:
        name = reference.strip()
        if not name:  # else it would be every unit without an English name
            return None
        query = query.where(or_(col(Organisation.name_zh) == name, col(Organisation.name_en) == name))
        if parent_id is not None:
            query = query.where(Organisation.parent_id == parent_id)
    units = session.exec(query.order_by(col(Organisation.dataset) != dataset.value, col(Organisation.id))).all()
    return next((unit for unit in units if viewer.may_see(unit.path)), None)


def add_unit(
    writing: Writing,
    *,
    name: str,
    dataset: Dataset,
    parent: Organisation | None = None,
    kind: str | None = None,
    name_en: str = "",
    division_id: str | None = None,
) -> Organisation:
    """A new unit below `parent`, inside the caller's transaction."""
    unit = Organisation(
        parent_id=parent.id if parent else None,
        kind=kind or ("sub_branch" if parent else "branch"),
        name_zh=name.strip(),
        name_en=name_en.strip(),
        division_id=division_id,
        dataset=dataset.value,
        change=writing.change,
    )
    writing.session.add(unit)
    writing.session.flush()
    unit.path = f"{parent.path if parent else ''}{unit.id}/"
    writing.session.flush()
    return unit


def save_unit(
    database: Database,
    viewer: Viewer,
    *,
    name: str,
    parent_id: int | None = None,
    kind: str = "branch",
    name_en: str = "",
    dataset: Dataset = Dataset.RECORDED,
) -> Outcome:
    """Add a unit to the tree, or find the one that already stands there under this name."""
    if not name.strip():
        return Outcome.refused(Problem.of("organisation", "missing", mark("name the unit.")))
    if problems := list(too_long("organisation", max(name, name_en, key=len), NAME_LENGTH)):
        return Outcome.refused(*problems)
    with database.writing(viewer, "save unit") as writing:
        parent = None
        if parent_id is not None:
            parent = find_unit(writing.session, viewer, parent_id, dataset)
            if parent is None:
                return Outcome.refused(unknown_unit("organisation", parent_id))
        elif viewer.scope:
            return Outcome.refused(
                Problem.of("organisation", "scope", mark("a new unit must stand below one of your own."))
            )
        unit = find_unit(writing.session, viewer, name, dataset, parent_id=parent_id) or add_unit(
            writing, name=name, dataset=dataset, parent=parent, kind=kind, name_en=name_en
        )
        return Outcome(id=unit.id)


def unknown_unit(field: str, reference: int | str) -> Problem:
    """The problem of a unit that is not there, or not for this viewer to see: the answer is the same."""
    return Problem.of(
        field, "unknown_unit", mark("there is no unit “{unit}” in your part of the bank."), unit=str(reference)[:60]
    )
