"""Where a division is: its name with those above it, and the nearest point that is known."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, select

from metrics.counting import DIVISION
from models.division import CITY, COMMUNITY, COUNTY, PROVINCE, TOWNSHIP

PRECISION_OF: Final = {
    COMMUNITY: "community",
    TOWNSHIP: "township",
    COUNTY: "county",
    CITY: "city",
    PROVINCE: "province",
}


@dataclass(frozen=True, slots=True)
class Position:
    """`chain`: the names from the division upwards. The point is WGS-84; `precision` says how near it is."""

    division_id: str | None = None
    level: int = 0
    chain: tuple[str, ...] = ()
    path: str = ""
    lat: float | None = None
    lng: float | None = None
    precision: str = ""

    def at(self, lat: float, lng: float) -> "Position":
        """The same with an exact point."""
        return replace(self, lat=lat, lng=lng, precision="exact")


def positions_of(connection: Connection, division_ids: Collection[str]) -> dict[str, Position]:
    """The position of each division. One without a point of its own takes the nearest above it that has one."""
    paths = {row.id: row.path for row in _divisions(connection, division_ids)}
    above = {id_ for path in paths.values() for id_ in path.split("/") if id_}
    known = {row.id: row for row in _divisions(connection, above)}
    found = {}
    for division_id, path in paths.items():
        line = [known[id_] for id_ in reversed(path.split("/")) if id_ in known]
        pointed = next((row for row in line if row.lat is not None), None)
        found[division_id] = Position(
            division_id=division_id,
            level=line[0].level,
            chain=tuple(row.name for row in line),
            path=path,
            lat=pointed.lat if pointed else None,
            lng=pointed.lng if pointed else None,
            precision=PRECISION_OF[pointed.level] if pointed else "",
        )
    return found


def _divisions(connection: Connection, ids: Collection[str]) -> list[Any]:
    columns = (DIVISION.c.id, DIVISION.c.level, DIVISION.c.name, DIVISION.c.path, DIVISION.c.lat, DIVISION.c.lng)
    wanted = sorted(ids)
    rows: list[Any] = []
    for start in range(0, len(wanted), 500):
        chunk = wanted[start : start + 500]
        rows += connection.execute(select(*columns).where(DIVISION.c.id.in_(chunk))).all()
    return rows
