"""The organisation tree: finding a unit, and making one in passing."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import or_
from sqlmodel import Session, col, select

from locales import either, mark
from models.dataset import Dataset
from models.organisation import Organisation
from models.permission import Action
from models.problem import InvalidError, Problem
from models.rules import NAME_LENGTH, too_long
from models.viewer import Viewer
from store.database import Database, Writing
from store.outcome import Outcome, RefusedError

ABOVE: Final = " / "  # between a unit and the one above it, where the name alone would not tell


class AmbiguousUnitError(InvalidError):
    """Several units have the name that was typed."""

    def __init__(self, unit: str, example: str) -> None:
        """`unit` is what was typed; `example` is one of the units as it is told apart from the others."""
        sentence = mark("there are several units “{unit}”. Write the one above it too: {example}.")
        super().__init__(sentence, unit=unit, example=example)

    def about(self, field: str, code: str = "ambiguous_unit") -> Problem:
        """The same as a problem of `field`."""
        return super().about(field, code)


def find_unit(
    session: Session,
    viewer: Viewer,
    reference: int | str,
    dataset: Dataset,
    *,
    parent_id: int | None = None,
    action: Action | None = Action.READ,
) -> Organisation | None:
    """The unit with this id, or with this name in either language; None where the viewer may not do `action` there.

    Without an action any unit of the bank is found: whom one works with is not bound to one's own part of it.

    A record of one dataset may only name units of the same dataset or the bank's own; the first come before the
    second. "Above / name" tells units of one name apart; raises AmbiguousUnitError where several are left.
    """
    if isinstance(reference, int):
        return next(iter(_meant(session, viewer, reference, dataset, parent_id, action)), None)
    units = _meant(session, viewer, reference, dataset, parent_id, action)
    if not units:
        *above, name = reference.split(ABOVE.strip())
        named = _meant(session, viewer, name, dataset, parent_id, action) if above else []
        units = [unit for unit in named if _lies_below(session, unit, above)]
    same = [unit for unit in units if unit.dataset == units[0].dataset]
    if len(same) > 1:
        raise AmbiguousUnitError(reference.strip()[:60], _told_apart(session, same[0]))
    return same[0] if same else None


def _meant(
    session: Session,
    viewer: Viewer,
    reference: int | str,
    dataset: Dataset,
    parent_id: int | None,
    action: Action | None,
) -> list[Organisation]:
    """The units a reference may mean, those of the dataset before the bank's own."""
    query = select(Organisation).where(col(Organisation.dataset).in_({dataset.value, Dataset.RECORDED.value}))
    if isinstance(reference, int):
        query = query.where(Organisation.id == reference)
    else:
        name = reference.strip()
        if not name:  # else it would be every unit without an English name
            return []
        query = query.where(or_(col(Organisation.name_zh) == name, col(Organisation.name_en) == name))
        if parent_id is not None:
            query = query.where(Organisation.parent_id == parent_id)
    units = session.exec(query.order_by(col(Organisation.dataset) != dataset.value, col(Organisation.id))).all()
    return [unit for unit in units if action is None or viewer.may(action, unit.path, approved=True)]


def _lies_below(session: Session, unit: Organisation, names: list[str]) -> bool:
    """Whether the units above have these names, from the top down; others may stand between."""
    wanted = [name.strip() for name in names]
    for above in _above(session, unit):
        if wanted and wanted[-1] and wanted[-1] in (above.name_zh, above.name_en):
            wanted.pop()
    return not wanted


def _told_apart(session: Session, unit: Organisation) -> str:
    """The unit's name after that of the unit above it."""
    line = [unit, *_above(session, unit)][:2]
    return ABOVE.join(either(one.name_zh, one.name_en) for one in reversed(line))


