"""What a picture itself tells, kept once for each content, whatever events it is evidence of."""

from sqlalchemy import Index
from sqlmodel import Field

from models.base import Base


class Picture(Base, table=True):
    """A stored picture: when and where it says it was taken, and what it looks like.

    `taken_at` is the camera's local time as ISO text without zone, for a camera knows none. `likeness` is a
    perceptual hash of 64 bits as 16 hexadecimal digits, also cut into four parts: of two hashes that differ in at
    most three bits, at least one part is the same, which an index finds.
    """

    __tablename__ = "picture"
    __table_args__ = (
        Index("ix_picture_part_0", "part_0"),
        Index("ix_picture_part_1", "part_1"),
        Index("ix_picture_part_2", "part_2"),
        Index("ix_picture_part_3", "part_3"),
    )

    sha256: str = Field(primary_key=True, max_length=64)
    width: int
    height: int
    taken_at: str | None = Field(default=None, max_length=32)
    lat: float | None = None
    lng: float | None = None
    likeness: str = Field(default="", max_length=16)
    part_0: int | None = None
    part_1: int | None = None
    part_2: int | None = None
    part_3: int | None = None
