"""What a person recorded before: where the next record begins."""

from sqlalchemy import func, select

from metrics.counting import EVENT, UNIT, conditions, units_within
from metrics.filter import Filter
from models.dataset import Dataset
from models.permission import Action
from models.viewer import Viewer
from store.database import Database


def last_event(database: Database, viewer: Viewer) -> int | None:
    """The id of the event the viewer recorded last, of those they may still read; None where there is none."""
    with database.reading() as connection:
        return connection.scalar(
            select(EVENT.c.id)
            .where(EVENT.c.created_by == viewer.name, *conditions(viewer, Filter()))
            .order_by(EVENT.c.id.desc())
            .limit(1)
        )


def usual_unit(database: Database, viewer: Viewer) -> int | None:
    """The unit of the viewer's last event if they still record for it, or the only one they record for; else None."""
    theirs = (UNIT.c.dataset == Dataset.RECORDED.value, *units_within(viewer, Action.RECORD))
    with database.reading() as connection:
        last = connection.scalar(
            select(EVENT.c.organisation_id)
            .join_from(EVENT, UNIT, UNIT.c.id == EVENT.c.organisation_id)
            .where(EVENT.c.created_by == viewer.name, EVENT.c.dataset == Dataset.RECORDED.value, *theirs)
            .order_by(EVENT.c.id.desc())
            .limit(1)
        )
        if last is not None:
            return int(last)
        units = connection.scalars(select(UNIT.c.id).where(*theirs).limit(2)).all()
    return units[0] if len(units) == 1 else None


def home_of(database: Database, viewer: Viewer, unit_id: int) -> str | None:
    """The division where a unit of the viewer's is at home: its own, or that of the nearest unit above that has one."""
    above, unit = UNIT.alias("above"), UNIT.alias("unit")
    with database.reading() as connection:
        mine = select(UNIT.c.id).where(UNIT.c.id == unit_id, *units_within(viewer, Action.RECORD))
        return connection.scalar(
            select(above.c.division_id)
            .join_from(unit, above, unit.c.path.like(above.c.path + "%"))
            .where(unit.c.id.in_(mine), above.c.division_id.is_not(None))
            .order_by(func.length(above.c.path).desc())
            .limit(1)
        )