def _above(session: Session, unit: Organisation) -> Iterator[Organisation]:
    """The units above, from the nearest to the root."""
    while unit.parent_id is not None and (parent := session.get(Organisation, unit.parent_id)) is not None:
        yield parent
        unit = parent


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
    assert unit.id is not None  # noqa: S101 - set by the flush
    after = unit.model_dump(include={"name_zh", "name_en", "kind", "parent_id", "division_id", "dataset"})
    writing.note("unit", unit.id, "create", None, {name: value for name, value in after.items() if value})
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
    """Add a unit to the tree, or find the one that already stands there under this name.

    Whoever arranges only a part of the bank adds units below it.
    """
    if problems := list(_wrong_names(name, name_en)):
        return Outcome.refused(*problems)
    try:
        with database.writing(viewer, "save unit") as writing:
            parent = _parent(writing.session, viewer, parent_id, dataset)
            try:
                unit = find_unit(writing.session, viewer, name, dataset, parent_id=parent_id, action=Action.MANAGE)
            except AmbiguousUnitError as error:
                return Outcome.refused(error.about("organisation"))
            if unit is None:
                unit = add_unit(writing, name=name, dataset=dataset, parent=parent, kind=kind, name_en=name_en)
            return Outcome(id=unit.id)
    except RefusedError as refused:
        return refused.outcome


def create_unit(
    database: Database,
    viewer: Viewer,
    *,
    name: str,
    parent_id: int | None = None,
    kind: str = "branch",
    name_en: str = "",
) -> Outcome:
    """Add a unit of the bank's own, which must not be there yet: no unit beside it may have one of its names.

    Names are compared without regard to case, width and spaces. Whoever arranges only a part of the bank adds units
    below it.
    """
    if problems := list(_wrong_names(name, name_en)):
        return Outcome.refused(*problems)
    try:
        with database.writing(viewer, "create unit") as writing:
            parent = _parent(writing.session, viewer, parent_id, Dataset.RECORDED)
            for beside in _beside(writing.session, parent_id):
                if {_key(name), _key(name_en)} & {_key(beside.name_zh), _key(beside.name_en)} - {""}:
                    raise RefusedError(Outcome.refused(_there_already(beside, parent)))
            unit = add_unit(writing, name=name, dataset=Dataset.RECORDED, parent=parent, kind=kind, name_en=name_en)
            return Outcome(id=unit.id)
    except RefusedError as refused:
        return refused.outcome


def _wrong_names(name: str, name_en: str) -> Iterator[Problem]:
    if not name.strip():
        yield Problem.of("unit", "missing", mark("name the unit."))
    yield from too_long("unit", max(name, name_en, key=len), NAME_LENGTH)


def _parent(session: Session, viewer: Viewer, parent_id: int | None, dataset: Dataset) -> Organisation | None:
    """The unit to add another one below, None for the top; leaves the transaction where the viewer may not."""
    if parent_id is None:
        if not viewer.everywhere(Action.MANAGE):
            sentence = mark("a new unit must stand below one of your own.")
            raise RefusedError(Outcome.refused(Problem.of("unit", "scope", sentence)))
        return None
    parent = find_unit(session, viewer, parent_id, dataset, action=Action.MANAGE)
    if parent is None:
        raise RefusedError(Outcome.refused(unknown_unit("unit", parent_id)))
    return parent


def _beside(session: Session, parent_id: int | None) -> Sequence[Organisation]:
    """The bank's own units directly below one, or at the top."""
    own = select(Organisation).where(Organisation.dataset == Dataset.RECORDED.value)
    return session.exec(own.where(col(Organisation.parent_id).is_not_distinct_from(parent_id))).all()


def _there_already(unit: Organisation, parent: Organisation | None) -> Problem:
    name = either(unit.name_zh, unit.name_en)
    if parent is None:
        return Problem.of("unit", "exists", mark("there is a unit “{unit}” at the top already."), unit=name)
    return Problem.of(
        "unit",
        "exists",
        mark("there is a unit “{unit}” below “{parent}” already."),
        unit=name,
        parent=either(parent.name_zh, parent.name_en),
    )


def _key(name: str) -> str:
    """A name as it is compared: without regard to case, width and spaces."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def unknown_unit(field: str, reference: int | str) -> Problem:
    """The problem of a unit that is not there, or not for this viewer to see: the answer is the same."""
    return Problem.of(
        field, "unknown_unit", mark("there is no unit “{unit}” in your part of the bank."), unit=str(reference)[:60]
    )
