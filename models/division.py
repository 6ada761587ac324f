"""Administrative divisions: province, city, county, township and community, one tree of five levels.

The identity is our own and stable: the official code where it is unambiguous, otherwise that code with a
letter before it (`M…` a township known only to the civil-affairs list whose code the statistics office gives to
another one, `C…` a city without counties standing in for its own county, `U…` added by a user). Official codes are
attributes (`DivisionCode`), because the two official lists give the same code to different townships.
"""

from typing import Final

from sqlmodel import Field

from models.base import Base

PROVINCE: Final = 1
CITY: Final = 2
COUNTY: Final = 3
TOWNSHIP: Final = 4
COMMUNITY: Final = 5


class Division(Base, table=True):
    """One division. `path` is the ids from the province down to it, each followed by a slash.

    "This one and all below it" is therefore a prefix match on `path`, on any database.
    `lat` and `lng` are WGS-84 degrees, both or neither; communities have none until somebody places them.
    """

    __tablename__ = "division"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: str = Field(primary_key=True, max_length=16)
    level: int
    parent_id: str | None = Field(default=None, foreign_key="division.id", index=True, max_length=16)
    path: str = Field(index=True, max_length=96)
    name: str = Field(max_length=80)
    kind: str = Field(default="", max_length=32)
    source: str = Field(default="", max_length=32)
    lat: float | None = None
    lng: float | None = None
    point_source: str = Field(default="", max_length=32)


class DivisionCode(Base, table=True):
    """A code another official list gives to a division, with the name used there.

    One list may have several: 两江新区 took in two counties of the older list.
    """

    __tablename__ = "division_code"

    division_id: str = Field(primary_key=True, foreign_key="division.id", max_length=16)
    scheme: str = Field(primary_key=True, max_length=16)
    code: str = Field(primary_key=True, index=True, max_length=16)
    name: str = Field(max_length=80)
